using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>Which figure of a series stands for it in a table. Ignored for other types.</summary>
public enum SeriesAggregate
{
    Last,
    First,
    Min,
    Max,
    Mean,
    Variance,
    Count,
}

/// <summary>One column of a table over runs: a path, optionally of one type, and for series a figure.</summary>
/// <param name="Type">Null: whatever type the run has at this path.</param>
public readonly record struct ColumnId(AttributePath Path, AttributeType? Type = null, SeriesAggregate Aggregate = SeriesAggregate.Last);

/// <param name="Descending">Runs without the attribute come last either way; ties are broken by creation, newest first.</param>
public readonly record struct RunSort(ColumnId Column, bool Descending);

/// <summary>A page of a table over the runs of one project.</summary>
/// <param name="Kinds">Which kinds of runs; empty for runs only.</param>
/// <param name="Where">Null for all. Trashed runs are included unless the predicate leaves them out.</param>
/// <param name="Sort">Empty: newest first.</param>
/// <param name="Columns">Which attributes to return of each run; null for all.</param>
/// <param name="Limit">0 asks for the count alone.</param>
public sealed record RunQuery(
    ProjectId Project, ImmutableArray<RunKind> Kinds, RunPredicate? Where, ImmutableArray<RunSort> Sort,
    ImmutableArray<ColumnId>? Columns, long Offset, int Limit);

/// <param name="Total">Matching runs in all.</param>
public sealed record RunPage(long Total, ImmutableArray<RunRow> Rows);

/// <param name="Attributes">Those of the asked columns that the run has, ordered by path.</param>
public sealed record RunRow(RunHead Head, ImmutableArray<RunAttribute> Attributes);

/// <summary>Which attribute paths of a project contain a text.</summary>
/// <param name="Text">Compared without regard to case; empty for all.</param>
/// <param name="Exact">Only the path that equals the text.</param>
/// <param name="Types">Only these types; empty for all.</param>
public sealed record AttributeSearch(
    ProjectId Project, string Text, bool Exact, ImmutableArray<RunKind> Kinds, ImmutableArray<AttributeType> Types, int Offset, int Limit);

/// <param name="Total">Matches in all.</param>
public sealed record AttributePage(long Total, ImmutableArray<AttributeMatch> Matches);

/// <param name="Runs">In how many runs the path has this type.</param>
public readonly record struct AttributeMatch(AttributePath Path, AttributeType Type, long Runs);

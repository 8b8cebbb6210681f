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

/// <param name="Descending">Runs without the attribute come last either way; ties are broken by creation, newest first, then by number and short id.</param>
/// <remarks>Texts are compared by their first 1,024 code units, sets by the first 64 of each of their first 16 members: a page has to say where it ended.</remarks>
public readonly record struct RunSort(ColumnId Column, bool Descending)
{
    public const int TextLength = 1024;
    public const int Members = 16;
    public const int MemberLength = 64;

    /// <summary>Sorts by these numbers instead of what the column holds: by what the caller worked out, which no store keeps. Runs that are not among them count as those
    /// without the attribute.</summary>
    public IReadOnlyDictionary<RunId, double>? Values { get; init; }
}

/// <summary>A page of a table over the runs of one project.</summary>
/// <param name="Kinds">Which kinds of runs; empty for runs only.</param>
/// <param name="Where">Null for all. Trashed runs are included unless the predicate leaves them out.</param>
/// <param name="Sort">Empty: newest first.</param>
/// <param name="Columns">Which attributes to return of each run; null for all.</param>
/// <param name="Limit">0 asks for the count alone.</param>
public sealed record RunQuery(
    ProjectId Project, ImmutableArray<RunKind> Kinds, RunPredicate? Where, ImmutableArray<RunSort> Sort,
    ImmutableArray<ColumnId>? Columns, long Offset, int Limit)
{
    /// <summary>Only rows behind this place; <see cref="Offset"/> counts from there. A run whose values change between two pages may be met twice or
    /// not at all; the others are met once, whatever runs come and go.</summary>
    public RunCursor? After { get; init; }

    /// <summary>Only these runs; null for all. Unknown ids are passed over.</summary>
    public ImmutableArray<RunId>? Only { get; init; }

    /// <summary>Only the runs of one group; null for all.</summary>
    public GroupMembers? InGroup { get; init; }
}

/// <param name="Total">Matching runs in all, those before <see cref="RunQuery.After"/> too.</param>
public sealed record RunPage(long Total, ImmutableArray<RunRow> Rows)
{
    /// <summary>Where the next page begins; null when this was the last.</summary>
    public RunCursor? Next { get; init; }
}

/// <param name="Attributes">Those of the asked columns that the run has, ordered by path.</param>
public sealed record RunRow(RunHead Head, ImmutableArray<RunAttribute> Attributes);

/// <summary>Which attribute paths of a project contain a text.</summary>
/// <param name="Text">Compared without regard to case; empty for all.</param>
/// <param name="Exact">Only the path that equals the text.</param>
/// <param name="Types">Only these types; empty for all.</param>
public sealed record AttributeSearch(
    ProjectId Project, string Text, bool Exact, ImmutableArray<RunKind> Kinds, ImmutableArray<AttributeType> Types, int Offset, int Limit)
{
    /// <summary>Only paths that pass this too; null for all.</summary>
    public AttributeNamePattern? Pattern { get; init; }

    /// <summary>Only what occurs in runs that meet this; null for all. Their runs alone are counted.</summary>
    public RunPredicate? Where { get; init; }

    /// <summary>Only what occurs in these runs; null for all. Empty: nothing. Unknown ids are passed over.</summary>
    public ImmutableArray<RunId>? Runs { get; init; }

    /// <summary>Only matches behind this place; <see cref="Offset"/> counts from there. Nothing is repeated or passed over when attributes come in between.</summary>
    public AttributeCursor? After { get; init; }
}

/// <param name="Total">Matches in all, those before <see cref="AttributeSearch.After"/> too.</param>
public sealed record AttributePage(long Total, ImmutableArray<AttributeMatch> Matches)
{
    /// <summary>Where the next page begins; null when this was the last.</summary>
    public AttributeCursor? Next { get; init; }
}

/// <param name="Runs">In how many runs (of those asked about) the path has this type.</param>
public readonly record struct AttributeMatch(AttributePath Path, AttributeType Type, long Runs);

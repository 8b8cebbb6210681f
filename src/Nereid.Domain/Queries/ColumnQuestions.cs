using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>Which values a column has among some runs, the most frequent first. Of sets each member counts as a value.</summary>
/// <param name="Text">Only values whose text contains this, without regard to case; empty for all.</param>
/// <param name="Limit">0 asks for the count alone.</param>
public sealed record DistinctQuery(ProjectId Project, ImmutableArray<RunKind> Kinds, ColumnId Column, RunPredicate? Where, string Text, int Limit)
{
    /// <summary>Null for all runs.</summary>
    public ImmutableArray<RunId>? Only { get; init; }
}

/// <param name="Total">Distinct values in all that contain the text.</param>
/// <param name="Values">Ordered by number of runs, falling, then by value.</param>
public sealed record DistinctPage(long Total, ImmutableArray<DistinctValue> Values);

public readonly record struct DistinctValue(ColumnValue Value, long Runs);

/// <summary>Which stored attributes tell some runs apart: those with two different values, or that only some of the runs have. Looks at single
/// values (int, float, bool, string, datetime, string set, artifact, git ref), not at series and files, nor at what the store computes.</summary>
/// <param name="Limit">0 asks for the count alone.</param>
public sealed record DifferingQuery(ProjectId Project, ImmutableArray<RunKind> Kinds, RunPredicate? Where, int Limit)
{
    /// <summary>Null for all runs.</summary>
    public ImmutableArray<RunId>? Only { get; init; }

    public static bool Compares(AttributeType type) => type is AttributeType.Int or AttributeType.Float or AttributeType.Bool or AttributeType.String
        or AttributeType.Datetime or AttributeType.StringSet or AttributeType.Artifact or AttributeType.GitRef;
}

/// <param name="Runs">Runs that were compared.</param>
/// <param name="Total">Differing attributes in all.</param>
/// <param name="Columns">Those with several values first; then by number of runs that have them, falling; then by number of values, rising; then by path.</param>
public sealed record DifferingPage(long Runs, long Total, ImmutableArray<DifferingColumn> Columns);

/// <param name="Runs">Runs that have it.</param>
/// <param name="Values">Different values among them.</param>
public readonly record struct DifferingColumn(AttributePath Path, long Runs, long Values);

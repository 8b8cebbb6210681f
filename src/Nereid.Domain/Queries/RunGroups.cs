using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>The runs of a table put together by the values of some columns.</summary>
/// <param name="By">At least one. Runs without the attribute form groups of their own.</param>
/// <param name="Figures">Columns whose numbers are summed up per group.</param>
/// <param name="Sort">Empty: by the keys, rising, missing ones last. Ties are broken by the keys.</param>
/// <param name="Limit">0 asks for the counts alone.</param>
public sealed record RunGroupQuery(
    ProjectId Project, ImmutableArray<RunKind> Kinds, RunPredicate? Where, ImmutableArray<ColumnId> By, ImmutableArray<ColumnId> Figures,
    ImmutableArray<GroupSort> Sort, long Offset, int Limit)
{
    /// <summary>Null for all runs.</summary>
    public ImmutableArray<RunId>? Only { get; init; }
}

public enum GroupSortBy
{
    /// <summary>The value of one of the columns that the runs are grouped by.</summary>
    Key,

    /// <summary>How many runs a group has.</summary>
    Runs,
    Mean,
    Min,
    Max,
    Median,
    StandardDeviation,
}

/// <param name="Index">Which of the columns: of <see cref="RunGroupQuery.By"/> for a key, of <see cref="RunGroupQuery.Figures"/> for a figure.</param>
/// <param name="Descending">Groups without the figure come last either way.</param>
public readonly record struct GroupSort(GroupSortBy By, int Index, bool Descending);

/// <param name="Total">Groups in all.</param>
/// <param name="Runs">Runs in all groups.</param>
public sealed record RunGroupPage(long Total, long Runs, ImmutableArray<RunGroup> Groups);

/// <param name="Key">One value per column of <see cref="RunGroupQuery.By"/>.</param>
/// <param name="Figures">One per asked column.</param>
public sealed record RunGroup(RunGroupKey Key, long Runs, ImmutableArray<GroupFigures> Figures);

/// <summary>Figures of the numbers that the runs of a group have in a column. NaN values and runs without a number are left out.</summary>
/// <param name="Count">Runs with a number. When it is 0 the others are NaN.</param>
/// <param name="StandardDeviation">Of the sample (divided by count - 1); NaN below two numbers.</param>
/// <param name="Median">Of an even count the mean of the two in the middle.</param>
public readonly record struct GroupFigures(long Count, double Mean, double StandardDeviation, double Min, double Max, double Median);

/// <summary>Which group of a grouped table.</summary>
public sealed record RunGroupKey(ImmutableArray<ColumnValue> Values)
{
    const byte Version = 3;

    /// <summary>Characters of its text. A group by several long texts may have a longer one, which is then not taken back.</summary>
    const int MaxLength = 4 * 1024 * 1024;

    public bool Equals(RunGroupKey? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);

    /// <summary>Opaque text for clients.</summary>
    public override string ToString()
    {
        var to = new CursorWriter(Version);
        to.Add(Values.Length);
        foreach (var value in Values)
            to.Add(value);
        return to.ToString();
    }

    /// <param name="columns">How many columns the runs are grouped by.</param>
    public static bool TryParse(string text, int columns, [NotNullWhen(true)] out RunGroupKey? key)
    {
        key = null;
        if (text.Length > MaxLength || CursorReader.Begin(text, Version) is not { } from || from.ReadLong() != columns)
            return false;
        var values = ImmutableArray.CreateBuilder<ColumnValue>(columns);
        for (var i = 0; i < columns; i++)
            values.Add(from.ReadValue());
        key = from.IsWhole ? new RunGroupKey(values.MoveToImmutable()) : null;
        return key is not null;
    }
}

/// <summary>The runs of one group of a grouped table.</summary>
/// <param name="By">The columns that the runs are grouped by, as many as the key has values.</param>
public sealed record GroupMembers(ImmutableArray<ColumnId> By, RunGroupKey Key);

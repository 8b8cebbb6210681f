using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The order of rows that come from several projects: the store's order within one, see <see cref="RunSort"/>.</summary>
/// <param name="sort">The rows carry these columns.</param>
sealed class RowOrder(ImmutableArray<RunSort> sort) : IComparer<RunRow>
{
    public int Compare(RunRow? left, RunRow? right)
    {
        foreach (var key in sort)
        {
            if (Compare(Key(left!, key.Column), Key(right!, key.Column), key.Descending) is var order and not 0)
                return order;
        }

        var byTime = right!.Head.CreatedUnixMicros.CompareTo(left!.Head.CreatedUnixMicros);
        return byTime != 0 ? byTime : right.Head.Id.Value.CompareTo(left.Head.Id.Value);
    }

    /// <summary>What is missing comes last in both directions, and what has nothing to compare before that.</summary>
    static int Compare(in ColumnValue left, in ColumnValue right, bool descending)
    {
        var (leftRank, rightRank) = (Rank(left.Kind), Rank(right.Kind));
        if (leftRank == int.MaxValue || rightRank == int.MaxValue || left.Kind == ColumnValueKind.NotANumber || right.Kind == ColumnValueKind.NotANumber)
            return leftRank.CompareTo(rightRank);
        var order = leftRank != rightRank ? leftRank.CompareTo(rightRank) : left.Kind switch
        {
            ColumnValueKind.Text => string.CompareOrdinal(left.Text, right.Text),
            ColumnValueKind.Set => CompareSets(left.Members, right.Members),
            ColumnValueKind.Time or ColumnValueKind.Truth => left.Bits.CompareTo(right.Bits),
            _ => Number(left).CompareTo(Number(right)),
        };
        return descending ? -order : order;
    }

    static int Rank(ColumnValueKind kind) => kind switch
    {
        ColumnValueKind.Missing => int.MaxValue,
        ColumnValueKind.NotANumber => int.MaxValue - 1,
        ColumnValueKind.Whole or ColumnValueKind.Real => 1,
        _ => (int)kind,
    };

    static double Number(in ColumnValue value) => value.Kind == ColumnValueKind.Whole ? value.Bits : value.Number;

    static int CompareSets(ImmutableArray<string> left, ImmutableArray<string> right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (string.CompareOrdinal(left[i], right[i]) is var order and not 0)
                return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    static ColumnValue Key(RunRow row, ColumnId column)
    {
        foreach (var attribute in row.Attributes)
        {
            if (attribute.Path == column.Path && (column.Type is not { } type || type == attribute.Value.Type))
                return Of(attribute.Value, column.Aggregate);
        }

        return ColumnValue.Missing;
    }

    static ColumnValue Of(AttributeValue value, SeriesAggregate aggregate) => value switch
    {
        IntValue v => ColumnValue.OfWhole(v.Value),
        FloatValue v => ColumnValue.OfNumber(v.Value),
        BoolValue v => ColumnValue.OfTruth(v.Value),
        DatetimeValue v => ColumnValue.OfTime(v.UnixMicros),
        StringValue v => ColumnValue.OfText(v.Value),
        StringSetValue v => ColumnValue.OfSet(v.Values),
        FloatSeriesValue v => ColumnValue.OfNumber(v.Figure(aggregate)),
        StringSeriesValue { Last: { } last } => ColumnValue.OfText(last),
        _ => new ColumnValue(ColumnValueKind.NotANumber),
    };
}

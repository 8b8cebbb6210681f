using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Kinds of cells, in the order in which a rising column shows them.</summary>
enum CellGroup
{
    Number,
    Time,
    Truth,
    Text,
    Set,
    NotANumber,
    Missing,
}

/// <summary>Orders the cells of one column by group and value. NaN and then missing cells come last in both directions.
/// How far texts and sets are looked at: <see cref="RunSort"/>.</summary>
static class CellOrder
{
    public static int Compare(in Cell left, in Cell right, bool descending)
    {
        var (group, other) = (GroupOf(left), GroupOf(right));
        if (group != other)
            return descending && group < CellGroup.NotANumber && other < CellGroup.NotANumber ? other.CompareTo(group) : group.CompareTo(other);
        var order = group switch
        {
            CellGroup.Number => CompareNumbers(left, right),
            CellGroup.Time or CellGroup.Truth => left.Bits.CompareTo(right.Bits),
            CellGroup.Text => string.CompareOrdinal(left.Text, 0, right.Text, 0, RunSort.TextLength),
            CellGroup.Set => CompareSets(left, right),
            _ => 0,
        };
        return descending ? -order : order;
    }

    /// <summary>Of equal cells the same; of a long text or a large set only what <see cref="Compare"/> looks at.</summary>
    public static ColumnValue Cut(in ColumnValue value) => value.Kind switch
    {
        ColumnValueKind.Text when value.Text!.Length > RunSort.TextLength => ColumnValue.OfText(value.Text[..RunSort.TextLength]),
        // One member more than is compared, so that a larger set stays larger.
        ColumnValueKind.Set => ColumnValue.OfSet([.. value.Members.Take(RunSort.Members + 1).Select(Cut)]),
        _ => value,
    };

    static string Cut(string member) => member.Length > RunSort.MemberLength ? member[..RunSort.MemberLength] : member;

    static int CompareNumbers(in Cell left, in Cell right) =>
        left.Type == AttributeType.Int && right.Type == AttributeType.Int ? left.Bits.CompareTo(right.Bits) : left.Number.CompareTo(right.Number);

    static int CompareSets(in Cell left, in Cell right)
    {
        for (var i = 0; i < Math.Min(RunSort.Members, Math.Min(left.Members.Length, right.Members.Length)); i++)
            if (string.CompareOrdinal(left.Members[i], 0, right.Members[i], 0, RunSort.MemberLength) is var order and not 0)
                return order;
        return Compared(left.Members).CompareTo(Compared(right.Members));
    }

    static int Compared(ImmutableArray<string> members) => Math.Min(members.Length, RunSort.Members + 1);

    public static CellGroup GroupOf(in Cell cell) => cell.Type switch
    {
        default(AttributeType) => CellGroup.Missing,
        AttributeType.Int => CellGroup.Number,
        AttributeType.Float or AttributeType.FloatSeries or AttributeType.File or AttributeType.FileSet or AttributeType.FileSeries or AttributeType.HistogramSeries =>
            double.IsNaN(cell.Number) ? CellGroup.NotANumber : CellGroup.Number,
        AttributeType.Datetime => CellGroup.Time,
        AttributeType.Bool => CellGroup.Truth,
        AttributeType.StringSet => CellGroup.Set,
        AttributeType.StringSeries when cell.Text is null => cell.Bits == 0 ? CellGroup.NotANumber : CellGroup.Number,
        _ => cell.Text is null ? CellGroup.NotANumber : CellGroup.Text,
    };
}

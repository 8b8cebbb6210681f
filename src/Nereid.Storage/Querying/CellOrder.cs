using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Orders the cells of one column. Numbers, times, truth values, texts and sets form groups in this order; NaN and then missing
/// cells come last in both directions.</summary>
static class CellOrder
{
    enum Group
    {
        Number,
        Time,
        Truth,
        Text,
        Set,
        NotANumber,
        Missing,
    }

    public static int Compare(in Cell left, in Cell right, bool descending)
    {
        var group = GroupOf(left);
        var byGroup = group.CompareTo(GroupOf(right));
        if (byGroup != 0)
            return descending && group < Group.NotANumber && GroupOf(right) < Group.NotANumber ? -byGroup : byGroup;
        var order = group switch
        {
            Group.Number => CompareNumbers(left, right),
            Group.Time or Group.Truth => left.Bits.CompareTo(right.Bits),
            Group.Text => string.CompareOrdinal(left.Text, right.Text),
            Group.Set => CompareSets(left, right),
            _ => 0,
        };
        return descending ? -order : order;
    }

    static int CompareNumbers(in Cell left, in Cell right) =>
        left.Type == AttributeType.Int && right.Type == AttributeType.Int ? left.Bits.CompareTo(right.Bits) : left.Number.CompareTo(right.Number);

    static int CompareSets(in Cell left, in Cell right)
    {
        for (var i = 0; i < Math.Min(left.Members.Length, right.Members.Length); i++)
            if (string.CompareOrdinal(left.Members[i], right.Members[i]) is var order and not 0)
                return order;
        return left.Members.Length.CompareTo(right.Members.Length);
    }

    static Group GroupOf(in Cell cell) => cell.Type switch
    {
        default(AttributeType) => Group.Missing,
        AttributeType.Int => Group.Number,
        AttributeType.Float or AttributeType.FloatSeries or AttributeType.File or AttributeType.FileSeries or AttributeType.HistogramSeries =>
            double.IsNaN(cell.Number) ? Group.NotANumber : Group.Number,
        AttributeType.Datetime => Group.Time,
        AttributeType.Bool => Group.Truth,
        AttributeType.StringSet => Group.Set,
        AttributeType.StringSeries when cell.Text is null => cell.Bits == 0 ? Group.NotANumber : Group.Number,
        _ => cell.Text is null ? Group.NotANumber : Group.Text,
    };
}

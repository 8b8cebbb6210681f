using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>What comparing and sorting need of one attribute of one run. The default value stands for a missing attribute.</summary>
/// <param name="Type">The attribute's own type; 0 when missing.</param>
/// <param name="Bits">Int, datetime, bool and run state as a number.</param>
/// <param name="Number">Float, and the asked figure of a float series.</param>
/// <param name="Text">String types; null where there is none.</param>
readonly record struct Cell(AttributeType Type, long Bits = 0, double Number = double.NaN, string? Text = null, ImmutableArray<string> Members = default)
{
    public bool IsMissing => Type == default;

    public static Cell Of(AttributeValue? value, SeriesAggregate aggregate) => value switch
    {
        null => default,
        IntValue v => new(v.Type, v.Value, v.Value),
        FloatValue v => new(v.Type, Number: v.Value),
        BoolValue v => new(v.Type, v.Value ? 1 : 0),
        StringValue v => new(v.Type, Text: v.Value),
        DatetimeValue v => new(v.Type, v.UnixMicros),
        StringSetValue v => new(v.Type, Members: v.Values),
        RunStateValue v => new(v.Type, (long)v.State, Text: v.State == RunState.Running ? "running" : "idle"),
        ArtifactValue v => new(v.Type, Text: v.Hash),
        GitRefValue v => new(v.Type, Text: v.CommitId),
        NotebookRefValue v => new(v.Type, Text: v.NotebookName),
        FileValue v => new(v.Type, v.File.Size, v.File.Size),
        FileSetValue v => new(v.Type, v.Size, v.Size),
        FloatSeriesValue v => new(v.Type, v.Count, Figure(v, aggregate)),
        StringSeriesValue v => new(v.Type, v.Count, v.Count, aggregate == SeriesAggregate.Count ? null : v.Last),
        FileSeriesValue v => new(v.Type, v.Count, v.Count),
        HistogramSeriesValue v => new(v.Type, v.Count, v.Count),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    /// <summary>What groups, distinct values and cursors make of the cell.</summary>
    public ColumnValue ToValue() => CellOrder.GroupOf(this) switch
    {
        CellGroup.Number => Type == AttributeType.Int ? ColumnValue.OfWhole(Bits) : ColumnValue.OfNumber(Number),
        CellGroup.Time => ColumnValue.OfTime(Bits),
        CellGroup.Truth => ColumnValue.OfTruth(Bits != 0),
        CellGroup.Text => ColumnValue.OfText(Text!),
        CellGroup.Set => ColumnValue.OfSet(Members),
        CellGroup.NotANumber => new ColumnValue(ColumnValueKind.NotANumber),
        _ => ColumnValue.Missing,
    };

    /// <summary>A cell that compares like the one the value came from.</summary>
    public static Cell Of(in ColumnValue value) => value.Kind switch
    {
        ColumnValueKind.Whole => new(AttributeType.Int, value.Bits, value.Bits),
        ColumnValueKind.Real => new(AttributeType.Float, Number: value.Number),
        ColumnValueKind.Time => new(AttributeType.Datetime, value.Bits),
        ColumnValueKind.Truth => new(AttributeType.Bool, value.Bits),
        ColumnValueKind.Text => new(AttributeType.String, Text: value.Text),
        ColumnValueKind.Set => new(AttributeType.StringSet, Members: value.Members),
        ColumnValueKind.NotANumber => new(AttributeType.Float),
        _ => default,
    };

    static double Figure(FloatSeriesValue series, SeriesAggregate aggregate) => aggregate switch
    {
        SeriesAggregate.Last => series.Last,
        SeriesAggregate.First => series.First,
        SeriesAggregate.Min => series.Min,
        SeriesAggregate.Max => series.Max,
        SeriesAggregate.Mean => series.Mean,
        SeriesAggregate.Variance => series.Variance,
        _ => series.Count,
    };
}

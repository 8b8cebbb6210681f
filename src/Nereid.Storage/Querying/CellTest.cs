using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Puts one comparison to the cells of its column. What a comparison means is <see cref="ComparisonTest"/>'s.</summary>
/// <param name="aggregate">The column's: which figure the cells hold.</param>
/// <param name="nowUnixMicros">What relative times in the literal count from.</param>
sealed class CellTest(Comparison comparison, string literal, SeriesAggregate aggregate, long nowUnixMicros)
{
    readonly ComparisonTest _test = new(comparison, literal, nowUnixMicros);

    public bool Holds(in Cell cell) => cell.Type switch
    {
        AttributeType.FloatSeries or AttributeType.StringSeries or AttributeType.FileSeries or AttributeType.HistogramSeries
            when aggregate == SeriesAggregate.Count => _test.Holds(cell.Bits),
        AttributeType.Int => _test.Holds(cell.Bits),
        AttributeType.Float or AttributeType.FloatSeries => _test.Holds(cell.Number),
        AttributeType.Bool => _test.Holds(cell.Bits != 0),
        AttributeType.Datetime => _test.HoldsDatetime(cell.Bits),
        AttributeType.RunState => _test.Holds((RunState)cell.Bits),
        AttributeType.StringSet => _test.Holds(cell.Members),
        AttributeType.String or AttributeType.Artifact or AttributeType.GitRef => _test.Holds(cell.Text!),
        AttributeType.StringSeries when aggregate == SeriesAggregate.Last => cell.Text is { } last && _test.Holds(last),
        _ => false,
    };
}

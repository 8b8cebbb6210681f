using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The 3.x words for types and figures of series.</summary>
static class Words
{
    /// <summary>Null for types that the 3.x clients do not know: one unknown word spoils a whole page of definitions for them.</summary>
    public static string? Of(AttributeType type) => type switch
    {
        AttributeType.Int => "int",
        AttributeType.Float => "float",
        AttributeType.Bool => "bool",
        AttributeType.String => "string",
        AttributeType.Datetime => "datetime",
        AttributeType.StringSet => "stringSet",
        AttributeType.FloatSeries => "floatSeries",
        AttributeType.StringSeries => "stringSeries",
        AttributeType.HistogramSeries => "histogramSeries",
        AttributeType.File => "fileRef",
        AttributeType.FileSeries => "fileRefSeries",
        AttributeType.RunState => "experimentState",
        _ => null,
    };

    /// <summary>All that have a word.</summary>
    public static ImmutableArray<AttributeType> Known { get; } = [.. Enum.GetValues<AttributeType>().Where(type => Of(type) is not null)];

    public static AttributeType? ParseType(string? word) => word switch
    {
        "int" or "integer" => AttributeType.Int,
        "float" => AttributeType.Float,
        "bool" => AttributeType.Bool,
        "string" => AttributeType.String,
        "datetime" => AttributeType.Datetime,
        "stringSet" => AttributeType.StringSet,
        "floatSeries" => AttributeType.FloatSeries,
        "stringSeries" => AttributeType.StringSeries,
        "histogramSeries" => AttributeType.HistogramSeries,
        "fileRef" or "file" => AttributeType.File,
        "fileRefSeries" => AttributeType.FileSeries,
        "experimentState" => AttributeType.RunState,
        _ => null,
    };

    /// <summary>Last for unknown words: the old client sends <c>none</c>.</summary>
    public static SeriesAggregate ParseAggregate(string? word) => word switch
    {
        "min" => SeriesAggregate.Min,
        "max" => SeriesAggregate.Max,
        "average" => SeriesAggregate.Mean,
        "variance" => SeriesAggregate.Variance,
        _ => SeriesAggregate.Last,
    };
}

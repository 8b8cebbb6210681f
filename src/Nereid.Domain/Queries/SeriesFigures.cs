using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>Picks the figure of a float series that stands for it in tables and comparisons.</summary>
public static class SeriesFigures
{
    /// <summary>NaN when the series has no such figure.</summary>
    public static double Figure(this FloatSeriesValue series, SeriesAggregate aggregate) => aggregate switch
    {
        SeriesAggregate.Last => series.Last,
        SeriesAggregate.First => series.First,
        SeriesAggregate.Min => series.Min,
        SeriesAggregate.Max => series.Max,
        SeriesAggregate.Mean => series.Mean,
        SeriesAggregate.Variance => series.Variance,
        SeriesAggregate.Count => series.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate, "There is no such figure."),
    };
}

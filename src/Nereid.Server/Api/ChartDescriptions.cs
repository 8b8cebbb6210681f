using Nereid.Domain.Queries;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Answers about float series as the API says them in JSON.</summary>
static class ChartDescriptions
{
    public static SeriesBucketsDto Describe(SeriesBuckets answer, bool isSmoothed)
    {
        var buckets = answer.Buckets;
        return new SeriesBucketsDto(
            answer.Series.Run.Value, answer.Series.Name, answer.From, answer.To, answer.Total,
            Column(bucket => bucket.Index), Column(bucket => bucket.FirstX), Column(bucket => bucket.LastX), Column(bucket => bucket.Count),
            Column(bucket => bucket.Min), Column(bucket => bucket.Max), Column(bucket => bucket.Mean), Column(bucket => bucket.First),
            Column(bucket => bucket.Last), Column(bucket => bucket.NanCount), Column(bucket => bucket.PositiveInfinityCount),
            Column(bucket => bucket.NegativeInfinityCount), isSmoothed ? answer.Smoothed : null);

        T[] Column<T>(Func<Bucket, T> figure) => [.. buckets.Select(figure)];
    }

    /// <param name="quantiles">How many were asked for.</param>
    public static GroupBucketsDto Describe(GroupBuckets answer, int quantiles)
    {
        var buckets = answer.Buckets;
        return new GroupBucketsDto(
            answer.From, answer.To, answer.Parts, Column(bucket => bucket.Index), Column(bucket => bucket.Series), Column(bucket => bucket.Points),
            Column(bucket => bucket.Mean), Column(bucket => bucket.StandardDeviation), Column(bucket => bucket.StandardError),
            Column(bucket => bucket.Min), Column(bucket => bucket.Max), Column(bucket => bucket.PointMin), Column(bucket => bucket.PointMax),
            Column(bucket => bucket.Median), [.. Enumerable.Range(0, quantiles).Select(quantile => Quantile(answer, quantile, quantiles))]);

        T[] Column<T>(Func<GroupBucket, T> figure) => [.. buckets.Select(figure)];
    }

    public static double[] Quantile(GroupBuckets answer, int quantile, int quantiles)
    {
        var column = new double[answer.Buckets.Length];
        for (var i = 0; i < column.Length; i++)
            column[i] = answer.Quantiles[i * quantiles + quantile];
        return column;
    }

    public static SeriesStatisticsDto Describe(SeriesStatistics answer) => new(
        answer.Series.Run.Value, answer.Series.Name, answer.Count, answer.NanCount, answer.PositiveInfinityCount, answer.NegativeInfinityCount,
        answer.Min, answer.Max, answer.Mean, answer.Variance, answer.Count == 0 ? null : answer.FirstX, answer.First, answer.Count == 0 ? null : answer.LastX, answer.Last,
        answer.Quantiles);

    public static NearestDto Describe(NearestPoint answer) => new(answer.Series.Run.Value, answer.Series.Name,
        answer.Point is { } point ? new NearestPointDto(answer.X, point.Step.Value, point.UnixMicros, point.Value) : null);
}

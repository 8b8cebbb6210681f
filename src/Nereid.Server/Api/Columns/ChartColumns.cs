using System.Collections.Immutable;
using System.Text.Json;
using Nereid.Domain.Queries;

namespace Nereid.Server.Api.Columns;

/// <summary>Answers about float series as binary columns; the names are those of the JSON answer.</summary>
static class ChartColumns
{
    public static ColumnAnswer Of(XAxis x, ImmutableArray<SeriesBuckets> answers) => new("buckets", Word(x), [.. answers.Select(Table)]);

    public static ColumnAnswer Of(XAxis x, ImmutableArray<GroupBuckets> answers, ImmutableArray<double> quantiles) =>
        new("groups", Word(x), [.. answers.Select(answer => Table(answer, quantiles))]);

    static string Word(XAxis x) => JsonNamingPolicy.CamelCase.ConvertName(x.ToString());

    static ColumnTable Table(SeriesBuckets answer)
    {
        var buckets = answer.Buckets;
        List<Column> columns =
        [
            Counts("index", bucket => bucket.Index), Doubles("firstX", bucket => bucket.FirstX), Doubles("lastX", bucket => bucket.LastX),
            Counts("count", bucket => bucket.Count), Doubles("min", bucket => bucket.Min), Doubles("max", bucket => bucket.Max), Doubles("mean", bucket => bucket.Mean),
            Doubles("first", bucket => bucket.First), Doubles("last", bucket => bucket.Last), Counts("nanCount", bucket => bucket.NanCount),
            Counts("positiveInfinityCount", bucket => bucket.PositiveInfinityCount), Counts("negativeInfinityCount", bucket => bucket.NegativeInfinityCount),
        ];
        if (!answer.Smoothed.IsDefaultOrEmpty)
            columns.Add(Column.Of("smoothed", [.. answer.Smoothed]));
        return new ColumnTable(
            buckets.Length,
            [("runId", answer.Series.Run.Value.ToString()), ("path", answer.Series.Name), ("from", answer.From), ("to", answer.To), ("total", answer.Total)], columns);

        Column Doubles(string name, Func<Bucket, double> figure) => Column.Of(name, [.. buckets.Select(figure)]);
        Column Counts(string name, Func<Bucket, long> figure) => Column.OfCounts(name, [.. buckets.Select(figure)]);
    }

    static ColumnTable Table(GroupBuckets answer, ImmutableArray<double> quantiles)
    {
        var buckets = answer.Buckets;
        List<Column> columns =
        [
            Counts("index", bucket => bucket.Index), Counts("series", bucket => bucket.Series), Counts("points", bucket => bucket.Points),
            Doubles("mean", bucket => bucket.Mean), Doubles("standardDeviation", bucket => bucket.StandardDeviation), Doubles("standardError", bucket => bucket.StandardError),
            Doubles("min", bucket => bucket.Min), Doubles("max", bucket => bucket.Max), Doubles("pointMin", bucket => bucket.PointMin), Doubles("pointMax", bucket => bucket.PointMax),
            Doubles("median", bucket => bucket.Median),
        ];
        for (var i = 0; i < quantiles.Length; i++)
            columns.Add(Column.Of(FormattableString.Invariant($"quantiles[{i}]"), ChartDescriptions.Quantile(answer, i, quantiles.Length)));
        return new ColumnTable(buckets.Length, [("from", answer.From), ("to", answer.To), ("parts", (long)answer.Parts)], columns);

        Column Doubles(string name, Func<GroupBucket, double> figure) => Column.Of(name, [.. buckets.Select(figure)]);
        Column Counts(string name, Func<GroupBucket, long> figure) => Column.OfCounts(name, [.. buckets.Select(figure)]);
    }
}

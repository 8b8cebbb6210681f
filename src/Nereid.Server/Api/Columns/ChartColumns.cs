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
            Counts("index", (in bucket) => bucket.Index), Doubles("firstX", (in bucket) => bucket.FirstX), Doubles("lastX", (in bucket) => bucket.LastX),
            Counts("count", (in bucket) => bucket.Count), Doubles("min", (in bucket) => bucket.Min), Doubles("max", (in bucket) => bucket.Max), Doubles("mean", (in bucket) => bucket.Mean),
            Doubles("first", (in bucket) => bucket.First), Doubles("last", (in bucket) => bucket.Last), Counts("nanCount", (in bucket) => bucket.NanCount),
            Counts("positiveInfinityCount", (in bucket) => bucket.PositiveInfinityCount), Counts("negativeInfinityCount", (in bucket) => bucket.NegativeInfinityCount),
        ];
        if (!answer.Smoothed.IsDefaultOrEmpty)
            columns.Add(Column.Of("smoothed", [.. answer.Smoothed]));
        return new ColumnTable(
            buckets.Length,
            [("runId", answer.Series.Run.Value.ToString()), ("path", answer.Series.Name), ("from", answer.From), ("to", answer.To), ("total", answer.Total)], columns);

        Column Doubles(string name, Figure<Bucket, double> figure) => Column.Of(name, Each(buckets, figure));
        Column Counts(string name, Figure<Bucket, long> figure) => Column.OfCounts(name, Each(buckets, figure));
    }

    static ColumnTable Table(GroupBuckets answer, ImmutableArray<double> quantiles)
    {
        var buckets = answer.Buckets;
        List<Column> columns =
        [
            Counts("index", (in bucket) => bucket.Index), Counts("series", (in bucket) => bucket.Series), Counts("points", (in bucket) => bucket.Points),
            Doubles("mean", (in bucket) => bucket.Mean), Doubles("standardDeviation", (in bucket) => bucket.StandardDeviation), Doubles("standardError", (in bucket) => bucket.StandardError),
            Doubles("min", (in bucket) => bucket.Min), Doubles("max", (in bucket) => bucket.Max), Doubles("pointMin", (in bucket) => bucket.PointMin), Doubles("pointMax", (in bucket) => bucket.PointMax),
            Doubles("median", (in bucket) => bucket.Median),
        ];
        for (var i = 0; i < quantiles.Length; i++)
            columns.Add(Column.Of(FormattableString.Invariant($"quantiles[{i}]"), ChartDescriptions.Quantile(answer, i, quantiles.Length)));
        return new ColumnTable(buckets.Length, [("from", answer.From), ("to", answer.To), ("parts", (long)answer.Parts)], columns);

        Column Doubles(string name, Figure<GroupBucket, double> figure) => Column.Of(name, Each(buckets, figure));
        Column Counts(string name, Figure<GroupBucket, long> figure) => Column.OfCounts(name, Each(buckets, figure));
    }

    delegate T Figure<TBucket, T>(in TBucket bucket);

    static T[] Each<TBucket, T>(ImmutableArray<TBucket> buckets, Figure<TBucket, T> figure)
    {
        var all = buckets.AsSpan();
        var figures = GC.AllocateUninitializedArray<T>(all.Length);
        for (var i = 0; i < figures.Length; i++)
            figures[i] = figure(in all[i]);
        return figures;
    }
}

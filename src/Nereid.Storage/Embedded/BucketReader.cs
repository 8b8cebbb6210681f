using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Answers one bucket query: one pass over the points of each series, nothing kept per point.</summary>
sealed class BucketReader(Statements database, BucketQuery query)
{
    readonly Dictionary<long, long> _origins = [];

    public ImmutableArray<SeriesBuckets> Read(CancellationToken cancel)
    {
        var all = query.Series.Select(series => (Id: series, Found: Find(series))).ToList();
        var ends = all.Where(series => series.Found is not null).Select(series => Ends(series.Found!)).ToList();
        var grid = new BucketGrid(
            query.From ?? ends.Select(end => end.First).DefaultIfEmpty(0).Min(),
            query.To ?? ends.Select(end => end.Last).DefaultIfEmpty(0).Max(),
            query.Buckets);
        return [.. all.Select(series =>
        {
            var fill = new BucketFill(grid);
            if (series.Found is not null)
                Fill(fill, grid, series.Found, cancel);
            return fill.ToAnswer(series.Id);
        })];
    }

    StoredSeries? Find(SeriesId series) => StoredSeries.Find(database, series) is { Type: AttributeType.FloatSeries, Count: > 0 } found ? found : null;

    (double First, double Last) Ends(StoredSeries series)
    {
        if (query.X == XAxis.Step)
            return (series.Floats.FirstStep.Value, series.Floats.LastStep.Value);
        var origin = OriginOf(series);
        return (SeriesX.OfTime(query.X, series.Floats.MinUnixMicros, origin), SeriesX.OfTime(query.X, series.Floats.MaxUnixMicros, origin));
    }

    void Fill(BucketFill fill, BucketGrid grid, StoredSeries series, CancellationToken cancel)
    {
        var isStep = query.X == XAxis.Step;
        var origin = isStep ? 0 : OriginOf(series);
        var rows = database["SELECT step, at, value FROM float_points WHERE series = ?1 AND step >= ?2 AND step <= ?3 ORDER BY step, millionths"];
        rows.Bind(1, series.Number);
        rows.Bind(2, isStep ? grid.From : double.NegativeInfinity).Bind(3, isStep ? grid.To : double.PositiveInfinity);
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            fill.Add(isStep ? rows.Double(0) : SeriesX.OfTime(query.X, rows.Int64(1), origin), rows.Double(2));
        }
    }

    /// <summary>Least time of all points of the run's float series.</summary>
    long OriginOf(StoredSeries series)
    {
        if (query.X != XAxis.RelativeTime)
            return 0;
        if (_origins.TryGetValue(series.RunRow, out var origin))
            return origin;
        origin = long.MaxValue;
        var rows = database["SELECT value FROM attributes INDEXED BY attributes_by_run WHERE run = ?1 AND type = ?2"];
        rows.Bind(1, series.RunRow).Bind(2, (long)AttributeType.FloatSeries);
        while (rows.Step())
            if (SummaryCodec.ReadFloats(rows.Bytes(0), out _) is { Count: > 0 } other)
                origin = Math.Min(origin, other.MinUnixMicros);
        return _origins[series.RunRow] = origin;
    }
}

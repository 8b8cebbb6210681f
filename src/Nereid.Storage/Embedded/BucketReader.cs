using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Answers one bucket query over the points of each series.</summary>
sealed class BucketReader(Statements database, FloatEngine floats, BucketQuery query)
{
    readonly record struct Asked(SeriesId Id, long Run, long Number, FloatSummary Summary);

    readonly Dictionary<long, long> _origins = [];

    public ImmutableArray<SeriesBuckets> Read(CancellationToken cancel)
    {
        var all = query.Series.Select(series => Find(series, cancel)).ToList();
        var ends = all.Where(series => series.Summary.Count > 0).Select(series => Ends(series, cancel)).ToList();
        var grid = new BucketGrid(
            query.From ?? ends.Select(end => end.First).DefaultIfEmpty(0).Min(),
            query.To ?? ends.Select(end => end.Last).DefaultIfEmpty(0).Max(),
            query.Buckets);
        using var question = floats.Ask();
        foreach (var series in all)
            if (series.Summary.Count > 0)
                question.Prepare(series.Run, series.Number);
        var fill = new BucketFill(grid);
        return [.. all.Select(series =>
        {
            fill.Clear();
            if (series.Summary.Count > 0)
                question.Points(series.Run, series.Number).FillBuckets(fill, grid, query.X, OriginOf(series.Run, cancel), cancel);
            return fill.ToAnswer(series.Id);
        })];
    }

    Asked Find(SeriesId id, CancellationToken cancel) => StoredSeries.Find(database, id) is { Type: AttributeType.FloatSeries } found
        ? new Asked(id, found.RunRow, found.Number, floats.FiguresOf(found.RunRow, found.Number, found.Floats, cancel).Summary)
        : new Asked(id, 0, 0, default);

    (double First, double Last) Ends(in Asked series, CancellationToken cancel)
    {
        if (query.X == XAxis.Step)
            return (series.Summary.FirstStep.Value, series.Summary.LastStep.Value);
        var origin = OriginOf(series.Run, cancel);
        return (SeriesX.OfTime(query.X, series.Summary.MinUnixMicros, origin), SeriesX.OfTime(query.X, series.Summary.MaxUnixMicros, origin));
    }

    /// <summary>Least time of all points of the run's float series.</summary>
    long OriginOf(long run, CancellationToken cancel)
    {
        if (query.X != XAxis.RelativeTime)
            return 0;
        if (_origins.TryGetValue(run, out var origin))
            return origin;
        origin = long.MaxValue;
        var rows = database["SELECT series, value FROM attributes INDEXED BY attributes_by_run WHERE run = ?1 AND type = ?2"];
        rows.Bind(1, run).Bind(2, (long)AttributeType.FloatSeries);
        while (rows.Step())
            if (floats.FiguresOf(run, rows.Int64(0), SummaryCodec.ReadFloats(rows.Bytes(1)), cancel).Summary is { Count: > 0 } other)
                origin = Math.Min(origin, other.MinUnixMicros);
        return _origins[run] = origin;
    }
}

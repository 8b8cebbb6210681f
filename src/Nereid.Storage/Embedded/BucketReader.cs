using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Answers one bucket query over the points of each series.</summary>
sealed class BucketReader(Statements database, FloatEngine floats, BucketQuery query)
{
    /// <param name="Summary">Of a series that is read whole from one run.</param>
    readonly record struct Asked(SeriesId Id, ImmutableArray<FloatPart> Parts, ImmutableArray<Generation> Generations, FloatSummary? Summary);

    readonly LineageReader _lineages = new(database);
    readonly Dictionary<long, long> _origins = [];

    public ImmutableArray<SeriesBuckets> Read(CancellationToken cancel)
    {
        var all = query.Series.Select(series => Find(series, cancel)).ToList();
        using var question = floats.Ask();
        foreach (var series in all)
            foreach (var part in series.Parts)
                question.Prepare(part.Run, part.Series);
        var grid = GridOf(all, question, cancel);
        var fill = new BucketFill(grid);
        return [.. all.Select(series =>
        {
            fill.Clear();
            if (!series.Parts.IsEmpty)
                question.Points(series.Parts.AsSpan()).FillBuckets(fill, grid, query.X, OriginOf(series.Generations, cancel), cancel);
            return fill.ToAnswer(series.Id);
        })];
    }

    BucketGrid GridOf(List<Asked> all, FloatEngine.Question question, CancellationToken cancel)
    {
        if (query is { From: { } from, To: { } to })
            return new BucketGrid(from, to, query.Buckets);
        var ends = all.Select(series => Ends(series, question, cancel)).OfType<(double First, double Last)>().ToList();
        return new BucketGrid(
            query.From ?? ends.Select(end => end.First).DefaultIfEmpty(0).Min(),
            query.To ?? ends.Select(end => end.Last).DefaultIfEmpty(0).Max(),
            query.Buckets);
    }

    Asked Find(SeriesId id, CancellationToken cancel)
    {
        if (_lineages.Find(id) is not { Type: AttributeType.FloatSeries } found)
            return new Asked(id, [], [], null);
        if (found is not { IsOwn: true, Parts: [var own] })
            return new Asked(id, found.Floats, found.Generations, null);
        var summary = floats.FiguresOf(own.Series.RunRow, own.Series.Number, own.Series.Floats, cancel).Summary;
        return new Asked(id, summary.Count > 0 ? found.Floats : [], found.Generations, summary);
    }

    /// <summary>Null when the series has no points.</summary>
    (double First, double Last)? Ends(in Asked series, FloatEngine.Question question, CancellationToken cancel)
    {
        if (series.Parts.IsEmpty)
            return null;
        var points = series.Summary is null ? question.Points(series.Parts.AsSpan()) : null;
        if (points is { Count: 0 })
            return null;
        if (query.X == XAxis.Step)
            return (points?.FirstStep.Value ?? series.Summary!.Value.FirstStep.Value, points?.LastStep.Value ?? series.Summary!.Value.LastStep.Value);
        var origin = OriginOf(series.Generations, cancel);
        return (
            SeriesX.OfTime(query.X, points?.MinUnixMicros ?? series.Summary!.Value.MinUnixMicros, origin),
            SeriesX.OfTime(query.X, points?.MaxUnixMicros ?? series.Summary!.Value.MaxUnixMicros, origin));
    }

    long OriginOf(ImmutableArray<Generation> generations, CancellationToken cancel) =>
        query.X == XAxis.RelativeTime ? generations.Min(generation => OriginOf(generation.Row, cancel)) : 0;

    /// <summary>Least time of all points of the run's float series.</summary>
    long OriginOf(long run, CancellationToken cancel)
    {
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

using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>A float series of a question about several, as far as it could be found.</summary>
/// <param name="Parts">Where its points are; empty when there is no such series.</param>
/// <param name="XParts">With <see cref="XAxis.Series"/>: where its x values are.</param>
/// <param name="Summary">Of a series that is read whole from one run.</param>
sealed record AskedSeries(
    SeriesId Id, ImmutableArray<FloatPart> Parts, ImmutableArray<FloatPart> XParts, ImmutableArray<Generation> Generations, FloatSummary? Summary);

/// <summary>One question about float series along one axis. Finds all of them before it reads any, so that all are seen at one moment.</summary>
/// <remarks>For one thread; dispose it to end the question.</remarks>
sealed class SeriesQuestion : IDisposable
{
    readonly Statements _database;
    readonly FloatEngine _floats;
    readonly XAxis _axis;
    readonly AttributePath? _xSeries;
    readonly LineageReader _lineages;
    readonly FloatEngine.Question _question;
    readonly Dictionary<long, long> _origins = [];

    /// <param name="ids">The answer keeps their order.</param>
    public SeriesQuestion(Statements database, FloatEngine floats, XAxis axis, AttributePath? xSeries, IEnumerable<SeriesId> ids, CancellationToken cancel)
    {
        (_database, _floats, _axis, _xSeries, _lineages) = (database, floats, axis, xSeries, new LineageReader(database));
        Series = [.. ids.Select(id => Find(id, cancel))];
        _question = floats.Ask();
        foreach (var series in Series)
        {
            foreach (var part in series.Parts)
                _question.Prepare(part.Run, part.Series);
            foreach (var part in series.XParts)
                _question.Prepare(part.Run, part.Series);
        }
    }

    public ImmutableArray<AskedSeries> Series { get; }

    AskedSeries Find(SeriesId id, CancellationToken cancel)
    {
        if (_lineages.Find(id) is not { Type: AttributeType.FloatSeries } found)
            return new AskedSeries(id, [], [], [], null);
        var x = _xSeries is not { } path ? [] : _lineages.Find(id with { Path = path }) is { Type: AttributeType.FloatSeries } along ? along.Floats : [];
        if (_xSeries is not null && x.IsEmpty)
            return new AskedSeries(id, [], [], [], null);
        if (found is not { IsOwn: true, Parts: [var own] })
            return new AskedSeries(id, found.Floats, x, found.Generations, null);
        var summary = _floats.FiguresOf(own.Series.RunRow, own.Series.Number, own.Series.Floats, cancel).Summary;
        return new AskedSeries(id, summary.Count > 0 ? found.Floats : [], x, found.Generations, summary);
    }

    /// <summary>Null when there is no such series.</summary>
    public AxisPoints? Points(AskedSeries series, CancellationToken cancel)
    {
        if (series.Parts.IsEmpty)
            return null;
        var points = _question.Points(series.Parts.AsSpan());
        var origin = _axis == XAxis.SinceFirstPoint && points.Count > 0 ? points.MinUnixMicros : OriginOf(series.Generations, cancel);
        return new AxisPoints(points, _axis, origin, series.XParts.IsEmpty ? null : _question.Points(series.XParts.AsSpan()));
    }

    /// <summary>The range of a chart: what was asked for, and otherwise from the least to the greatest x of all series.</summary>
    public BucketGrid Grid(double? from, double? to, int buckets, double? steadyWidth, CancellationToken cancel)
    {
        if (from is { } first && to is { } last)
            return new BucketGrid(first, last, buckets);
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var series in Series)
            if (Ends(series, cancel) is { } ends)
                (least, greatest) = (Math.Min(least, ends.First), Math.Max(greatest, ends.Last));
        if (steadyWidth is { } width && least <= greatest)
            return BucketGrid.Steady(least, greatest, buckets, width);
        return least > greatest ? new BucketGrid(from ?? 0, to ?? 0, buckets) : new BucketGrid(from ?? least, to ?? greatest, buckets);
    }

    (double First, double Last)? Ends(AskedSeries series, CancellationToken cancel)
    {
        if (series.Summary is not { } summary || _axis is XAxis.Series or XAxis.ActiveTime)
            return Points(series, cancel)?.Ends(cancel);
        if (summary.Count == 0)
            return null;
        if (_axis == XAxis.Step)
            return (summary.FirstStep.Value, summary.LastStep.Value);
        var origin = _axis == XAxis.SinceFirstPoint ? summary.MinUnixMicros : OriginOf(series.Generations, cancel);
        return (SeriesX.OfTime(_axis, summary.MinUnixMicros, origin), SeriesX.OfTime(_axis, summary.MaxUnixMicros, origin));
    }

    long OriginOf(ImmutableArray<Generation> generations, CancellationToken cancel) =>
        _axis == XAxis.RelativeTime ? generations.Min(generation => OriginOf(generation.Row, cancel)) : 0;

    /// <summary>Least time of all points of the run's float series.</summary>
    long OriginOf(long run, CancellationToken cancel)
    {
        if (_origins.TryGetValue(run, out var origin))
            return origin;
        origin = long.MaxValue;
        var rows = _database["SELECT series, value FROM attributes INDEXED BY attributes_by_run WHERE run = ?1 AND type = ?2"];
        rows.Bind(1, run).Bind(2, (long)AttributeType.FloatSeries);
        while (rows.Step())
            if (_floats.FiguresOf(run, rows.Int64(0), SummaryCodec.ReadFloats(rows.Bytes(1)), cancel).Summary is { Count: > 0 } other)
                origin = Math.Min(origin, other.MinUnixMicros);
        return _origins[run] = origin;
    }

    public void Dispose() => _question.Dispose();
}

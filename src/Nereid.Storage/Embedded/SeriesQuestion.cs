using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>A float series of a question about several, as far as it could be found.</summary>
/// <param name="Values">Where its points are; null when there is no such series.</param>
/// <param name="X">With <see cref="XAxis.Series"/>: where its x values are.</param>
/// <param name="Summary">Of a series that is read whole from one run.</param>
sealed record AskedSeries(SeriesId Id, LineSource? Values, LineSource? X, ImmutableArray<Generation> Generations, FloatSummary? Summary);

/// <summary>One question about float series along one axis. Finds all of them before it reads any, so that all are seen at one moment.</summary>
/// <remarks>For one thread; dispose it to end the question.</remarks>
sealed class SeriesQuestion : IDisposable
{
    /// <summary>Points of formulas that are kept for the whole question, so that finding a range and filling its buckets computes them once.</summary>
    const long KeptPoints = 500_000;

    readonly Statements _database;
    readonly FloatEngine _floats;
    readonly XAxis _axis;
    readonly SeriesId? _x;
    readonly LineageReader _lineages;
    readonly FloatEngine.Question _question;
    readonly Dictionary<long, long> _origins = [];
    readonly Dictionary<LineSource, SeriesPoints> _computed = new(ReferenceEqualityComparer.Instance);
    long _kept;

    /// <param name="ids">The answer keeps their order.</param>
    public SeriesQuestion(
        Statements database, FloatEngine floats, XAxis axis, AttributePath? xSeries, Formula? xFormula, IEnumerable<SeriesId> ids, CancellationToken cancel)
    {
        (_database, _floats, _axis, _lineages) = (database, floats, axis, new LineageReader(database));
        _x = xSeries is { } path ? new SeriesId(default, path) : xFormula is not null ? SeriesId.Of(default, xFormula) : null;
        Series = [.. ids.Select(id => Find(id, cancel))];
        _question = floats.Ask();
        foreach (var series in Series)
        {
            series.Values?.Prepare(_question);
            series.X?.Prepare(_question);
        }
    }

    public ImmutableArray<AskedSeries> Series { get; }

    AskedSeries Find(SeriesId id, CancellationToken cancel)
    {
        var x = _x is { } along ? LineSource.Find(_database, _floats, _lineages, along with { Run = id.Run, Lineage = id.Lineage }, cancel) : null;
        var generations = _lineages.GenerationsOf(id.Run, id.Lineage);
        if (_x is not null && x is null || LineSource.Find(_database, _floats, _lineages, id, cancel) is not { } values)
            return new AskedSeries(id, null, null, generations, null);
        if (values.OnlyPart is not { } own)
            return new AskedSeries(id, values, x, generations, null);
        var summary = _floats.FiguresOf(own.RunRow, own.Number, own.Floats, cancel).Summary;
        return new AskedSeries(id, summary.Count > 0 ? values : null, x, generations, summary);
    }

    /// <summary>Null when there is no such series.</summary>
    public AxisPoints? Points(AskedSeries series, CancellationToken cancel)
    {
        if (series.Values is not { } values)
            return null;
        var points = Read(values, cancel);
        var origin = _axis == XAxis.SinceFirstPoint && points.Count > 0 ? points.MinUnixMicros : OriginOf(series.Generations, cancel);
        return new AxisPoints(points, _axis, origin, series.X is { } x ? Read(x, cancel) : null);
    }

    SeriesPoints Read(LineSource source, CancellationToken cancel)
    {
        if (_computed.TryGetValue(source, out var known))
            return known;
        var points = source.Read(_question, cancel);
        if (!source.IsComputed || _kept + points.Count > KeptPoints)
            return points;
        _kept += points.Count;
        return _computed[source] = points;
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

using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
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

/// <summary>Gets the points of the series at a place of <see cref="SeriesQuestion.Series"/>; null when there is no such series.</summary>
/// <param name="thread">Below <see cref="SeriesQuestion.Threads"/>; never the same twice at a time.</param>
delegate void SeriesVisitor(int thread, int place, AxisPoints? points);

/// <summary>One question about float series along one axis. Finds all of them before it reads any, so that all are seen at one moment.</summary>
/// <remarks>For one thread, but for what <see cref="Read(int, int, SeriesVisitor, CancellationToken)"/> does itself; dispose it to end the question.</remarks>
sealed class SeriesQuestion : IDisposable
{
    /// <summary>Points of formulas that are kept for the whole question, so that finding a range and filling its buckets computes them once.</summary>
    const long KeptPoints = 500_000;

    /// <summary>One question does not take a large machine for itself.</summary>
    const int MostThreads = 4;

    /// <summary>What a series counts for whose points are not known before they are read.</summary>
    const long PresumedPoints = 10_000;

    readonly Statements _database;
    readonly FloatEngine _floats;
    readonly XAxis _axis;
    readonly SeriesId? _x;
    readonly LineageReader _lineages;
    readonly FloatEngine.Question _question;
    readonly Dictionary<long, long> _origins = [];
    readonly Dictionary<LineSource, SeriesPoints> _computed = new(ReferenceEqualityComparer.Instance);
    readonly FloatEngine.Question[] _others;
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
        try
        {
            _others = ThreadsWorthwhile() is > 1 and var threads ? _question.Split(threads - 1) : [];
        }
        catch
        {
            // A transaction that stays open would keep SQLite's log from ever getting shorter.
            _question.Dispose();
            throw;
        }
    }

    public ImmutableArray<AskedSeries> Series { get; }

    /// <summary>How many threads read.</summary>
    public int Threads => 1 + _others.Length;

    int ThreadsWorthwhile()
    {
        // Computed points are kept for all series of the question, by its one thread.
        if (_x is not null || Series.Length < 2 || Series.Any(series => series.Values is { IsComputed: true }))
            return 1;
        var points = Series.Sum(series => series.Values is null ? 0 : series.Summary?.Count ?? PresumedPoints);
        return (int)Math.Min(Math.Min(Environment.ProcessorCount, MostThreads), Math.Min(Series.Length, points / _floats.PointsPerThread));
    }

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

    /// <summary>Reads some of the series, on several threads when there is much to read.</summary>
    /// <param name="first">Place of the first one.</param>
    public void Read(int first, int count, SeriesVisitor visit, CancellationToken cancel)
    {
        if (_others.Length == 0)
        {
            for (var place = first; place < first + count; place++)
                visit(0, place, Points(Series[place], cancel));
            return;
        }
        // The threads only look these up.
        foreach (var series in Series.AsSpan(first, count))
            OriginOf(series.Generations, cancel);
        var next = first - 1;
        ExceptionDispatchInfo? fault = null;
        var tasks = _others.Select((other, i) => Task.Run(() => ReadNext(1 + i, other), CancellationToken.None)).ToArray();
        ReadNext(0, _question);
        // Also those that would not get a thread in time: they are run by this one. None may be left behind with what is disposed next.
        Task.WaitAll(tasks, CancellationToken.None);
        fault?.Throw();

        void ReadNext(int thread, FloatEngine.Question question)
        {
            try
            {
                for (int place; (place = Interlocked.Increment(ref next)) < first + count;)
                    visit(thread, place, Points(Series[place], question, cancel));
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref fault, ExceptionDispatchInfo.Capture(exception), null);
                Interlocked.Exchange(ref next, first + count);
            }
        }
    }

    /// <summary>Null when there is no such series.</summary>
    public AxisPoints? Points(AskedSeries series, CancellationToken cancel) => Points(series, _question, cancel);

    AxisPoints? Points(AskedSeries series, FloatEngine.Question question, CancellationToken cancel)
    {
        if (series.Values is not { } values)
            return null;
        var points = Read(values, question, cancel);
        var origin = _axis == XAxis.SinceFirstPoint && points.Count > 0 ? points.MinUnixMicros : OriginOf(series.Generations, cancel);
        return new AxisPoints(points, _axis, origin, series.X is { } x ? Read(x, question, cancel) : null);
    }

    SeriesPoints Read(LineSource source, FloatEngine.Question question, CancellationToken cancel)
    {
        if (_computed.TryGetValue(source, out var known))
            return known;
        var points = source.Read(question, cancel);
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

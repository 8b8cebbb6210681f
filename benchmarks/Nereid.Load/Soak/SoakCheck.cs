using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Load.Clients;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;

namespace Nereid.Load.Soak;

/// <summary>Reads every point of every series from a data folder that no server holds, and compares it with the one that the curve says.</summary>
sealed class SoakCheck(string dataFolder, ProjectId project) : IChangeSink
{
    const int PageSize = 50_000;
    const int FaultsShown = 10;

    readonly Lock _lock = new();
    long _points;
    long _faults;

    public long Points => _points;

    /// <summary>Points missing, wrong or too many.</summary>
    public long Faults => _faults;

    public async Task CheckAsync(IReadOnlyList<SoakRun> runs, CancellationToken cancel)
    {
        var blobs = SharedBlobStore.Open(Path.Combine(dataFolder, "blobs"), quotaBytes: null, TimeProvider.System);
        await using var store = EmbeddedRunStore.Open(
            Path.Combine(dataFolder, "runs"), blobs, this, TimeProvider.System, NullLogger.Instance, new RunStoreOptions(), cancel);
        var series = runs.SelectMany(run => Enumerable.Range(0, run.Shape.Series).Select(i => (Run: run, Series: i)));
        var known = new Dictionary<int, RunId>();
        foreach (var run in runs)
            if (await store.Reader.FindByCustomIdAsync(project, RunKind.Run, IngestBody.RunId(run.Number), cancel) is { } head)
                known.Add(run.Number, head.Id);
            else
                Fault($"run {run.Number} is missing", run.Acknowledged * run.Shape.Series);
        await Parallel.ForEachAsync(series, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, async (each, stop) =>
        {
            if (known.TryGetValue(each.Run.Number, out var id))
                await CheckAsync(store.Reader, id, each.Run, each.Series, stop);
        });
    }

    async Task CheckAsync(IRunReader reader, RunId id, SoakRun run, int series, CancellationToken cancel)
    {
        var (path, curve) = (AttributePath.Of(IngestBody.Path(series)), new TrainingCurve(run.Number, series));
        var where = $"run {run.Number}, series {path}";
        var step = 0L;
        for (var total = 1L; step < total;)
        {
            // A window by steps stays as cheap at the end of a series as at its beginning.
            var window = new PointWindow(0, PageSize, From: Step.From(step), To: Step.From(step + PageSize - 1));
            if (await reader.ReadFloatsAsync(new SeriesId(id, path), window, cancel) is not { } page)
            {
                Fault($"{where} is missing", run.Acknowledged);
                return;
            }
            foreach (var point in page.Points)
            {
                if (point.Step != Step.From(step) || BitConverter.DoubleToInt64Bits(point.Value) != BitConverter.DoubleToInt64Bits(curve.At(step))
                    || point.UnixMicros != TrainingCurve.UnixMicros(run.Number, step))
                    Fault($"{where}: {point} stands where step {step}, value {curve.At(step)} should", 1);
                step++;
            }
            Interlocked.Add(ref _points, page.Points.Length);
            total = page.Points.Length == PageSize ? step + 1 : step;
        }
        if (step < run.Acknowledged)
            Fault($"{where} has {step} points; {run.Acknowledged} were acknowledged", run.Acknowledged - step);
        // The request that was under way at the kill may be there, whole.
        if (step > run.Acknowledged && step != run.Acknowledged + run.Shape.Steps)
            Fault($"{where} has {step} points; {run.Acknowledged} were acknowledged, and {run.Shape.Steps} under way", step - run.Acknowledged);
        if (await reader.GetAttributeAsync(id, path, cancel) is not FloatSeriesValue figures || figures.Count != step)
            Fault($"{where}: the kept figures do not count {step} points", 1);
    }

    void Fault(string what, long points)
    {
        lock (_lock)
        {
            if (_faults == 0 || _faults < FaultsShown)
                Console.Error.WriteLine(what);
            _faults += Math.Max(1, points);
        }
    }

    void IChangeSink.Publish(RunChange change)
    {
    }
}

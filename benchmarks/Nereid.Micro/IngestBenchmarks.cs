using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;

namespace Nereid.Micro;

/// <summary>Durable writing of rows into an embedded store, in process: journal flushed before each answer, blocks written beside it.</summary>
static class IngestBenchmarks
{
    sealed class NobodyListens : IChangeSink
    {
        public void Publish(RunChange change) { }
    }

    public static async Task RunAsync()
    {
        await RunAsync(writers: 8, series: 200, steps: 50, requests: 3_000);
        await RunAsync(writers: 8, series: 1_000, steps: 1, requests: 16_000);
        await RunAsync(writers: 32, series: 50, steps: 1, requests: 100_000);
        await RunAsync(writers: 4, series: 9_000, steps: 1, requests: 1_000);
    }

    /// <param name="writers">Each writes to a run of its own and waits for every answer.</param>
    static async Task RunAsync(int writers, int series, int steps, int requests)
    {
        var folder = Directory.CreateTempSubdirectory("nereid-micro-");
        try
        {
            await using var store = EmbeddedRunStore.Open(Path.Combine(folder.FullName, "runs"), FileBlobStore.Open(Path.Combine(folder.FullName, "blobs")),
                new NobodyListens(), TimeProvider.System, NullLogger.Instance, new RunStoreOptions(), default);
            var points = (long)(requests / writers) * writers * series * steps;
            await Measure.OnceAsync($"{writers} writers, {steps} steps x {series} series a request", points,
                () => Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => WriteAsync(store.Writer, series, steps, requests / writers)))));
            await Measure.OnceAsync("  the clean stop after it", points, async () => await store.DisposeAsync());
            var bytes = folder.EnumerateFiles("series.db*", SearchOption.AllDirectories).Sum(file => file.Length);
            Console.WriteLine(FormattableString.Invariant($"  {(double)bytes / points:F2} bytes a point in series.db"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task WriteAsync(IRunWriter writer, int series, int steps, int requests)
    {
        var created = (CreateAnswer.Created)await writer.CreateAsync(new NewRun(ProjectId.New(), "BENCH", RunKind.Run, "bench"), default);
        var random = new Random(series);
        var noise = new double[4096];
        foreach (ref var value in noise.AsSpan())
            value = random.NextDouble() * 0.01;
        var paths = Enumerable.Range(0, series).Select(i => Encoding.UTF8.GetBytes($"train/metrics/layer_{i}/value")).ToArray();
        for (var request = 0; request < requests; request++)
        {
            using var rows = new FloatRows();
            for (var step = 0; step < steps; step++)
            {
                var at = request * steps + step;
                var level = Math.Exp(-at / 1000.0);
                rows.BeginRow(Step.From(at), 1_700_000_000_000_000 + at * 50_000L);
                for (var i = 0; i < paths.Length; i++)
                    rows.Add(paths[i], (float)(level + noise[(at * 31 + i) & 4095]));
            }
            if (await writer.WriteRowsAsync(created.Run.Id, rows, null, default) is not WriteAnswer.Written { Rejections.Length: 0 })
                throw new InvalidOperationException("The rows were not written.");
        }
    }
}

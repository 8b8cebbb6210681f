using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Load.Clients;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;

namespace Nereid.Load.Benchmarks;

/// <summary>Fills a data folder with runs through the store itself: 100,000 of them over HTTP would be most of a benchmark's time.</summary>
sealed class RunFiller(string dataFolder) : IChangeSink
{
    const int AtOnce = 64;

    /// <summary>Makes projects of the workspace bench with a server of its own.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<List<string>> CreateProjectsAsync(string dataFolder, int port, IEnumerable<string> names, CancellationToken cancel)
    {
        await using var server = await ServerUnderLoad.StartAsync(dataFolder, port, cancel);
        using var own = new OwnClient(server.Address, server.Token);
        var projects = new List<string>();
        foreach (var name in names)
            projects.Add(await own.CreateProjectAsync(name, cancel));
        await server.StopAsync(cancel);
        return projects;
    }

    public static string RunId(int run) => string.Create(CultureInfo.InvariantCulture, $"run-{run}");

    /// <param name="fill">Per project: its id, the number of runs, and what a run begins with.</param>
    public async Task FillAsync(IEnumerable<(string Project, int Runs, Func<int, ImmutableArray<RunOperation>> First)> fill, CancellationToken cancel)
    {
        using var blobs = SharedBlobStore.Open(Path.Combine(dataFolder, "blobs"), quotaBytes: null, TimeProvider.System);
        await using var store = EmbeddedRunStore.Open(
            Path.Combine(dataFolder, "runs"), blobs, this, TimeProvider.System, NullLogger.Instance, new RunStoreOptions(), cancel);
        foreach (var (project, runs, first) in fill)
        {
            var id = new ProjectId(Guid.Parse(project));
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var run && run < runs)
                    if (await store.Writer.CreateAsync(new NewRun(id, "BENCH", RunKind.Run, "admin", RunId(run), First: first(run)), cancel) is not CreateAnswer.Created)
                        throw new InvalidDataException($"Run {run} could not be made.");
            }, cancel)));
        }
    }

    public void Publish(RunChange change)
    {
        // Nobody listens.
    }
}

using System.Diagnostics;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>How long after a client sends a point the event reaches whoever watches the project.</summary>
sealed class Live : IBenchmark
{
    const int Runs = 5;
    const int PointsPerRun = 20;

    /// <summary>Points come at uneven moments, so that some fall into the pause that the stream makes between two events.</summary>
    const int LeastPauseMs = 50;
    const int MostPauseMs = 500;

    public string Name => "live";

    public string Description => "from sending a request of the 1.x protocol to the server-sent event at a watcher";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 1, cancel);
        using var own = new OwnClient(server.Address, server.Token);
        var project = await own.CreateProjectAsync(Name, cancel);
        using var client = await Neptune1Client.StartRunAsync(server.Address, server.Token, project, cancel);
        using var events = await own.ListenAsync(project, cancel);
        var pauses = new Random(1);
        var body = Neptune1Client.Body(operations: 1, series: 1, pauses);
        var (medians, high) = (new List<double>(), new List<double>());
        for (var run = -1; run < Runs; run++)
        {
            var delays = new List<double>();
            for (var i = 0; i < PointsPerRun; i++)
            {
                await Task.Delay(pauses.Next(LeastPauseMs, MostPauseMs), cancel);
                var watch = Stopwatch.StartNew();
                var written = client.WriteAsync(body, cancel);
                while (await events.ReadLineAsync(cancel) is not "event: changed")
                {
                }
                delays.Add(watch.Elapsed.TotalMilliseconds);
                await written;
            }
            // The first one warms up.
            if (run < 0)
                continue;
            delays.Sort();
            medians.Add(delays[delays.Count / 2]);
            high.Add(delays[delays.Count * 95 / 100]);
        }
        return [new Measurement("median, request to event", "ms", medians), new Measurement("95th percentile, request to event", "ms", high)];
    }
}

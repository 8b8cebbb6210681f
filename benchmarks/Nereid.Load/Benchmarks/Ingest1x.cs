using System.Diagnostics;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>How fast the 1.x protocol takes points that are on disk when it answers.</summary>
sealed class Ingest1x : IBenchmark
{
    const int Runs = 5;
    const int OperationsPerRequest = 1000;
    const int Series = 10;
    const int DifferentBodies = 32;
    const double MillionPoints = 1e6;

    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public string Name => "ingest1x";

    public string Description => "the neptune 1.x protocol, durable: requests of 1 point, and points in requests of 1,000 operations";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First, cancel);
        using var own = new OwnClient(server.Address, server.Token);
        var project = await own.CreateProjectAsync(Name, cancel);
        var rows = new List<Measurement>();
        foreach (var clients in new[] { 1, 8 })
        {
            var words = clients == 1 ? "1 client" : $"{clients} clients";
            var small = await LoadAsync(server, project, clients, operations: 1, cancel);
            rows.Add(new Measurement($"requests, {words}", "requests/s", [.. small.Select(run => run.PointsPerSecond)]));
            var large = await LoadAsync(server, project, clients, OperationsPerRequest, cancel);
            rows.Add(new Measurement($"points, {words}", "points/s", [.. large.Select(run => run.PointsPerSecond)]));
            if (clients > 1)
                rows.Add(new Measurement($"server CPU per million points, {words}", "s", [.. large.Select(run => run.CpuPerMillion)]));
        }
        return rows;
    }

    static async Task<List<(double PointsPerSecond, double CpuPerMillion)>> LoadAsync(
        ServerUnderLoad server, string project, int clients, int operations, CancellationToken cancel)
    {
        var values = new Random(clients);
        var bodies = Enumerable.Range(0, DifferentBodies).Select(_ => Neptune1Client.Body(operations, Series, values)).ToArray();
        var sending = new List<Neptune1Client>();
        try
        {
            for (var i = 0; i < clients; i++)
                sending.Add(await Neptune1Client.StartRunAsync(server.Address, server.Token, project, cancel));
            await SendAsync(sending, bodies, WarmUp, cancel);
            var runs = new List<(double PointsPerSecond, double CpuPerMillion)>();
            for (var run = 0; run < Runs; run++)
            {
                var (watch, cpu) = (Stopwatch.StartNew(), server.ProcessorTime);
                var points = await SendAsync(sending, bodies, Duration, cancel) * operations;
                runs.Add((points / watch.Elapsed.TotalSeconds, (server.ProcessorTime - cpu).TotalSeconds / (points / MillionPoints)));
            }
            return runs;
        }
        finally
        {
            sending.ForEach(client => client.Dispose());
        }
    }

    /// <returns>How many requests were acknowledged; each client waits for one answer before it sends the next.</returns>
    static async Task<double> SendAsync(List<Neptune1Client> clients, byte[][] bodies, TimeSpan duration, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(clients.Select((client, i) => Task.Run(
            async () =>
            {
                var sent = 0;
                while (watch.Elapsed < duration)
                    await client.WriteAsync(bodies[(i + sent++) % bodies.Length], cancel);
                return sent;
            },
            cancel)));
        return counts.Sum();
    }
}

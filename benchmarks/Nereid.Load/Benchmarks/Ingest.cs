using System.Diagnostics;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>How fast the 3.x protocol takes points that are on disk when it answers, by size of request and number of clients.</summary>
/// <remarks>The same bodies then go to a server that throws them away, with the same clients: seconds differ from machine to machine, ratios less.</remarks>
sealed class Ingest : IBenchmark
{
    /// <param name="Steps">In a request, each with a point for every series.</param>
    readonly record struct Shape(int Steps, int Series)
    {
        public int Points => Steps * Series;
    }

    readonly record struct Result(double PointsPerSecond, double CpuPerMillion);

    const int Runs = 5;
    const double MillionPoints = 1e6;

    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    static readonly Shape[] Shapes = [new(1, 50), new(1, 1_000), new(50, 200)];

    public string Name => "ingest";

    public string Description => "the neptune 3.x protocol, durable, by steps x series in a request and by clients, beside a server that throws everything away";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First, cancel);
        await using var sink = await ServerUnderLoad.StartSinkAsync(Ports.First + 1, cancel);
        using var own = new OwnClient(server.Address, server.Token);
        await own.CreateProjectAsync(Name, cancel);
        using var client = await Neptune3Client.SignInAsync(server.Address, server.Token, cancel);
        using var toSink = Neptune3Client.WithoutToken(sink.Address);
        var rows = new List<Measurement>();
        var run = 0;
        foreach (var shape in Shapes)
        {
            foreach (var clients in new[] { 1, 8, 32 })
            {
                var bodies = new List<IngestBody>();
                for (var i = 0; i < clients; i++)
                    bodies.Add(new IngestBody($"bench/{Name}", run++, shape.Series));
                foreach (var body in bodies)
                    await client.CreateAsync(body, cancel);
                var stored = await LoadAsync(server, bodies, shape, (body, stop) => client.WriteAsync(body, shape.Points, stop), cancel);
                var thrown = await LoadAsync(sink, bodies, shape, toSink.PostAsync, cancel);
                var name = $"{shape.Steps} x {shape.Series:N0}, {clients} client{(clients == 1 ? "" : "s")}";
                rows.Add(new Measurement($"{name}, points", "points/s", [.. stored.Select(each => each.PointsPerSecond)]));
                rows.Add(new Measurement($"{name}, server CPU per million", "s", [.. stored.Select(each => each.CpuPerMillion)]));
                rows.Add(new Measurement($"{name}, CPU beside throwing away", "x", [Median(stored) / Median(thrown)]));
            }
        }
        return rows;
    }

    static double Median(List<Result> results) => results.Select(result => result.CpuPerMillion).Order().ElementAt(results.Count / 2);

    static async Task<List<Result>> LoadAsync(
        ServerUnderLoad server, List<IngestBody> bodies, Shape shape, Func<ReadOnlyMemory<byte>, CancellationToken, Task> send, CancellationToken cancel)
    {
        var steps = new long[bodies.Count];
        await SendAsync(bodies, steps, shape, send, WarmUp, cancel);
        var results = new List<Result>();
        for (var run = 0; run < Runs; run++)
        {
            var (watch, cpu) = (Stopwatch.StartNew(), server.ProcessorTime);
            var points = await SendAsync(bodies, steps, shape, send, Duration, cancel) * (double)shape.Points;
            results.Add(new Result(points / watch.Elapsed.TotalSeconds, (server.ProcessorTime - cpu).TotalSeconds / (points / MillionPoints)));
        }
        return results;
    }

    /// <returns>How many requests were acknowledged; each client waits for one answer before it sends the next.</returns>
    static async Task<long> SendAsync(List<IngestBody> bodies, long[] steps, Shape shape, Func<ReadOnlyMemory<byte>, CancellationToken, Task> send,
        TimeSpan duration, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(bodies.Select((body, i) => Task.Run(
            async () =>
            {
                var sent = 0L;
                for (; watch.Elapsed < duration; sent++)
                {
                    await send(body.Points(steps[i], shape.Steps), cancel);
                    steps[i] += shape.Steps;
                }
                return sent;
            },
            cancel)));
        return counts.Sum();
    }
}

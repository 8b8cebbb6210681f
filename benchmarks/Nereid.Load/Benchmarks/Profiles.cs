using Nereid.Load.Clients;
using Nereid.Load.Soak;

namespace Nereid.Load.Benchmarks;

/// <summary>Neptune's own load profiles: wide runs that log all their series every 25 seconds, for as long as asked.</summary>
sealed class Profiles(double minutes) : IBenchmark
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(25);
    static readonly (int Runs, int Series)[] All = [(100, 9_000), (50, 5_000), (4, 100_000)];
    const double MillionPoints = 1e6;

    public string Name => "profiles";

    public string Description => "runs x series that are all logged every 25 s, each for --minutes N: memory, CPU, latency, disk, start after kill -9";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        var rows = new List<Measurement>();
        foreach (var (runs, series) in All)
            rows.AddRange(await RunAsync(runs, series, cancel));
        return rows;
    }

    async Task<List<Measurement>> RunAsync(int count, int series, CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        var shape = new SoakShape(count, series, Steps: 1, Share: 1);
        var runs = Enumerable.Range(0, count).Select(i => new SoakRun(shape, i, $"bench/{Name}")).ToList();
        var latencies = new Latencies();
        SoakWatch watch;
        TimeSpan cpu;
        await using (var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First, cancel))
        {
            watch = new SoakWatch(server, folder.Path, Repository.File("artifacts", "bench", $"profile-{count}x{series}.csv"), latencies,
                () => runs.Sum(run => run.Acknowledged * run.Shape.Series));
            await LoadAsync(server, runs, latencies, watch, cancel);
            cpu = server.ProcessorTime;
            await server.KillAsync();
        }
        double start;
        await using (var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First, cancel))
        {
            start = server.TimeToHealthy.TotalSeconds;
            await server.StopAsync(cancel);
        }
        var points = runs.Sum(run => run.Acknowledged * run.Shape.Series);
        var bytes = new DirectoryInfo(folder.Path).EnumerateFiles("*.db*", SearchOption.AllDirectories).Sum(file => file.Length);
        var name = $"{count} x {series:N0}";
        return
        [
            new($"{name}, memory, highest", "MB", [watch.Looks.Max(look => look.MemoryMb)]),
            new($"{name}, server CPU per million points", "s", [cpu.TotalSeconds / (points / MillionPoints)]),
            new($"{name}, request, median", "ms", [latencies.All.Median]),
            new($"{name}, request, worst", "ms", [latencies.All.Worst]),
            new($"{name}, databases", "B/point", [(double)bytes / points]),
            new($"{name}, start after the kill", "s", [start]),
        ];
    }

    async Task LoadAsync(ServerUnderLoad server, List<SoakRun> runs, Latencies latencies, SoakWatch watch, CancellationToken cancel)
    {
        using var own = new OwnClient(server.Address, server.Token);
        await own.CreateProjectAsync(Name, cancel);
        using var client = await Neptune3Client.SignInAsync(server.Address, server.Token, cancel);
        foreach (var run in runs)
            await run.CreateAsync(client, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = watch.WatchAsync(stop.Token);
        var sending = runs.Select((run, i) => Task.Run(() => run.SendAsync(client, Period * i / runs.Count, Period, latencies, stop.Token), cancel)).ToList();
        for (var left = TimeSpan.FromMinutes(minutes); left > TimeSpan.Zero; left -= TimeSpan.FromMinutes(1))
        {
            // A sender ends before its time only by a fault.
            await await Task.WhenAny([Task.Delay(left < TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1), cancel), .. sending]);
            await client.SignInAsync(server.Token, cancel);
        }
        await stop.CancelAsync();
        await Task.WhenAll(sending);
        await watching;
    }
}

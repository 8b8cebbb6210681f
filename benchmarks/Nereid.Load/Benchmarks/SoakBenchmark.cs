using System.Diagnostics;
using Nereid.Domain;
using Nereid.Load.Clients;
using Nereid.Load.Soak;

namespace Nereid.Load.Benchmarks;

/// <summary>A paced load for as long as asked; then the server is killed under it, started again, and every acknowledged point is looked at.</summary>
sealed class SoakBenchmark(double minutes, double pointsPerSecond) : IBenchmark
{
    const string ProjectName = "soak";

    /// <summary>Access tokens live longer.</summary>
    static readonly TimeSpan BetweenSignIns = TimeSpan.FromMinutes(2);

    public string Name => "soak";

    public string Description => "a paced load (--minutes N, --rate POINTS_PER_SECOND), kill -9 under it, restart, and a look at every acknowledged point";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        var folder = Repository.File("artifacts", "bench", $"soak-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        var data = Path.Combine(folder, "data");
        var latencies = new Latencies();
        var number = 0;
        var runs = SoakShape.Mixed.SelectMany(shape => Enumerable.Range(0, shape.Runs).Select(_ => new SoakRun(shape, number++, $"bench/{ProjectName}"))).ToList();
        SoakWatch watch;
        string project;
        double seconds;
        await using (var server = await ServerUnderLoad.StartAsync(data, Ports.First + 5, cancel))
        {
            watch = new SoakWatch(server, data, Path.Combine(folder, "looks.csv"), latencies, () => runs.Sum(run => run.Acknowledged * run.Shape.Series));
            (project, seconds) = await LoadAsync(server, runs, latencies, watch, cancel);
        }
        await Console.Error.WriteLineAsync("killed; starting again");
        double start;
        await using (var server = await ServerUnderLoad.StartAsync(data, Ports.First + 5, cancel))
        {
            start = server.TimeToHealthy.TotalSeconds;
            await server.StopAsync(cancel);
        }
        var bytes = new DirectoryInfo(data).EnumerateFiles("series.db*", SearchOption.AllDirectories).Sum(file => file.Length);
        await Console.Error.WriteLineAsync("checking every point");
        var check = new SoakCheck(data, new ProjectId(Guid.Parse(project)));
        var checking = Stopwatch.GetTimestamp();
        await check.CheckAsync(runs, cancel);
        await Console.Error.WriteLineAsync(FormattableString.Invariant($"{check.Points} points looked at in {Stopwatch.GetElapsedTime(checking).TotalSeconds:F0} s"));
        // What failed is left for a look, and the looks always.
        if (check.Faults == 0)
            Directory.Delete(data, recursive: true);
        await Console.Error.WriteLineAsync($"every look is in {Path.Combine(folder, "looks.csv")}");
        return Rows(runs, watch, latencies, check, seconds, start, bytes);
    }

    async Task<(string Project, double Seconds)> LoadAsync(
        ServerUnderLoad server, List<SoakRun> runs, Latencies latencies, SoakWatch watch, CancellationToken cancel)
    {
        using var own = new OwnClient(server.Address, server.Token);
        var project = await own.CreateProjectAsync(ProjectName, cancel);
        using var client = await Neptune3Client.SignInAsync(server.Address, server.Token, cancel);
        foreach (var run in runs)
            await run.CreateAsync(client, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var started = Stopwatch.GetTimestamp();
        var sending = runs.Select((run, i) => Task.Run(
            () =>
            {
                var period = run.Shape.Period(pointsPerSecond);
                return run.SendAsync(client, period * i / runs.Count, period, latencies, stop.Token);
            },
            cancel)).ToList();
        var watching = watch.WatchAsync(stop.Token);
        var end = Task.Delay(TimeSpan.FromMinutes(minutes), cancel);
        while (!end.IsCompleted)
        {
            var next = await Task.WhenAny([end, Task.Delay(BetweenSignIns, cancel), .. sending]);
            // A sender ends before its time only by a fault.
            await next;
            await client.SignInAsync(server.Token, cancel);
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // Under load: requests are on their way. Their senders end with a broken connection, which is what is wanted.
        await server.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(sending).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await watching.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return (project, seconds);
    }

    static List<Measurement> Rows(List<SoakRun> runs, SoakWatch watch, Latencies latencies, SoakCheck check, double seconds, double start, long bytes)
    {
        var acknowledged = runs.Sum(run => run.Acknowledged * run.Shape.Series);
        var all = latencies.All;
        var looks = watch.Looks;
        var tenth = Math.Max(1, looks.Count / 10);
        return
        [
            new("points acknowledged", "points", [acknowledged]),
            new("rate", "points/s", [acknowledged / seconds]),
            new("server CPU", "cores", [looks[^1].CpuSeconds / looks[^1].Seconds]),
            new("request, median", "ms", [all.Median]),
            new("request, 99 %", "ms", [all.P99]),
            new("request, 99.9 %", "ms", [all.P999]),
            new("request, worst", "ms", [all.Worst]),
            new("from due to answered, worst", "ms", [latencies.WorstSinceDue]),
            new("memory, highest", "MB", [looks.Max(look => look.MemoryMb)]),
            new("memory, last tenth minus second tenth", "MB",
                [looks.TakeLast(tenth).Average(look => look.MemoryMb) - looks.Skip(tenth).Take(tenth).DefaultIfEmpty(looks[0]).Average(look => look.MemoryMb)]),
            new("start after the kill", "s", [start]),
            new("series.db after the stop", "B/point", [(double)bytes / check.Points]),
            new("points looked at", "points", [check.Points]),
            new("points missing or wrong", "points", [check.Faults]),
        ];
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>What charts cost over HTTP, by the points behind them: after a restart first, then warm, beside a trivial request of the same run.</summary>
sealed class Charts : IBenchmark
{
    /// <param name="Runs">Each with one series.</param>
    readonly record struct Size(int Runs, int Points)
    {
        public string Name => FormattableString.Invariant($"{Runs} x {Points:N0}");
    }

    readonly record struct Cost(double First, double Warm, double Cpu);

    const string Binary = "application/vnd.nereid.columns";
    const int Buckets = 1000;
    const int StepsPerRequest = 20_000;
    const int MostRepeats = 200;
    const double Milliseconds = 1000;

    static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);
    static readonly Size[] Sizes = [new(1, 10_000), new(1, 100_000), new(1, 1_000_000), new(1, 10_000_000), new(100, 10_000), new(100, 100_000), new(100, 1_000_000)];

    public string Name => "charts";

    public string Description => "charts of 1,000 buckets over HTTP, by runs x points: first after a restart, then warm, with CPU and its ratio to a request for nothing";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        Dictionary<Size, List<string>> runs;
        await using (var filled = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 5, cancel))
        {
            runs = await FillAsync(filled, cancel);
            await filled.StopAsync(cancel);
        }
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 6, cancel);
        using var own = new OwnClient(server.Address, server.Token);
        var trivial = await MeasureAsync(server, () => own.AskAsync("/api/v1/me", null, null, cancel));
        var rows = new List<Measurement> { new("a trivial request, CPU", "ms", [trivial.Cpu]) };
        var singles = new Dictionary<Size, double>();
        foreach (var (size, ids) in runs)
        {
            var chart = await MeasureAsync(server, () => own.AskAsync("/api/v1/series/buckets", Question(ids), Binary, cancel));
            singles[size] = chart.Cpu;
            rows.Add(new($"{size.Name}, first after a restart", "ms", [chart.First]));
            Add(rows, $"{size.Name}, lines", chart, trivial);
            Add(rows, $"{size.Name}, lines in JSON", await MeasureAsync(server, () => own.AskAsync("/api/v1/series/buckets", Question(ids), null, cancel)), trivial);
            var smoothed = Question(ids);
            smoothed["smoothing"] = new JsonObject { ["kind"] = "exponential", ["strength"] = 0.9 };
            Add(rows, $"{size.Name}, smoothed", await MeasureAsync(server, () => own.AskAsync("/api/v1/series/buckets", smoothed, Binary, cancel)), trivial);
            if (size.Runs > 1)
                Add(rows, $"{size.Name}, grouped", await MeasureAsync(server, () => own.AskAsync("/api/v1/series/groups", Groups(ids), Binary, cancel)), trivial);
        }
        foreach (var size in Sizes)
            if (singles.TryGetValue(size with { Points = size.Points * 10 }, out var tenfold))
                rows.Add(new($"growth of CPU from {size.Name} to ten times as many", "x", [tenfold / singles[size]]));
        return rows;
    }

    static void Add(List<Measurement> rows, string name, Cost cost, Cost trivial)
    {
        rows.Add(new($"{name}, warm", "ms", [cost.Warm]));
        rows.Add(new($"{name}, CPU", "ms", [cost.Cpu]));
        rows.Add(new($"{name}, CPU beside a trivial request", "x", [cost.Cpu / trivial.Cpu]));
    }

    /// <summary>Ids of the runs of each size.</summary>
    async Task<Dictionary<Size, List<string>>> FillAsync(ServerUnderLoad server, CancellationToken cancel)
    {
        using var own = new OwnClient(server.Address, server.Token);
        var project = await own.CreateProjectAsync(Name, cancel);
        using var client = await Neptune3Client.SignInAsync(server.Address, server.Token, cancel);
        var runs = new Dictionary<Size, List<string>>();
        var next = 0;
        foreach (var size in Sizes)
        {
            var ids = runs[size] = [];
            for (var i = 0; i < size.Runs; i++, next++)
            {
                var body = new IngestBody($"bench/{Name}", next, series: 1);
                await client.SignInAsync(server.Token, cancel);
                await client.CreateAsync(body, cancel);
                for (var step = 0; step < size.Points; step += StepsPerRequest)
                {
                    var steps = Math.Min(StepsPerRequest, size.Points - step);
                    await client.WriteAsync(body.Points(step, steps), steps, cancel);
                }
                ids.Add(await own.FindRunAsync(project, IngestBody.RunId(next), cancel));
            }
        }
        return runs;
    }

    static JsonArray Series(List<string> runs) => new([.. runs.Select(run => new JsonObject { ["runId"] = run, ["path"] = IngestBody.Path(0) })]);

    static JsonObject Question(List<string> runs) => new() { ["series"] = Series(runs), ["buckets"] = Buckets };

    static JsonObject Groups(List<string> runs) => new() { ["groups"] = new JsonArray(Series(runs)), ["buckets"] = Buckets, ["quantiles"] = new JsonArray(0.1, 0.9) };

    /// <summary>In milliseconds. The first answer counts apart; the processor time includes what the server does beside answering.</summary>
    static async Task<Cost> MeasureAsync(ServerUnderLoad server, Func<Task> ask)
    {
        var watch = Stopwatch.StartNew();
        await ask();
        var first = watch.Elapsed.TotalSeconds * Milliseconds;
        // Compiled code, and what the question needs in the caches.
        for (var i = 0; i < 5 && watch.Elapsed < Duration; i++)
            await ask();
        var times = new List<double>();
        var cpu = server.ProcessorTime;
        watch.Restart();
        do
        {
            var began = watch.Elapsed;
            await ask();
            times.Add((watch.Elapsed - began).TotalSeconds * Milliseconds);
        }
        while (watch.Elapsed < Duration && times.Count < MostRepeats);
        times.Sort();
        return new Cost(first, times[times.Count / 2], (server.ProcessorTime - cpu).TotalSeconds * Milliseconds / times.Count);
    }
}

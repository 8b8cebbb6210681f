using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>Pages of tables over HTTP: filter on two attributes, sort by a third, 100 rows of 5 columns; and groups. While another client writes.</summary>
sealed class Table : IBenchmark
{
    const int Attributes = 50;
    const int Questions = 60;
    const int Writers = 4;

    static readonly int[] Sizes = [1_000, 10_000, 100_000];

    public string Name => "table";

    public string Description => "tables of 1,000 to 100,000 runs with 50 attributes each: filter on two, sort by a third, page of 100; groups; while a client writes";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        var measured = new List<Measurement>();
        using var folder = new WorkFolder(Name);
        foreach (var runs in Sizes)
            measured.AddRange(await RunAsync(System.IO.Path.Combine(folder.Path, $"{runs}"), runs, cancel));
        return measured;
    }

    static async Task<IEnumerable<Measurement>> RunAsync(string folder, int runs, CancellationToken cancel)
    {
        string project, written;
        await using (var server = await ServerUnderLoad.StartAsync(folder, Ports.First + 5, cancel))
        {
            using var client = new OwnClient(server.Address, server.Token);
            project = await client.CreateProjectAsync("table", cancel);
            written = await FillAsync(client, project, runs, cancel);
            await server.StopAsync(cancel);
        }
        await using var started = await ServerUnderLoad.StartAsync(folder, Ports.First + 5, cancel);
        using var asker = new OwnClient(started.Address, started.Token);
        var before = started.Memory;
        var watch = Stopwatch.StartNew();
        await AskAsync(asker, project, 0, cancel);
        var cold = watch.Elapsed;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var writing = WriteAsync(started, written, stop.Token);
        var (pages, pageCpu) = await MeasureAsync(started, i => AskAsync(asker, project, i, cancel));
        var (groups, groupCpu) = await MeasureAsync(started, i => GroupAsync(asker, project, i, cancel));
        await stop.CancelAsync();
        await writing;
        var size = runs.ToString("N0", CultureInfo.InvariantCulture);
        return
        [
            new Measurement($"{size} runs, first page after a start", "ms", [cold.TotalMilliseconds]),
            new Measurement($"{size} runs, page, median", "ms", [At(pages, 0.5)]),
            new Measurement($"{size} runs, page, 95 %", "ms", [At(pages, 0.95)]),
            new Measurement($"{size} runs, page, server CPU", "ms", [pageCpu]),
            new Measurement($"{size} runs, groups, median", "ms", [At(groups, 0.5)]),
            new Measurement($"{size} runs, groups, 95 %", "ms", [At(groups, 0.95)]),
            new Measurement($"{size} runs, groups, server CPU", "ms", [groupCpu]),
            new Measurement($"{size} runs, memory that tables took", "MB", [(started.Memory - before) / 1e6]),
        ];
    }

    /// <returns>A run to write to.</returns>
    static async Task<string> FillAsync(OwnClient client, string project, int runs, CancellationToken cancel)
    {
        var last = "";
        await Parallel.ForEachAsync(Enumerable.Range(0, runs), new ParallelOptions { MaxDegreeOfParallelism = 4 * Writers, CancellationToken = cancel }, async (i, token) =>
        {
            var run = await client.CreateRunAsync(project, token);
            await client.WriteAsync(run, Encoding.UTF8.GetBytes(Values(i)), token);
            last = run;
        });
        return last;
    }

    static string Values(int run)
    {
        var random = new Random(run);
        var text = new StringBuilder("""{"operations":[""");
        void Assign(string path, string type, object value) => text.Append(CultureInfo.InvariantCulture,
            $$$"""{"op":"assign","path":"{{{path}}}","value":{"type":"{{{type}}}","value":{{{value}}}}},""");
        Assign("params/optimizer", "string", $"\"{(run % 3 == 0 ? "adam" : run % 3 == 1 ? "sgd" : "lion")}\"");
        Assign("params/lr", "float", random.NextDouble().ToString("R", CultureInfo.InvariantCulture));
        Assign("params/layers", "int", random.Next(2, 100));
        for (var i = 3; i < Attributes - 2; i++)
            Assign($"params/group{i % 5}/p{i}", i % 2 == 0 ? "float" : "int", i % 2 == 0 ? random.NextDouble().ToString("R", CultureInfo.InvariantCulture) : random.Next(1000));
        var loss = random.NextDouble().ToString("R", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $$"""{"op":"appendFloats","path":"train/loss","unixMicros":[1,2],"values":[1,{{loss}}]},""");
        text.Append(CultureInfo.InvariantCulture, $$"""{"op":"appendFloats","path":"train/acc","unixMicros":[1,2],"values":[0,{{loss}}]}]}""");
        return text.ToString();
    }

    static Task<JsonNode> AskAsync(OwnClient client, string project, int i, CancellationToken cancel) => client.AskAsync($"/api/v1/projects/{project}/runs/query", new JsonObject
    {
        ["columns"] = new JsonArray("params/optimizer", "params/lr", "params/layers", "train/loss", "train/acc"),
        ["filter"] = new JsonObject { ["nql"] = string.Create(CultureInfo.InvariantCulture, $"params/optimizer = adam AND params/lr < {0.3 + i % 5 * 0.1:0.0}") },
        ["sort"] = new JsonArray(new JsonObject { ["path"] = "train/loss", ["descending"] = i % 2 == 0 }),
    }, cancel);

    static Task<JsonNode> GroupAsync(OwnClient client, string project, int i, CancellationToken cancel) => client.AskAsync($"/api/v1/projects/{project}/runs/groups", new JsonObject
    {
        ["by"] = new JsonArray(new JsonObject { ["path"] = i % 2 == 0 ? "params/optimizer" : "params/layers" }),
        ["figures"] = new JsonArray(new JsonObject { ["path"] = "train/loss" }),
    }, cancel);

    /// <summary>One run's logging: 20 batches a second.</summary>
    static async Task WriteAsync(ServerUnderLoad server, string run, CancellationToken stop)
    {
        using var client = new OwnClient(server.Address, server.Token);
        try
        {
            for (var n = 3; ; n++)
            {
                await client.WriteAsync(run, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $$$"""{"operations":[{"op":"assign","path":"params/lr","value":{"type":"float","value":{{{0.001 * (n % 1000)}}}}},{"op":"appendFloats","path":"train/loss","unixMicros":[{{{n}}}],"values":[0.5]}]}""")), stop);
                await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    static async Task<(List<double> Millis, double CpuMillis)> MeasureAsync(ServerUnderLoad server, Func<int, Task> ask)
    {
        // Columns are loaded and code is compiled first.
        for (var i = 0; i < 10; i++)
            await ask(i);
        var times = new List<double>();
        var cpu = server.ProcessorTime;
        for (var i = 0; i < Questions; i++)
        {
            var watch = Stopwatch.StartNew();
            await ask(i);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        return (times, (server.ProcessorTime - cpu).TotalMilliseconds / Questions);
    }

    static double At(List<double> sorted, double part) => sorted[(int)(part * (sorted.Count - 1))];
}

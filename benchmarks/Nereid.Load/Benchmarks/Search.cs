using System.Globalization;
using System.Text.Json.Nodes;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>Searches for attributes over HTTP while a client writes, by the number of different paths that a project has.</summary>
sealed class Search : IBenchmark
{
    /// <param name="Paths">Different ones, besides those that every run has.</param>
    /// <param name="PerRun">Of them, what one run has.</param>
    readonly record struct Size(int Paths, int Runs, int PerRun)
    {
        public string Name => string.Create(CultureInfo.InvariantCulture, $"{Paths:N0} paths, {Runs:N0} runs x {PerRun:N0}");
    }

    const string Few = "params/group < 0.01";
    const string Tenth = "params/group < 0.1";

    static readonly Size[] Sizes = [new(1_000, 10_000, 30), new(10_000, 10_000, 30), new(100_000, 10_000, 30), new(20_000, 1_000, 2_000)];

    public string Name => "search";

    public string Description => "attributes by text, regex and extended regex, in all and in some runs; distinct values; differing attributes; while a client writes";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        var measured = new List<Measurement>();
        using var folder = new WorkFolder(Name);
        var projects = new Dictionary<Size, string>();
        await using (var filled = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 7, cancel))
        {
            foreach (var size in Sizes)
                projects[size] = await RunFiller.FillAsync(filled, $"paths-{size.Paths}", size.Runs, (run, body) => Fill(size, run, body), cancel);
            await filled.StopAsync(cancel);
        }
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 7, cancel);
        foreach (var (size, project) in projects)
            measured.AddRange(await AskAsync(server, size, project, cancel));
        return measured;
    }

    static async Task<List<Measurement>> AskAsync(ServerUnderLoad server, Size size, string project, CancellationToken cancel)
    {
        using var client = new OwnClient(server.Address, server.Token);
        var before = server.Memory;
        await using var writer = new OneWriter(server, await client.FindRunAsync(project, ParameterBody.RunId(0), cancel));
        var rows = new List<Measurement>();
        async Task AddAsync(string name, Func<int, Task> ask, bool withFirst = false)
        {
            var asked = await Asked.ManyAsync(server, ask);
            if (withFirst)
                rows.Add(new Measurement($"{size.Name}: {name}, first after a start", "ms", [asked.First]));
            rows.AddRange(asked.Rows($"{size.Name}: {name}"));
        }
        Task Find(string text, string matching, string? nql) => client.AskAsync($"/api/v1/projects/{project}/attributes/search", Body(new JsonObject
        {
            ["text"] = text,
            ["matching"] = matching,
            ["limit"] = 100,
        }, nql), null, cancel);

        await AddAsync("text", i => Find($"block_{i % 10}", "substring", null), withFirst: true);
        await AddAsync("all", _ => Find("", "substring", null));
        await AddAsync("regex", i => Find($@"block_\d*{i % 10}/.*(weight|bias)$", "regex", null));
        await AddAsync("extended regex", i => Find($@"^model & block_\d*{i % 10} & !bias | ^params/ & !group", "extended", null));
        await AddAsync("text among a tenth of the runs", i => Find($"block_{i % 10}", "substring", Tenth), withFirst: true);
        await AddAsync("all among a tenth of the runs", _ => Find("", "substring", Tenth));
        await AddAsync("text among all runs outside the trash", i => Find($"block_{i % 10}", "substring", ""));
        await AddAsync("values", i => client.AskAsync($"/api/v1/projects/{project}/attributes/values", Body(new JsonObject
        {
            ["column"] = new JsonObject { ["path"] = i % 2 == 0 ? "params/optimizer" : "params/lr" },
            ["limit"] = 50,
        }, i % 3 == 0 ? null : Tenth), null, cancel));
        Task Differ(string? nql) => client.AskAsync($"/api/v1/projects/{project}/attributes/differing", Body(new JsonObject { ["limit"] = 50 }, nql), null, cancel);
        await AddAsync("differing among a hundredth of the runs", _ => Differ(Few));
        await AddAsync("differing among all runs", _ => Differ(null), withFirst: true);
        rows.Add(new Measurement($"{size.Name}: memory that it took", "MB", [(server.Memory - before) / 1e6]));
        return rows;
    }

    /// <param name="nql">Null for all runs; a query leaves out those in the trash.</param>
    static JsonObject Body(JsonObject body, string? nql)
    {
        if (nql is not null)
            body["filter"] = new JsonObject { ["nql"] = nql };
        return body;
    }

    static void Fill(Size size, int run, ParameterBody body)
    {
        var random = new Random(run);
        body.BeginStep(0);
        body.Assign("params/optimizer", (run % 3) switch { 0 => "adam", 1 => "sgd", _ => "lion" });
        body.Assign("params/lr", random.NextDouble());
        body.Assign("params/group", run / (double)size.Runs);
        for (var i = 0; i < 12; i++)
            body.Assign(string.Create(CultureInfo.InvariantCulture, $"params/p{i}"), i % 3 == 0 ? random.Next(4) : i);
        for (var i = 0; i < size.PerRun; i++)
            body.Assign(Path((int)(((long)run * size.PerRun + i) % size.Paths)), random.Next(3) / 2d);
        body.Append("train/loss", random.NextDouble());
        body.Append("train/acc", random.NextDouble());
        body.EndStep();
    }

    static string Path(int i) => string.Create(CultureInfo.InvariantCulture, $"model/encoder/block_{i / 4}/attention_{i % 7}/{(i % 4) switch { 0 => "weight", 1 => "bias", 2 => "norm", _ => "grad" }}_{i % 13}");
}

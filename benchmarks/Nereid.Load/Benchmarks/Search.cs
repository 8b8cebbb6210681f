using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
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
        var ids = await RunFiller.CreateProjectsAsync(folder.Path, Ports.First + 7, Sizes.Select(size => $"paths-{size.Paths}"), cancel);
        await new RunFiller(folder.Path).FillAsync(Sizes.Select((size, i) => (ids[i], size.Runs, new Func<int, ImmutableArray<RunOperation>>(run => First(size, run)))), cancel);
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 7, cancel);
        for (var i = 0; i < Sizes.Length; i++)
            measured.AddRange(await AskAsync(server, Sizes[i], ids[i], cancel));
        return measured;
    }

    static async Task<List<Measurement>> AskAsync(ServerUnderLoad server, Size size, string project, CancellationToken cancel)
    {
        using var client = new OwnClient(server.Address, server.Token);
        var before = server.Memory;
        await using var writer = new OneWriter(server, await client.FindRunAsync(project, RunFiller.RunId(0), cancel));
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

    static ImmutableArray<RunOperation> First(Size size, int run)
    {
        var random = new Random(run);
        var first = ImmutableArray.CreateBuilder<RunOperation>();
        void Assign(string path, AttributeValue value) => first.Add(new AssignValue(AttributePath.Of(path), value));
        Assign("params/optimizer", new StringValue((run % 3) switch { 0 => "adam", 1 => "sgd", _ => "lion" }));
        Assign("params/lr", new FloatValue(random.NextDouble()));
        Assign("params/group", new FloatValue(run / (double)size.Runs));
        for (var i = 0; i < 12; i++)
            Assign(string.Create(CultureInfo.InvariantCulture, $"params/p{i}"), new IntValue(i % 3 == 0 ? random.Next(4) : i));
        for (var i = 0; i < size.PerRun; i++)
            Assign(Path((int)(((long)run * size.PerRun + i) % size.Paths)), new FloatValue(random.Next(3) / 2d));
        foreach (var series in new[] { "train/loss", "train/acc" })
            first.Add(new AppendFloats(AttributePath.Of(series), new[] { new FloatPoint(Step.From(0), 1, random.NextDouble()) }));
        return first.ToImmutable();
    }

    static string Path(int i) => string.Create(CultureInfo.InvariantCulture, $"model/encoder/block_{i / 4}/attention_{i % 7}/{(i % 4) switch { 0 => "weight", 1 => "bias", 2 => "norm", _ => "grad" }}_{i % 13}");
}

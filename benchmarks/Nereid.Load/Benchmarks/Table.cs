using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>Pages of tables over HTTP while a client writes: filter on two attributes, sort by a third, 100 rows of 5 columns, and of 50; groups.</summary>
sealed class Table : IBenchmark
{
    const int Parameters = 22;
    const int WideColumns = 50;

    static readonly int[] Sizes = [1_000, 10_000, 100_000];

    public string Name => "table";

    public string Description => "tables of 1,000 to 100,000 runs with 24 attributes each: filter on two, sort by a third, page of 100; groups; while a client writes";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        var measured = new List<Measurement>();
        var pages = new List<double>();
        using var folder = new WorkFolder(Name);
        foreach (var runs in Sizes)
            measured.AddRange(await RunAsync(Path.Combine(folder.Path, $"{runs}"), runs, pages, cancel));
        for (var i = 1; i < Sizes.Length; i++)
            measured.Add(new Measurement(string.Create(CultureInfo.InvariantCulture, $"growth of CPU from {Sizes[i - 1]:N0} runs to {Sizes[i]:N0}"), "x", [pages[i] / pages[i - 1]]));
        return measured;
    }

    static async Task<IEnumerable<Measurement>> RunAsync(string folder, int runs, List<double> pages, CancellationToken cancel)
    {
        var project = (await RunFiller.CreateProjectsAsync(folder, Ports.First + 5, ["table"], cancel))[0];
        var filling = Stopwatch.StartNew();
        await new RunFiller(folder).FillAsync([(project, runs, First)], cancel);
        filling.Stop();
        await using var started = await ServerUnderLoad.StartAsync(folder, Ports.First + 5, cancel);
        using var client = new OwnClient(started.Address, started.Token);
        var before = started.Memory;
        var cold = Stopwatch.StartNew();
        await AskAsync(client, project, 0, NarrowColumns(), cancel);
        cold.Stop();

        Asked page, wide, groups;
        await using (new OneWriter(started, await client.FindRunAsync(project, RunFiller.RunId(0), cancel)))
        {
            page = await Asked.ManyAsync(started, i => AskAsync(client, project, i, NarrowColumns(), cancel));
            wide = await Asked.ManyAsync(started, i => AskAsync(client, project, i, AllColumns(), cancel));
            groups = await Asked.ManyAsync(started, i => GroupAsync(client, project, i, cancel));
        }
        pages.Add(page.CpuMillis);
        var size = string.Create(CultureInfo.InvariantCulture, $"{runs:N0} runs");
        return
        [
            new Measurement($"{size}, filling", "s", [filling.Elapsed.TotalSeconds]),
            new Measurement($"{size}, first page after a start", "ms", [cold.Elapsed.TotalMilliseconds]),
            .. page.Rows($"{size}, page"),
            .. wide.Rows($"{size}, page of 50 columns"),
            .. groups.Rows($"{size}, groups"),
            new Measurement($"{size}, memory that tables took", "MB", [(started.Memory - before) / 1e6]),
        ];
    }

    static ImmutableArray<RunOperation> First(int run)
    {
        var random = new Random(run);
        var first = ImmutableArray.CreateBuilder<RunOperation>();
        void Assign(string path, AttributeValue value) => first.Add(new AssignValue(AttributePath.Of(path), value));
        Assign("params/optimizer", new StringValue((run % 3) switch { 0 => "adam", 1 => "sgd", _ => "lion" }));
        Assign("params/lr", new FloatValue(random.NextDouble()));
        Assign("params/layers", new IntValue(random.Next(2, 100)));
        for (var i = 3; i < Parameters; i++)
            Assign(Parameter(i), i % 2 == 0 ? new FloatValue(random.NextDouble()) : new IntValue(random.Next(1000)));
        foreach (var series in new[] { "train/loss", "train/acc" })
            first.Add(new AppendFloats(AttributePath.Of(series), new[] { new FloatPoint(Step.From(0), 1, 1), new FloatPoint(Step.From(1), 2, random.NextDouble()) }));
        return first.ToImmutable();
    }

    static string Parameter(int i) => string.Create(CultureInfo.InvariantCulture, $"params/group{i % 5}/p{i}");

    static string[] NarrowColumns() => ["params/optimizer", "params/lr", "params/layers", "train/loss", "train/acc"];

    /// <summary>Those that there are, and some that no run has.</summary>
    static string[] AllColumns() => [.. NarrowColumns(), .. Enumerable.Range(3, WideColumns - NarrowColumns().Length).Select(Parameter)];

    static Task AskAsync(OwnClient client, string project, int i, string[] columns, CancellationToken cancel) => client.AskAsync($"/api/v1/projects/{project}/runs/query", new JsonObject
    {
        ["columns"] = new JsonArray([.. columns.Select(column => JsonValue.Create(column))]),
        ["filter"] = new JsonObject { ["nql"] = string.Create(CultureInfo.InvariantCulture, $"params/optimizer = adam AND params/lr < {0.3 + i % 5 * 0.1:0.0}") },
        ["sort"] = new JsonArray(new JsonObject { ["path"] = "train/loss", ["descending"] = i % 2 == 0 }),
    }, null, cancel);

    static Task GroupAsync(OwnClient client, string project, int i, CancellationToken cancel) => client.AskAsync($"/api/v1/projects/{project}/runs/groups", new JsonObject
    {
        ["by"] = new JsonArray(new JsonObject { ["path"] = i % 2 == 0 ? "params/optimizer" : "params/layers" }),
        ["figures"] = new JsonArray(new JsonObject { ["path"] = "train/loss" }),
    }, null, cancel);
}

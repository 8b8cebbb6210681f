using Nereid.Load;
using Nereid.Load.Benchmarks;
using Nereid.Load.Reporting;

IBenchmark[] benchmarks = [new Ingest1x(), new Live(), new Startup(), new Page(), new Memory()];

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

var asJson = args.Contains("--json");
var names = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToList();
var unknown = args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg != "--json")
    .Concat(names.Where(name => name != "all" && !Array.Exists(benchmarks, benchmark => benchmark.Name == name))).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"Unknown: {string.Join(", ", unknown)}. Usage: ./bench [NAME...|all] [--json]; without a name the benchmarks are listed.");
    return 2;
}
if (names.Count == 0)
{
    foreach (var benchmark in benchmarks)
        Console.WriteLine($"{benchmark.Name,-10} {benchmark.Description}");
    return 0;
}

var targets = await Targets.ReadAsync(Repository.File("benchmarks", "targets.json"), stopping.Token);
var allMet = true;
foreach (var benchmark in benchmarks.Where(benchmark => names.Contains("all") || names.Contains(benchmark.Name)))
{
    List<Row> rows = [];
    foreach (var measurement in await benchmark.RunAsync(stopping.Token))
        rows.Add(Row.Of(measurement, targets.For($"{benchmark.Name}/{measurement.Name}"), benchmark.Name));
    Console.Out.Write(asJson ? Report.Json(rows) : Report.Table(benchmark, rows));
    allMet &= rows.TrueForAll(row => row.Ok);
}
return allMet ? 0 : 1;

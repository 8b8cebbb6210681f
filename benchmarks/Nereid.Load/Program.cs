using System.Globalization;
using Nereid.Load;
using Nereid.Load.Benchmarks;
using Nereid.Load.Reporting;

if (args is [Sink.Word, var sinkPort])
    return await Sink.ServeAsync(int.Parse(sinkPort, CultureInfo.InvariantCulture));
if (args is [WebProject.Word, var webFolder, var webRuns, var webAttributes])
{
    await WebProject.FillAsync(webFolder, int.Parse(webRuns, CultureInfo.InvariantCulture), int.Parse(webAttributes, CultureInfo.InvariantCulture), CancellationToken.None);
    return 0;
}

if (!Arguments.TryParse(args, out var arguments, out var fault))
{
    await Console.Error.WriteLineAsync($"{fault} {Arguments.Usage}");
    return 2;
}
IBenchmark[] benchmarks =
[
    new Ingest(), new Ingest1x(), new SoakBenchmark(arguments.Minutes, arguments.PointsPerSecond), new Profiles(arguments.Minutes), new Bytes(), new Files(), new Charts(), new Live(),
    new Table(), new Search(), new Lines(), new Startup(), new Page(), new Memory(), new ScaleClients(arguments.Client),
];

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

var names = arguments.Names;
var unknown = names.Where(name => name != "all" && !Array.Exists(benchmarks, benchmark => benchmark.Name == name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"Unknown: {string.Join(", ", unknown)}. {Arguments.Usage}");
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
    Console.Out.Write(arguments.AsJson ? Report.Json(rows) : Report.Table(benchmark, rows));
    allMet &= rows.TrueForAll(row => row.Ok);
}
return allMet ? 0 : 1;

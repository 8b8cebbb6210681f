using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>The real neptune-scale client, in processes of its own, against one server: what the server spent, whether every point is there, and
/// whether the clients' queues grow.</summary>
/// <param name="clientPath">What PYTHONPATH must be for <c>import neptune_scale</c>; null: not given.</param>
sealed class ScaleClients(string? clientPath) : IBenchmark
{
    const int Processes = 8;
    const int Metrics = 1_000;
    const int Steps = 40;
    const double SecondsAStep = 1;

    public string Name => "scale-clients";

    public string Description => "the real neptune-scale client, 8 processes with 1,000 metrics a step each; needs --client PYTHONPATH";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        if (clientPath is null || await RunPythonAsync(["-c", "import neptune_scale"], null, cancel) is null)
        {
            await Console.Error.WriteLineAsync("scale-clients was left out: python3 (or $PYTHON) must find neptune_scale with --client PYTHONPATH.");
            return [];
        }

        using var folder = new WorkFolder(Name);
        await using var server = await ServerUnderLoad.StartAsync(Path.Combine(folder.Path, "data"), Ports.First + 3, cancel);
        using var own = new OwnClient(server.Address, server.Token);
        var project = await own.CreateProjectAsync(Name, cancel);
        var cpu = server.ProcessorTime;
        var answers = await Task.WhenAll(Enumerable.Range(0, Processes).Select(number => RunPythonAsync(
            [
                Repository.File("benchmarks", "scale_client.py"), "bench/" + Name, $"client-{number}", Text(Metrics), Text(Steps), Text(SecondsAStep),
                Path.Combine(folder.Path, $"client-{number}"),
            ],
            server.Token, cancel)));
        var spent = (server.ProcessorTime - cpu).TotalSeconds;
        var reports = answers.Select(answer => answer is null ? throw new InvalidDataException("A client process failed; its messages are above.") : JsonNode.Parse(answer)!).ToList();
        foreach (var fault in reports.SelectMany(report => report["errors"]!.AsArray()))
            await Console.Error.WriteLineAsync($"A client reported: {fault}");

        var missing = 0L;
        for (var number = 0; number < Processes; number++)
            missing += ((long)Metrics * Steps) - await own.CountPointsAsync(project, $"client-{number}", "metrics/", cancel);
        const double points = (double)Processes * Metrics * Steps;
        return
        [
            new Measurement("points missing", "", [missing]),
            new Measurement("errors told to clients", "", [reports.Sum(report => report["errors"]!.AsArray().Count)]),
            new Measurement("server CPU per million points", "s", [spent / (points / 1e6)]),
            new Measurement("server memory at the end", "MB", [server.Memory / 1e6]),
            new Measurement("longest queue of a client, first half", "operations", [.. reports.Select(report => (double)report["early"]!)]),
            new Measurement("longest queue of a client, second half", "operations", [.. reports.Select(report => (double)report["late"]!)]),
            new Measurement("from the last step to processed", "s", [.. reports.Select(report => (double)report["tail"]!)]),
            new Measurement("left in a client's queue", "operations", [.. reports.Select(report => (double)report["left"]!)]),
        ];
    }

    static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <returns>The last line that it printed; null when it failed.</returns>
    async Task<string?> RunPythonAsync(string[] arguments, string? token, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        };
        start.Environment["PYTHONPATH"] = clientPath;
        start.Environment["NEPTUNE_API_TOKEN"] = token;
        using var process = Process.Start(start)!;
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? text.Trim().Split('\n')[^1] : null;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

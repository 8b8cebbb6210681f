using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>What a server costs that nobody uses.</summary>
sealed class Memory : IBenchmark
{
    const int Runs = 3;
    const int TrainingRuns = 100;
    const int PointsPerRun = 1000;
    const double Megabyte = 1e6;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public string Name => "memory";

    public string Description => "resident memory of an idle server, some seconds after its last request";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        var (empty, used) = (new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            using var folder = new WorkFolder(Name);
            await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 4, cancel);
            await Task.Delay(Settling, cancel);
            empty.Add(server.Memory / Megabyte);
            await UseAsync(server, cancel);
            await Task.Delay(Settling, cancel);
            used.Add(server.Memory / Megabyte);
        }
        return [new Measurement("idle, empty data folder", "MB", empty), new Measurement("idle, after 100 runs of 1,000 points", "MB", used)];
    }

    static async Task UseAsync(ServerUnderLoad server, CancellationToken cancel)
    {
        using var own = new OwnClient(server.Address, server.Token);
        var project = await own.CreateProjectAsync("memory", cancel);
        var body = Neptune1Client.Body(PointsPerRun, series: 10, new Random(1));
        for (var i = 0; i < TrainingRuns; i++)
        {
            using var client = await Neptune1Client.StartRunAsync(server.Address, server.Token, project, cancel);
            await client.WriteAsync(body, cancel);
        }
    }
}

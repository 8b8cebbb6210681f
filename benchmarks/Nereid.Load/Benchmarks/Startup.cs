using System.Globalization;
using System.Text;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>How long a server with 1 GB of data takes until it answers.</summary>
sealed class Startup : IBenchmark
{
    const int Runs = 5;
    const long DataBytes = 1_000_000_000;
    const double Megabyte = 1e6;
    const int Writers = 4;
    const int PointsPerOperation = 10_000;
    const int LinesPerOperation = 1_000;
    const int LineChars = 400;

    public string Name => "startup";

    public string Description => "from starting the process to the first healthy answer, with 1 GB of data";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await FillAsync(folder, cancel);
        var megabytes = folder.Bytes() / Megabyte;
        var (clean, killed) = (new List<double>(), new List<double>());
        // The one after filling has the journal of the filling to look at; each later one starts from what the one before left.
        for (var run = 0; run < Runs; run++)
            clean.Add(await StartAsync(folder, kill: false, cancel));
        await StartAsync(folder, kill: true, cancel);
        for (var run = 0; run < Runs; run++)
            killed.Add(await StartAsync(folder, kill: true, cancel));
        return
        [
            new Measurement("after a clean stop", "s", clean),
            new Measurement("after a kill", "s", killed),
            new Measurement("data folder", "MB", [megabytes]),
        ];
    }

    /// <summary>Seconds to healthy; a server that is to be killed writes something first, so that there is something to recover.</summary>
    static async Task<double> StartAsync(WorkFolder folder, bool kill, CancellationToken cancel)
    {
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 2, cancel);
        if (!kill)
        {
            await server.StopAsync(cancel);
            return server.TimeToHealthy.TotalSeconds;
        }
        using var client = new OwnClient(server.Address, server.Token);
        var run = await client.CreateRunAsync(await client.CreateProjectAsync("startup", cancel), cancel);
        for (var i = 0; i < 10; i++)
            await client.WriteAsync(run, Body(new Random(i)), cancel);
        await server.KillAsync();
        return server.TimeToHealthy.TotalSeconds;
    }

    static async Task FillAsync(WorkFolder folder, CancellationToken cancel)
    {
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 2, cancel);
        using var client = new OwnClient(server.Address, server.Token);
        var project = await client.CreateProjectAsync("startup", cancel);
        var bodies = Enumerable.Range(0, 8).Select(i => Body(new Random(i))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var sent = 0; folder.Bytes() < DataBytes;)
            {
                var run = await client.CreateRunAsync(project, cancel);
                for (var i = 0; i < 20; i++)
                    await client.WriteAsync(run, bodies[(writer + sent++) % bodies.Length], cancel);
            }
        }));
        await server.StopAsync(cancel);
    }

    /// <summary>Several long float series and a log, as a training run has them.</summary>
    static byte[] Body(Random random)
    {
        var text = new StringBuilder("""{"operations":[""");
        for (var series = 0; series < 4; series++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"op":"appendFloats","path":"metrics/loss_{{series}}","unixMicros":[""");
            text.AppendJoin(',', Enumerable.Range(0, PointsPerOperation).Select(i => 1_780_000_000_000_000 + (i * 1_000L) + random.Next(900)));
            text.Append("],\"values\":[");
            text.AppendJoin(',', Enumerable.Range(0, PointsPerOperation).Select(_ => random.NextDouble().ToString("R", CultureInfo.InvariantCulture)));
            text.Append("]},");
        }
        text.Append("""{"op":"appendStrings","path":"monitoring/stdout","unixMicros":[""");
        text.AppendJoin(',', Enumerable.Range(0, LinesPerOperation).Select(i => 1_780_000_000_000_000 + i));
        text.Append("],\"values\":[");
        text.AppendJoin(',', Enumerable.Range(0, LinesPerOperation).Select(_ => $"\"{Line(random)}\""));
        return Encoding.UTF8.GetBytes(text.Append("]}]}").ToString());
    }

    static string Line(Random random) => new(random.GetItems("abcdefghijklmnopqrstuvwxyz     0123456789".AsSpan(), LineChars));
}

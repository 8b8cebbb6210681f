using Nereid.Client.Tests.Testing;
using Nereid.Testing;

namespace Nereid.Client.Tests.Against;

/// <summary>The server dies in the middle and comes back, again and again, while a training goes on.</summary>
public sealed class KilledServerTests
{
    [Fact]
    public async Task A_server_that_is_killed_and_started_again_has_every_value_once()
    {
        const int kills = 4;
        using var server = new ServerProgram();
        using var folder = new TemporaryFolder();
        var heard = new Heard();
        await using var line = new UnsteadyLine(await server.StartAsync());
        await using var run = await NereidRun.StartAsync(new NereidOptions
        {
            Server = line.Address,
            Token = server.Token,
            Project = "lab/killed",
            CreateProject = true,
            SpoolFolder = folder.Path,
            CaptureGit = false,
            BatchOperations = 50,
            FlushInterval = TimeSpan.FromMilliseconds(5),
            FirstRetryDelay = TimeSpan.FromMilliseconds(20),
            MaxRetryDelay = TimeSpan.FromMilliseconds(200),
            RequestTimeout = TimeSpan.FromMinutes(5),
            Diagnostics = heard.Listen,
        });
        var values = 0;
        async Task TrainAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                // Without a step: a value that is applied twice is there twice, one that is lost is missing in the order.
                run["loss"].Append(values);
                run["log"].Append($"line {values}");
                values++;
                if (i % 20 == 0)
                    await Task.Delay(1);
            }
        }

        for (var i = 0; i < kills; i++)
        {
            var training = TrainAsync(2000);
            await Task.Delay(20 + 40 * i);
            await server.KillAsync();
            await training;
            await TrainAsync(500);
            line.Redirect(await server.StartAsync());
        }

        var points = new List<double>();
        await foreach (var point in run["loss"].FetchPointsAsync())
            points.Add(point.Value);
        Assert.Equal(Enumerable.Range(0, values).Select(i => (double)i), points);
        Assert.Equal(values, (await run["log"].FetchAsync())!.Json.GetProperty("count").GetInt64());
        Assert.NotEmpty(heard.Of(NereidDiagnosticKind.ServerUnavailable));
        Assert.Empty(heard.Of(NereidDiagnosticKind.DataDropped));
        Assert.True((await run.StopAsync(TimeSpan.FromMinutes(5))).IsComplete);
    }
}

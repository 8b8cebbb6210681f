using System.Diagnostics;
using Nereid.Client.Tests.Testing;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Samples.Digits;
using Nereid.Testing;

namespace Nereid.Client.Tests.Against;

/// <summary>The program that logs is killed; what it had handed to the client is sent by whoever comes next.</summary>
public sealed class KilledProgramTests
{
    [Fact]
    public async Task What_a_killed_training_had_logged_is_sent_by_a_sync()
    {
        await using var server = await RunningServer.StartAsync();
        var (_, token) = await server.Credentials.CreateTokenAsync(server.Administrator.Id, "killed", null, CancellationToken.None);
        await using var line = new UnsteadyLine(new Uri(server.Address), LineState.Down);
        using var folder = new TemporaryFolder();

        using (var training = StartSample(line.Address, token, folder.Path))
        {
            await Bench.EventuallyAsync(() => SpooledBytes(folder.Path) > 20_000);
            training.Kill();
            await training.WaitForExitAsync();
        }
        line.Set(LineState.Works);
        var report = await NereidSpool.SyncAsync(new NereidOptions { Server = line.Address, Token = token, SpoolFolder = folder.Path });

        Assert.Equal((1, 0), (report.FinishedRuns, report.UnfinishedRuns));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        var project = await server.Catalog.FindProjectAsync("examples", "digits", CancellationToken.None);
        var reader = server.Get<IRunReader>();
        var run = await reader.FindByShortIdAsync(project!.Id, $"{project.Key}-1", CancellationToken.None);
        var points = await reader.ReadFloatsAsync(new SeriesId(run!.Id, AttributePath.Of("train/loss")), new PointWindow(0, 10_000), CancellationToken.None);
        Assert.NotEmpty(points!.Points);
        Assert.Equal(Enumerable.Range(0, points.Points.Length).Select(step => (double)step), points.Points.Select(point => point.Step.Value));
    }

    static Process StartSample(Uri server, string token, string spool)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.ChangeExtension(typeof(DigitsSample).Assembly.Location, "dll"), "--server", server.AbsoluteUri, "--spool", spool])
        {
            UseShellExecute = false,
            // Its few lines fit into the pipe; nobody reads them.
            RedirectStandardOutput = true,
        };
        start.Environment["NEREID_API_TOKEN"] = token;
        return Process.Start(start)!;
    }

    static long SpooledBytes(string spool) =>
        Directory.EnumerateFiles(spool, "*.records", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}

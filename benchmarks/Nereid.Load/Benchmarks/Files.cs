using System.Diagnostics;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>How fast a large file goes to the server and comes back, and what that costs it.</summary>
/// <remarks>The client shares the machine with the server, so both rates hold its work too.</remarks>
sealed class Files : IBenchmark
{
    const int Runs = 3;
    const long FileBytes = 1024L * 1024 * 1024;
    const int SmallFiles = 200;
    const double Megabyte = 1e6;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    public string Name => "files";

    public string Description => "a file of 1 GiB up, in parts, and down; single files of 4 KiB; each acknowledged upload is on disk";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 5, cancel);
        using var own = new OwnClient(server.Address, server.Token);
        using var client = await Neptune1Client.StartRunAsync(server.Address, server.Token, await own.CreateProjectAsync("files", cancel), cancel);
        var files = await Neptune1Files.OfAsync(client, server.Token, cancel);
        // The first transfer compiles the way that all others take.
        await files.UploadAsync("warm", FileBytes / 16, -1, cancel);
        await files.DownloadAsync("warm", cancel);

        using var stop = new CancellationTokenSource();
        var highest = HighestMemoryAsync(server, stop.Token);
        var (up, upCpu, down, downCpu, small) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            var salt = run;
            await TimeAsync(server, up, upCpu, () => files.UploadAsync("big", FileBytes, salt, cancel));
            await TimeAsync(server, down, downCpu, async () =>
            {
                if (await files.DownloadAsync("big", cancel) != FileBytes)
                    throw new InvalidDataException("The file came back with another length.");
            });
            small.Add(await SmallAsync(client, run, cancel));
        }

        await stop.CancelAsync();
        return
        [
            new Measurement("upload, 1 GiB in parts", "MB/s", up),
            new Measurement("download, 1 GiB", "MB/s", down),
            new Measurement("upload, server CPU per GiB", "s", upCpu),
            new Measurement("download, server CPU per GiB", "s", downCpu),
            new Measurement("memory, highest", "MB", [await highest]),
            new Measurement("upload, 4 KiB, one after the other", "files/s", small),
        ];
    }

    static async Task TimeAsync(ServerUnderLoad server, List<double> rates, List<double> cpu, Func<Task> transfer)
    {
        var before = server.ProcessorTime;
        var watch = Stopwatch.StartNew();
        await transfer();
        rates.Add(FileBytes / Megabyte / watch.Elapsed.TotalSeconds);
        cpu.Add((server.ProcessorTime - before).TotalSeconds);
    }

    static async Task<double> SmallAsync(Neptune1Client client, int run, CancellationToken cancel)
    {
        var content = new byte[4096];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < SmallFiles; i++)
        {
            new Random((run * SmallFiles) + i).NextBytes(content);
            using var request = new HttpRequestMessage(
                HttpMethod.Post, $"/api/leaderboard/v1/attributes/storage/file/upload?experimentIdentifier={client.Run}&attribute=small/{i}&ext=bin") { Content = new ByteArrayContent(content) };
            await client.SendAsync(request, cancel);
        }

        return SmallFiles / watch.Elapsed.TotalSeconds;
    }

    static async Task<double> HighestMemoryAsync(ServerUnderLoad server, CancellationToken stop)
    {
        var highest = 0L;
        while (!stop.IsCancellationRequested)
        {
            highest = Math.Max(highest, server.Memory);
            await Task.Delay(BetweenLooks, CancellationToken.None);
        }

        return highest / Megabyte;
    }
}

using System.Globalization;
using System.Text;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>What windows of console logs cost over HTTP, by the number of lines before and behind them.</summary>
sealed class Lines : IBenchmark
{
    const int LinesPerRequest = 10_000;
    const long FirstUnixMicros = 1_780_000_000_000_000;
    const long MicrosPerLine = 10_000;
    const int Window = 200;

    static readonly int[] Sizes = [50_000, 500_000, 5_000_000];

    static readonly string[] Words = ["epoch", "step", "loss", "accuracy", "gradient norm", "learning rate", "saved checkpoint to", "evaluating on", "seconds", "CUDA memory"];

    public string Name => "lines";

    public string Description => "windows of 200 lines of logs with 50,000 to 5,000,000 lines: by number, from the end, by step, by time; and text searches, which look at 200,000 lines a request";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 8, cancel);
        using var client = new OwnClient(server.Address, server.Token);
        var project = await client.CreateProjectAsync(Name, cancel);
        var rows = new List<Measurement>();
        var windows = new List<double>();
        foreach (var size in Sizes)
        {
            var run = await client.CreateRunAsync(project, cancel);
            for (var line = 0; line < size; line += LinesPerRequest)
                await client.WriteAsync(run, Body(line), cancel);
            rows.AddRange(await AskAsync(server, client, run, size, windows, cancel));
        }
        for (var i = 1; i < Sizes.Length; i++)
            rows.Add(new Measurement(string.Create(CultureInfo.InvariantCulture, $"growth of CPU of a window from {Sizes[i - 1]:N0} lines to {Sizes[i]:N0}"), "x", [windows[i] / windows[i - 1]]));
        rows.Add(new Measurement("data folder", "MB", [folder.Bytes() / 1e6]));
        return rows;
    }

    static async Task<List<Measurement>> AskAsync(ServerUnderLoad server, OwnClient client, string run, int size, List<double> windows, CancellationToken cancel)
    {
        var random = new Random(size);
        var name = string.Create(CultureInfo.InvariantCulture, $"{size:N0} lines");
        var rows = new List<Measurement>();
        async Task<Asked> AddAsync(string what, Func<int, string> query, string route = "logs")
        {
            var asked = await Asked.ManyAsync(server, i => client.AskAsync($"/api/v1/runs/{run}/{route}?path=monitoring/stdout&{query(i)}", null, null, cancel));
            rows.AddRange(asked.Rows($"{name}: {what}"));
            return asked;
        }
        windows.Add((await AddAsync("by number", _ => $"limit={Window}&offset={random.Next(size)}")).CpuMillis);
        await AddAsync("from the end", i => $"limit={Window}&offset=-{Window * (i + 1)}");
        await AddAsync("by step", _ => $"limit={Window}&step={random.Next(size)}");
        await AddAsync("by time", _ => $"limit={Window}&time={Uri.EscapeDataString(TimeOf(random.Next(size)))}");
        await AddAsync("search, found on the way", i => $"limit=20&text={Words[i % Words.Length]}%20{i}", "logs/search");
        await AddAsync("search, nothing found", i => $"limit=20&text=segfault%20{i}", "logs/search");
        return rows;
    }

    static string TimeOf(int line) =>
        DateTimeOffset.UnixEpoch.AddTicks((FirstUnixMicros + line * MicrosPerLine) * TimeSpan.TicksPerMicrosecond).ToString("O", CultureInfo.InvariantCulture);

    static byte[] Body(int first)
    {
        var text = new StringBuilder("""{"operations":[{"op":"appendStrings","path":"monitoring/stdout","unixMicros":[""");
        text.AppendJoin(',', Enumerable.Range(first, LinesPerRequest).Select(line => FirstUnixMicros + line * MicrosPerLine));
        text.Append("],\"values\":[");
        text.AppendJoin(',', Enumerable.Range(first, LinesPerRequest).Select(Line));
        return Encoding.UTF8.GetBytes(text.Append("]}]}").ToString());
    }

    static string Line(int line) => string.Create(CultureInfo.InvariantCulture, $"\"[worker {line % 8}] {Words[line % Words.Length]} {line} of 5000000, {Words[line * 7 % Words.Length]} {line % 1000 / 1000.0}\"");
}

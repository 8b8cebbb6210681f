using System.Diagnostics;

namespace Nereid.Load.Benchmarks;

/// <summary>What the same kind of question cost, asked many times by one client.</summary>
/// <param name="First">The first answer, in milliseconds.</param>
/// <param name="Millis">The answers after warming up, rising.</param>
/// <param name="CpuMillis">Of the server for one question, with what it did beside.</param>
sealed record Asked(double First, List<double> Millis, double CpuMillis)
{
    const int WarmUps = 10;
    const int Questions = 60;

    /// <summary>Questions that take long are asked less often.</summary>
    static readonly TimeSpan Enough = TimeSpan.FromSeconds(8);

    public static async Task<Asked> ManyAsync(ServerUnderLoad server, Func<int, Task> ask)
    {
        var whole = Stopwatch.StartNew();
        await ask(0);
        var first = whole.Elapsed.TotalMilliseconds;
        for (var i = 1; i <= WarmUps && whole.Elapsed < Enough / 2; i++)
            await ask(i);
        var times = new List<double>();
        var cpu = server.ProcessorTime;
        for (var i = 0; i < Questions && (times.Count == 0 || whole.Elapsed < Enough); i++)
        {
            var watch = Stopwatch.StartNew();
            await ask(i);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        var spent = (server.ProcessorTime - cpu).TotalMilliseconds / times.Count;
        times.Sort();
        return new Asked(first, times, spent);
    }

    public double Median => At(0.5);

    public IEnumerable<Measurement> Rows(string name) =>
    [
        new Measurement($"{name}, median", "ms", [Median]),
        new Measurement($"{name}, 95 %", "ms", [At(0.95)]),
        new Measurement($"{name}, server CPU", "ms", [CpuMillis]),
    ];

    double At(double part) => Millis[(int)Math.Ceiling(part * (Millis.Count - 1))];
}

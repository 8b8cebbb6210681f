using System.Diagnostics;
using System.Globalization;

namespace Nereid.Load.Soak;

/// <summary>Looks at the server every ten seconds and writes what it sees to a file, one line a look.</summary>
sealed class SoakWatch(ServerUnderLoad server, string dataFolder, string csv, Latencies latencies, Func<long> acknowledgedPoints)
{
    /// <summary>One look at a server under load.</summary>
    public readonly record struct Look(double Seconds, double Points, double MemoryMb, double CpuSeconds, double DiskMb, double WorstMs);

    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    const double Megabyte = 1e6;

    /// <summary>A line on the screen after this many looks.</summary>
    const int LooksPerLine = 6;

    public List<Look> Looks { get; } = [];

    public async Task WatchAsync(CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        await using var file = new StreamWriter(csv) { AutoFlush = true };
        await file.WriteLineAsync("seconds,points,rss_mb,cpu_s,journal_mb,runs_mb,series_mb,logs_mb,requests,p50_ms,p99_ms,worst_ms");
        while (true)
        {
            await Task.Delay(Every, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (stop.IsCancellationRequested || server.HasExited)
                return;
            var (journal, runs, series, logs) = Sizes();
            var lately = latencies.TakeLately();
            var look = new Look(Stopwatch.GetElapsedTime(started).TotalSeconds, acknowledgedPoints(), server.Memory / Megabyte, server.ProcessorTime.TotalSeconds,
                journal + runs + series + logs, lately.Worst);
            // It was killed while we looked.
            if (server.HasExited || look.MemoryMb == 0)
                return;
            Looks.Add(look);
            await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{look.Seconds:F1},{look.Points:F0},{look.MemoryMb:F0},{look.CpuSeconds:F1},{journal:F0},{runs:F0},{series:F0},{logs:F0},{lately.Count},{lately.Median:F2},{lately.P99:F2},{lately.Worst:F2}"));
            if (Looks.Count % LooksPerLine == 0)
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{look.Seconds,6:F0} s  {look.Points / 1e6,8:F1} M points  memory {look.MemoryMb,5:F0} MB  disk {look.DiskMb,7:F0} MB  median {lately.Median:F1} ms  p99 {lately.P99:F1} ms  worst {lately.Worst:F0} ms"));
        }
    }

    (double Journal, double Runs, double Series, double Logs) Sizes()
    {
        var (journal, runs, series, logs) = (0.0, 0.0, 0.0, 0.0);
        foreach (var file in new DirectoryInfo(dataFolder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            // A file may go while we look.
            var megabytes = file.Exists ? file.Length / Megabyte : 0;
            if (file.Extension == ".journal")
                journal += megabytes;
            else if (file.Name.EndsWith("-wal", StringComparison.Ordinal))
                logs += megabytes;
            else if (file.Name == "series.db")
                series += megabytes;
            else
                runs += megabytes;
        }
        return (journal, runs, series, logs);
    }
}

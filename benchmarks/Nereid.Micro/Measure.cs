using System.Diagnostics;

namespace Nereid.Micro;

/// <summary>Times a piece of work and prints one line: wall time, points a second and, where it counts, CPU time of the whole process.</summary>
static class Measure
{
    /// <summary>Long enough for the compiler to have made its fast code of everything.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Runs to warm up, then some times; prints the median, the mean CPU time of the process and what was allocated.</summary>
    public static void Median(string name, long points, Action work, int runs = 15)
    {
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < WarmUp;)
            work();
        var (cpu, allocated) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        var cpuMs = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / runs;
        var megabytes = (GC.GetTotalAllocatedBytes() - allocated) / 1e6 / runs;
        Array.Sort(times);
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-62} {times[runs / 2],10:F2} ms {points / times[runs / 2] / 1000,9:F2} M points/s {cpuMs,8:F2} ms CPU {megabytes,7:F1} MB allocated"));
    }

    /// <summary>Runs once.</summary>
    public static async Task OnceAsync(string name, long points, Func<Task> work)
    {
        var (started, cpu) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
        await work();
        var wallMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var cpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-62} {wallMs,10:F2} ms {points / wallMs / 1000,9:F2} M points/s {cpuSeconds / points * 1e6:F3} CPU s/M points"));
    }
}

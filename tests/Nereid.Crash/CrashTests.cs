using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Nereid.Crash;

/// <summary>Kills a writing process at random moments, again and again on the same data, and checks what is left.</summary>
/// <remarks>NEREID_CRASH_MINUTES sets how long; without it a quarter of a minute.</remarks>
public sealed class CrashTests(ITestOutputHelper output)
{
    static readonly TimeSpan ShortRun = TimeSpan.FromSeconds(15);

    /// <summary>Longest life of a victim after it is ready, in milliseconds.</summary>
    const int LongestLifeMs = 1_500;

    /// <summary>After this many kills the data is begun anew, or checking it would take all the time.</summary>
    const int KillsPerFolder = 40;

    [Fact]
    public async Task A_process_killed_at_any_moment_keeps_what_it_acknowledged_exactly_once()
    {
        var minutes = Environment.GetEnvironmentVariable("NEREID_CRASH_MINUTES");
        var length = minutes is null ? ShortRun : TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture));
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var started = Stopwatch.GetTimestamp();
        var (kills, acknowledged, batches, points) = (0, 0L, 0L, 0L);
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            var folder = Directory.CreateTempSubdirectory("nereid-crash-").FullName;
            var checker = new Checker(folder);
            var last = Enumerable.Repeat(-1L, Workload.Writers).ToArray();
            var (rows, deleted) = (new long[Workload.Writers], new long[Workload.Writers]);
            for (var i = 0; i < KillsPerFolder && Stopwatch.GetElapsedTime(started) < length; i++)
            {
                await KillOneAsync(folder, last, rows, deleted, random);
                kills++;
                // Now and then the next victim is the one that has to recover.
                if (random.Next(4) > 0)
                    await checker.CheckAsync(last, rows, deleted);
            }
            await checker.CheckAsync(last, rows, deleted);
            acknowledged += last.Where(batch => batch > 0).Sum();
            (batches, points) = (batches + checker.BatchesChecked, points + checker.PointsChecked);
            // Only when all was well: what failed is left for a look.
            Directory.Delete(folder, recursive: true);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kills} kills in {Stopwatch.GetElapsedTime(started).TotalMinutes:F1} min; {acknowledged} batches acknowledged; {batches} batches and {points} points checked"));
        Assert.True(kills > 0 && points > 0);
    }

    /// <param name="last">By writer, the last acknowledged batch; raised by what the victim says. Likewise batches of rows, and batches whose run was deleted.</param>
    static async Task KillOneAsync(string folder, long[] last, long[] rows, long[] deleted, Random random)
    {
        using var victim = new Process
        {
            StartInfo = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
            {
                ArgumentList = { typeof(CrashTests).Assembly.Location, folder },
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        victim.OutputDataReceived += (_, line) =>
        {
            if (line.Data is "ready" or null)
                ready.TrySetResult();
            else
                Note(line.Data, last, rows, deleted);
        };
        var errors = new System.Text.StringBuilder();
        victim.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        victim.Start();
        victim.BeginOutputReadLine();
        victim.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(random.Next(LongestLifeMs));

        var diedAlone = victim.HasExited;
        victim.Kill();
        await victim.WaitForExitAsync();
        Assert.False(diedAlone, $"The victim ended by itself: {errors}");
    }

    static void Note(string line, long[] last, long[] rows, long[] deleted)
    {
        switch (line.Split(' '))
        {
            case ["created", var writer]:
                last[Index(writer)] = Math.Max(last[Index(writer)], 0);
                break;
            case ["written", var writer, var batch]:
                last[Index(writer)] = Math.Max(last[Index(writer)], long.Parse(batch, CultureInfo.InvariantCulture));
                break;
            case ["rows", var writer, var batch]:
                rows[Index(writer)] = Math.Max(rows[Index(writer)], long.Parse(batch, CultureInfo.InvariantCulture));
                break;
            case ["deleted", var writer, var batch]:
                deleted[Index(writer)] = Math.Max(deleted[Index(writer)], long.Parse(batch, CultureInfo.InvariantCulture));
                break;
        }
    }

    static int Index(string writer) => int.Parse(writer, CultureInfo.InvariantCulture);
}

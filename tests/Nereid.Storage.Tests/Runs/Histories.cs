using System.Diagnostics;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Plays random histories, and says of one that fails the shortest that was found in half a minute: a failure must not take longer to report than the test to pass.</summary>
static class Histories
{
    static readonly TimeSpan ShrinkFor = TimeSpan.FromSeconds(30);

    /// <param name="first">The first history; each has a number, and the numbers of a test run are drawn anew, so that every run of the tests sees others.</param>
    /// <param name="play">Throws when the history, one number for each thing that is done, fails.</param>
    public static async Task CheckAsync(int first, int count, int longest, Func<int[], Task> play)
    {
        for (var number = first; number < first + count; number++)
        {
            var random = new Random(number);
            var history = new int[random.Next(longest + 1)];
            for (var i = 0; i < history.Length; i++)
                history[i] = random.Next();
            if (await FaultAsync(history, play) is not { } fault)
                continue;
            (history, fault) = await ShrinkAsync(history, fault, play);
            Assert.Fail($"History {number} failed; as far as it was shortened: [{string.Join(", ", history)}]{Environment.NewLine}{fault}");
        }
    }

    /// <summary>Leaves out ever smaller parts, as long as it still fails.</summary>
    static async Task<(int[] History, Exception Fault)> ShrinkAsync(int[] history, Exception fault, Func<int[], Task> play)
    {
        var started = Stopwatch.GetTimestamp();
        for (var part = Math.Max(1, history.Length / 2); ; part = Math.Max(1, part / 2))
        {
            var before = history.Length;
            for (var at = 0; at < history.Length;)
            {
                if (Stopwatch.GetElapsedTime(started) > ShrinkFor)
                    return (history, fault);
                int[] shorter = [.. history[..at], .. history[Math.Min(at + part, history.Length)..]];
                if (await FaultAsync(shorter, play) is { } still)
                    (history, fault) = (shorter, still);
                else
                    at += part;
            }
            if (part == 1 && history.Length == before)
                return (history, fault);
        }
    }

    static async Task<Exception?> FaultAsync(int[] history, Func<int[], Task> play)
    {
        try
        {
            await play(history);
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }
}

using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Live;

/// <summary>Announces runs that fell silent: running becomes idle by time alone, so no write says it.</summary>
/// <remarks>A run is announced and forgotten once; its next change makes it recent again.</remarks>
public sealed partial class StateSweep(ChangeFeed feed, IRunReader runs, RunNotices notices, TimeProvider clock, ILogger<StateSweep> log) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Looks at every recent run once.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        feed.Changes.Sweep();
        foreach (var (run, project) in feed.Recent.All)
        {
            var head = await runs.FindRunAsync(run, cancel);
            var now = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            if (head is not null && head.StateAt(now) == RunState.Running)
                continue;
            feed.Recent.Forget(run);
            feed.Announce(new RunChange(project, run, ChangeKinds.State));
            if (head is not null)
                await notices.EndedAsync(head, now, cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception broken) when (broken is not OperationCanceledException)
                {
                    // The next sweep looks again; only the announcement is late.
                    LogFailed(broken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "Looking for runs that fell silent failed; trying again.")]
    partial void LogFailed(Exception exception);

    [LoggerMessage(3002, LogLevel.Debug, "The watch for silent runs ended.")]
    partial void LogStopped();
}

using Nereid.Domain.Access;
using Nereid.Domain.Files;

namespace Nereid.Server.Hosting;

/// <summary>Finishes what a crash interrupted, empties the trash of what was there for long enough, gives up uploads that nobody goes on with, and frees placed files that nothing refers to.</summary>
public sealed partial class Upkeep(ProjectRemoval projects, IUploads uploads, IPartStore parts, PlaceSweep places, TrashPurge trash, TimeProvider clock, ILogger<Upkeep> log) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancel)
    {
        await projects.FinishAsync(cancel);
        if (await trash.RunAsync(cancel) is > 0 and var purged)
            LogPurged(purged);
        if (await uploads.SweepAsync(cancel) is > 0 and var count)
            LogSwept(count);
        parts.Sweep(clock.GetUtcNow() - PlaceSweep.KeptFor);
        if (await places.RunAsync(cancel) is > 0 and var freed)
            LogFreed(freed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (Exception broken) when (broken is not OperationCanceledException)
                {
                    // The next round tries again.
                    LogFailed(broken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    [LoggerMessage(1101, LogLevel.Information, "Gave up {Count} uploads that had no part for a day")]
    partial void LogSwept(int count);

    [LoggerMessage(1102, LogLevel.Warning, "Clearing up failed; trying again in an hour")]
    partial void LogFailed(Exception exception);

    [LoggerMessage(1104, LogLevel.Information, "Freed {Count} placed files that nothing referred to for a week")]
    partial void LogFreed(int count);

    [LoggerMessage(1105, LogLevel.Information, "Deleted {Count} runs for good that were in the trash for as long as the purge rule keeps them")]
    partial void LogPurged(int count);

    [LoggerMessage(1103, LogLevel.Debug, "Clearing up ended with the server")]
    partial void LogStopped();
}

using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>When a run was last seen, whether its client said it stopped, and how long it has been running in all.</summary>
readonly record struct RunActivity(long LastSeenUnixMicros, bool Finished, long ActiveMicros)
{
    static readonly long RunningForMicros = RunHead.RunningFor.Ticks / TimeSpan.TicksPerMicrosecond;

    public static RunActivity Of(RunHead head) => new(head.LastSeenUnixMicros, head.Finished, head.ActiveMicros);

    public RunHead ApplyTo(RunHead head) =>
        head with { LastSeenUnixMicros = LastSeenUnixMicros, Finished = Finished, ActiveMicros = ActiveMicros };

    /// <summary>A sign of life. The time since the last one counts as running unless the run was idle in between.</summary>
    public RunActivity Seen(long unixMicros, bool finished) => Counted(unixMicros) with { Finished = finished };

    /// <summary>A write. It does not take back that the client stopped: people edit finished runs.</summary>
    public RunActivity Written(long unixMicros) => Counted(unixMicros);

    public bool IsRunningAt(long unixMicros) => !Finished && unixMicros - LastSeenUnixMicros <= RunningForMicros;

    RunActivity Counted(long unixMicros)
    {
        var gap = unixMicros - LastSeenUnixMicros;
        var counted = !Finished && gap > 0 && gap <= RunningForMicros ? gap : 0;
        return this with { LastSeenUnixMicros = Math.Max(LastSeenUnixMicros, unixMicros), ActiveMicros = ActiveMicros + counted };
    }
}

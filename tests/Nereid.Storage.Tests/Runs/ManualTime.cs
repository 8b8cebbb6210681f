namespace Nereid.Storage.Tests.Runs;

/// <summary>A clock that stands still until it is moved. Timers made from it never fire: tests ask for upkeep themselves.</summary>
sealed class ManualTime : TimeProvider
{
    DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    public long UnixMicros => (_now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public void Advance(double seconds) => _now += TimeSpan.FromSeconds(seconds);

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new SilentTimer();

    sealed class SilentTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

namespace Nereid.Storage.Writing;

/// <summary>The unit of time in all stores: microseconds since 1970, UTC.</summary>
static class UnixClock
{
    public static long UnixMicros(this TimeProvider time) =>
        (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

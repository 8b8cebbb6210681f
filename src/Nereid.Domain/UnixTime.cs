namespace Nereid.Domain;

/// <summary>The unit of time in everything that is stored or sent: microseconds since 1970, UTC.</summary>
public static class UnixTime
{
    public static long ToUnixMicros(this DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromUnixMicros(long unixMicros) => DateTimeOffset.UnixEpoch.AddTicks(unixMicros * TimeSpan.TicksPerMicrosecond);
}

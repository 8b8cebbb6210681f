namespace Nereid.Server.Api;

/// <summary>Between Unix microseconds and the text form of a moment, which is written in UTC.</summary>
static class Moments
{
    /// <summary>Moments outside of the years 1 to 9999 become the nearest one inside.</summary>
    public static DateTime ToUtc(long unixMicros)
    {
        const long first = -62_135_596_800_000_000;
        const long last = 253_402_300_799_999_999;
        return DateTime.UnixEpoch.AddTicks(Math.Clamp(unixMicros, first, last) * TimeSpan.TicksPerMicrosecond);
    }

    public static DateTime? ToUtc(long? unixMicros) => unixMicros is { } micros ? ToUtc(micros) : null;

    public static long ToUnixMicros(DateTimeOffset moment) => (moment.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

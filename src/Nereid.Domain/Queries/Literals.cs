using System.Globalization;
using System.Text.RegularExpressions;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>Reads the literal of a comparison as a value of one type. All text is ASCII and independent of culture.</summary>
public static class Literals
{
    /// <summary>A whole number within 64 bits, without fraction or exponent.</summary>
    public static bool TryReadLong(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out value);

    /// <summary>Decimal text, <c>inf</c>, <c>infinity</c> or <c>nan</c> with an optional sign, or a size such as <c>20MB</c> or <c>"35 kb"</c>
    /// (kb, mb, gb and tb are powers of 1,024; case does not matter).</summary>
    public static bool TryReadDouble(string text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        var trimmed = text.AsSpan().Trim();
        var negative = trimmed.StartsWith('-');
        var word = negative || trimmed.StartsWith('+') ? trimmed[1..] : trimmed;
        if (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (word.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }
        return TryReadSize(trimmed, out value);
    }

    public static bool TryReadBool(string text, out bool value) => bool.TryParse(text, out value);

    /// <summary><c>running</c> or <c>active</c>, <c>idle</c> or <c>inactive</c>, in any case.</summary>
    public static bool TryReadState(string text, out RunState state)
    {
        var running = text.Equals("running", StringComparison.OrdinalIgnoreCase) || text.Equals("active", StringComparison.OrdinalIgnoreCase);
        var idle = text.Equals("idle", StringComparison.OrdinalIgnoreCase) || text.Equals("inactive", StringComparison.OrdinalIgnoreCase);
        state = running ? RunState.Running : RunState.Idle;
        return running || idle;
    }

    /// <summary>ISO 8601 (date, or date and time to at most nanoseconds; UTC when no offset is given), or a time before now:
    /// <c>-</c>, a number and one of s, m (minutes), h, d, w, M (months), y.</summary>
    /// <param name="nowUnixMicros">What relative times count from.</param>
    public static bool TryReadDatetime(string text, long nowUnixMicros, out long unixMicros)
    {
        var trimmed = text.Trim();
        return TryReadIso(trimmed, out unixMicros) || TryReadRelative(trimmed, nowUnixMicros, out unixMicros);
    }

    static bool TryReadSize(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (text.Length < 3 || (text[^1] | ' ') != 'b')
            return false;
        var power = (text[^2] | ' ') switch { 'k' => 1, 'm' => 2, 'g' => 3, 't' => 4, _ => 0 };
        if (power == 0 || !double.TryParse(text[..^2], NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
            return false;
        value = count * Math.Pow(1024, power);
        return true;
    }

    static bool TryReadIso(string text, out long unixMicros)
    {
        unixMicros = 0;
        var match = IsoDatetime.Match(text);
        if (!match.Success)
            return false;
        int year = Number(match, "year"), month = Number(match, "month"), day = Number(match, "day");
        int hour = Number(match, "hour"), minute = Number(match, "minute"), second = Number(match, "second");
        int zoneHour = Number(match, "zoneHour"), zoneMinute = Number(match, "zoneMinute");
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59 || zoneHour > 18 || zoneMinute > 59)
            return false;
        var fraction = match.Groups["fraction"].Value.PadRight(6, '0')[..6];
        var seconds = (new DateOnly(year, month, day).DayNumber - UnixEpoch.DayNumber) * 86_400L + hour * 3600 + minute * 60 + second;
        var offset = (zoneHour * 3600 + zoneMinute * 60) * (match.Groups["sign"].ValueSpan is "-" ? -1 : 1);
        unixMicros = (seconds - offset) * MicrosPerSecond + int.Parse(fraction, CultureInfo.InvariantCulture);
        return true;
    }

    static bool TryReadRelative(string text, long nowUnixMicros, out long unixMicros)
    {
        unixMicros = 0;
        var match = RelativeTime.Match(text);
        if (!match.Success)
            return false;
        var count = Number(match, "count");
        var months = match.Groups["unit"].Value switch { "M" => 1, "y" => 12, _ => 0 };
        if (months > 0)
        {
            var now = DateTime.UnixEpoch.AddTicks(nowUnixMicros * TimeSpan.TicksPerMicrosecond);
            var available = ((now.Year - 1) * 12 + now.Month - 1) / months;
            if (count > available)
                return false;
            unixMicros = (now.AddMonths(-count * months) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            return true;
        }
        var seconds = match.Groups["unit"].Value switch { "s" => 1L, "m" => 60, "h" => 3600, "d" => 86_400, _ => 7 * 86_400 };
        unixMicros = nowUnixMicros - count * seconds * MicrosPerSecond;
        return true;
    }

    static int Number(Match match, string group) =>
        match.Groups[group].Length == 0 ? 0 : int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    const long MicrosPerSecond = 1_000_000;

    static readonly DateOnly UnixEpoch = new(1970, 1, 1);

    static readonly Regex IsoDatetime = new(
        @"^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})" +
        @"(?:[Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?" +
        @" ?(?:[Zz]|(?<sign>[+-])(?<zoneHour>[0-9]{2})(?::?(?<zoneMinute>[0-9]{2}))?)?)?\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    static readonly Regex RelativeTime = new(
        @"^-(?<count>[0-9]{1,6})(?<unit>[smhdwMy])\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}

using System.Globalization;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Which bytes of a file a part holds: the header <c>X-Range: bytes=first-last/total</c>.</summary>
/// <param name="First">From 0.</param>
readonly record struct PartRange(long First, long Length)
{
    public static bool TryParse(string header, long total, out PartRange range)
    {
        range = default;
        if (!header.StartsWith("bytes=", StringComparison.Ordinal)
            || header[6..].Split('-', '/') is not [var firstText, var lastText, var totalText]
            || !TryRead(firstText, out var first) || !TryRead(lastText, out var last) || !TryRead(totalText, out var stated)
            || stated != total || last < first || last >= total)
            return false;
        range = new PartRange(first, last - first + 1);
        return true;
    }

    static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

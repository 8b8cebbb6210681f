using System.Globalization;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Which bytes a chunk of an old client holds: <c>X-Range: bytes=first-last/total</c>, without the total for contents in memory. Nothing at all is <c>0--1</c>.</summary>
/// <param name="First">From 0.</param>
/// <param name="Total">Bytes of the whole file; null when the client does not know.</param>
readonly record struct ChunkRange(long First, long Length, long? Total)
{
    public static bool TryParse(string header, out ChunkRange range)
    {
        range = default;
        if (!header.StartsWith("bytes=", StringComparison.Ordinal) || header[6..].Split('/') is not [var bytes, .. { Length: <= 1 } rest])
            return false;
        long? total = null;
        if (rest is [var totalText])
        {
            if (!TryRead(totalText, out var stated))
                return false;
            total = stated;
        }

        if (bytes == "0--1")
        {
            range = new ChunkRange(0, 0, total);
            return total is null or 0;
        }

        if (bytes.Split('-') is not [var firstText, var lastText] || !TryRead(firstText, out var first) || !TryRead(lastText, out var last)
            || last < first || last == long.MaxValue || last >= (total ?? long.MaxValue))
            return false;
        range = new ChunkRange(first, last - first + 1, total);
        return true;
    }

    static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

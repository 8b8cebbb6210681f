using System.Globalization;

namespace Nereid.Domain.Queries;

/// <summary>Bounds what a short pattern can cost. Counts such as <c>(a|b){1,1000}</c> are written out by the engine, and every piece may cost time
/// at every character of every text, in the worst patterns with the square of the pieces: 70 µs a character for 900 pieces, measured.</summary>
/// <remarks>Brackets and escapes are stepped over; nothing else is understood of the pattern, which the engine still has to accept.</remarks>
static class PatternSize
{
    /// <summary>Pieces that counts may add, all together.</summary>
    const long MaxAdded = 300;

    /// <summary>Groups open at one place.</summary>
    const int MaxDepth = 250;

    /// <summary>Null when the pattern keeps the bounds.</summary>
    public static string? Fault(string pattern)
    {
        // Sizes are in pieces: single characters and classes. For each open group, the size of what stands before it in the group around it.
        var around = new Stack<long>();
        long group = 0, last = 0, added = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '(')
            {
                around.Push(group);
                (group, last) = (0, 0);
                if (around.Count > MaxDepth)
                    return $"The pattern nests its groups more than {MaxDepth} deep.";
            }
            else if (c == ')' && around.TryPop(out var before))
                (group, last) = (before + group, group);
            else if (c == '{' && TryReadCount(pattern, i, out var count, out var end))
            {
                var more = last * Math.Max(count - 1, 0);
                (group, last, added, i) = (group + more, last + more, added + more, end);
                if (added > MaxAdded)
                    return $"The counts in the pattern, such as {{1,1000}}, write it out to more than {MaxAdded} additional pieces.";
            }
            else if (c is not ('*' or '+' or '?' or '|' or ')'))
            {
                i = c == '\\' ? i + 1 : c == '[' ? EndOfClass(pattern, i) : i;
                (group, last) = (group + 1, 1);
            }
        }
        return null;
    }

    static int EndOfClass(string pattern, int start)
    {
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
            i++;
        // A bracket in first place is a member.
        if (i < pattern.Length && pattern[i] == ']')
            i++;
        while (i < pattern.Length && pattern[i] != ']')
            i += pattern[i] == '\\' ? 2 : 1;
        return i;
    }

    /// <summary>The larger bound of <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> that opens at <paramref name="start"/>.</summary>
    static bool TryReadCount(string pattern, int start, out long count, out int end)
    {
        const int longest = 40;
        count = 0;
        end = pattern.IndexOf('}', start, Math.Min(longest, pattern.Length - start));
        if (end < 0)
            return false;
        foreach (var bound in pattern[(start + 1)..end].Split(','))
        {
            if (bound.Any(c => !char.IsAsciiDigit(c)))
                return false;
            if (bound.Length > 0)
                count = Math.Max(count, int.TryParse(bound, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue);
        }
        return true;
    }
}

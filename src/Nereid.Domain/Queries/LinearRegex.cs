using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nereid.Domain.Queries;

/// <summary>Makes regular expressions whose matching time grows only linearly with the text, whatever the pattern. Text of users comes in only here.</summary>
/// <remarks>The dialect is .NET's without backreferences, lookaround, atomic groups and conditions, which the linear engine cannot do.
/// Named groups may also be written <c>(?P&lt;name&gt;…)</c>, and POSIX classes such as <c>[[:alpha:]]</c> are understood, as in RE2.</remarks>
public static class LinearRegex
{
    /// <summary>Characters of one pattern. 3.x clients send all wanted attribute names as one pattern of up to 60 KB.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>How often a part may be repeated by counts, nested counts multiplied; the bound that RE2 has. Each repetition costs time at every character.</summary>
    public const int MaxRepetitions = 1000;

    /// <summary>False with a reason for people when the pattern is no regular expression, or one that is too large or not linear.</summary>
    public static bool TryCreate(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? fault)
    {
        regex = null;
        if (pattern.Length > MaxLength)
        {
            fault = $"The pattern has {pattern.Length} characters; at most {MaxLength} are allowed.";
            return false;
        }
        if (!RepetitionBound.IsKept(pattern))
        {
            fault = $"The pattern repeats a part more than {MaxRepetitions} times.";
            return false;
        }
        try
        {
            regex = new Regex(FromRe2(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            fault = null;
            return true;
        }
        catch (RegexParseException refused)
        {
            fault = refused.Message;
            return false;
        }
        catch (NotSupportedException)
        {
            fault = "The pattern uses a backreference, a lookaround, an atomic group or a condition; these cannot be matched in linear time.";
            return false;
        }
    }

    static string FromRe2(string pattern)
    {
        if (!pattern.Contains("(?P<", StringComparison.Ordinal) && !pattern.Contains("[:", StringComparison.Ordinal))
            return pattern;
        var result = new StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest[0] == '\\' && rest.Length > 1)
            {
                result.Append(rest[..2]);
                i++;
                continue;
            }
            if (inClass && PosixClass(rest, out var length) is { } members)
            {
                result.Append(members);
                i += length - 1;
                continue;
            }
            if (!inClass && rest.StartsWith("(?P<", StringComparison.Ordinal))
            {
                result.Append("(?<");
                i += 3;
                continue;
            }
            if (rest[0] == '[' && !inClass)
            {
                inClass = true;
                // A bracket right after the opening one, or after the negation, is a member and does not close the class.
                var literal = rest.StartsWith("[^]", StringComparison.Ordinal) ? 3 : rest.StartsWith("[]", StringComparison.Ordinal) ? 2 : 1;
                result.Append(rest[..literal]);
                i += literal - 1;
                continue;
            }
            inClass &= rest[0] != ']';
            result.Append(rest[0]);
        }
        return result.ToString();
    }

    static string? PosixClass(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (!text.StartsWith("[:", StringComparison.Ordinal) || text.IndexOf(":]", StringComparison.Ordinal) is not (> 2 and var end))
            return null;
        length = end + 2;
        return text[2..end] switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => @"\x00-\x7F",
            "blank" => @"\t ",
            "cntrl" => @"\x00-\x1F\x7F",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => @"!-/:-@\[-`{-~",
            "space" => @"\t\n\v\f\r ",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            _ => null,
        };
    }

    /// <summary>Multiplies the counts of nested <c>{n,m}</c>. Brackets and escapes are stepped over, nothing else is understood of the pattern.</summary>
    static class RepetitionBound
    {
        public static bool IsKept(string pattern)
        {
            // What is inside each open group repeats at most; and the largest product of what was closed last, for a count that follows it.
            var open = new Stack<long>();
            long inGroup = 1, lastPart = 1;
            var inClass = false;
            for (var i = 0; i < pattern.Length; i++)
            {
                var c = pattern[i];
                if (c == '\\')
                {
                    i++;
                    lastPart = 1;
                }
                else if (inClass)
                    inClass = c != ']';
                else if (c == '[')
                {
                    inClass = true;
                    lastPart = 1;
                    if (i + 1 < pattern.Length && pattern[i + 1] == '^')
                        i++;
                    if (i + 1 < pattern.Length && pattern[i + 1] == ']')
                        i++;
                }
                else if (c == '(')
                {
                    open.Push(inGroup);
                    inGroup = lastPart = 1;
                }
                else if (c == ')' && open.TryPop(out var outer))
                {
                    lastPart = inGroup;
                    inGroup = Math.Max(outer, inGroup);
                }
                else if (c == '{' && TryReadCount(pattern, i, out var count, out var end))
                {
                    lastPart *= Math.Max(count, 1);
                    inGroup = Math.Max(inGroup, lastPart);
                    if (lastPart > MaxRepetitions)
                        return false;
                    i = end;
                }
                else if (c is not ('*' or '+' or '?'))
                    lastPart = 1;
            }
            return true;
        }

        /// <summary>The larger bound of <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> that opens at <paramref name="start"/>.</summary>
        static bool TryReadCount(string pattern, int start, out long count, out int end)
        {
            count = 0;
            end = pattern.IndexOf('}', start);
            if (end < 0)
                return false;
            foreach (var bound in pattern[(start + 1)..end].Split(',', 3))
            {
                if (bound.Length == 0)
                    continue;
                if (bound.Any(c => !char.IsAsciiDigit(c)))
                    return false;
                count = Math.Max(count, long.TryParse(bound, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? Math.Min(n, int.MaxValue) : int.MaxValue);
            }
            return true;
        }
    }
}

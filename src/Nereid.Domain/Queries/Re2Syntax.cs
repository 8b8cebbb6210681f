using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Nereid.Domain.Queries;

/// <summary>Rewrites what RE2 and Python write differently from .NET: <c>(?P&lt;name&gt;…)</c> and POSIX classes such as <c>[[:alpha:]]</c>,
/// which .NET would otherwise read as something else without a word.</summary>
static class Re2Syntax
{
    public static bool TryTranslate(string pattern, out string translated, [NotNullWhen(false)] out string? fault)
    {
        translated = pattern;
        fault = null;
        if (!pattern.Contains("(?P<", StringComparison.Ordinal) && !pattern.Contains("[:", StringComparison.Ordinal))
            return true;
        var result = new StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length;)
        {
            var rest = pattern.AsSpan(i);
            int taken;
            if (rest[0] == '\\' && rest.Length > 1)
                result.Append(rest[..(taken = 2)]);
            else if (inClass && PosixClassLength(rest) is > 0 and var length)
            {
                if (PosixClass(rest[2..(length - 2)]) is not { } members)
                {
                    fault = $"The pattern names a class that does not exist: {rest[..length]}.";
                    return false;
                }
                result.Append(members);
                taken = length;
            }
            else if (!inClass && rest.StartsWith("(?P<", StringComparison.Ordinal))
            {
                result.Append("(?<");
                taken = 4;
            }
            else if (!inClass && rest[0] == '[')
            {
                inClass = true;
                // A bracket right after the opening one, or after the negation, is a member and does not close the class.
                taken = rest.StartsWith("[^]", StringComparison.Ordinal) ? 3 : rest.StartsWith("[]", StringComparison.Ordinal) ? 2 : 1;
                result.Append(rest[..taken]);
            }
            else
            {
                inClass &= rest[0] != ']';
                result.Append(rest[..(taken = 1)]);
            }
            i += taken;
        }
        translated = result.ToString();
        return true;
    }

    /// <summary>Of <c>[:name:]</c> at the start of the text; 0 when there is none.</summary>
    static int PosixClassLength(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("[:", StringComparison.Ordinal))
            return 0;
        var end = 2;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        return end > 2 && text[end..].StartsWith(":]", StringComparison.Ordinal) ? end + 2 : 0;
    }

    static string? PosixClass(ReadOnlySpan<char> name) => name switch
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

using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Nereid.Domain.Queries;

/// <summary>A regular expression, found anywhere in a text, whose matching time grows only linearly with the text. Patterns of users come in only here.</summary>
/// <remarks>
/// The dialect is .NET's without backreferences, lookaround, atomic groups and conditions, which the linear engine cannot do.
/// Named groups may also be written <c>(?P&lt;name&gt;…)</c>, and POSIX classes such as <c>[[:alpha:]]</c> are understood, as in RE2.
/// A pattern that only lists whole texts, <c>^(a|b|c)$</c>, is kept as a set: 3.x clients ask for thousands of attribute names that way,
/// more than the engine takes. Never changes; safe for many threads.
/// </remarks>
public sealed class LinearPattern
{
    /// <summary>Characters of one pattern. 3.x clients send lists of names of up to 60 KB. The engine's own bound is 10,000 states.</summary>
    public const int MaxLength = 128 * 1024;

    readonly Regex? _regex;

    LinearPattern(string text, FrozenSet<string>? wholeTexts, Regex? regex)
    {
        Text = text;
        WholeTexts = wholeTexts;
        _regex = regex;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>All texts that match, when the pattern is such a list; otherwise null. An index can look them up instead of trying every text.</summary>
    public FrozenSet<string>? WholeTexts { get; }

    public bool IsMatch(string text) => WholeTexts?.Contains(text) ?? _regex!.IsMatch(text);

    /// <summary>False with a reason for people when the pattern is no regular expression, or one that is too large or not linear.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LinearPattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        pattern = null;
        fault = text.Length > MaxLength ? $"The pattern has {text.Length} characters; at most {MaxLength} are allowed." : PatternSize.Fault(text);
        if (fault is not null)
            return false;
        if (WholeTextList.TryRead(text) is { } wholeTexts)
        {
            pattern = new LinearPattern(text, wholeTexts, null);
            return true;
        }
        try
        {
            pattern = new LinearPattern(text, null, new Regex(FromRe2(text), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            return true;
        }
        catch (RegexParseException refused)
        {
            // The message repeats the whole pattern, which may be long; the reason and its place say enough.
            fault = $"The pattern has a fault at its character {refused.Offset + 1}: {refused.Error}.";
            return false;
        }
        catch (NotSupportedException refused)
        {
            fault = $"The pattern cannot be matched in linear time. {refused.Message}";
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
            }
            else if (inClass && PosixClass(rest, out var length) is { } members)
            {
                result.Append(members);
                i += length - 1;
            }
            else if (!inClass && rest.StartsWith("(?P<", StringComparison.Ordinal))
            {
                result.Append("(?<");
                i += 3;
            }
            else if (!inClass && rest[0] == '[')
            {
                inClass = true;
                // A bracket right after the opening one, or after the negation, is a member and does not close the class.
                var literal = rest.StartsWith("[^]", StringComparison.Ordinal) ? 3 : rest.StartsWith("[]", StringComparison.Ordinal) ? 2 : 1;
                result.Append(rest[..literal]);
                i += literal - 1;
            }
            else
            {
                inClass &= rest[0] != ']';
                result.Append(rest[0]);
            }
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
}

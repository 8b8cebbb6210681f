using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Nereid.Domain.Queries;

/// <summary>A regular expression, found anywhere in a text, whose matching time grows only linearly with the text. Patterns of users come in only here.</summary>
/// <remarks>
/// The dialect is .NET's without backreferences, lookaround, atomic groups and conditions, which the linear engine cannot do.
/// Named groups may also be written <c>(?P&lt;name&gt;…)</c>, and POSIX classes such as <c>[[:alpha:]]</c> are understood, as in RE2.
/// A pattern that only lists whole texts, <c>^(a|b|c)$</c>, is kept as a set: 3.x clients ask for thousands of attribute names that way,
/// more than the engine takes; likewise a long list at the end, see <see cref="ListBehindPattern"/>. Never changes; safe for many threads.
/// </remarks>
public sealed class LinearPattern
{
    /// <summary>Characters of one pattern. 3.x clients send lists of names of up to 60 KB. The engine's own bound is 10,000 states.</summary>
    public const int MaxLength = 128 * 1024;

    readonly Regex? _regex;
    readonly ListBehindPattern? _list;

    LinearPattern(string text, FrozenSet<string>? wholeTexts, Regex? regex, ListBehindPattern? list = null)
    {
        Text = text;
        WholeTexts = wholeTexts;
        _regex = regex;
        _list = list;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>All texts that match, when the pattern is such a list; otherwise null. An index can look them up instead of trying every text.</summary>
    public FrozenSet<string>? WholeTexts { get; }

    public bool IsMatch(string text) => WholeTexts?.Contains(text) ?? _list?.IsMatch(text) ?? _regex!.IsMatch(text);

    public bool IsMatch(ReadOnlySpan<char> text) =>
        WholeTexts is { } whole ? whole.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text) : _list?.IsMatch(text) ?? _regex!.IsMatch(text);

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
        if (!Re2Syntax.TryTranslate(text, out var translated, out fault))
            return false;
        try
        {
            pattern = new LinearPattern(text, null, new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            return true;
        }
        catch (RegexParseException refused)
        {
            // The message repeats the whole pattern, which may be long; what follows the place is the reason.
            var place = $"at offset {refused.Offset}. ";
            var reason = refused.Message.LastIndexOf(place, StringComparison.Ordinal);
            fault = $"The pattern is no regular expression: {(reason < 0 ? refused.Error.ToString() : refused.Message[(reason + place.Length)..])}";
            return false;
        }
        catch (NotSupportedException refused)
        {
            if (ListBehindPattern.TryRead(text) is { } list)
            {
                pattern = new LinearPattern(text, null, null, list);
                return true;
            }
            fault = $"The pattern cannot be matched in linear time. {refused.Message}";
            return false;
        }
    }
}

using System.Collections.Frozen;
using System.Text;

namespace Nereid.Domain.Queries;

/// <summary>A pattern for whole texts that ends with a long list, <c>^layer-\d+/(0|1|2|…)$</c>: the end of the text is looked up in the list, and the
/// rest is matched by what stands before it. Lists of thousands are more than the engine takes.</summary>
sealed class ListBehindPattern
{
    readonly LinearPattern _before;
    readonly FrozenSet<string> _texts;
    readonly int[] _lengths;

    ListBehindPattern(LinearPattern before, FrozenSet<string> texts)
    {
        (_before, _texts) = (before, texts);
        _lengths = [.. texts.Select(text => text.Length).Distinct().Order()];
    }

    public bool IsMatch(ReadOnlySpan<char> text) => Matches(text) || text.EndsWith('\n') && Matches(text[..^1]);

    bool Matches(ReadOnlySpan<char> text)
    {
        var texts = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
        {
            if (length > text.Length)
                return false;
            if (texts.Contains(text[^length..]) && _before.IsMatch(text[..^length]))
                return true;
        }

        return false;
    }

    /// <summary>Null when the pattern is anything else, or what stands before the list looks at more than itself.</summary>
    public static ListBehindPattern? TryRead(string pattern)
    {
        if (!pattern.StartsWith('^') || !pattern.EndsWith(")$", StringComparison.Ordinal) || OpeningOfLast(pattern) is not { } open)
            return null;
        if (WholeTextList.TryRead("^" + pattern[open..]) is not { } texts)
            return null;
        return LinearPattern.TryParse($@"\A(?:{pattern[1..open]})\z", out var before, out _) ? new ListBehindPattern(before, texts) : null;
    }

    /// <summary>Where the group opens that closes right before the end; null when alternatives or places of the text stand outside of it.</summary>
    static int? OpeningOfLast(string pattern)
    {
        var open = new Stack<int>();
        for (var i = 1; i < pattern.Length - 1; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length && char.IsLetter(pattern[i + 1]) && pattern[i + 1] is not ('d' or 'D' or 's' or 'S' or 'w' or 'W'):
                    return null;
                case '[' or '$' or '^':
                    return null;
                case '|' when open.Count == 0:
                    return null;
                case '\\':
                    i++;
                    break;
                case '(':
                    open.Push(i);
                    break;
                case ')':
                    if (!open.TryPop(out var at))
                        return null;
                    if (i == pattern.Length - 2)
                        return open.Count == 0 ? at : null;
                    break;
            }
        }

        return null;
    }
}

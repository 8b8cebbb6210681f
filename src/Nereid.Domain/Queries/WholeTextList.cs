using System.Collections.Frozen;
using System.Text;

namespace Nereid.Domain.Queries;

/// <summary>Recognises patterns that are nothing but a list of texts to match whole: <c>^(a|b\.c)$</c>, <c>^(?:a|b)$</c> or <c>^a$</c>.</summary>
static class WholeTextList
{
    /// <summary>Null when the pattern is anything else.</summary>
    public static FrozenSet<string>? TryRead(string pattern)
    {
        if (pattern.Length < 2 || pattern[0] != '^' || pattern[^1] != '$')
            return null;
        var start = 1;
        var end = pattern.Length - 1;
        var grouped = pattern[start] == '(' && pattern[end - 1] == ')' && start < end - 1;
        if (grouped)
        {
            start += pattern.AsSpan(start).StartsWith("(?:", StringComparison.Ordinal) ? 3 : 1;
            end--;
        }
        var texts = new List<string>();
        var current = new StringBuilder();
        for (var i = start; i < end; i++)
        {
            var c = pattern[i];
            if (c == '\\')
            {
                // A backslash before a letter or digit is a class, a reference or a code point; before anything else it takes the meaning away.
                if (++i >= end || char.IsLetterOrDigit(pattern[i]) || pattern[i] == '_')
                    return null;
                current.Append(pattern[i]);
            }
            else if (c == '|' && grouped)
            {
                texts.Add(current.ToString());
                current.Clear();
            }
            else if (c is '.' or '[' or ']' or '(' or ')' or '*' or '+' or '?' or '{' or '}' or '^' or '$' or '|')
                return null;
            else
                current.Append(c);
        }
        texts.Add(current.ToString());
        return texts.ToFrozenSet(StringComparer.Ordinal);
    }
}

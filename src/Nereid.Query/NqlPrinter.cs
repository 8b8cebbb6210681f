using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Nereid.Domain.Queries;

namespace Nereid.Query;

/// <summary>Predicate to text, one way for each predicate: names in backquotes, values in double quotes, parentheses only where they matter.</summary>
static class NqlPrinter
{
    // Higher binds tighter.
    const int OfOr = 1;
    const int OfAnd = 2;
    const int OfNot = 3;

    /// <exception cref="ArgumentException">The predicate holds an AND or OR without parts, for which the language has no text.</exception>
    public static string Print(RunPredicate predicate)
    {
        var text = new StringBuilder();
        Print(predicate, 0, text);
        return text.ToString();
    }

    static void Print(RunPredicate predicate, int outer, StringBuilder text)
    {
        switch (predicate)
        {
            case RunPredicate.And and:
                Join(and.Parts, " AND ", OfAnd, outer, text);
                break;
            case RunPredicate.Or or:
                Join(or.Parts, " OR ", OfOr, outer, text);
                break;
            case RunPredicate.Not not:
                text.Append("NOT ");
                Print(not.Part, OfNot, text);
                break;
            case RunPredicate.Compare compare:
                Attribute(compare.Column, text).Append(' ').Append(NqlWords.TextOf(compare.Operator)).Append(' ');
                Quote(compare.Literal, '"', text);
                break;
            case RunPredicate.Exists exists:
                Attribute(exists.Column, text).Append(" EXISTS");
                break;
            case RunPredicate.MentionsText mentions:
                Quote(mentions.Text, '"', text.Append("MENTIONS "));
                break;
            default:
                throw new UnreachableException(predicate.GetType().Name);
        }
    }

    static void Join(ImmutableArray<RunPredicate> parts, string word, int level, int outer, StringBuilder text)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("An AND or OR without parts has no text.", nameof(parts));
        var inner = parts.Length == 1 ? outer : level;
        var parenthesised = parts.Length > 1 && level < outer;
        if (parenthesised)
            text.Append('(');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                text.Append(word);
            Print(parts[i], inner, text);
        }
        if (parenthesised)
            text.Append(')');
    }

    static StringBuilder Attribute(ColumnId column, StringBuilder text)
    {
        var aggregated = column.Aggregate != SeriesAggregate.Last;
        if (aggregated)
            text.Append(NqlWords.WordOf(column.Aggregate)).Append('(');
        Quote(column.Path.Text, '`', text);
        if (column.Type is { } type)
            text.Append(':').Append(NqlWords.WordOf(type));
        return aggregated ? text.Append(')') : text;
    }

    static void Quote(string content, char quote, StringBuilder text)
    {
        text.Append(quote);
        foreach (var c in content)
        {
            if (c == quote || c == '\\')
                text.Append('\\');
            text.Append(c);
        }
        text.Append(quote);
    }
}

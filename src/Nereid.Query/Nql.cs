using System.Diagnostics.CodeAnalysis;
using Nereid.Domain.Queries;

namespace Nereid.Query;

/// <summary>Which Neptune wrote the text. The languages are one but for two points; see docs/query-language.md.</summary>
public enum NqlDialect
{
    /// <summary>1.x, and Nereid's own: a comparison with a missing attribute is false whatever its operator; backslash escapes in backquoted names.</summary>
    Neptune1,

    /// <summary>3.x: <c>!=</c>, <c>NOT CONTAINS</c> and <c>NOT MATCHES</c> mean NOT of the plain operator, so they hold for a missing attribute;
    /// a backslash in a backquoted name is a backslash.</summary>
    Neptune3,
}

/// <summary>A query that was understood.</summary>
/// <param name="Tree">Null when the text was blank.</param>
/// <param name="Where">Null when the text was blank: every run.</param>
public sealed record NqlQuery(NqlNode? Tree, RunPredicate? Where);

/// <summary>Reads and writes the query language. The text is only ever parsed, never run.</summary>
public static class Nql
{
    /// <summary>False with a fault when the text is no query. Never throws on any text.</summary>
    public static bool TryParse(
        string text, NqlDialect dialect, [NotNullWhen(true)] out NqlQuery? query, [NotNullWhen(false)] out NqlFault? fault)
    {
        query = null;
        var tree = new NqlParser(text, dialect).Parse(out fault);
        if (fault is not null)
            return false;
        if (tree is null)
        {
            query = new NqlQuery(null, null);
            return true;
        }
        var where = new NqlTranslation(text, dialect).Translate(tree, out fault);
        if (fault is not null)
            return false;
        query = new NqlQuery(tree, where);
        return true;
    }

    /// <summary>Canonical text of a predicate; parsed as <see cref="NqlDialect.Neptune1"/> it gives the predicate back, joined parts merged.</summary>
    public static string Print(RunPredicate predicate) => NqlPrinter.Print(predicate);
}

using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Which paths answer an attribute search, and in which order: the text itself first, then paths that begin with it, then the rest;
/// within these by path, then type.</summary>
static class AttributeRanking
{
    public static ImmutableArray<RunKind> KindsOf(ImmutableArray<RunKind> asked) => asked.IsDefaultOrEmpty ? [RunKind.Run] : asked;

    public static bool Matches(AttributeSearch search, string path, AttributeType type) =>
        (search.Types.IsDefaultOrEmpty || search.Types.Contains(type))
        && (search.Exact ? string.Equals(path, search.Text, StringComparison.Ordinal) : path.Contains(search.Text, StringComparison.OrdinalIgnoreCase));

    /// <param name="matches">All that match; each (path, type) once.</param>
    public static AttributePage Page(AttributeSearch search, List<AttributeMatch> matches)
    {
        var page = matches
            .OrderBy(match => Rank(match.Path.Text, search.Text))
            .ThenBy(match => match.Path)
            .ThenBy(match => match.Type)
            .Skip(search.Offset)
            .Take(search.Limit);
        return new AttributePage(matches.Count, [.. page]);
    }

    static int Rank(string path, string text) =>
        string.Equals(path, text, StringComparison.OrdinalIgnoreCase) ? 0
        : path.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 1
        : 2;
}

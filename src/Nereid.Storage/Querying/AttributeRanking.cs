using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Which paths answer an attribute search, and in which order: the text itself first, then paths that begin with it, then the rest;
/// within these by path, then type.</summary>
static class AttributeRanking
{
    public static ImmutableArray<RunKind> KindsOf(ImmutableArray<RunKind> asked) => asked.IsDefaultOrEmpty ? [RunKind.Run] : asked;

    public static bool Matches(AttributeSearch search, ReadOnlySpan<char> path, AttributeType type) =>
        (search.Types.IsDefaultOrEmpty || search.Types.Contains(type)) && Matches(search, path);

    public static bool Matches(AttributeSearch search, ReadOnlySpan<char> path) =>
        (search.Exact ? path.SequenceEqual(search.Text) : path.Contains(search.Text, StringComparison.OrdinalIgnoreCase))
        && (search.Pattern is null || search.Pattern.IsMatch(path));

    /// <param name="matches">All that match; each (path, type) once.</param>
    public static AttributePage Page(AttributeSearch search, List<AttributeMatch> matches)
    {
        var places = new List<int>(matches.Count);
        var order = Comparer<int>.Create((x, y) => Compare(Place(search, matches[x]), Place(search, matches[y])));
        var after = search.After is { } cursor ? (cursor.Rank, cursor.Path, cursor.Type) : ((int, string, AttributeType)?)null;
        for (var i = 0; i < matches.Count; i++)
            if (after is not { } begin || Compare(Place(search, matches[i]), begin) > 0)
                places.Add(i);
        var page = BestPlaces.Page(places, order, search.Offset, search.Limit);
        var isLast = search.Limit == 0 || search.Offset + page.Count >= places.Count;
        return new AttributePage(matches.Count, [.. page.Select(i => matches[i])]) { Next = isLast ? null : CursorOf(search, matches[page[^1]]) };
    }

    static AttributeCursor CursorOf(AttributeSearch search, AttributeMatch match) => new(Rank(match.Path.Text, search.Text), match.Path.Text, match.Type);

    static (int Rank, string Path, AttributeType Type) Place(AttributeSearch search, AttributeMatch match) =>
        (Rank(match.Path.Text, search.Text), match.Path.Text, match.Type);

    static int Compare((int Rank, string Path, AttributeType Type) left, (int Rank, string Path, AttributeType Type) right)
    {
        var order = left.Rank.CompareTo(right.Rank);
        order = order != 0 ? order : string.CompareOrdinal(left.Path, right.Path);
        return order != 0 ? order : left.Type.CompareTo(right.Type);
    }

    /// <summary>Lower is better.</summary>
    public static int Rank(ReadOnlySpan<char> path, string text) =>
        text.Length == 0 ? 2
        : path.Equals(text, StringComparison.OrdinalIgnoreCase) ? 0
        : path.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 1
        : 2;
}

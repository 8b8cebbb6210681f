using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Which attributes a request is about.</summary>
/// <param name="Pattern">Null for any name.</param>
/// <param name="Types">Null for all types that 3.x knows.</param>
/// <param name="Names">Not null when the filter comes down to these names; ordered by path.</param>
sealed record NameFilter(AttributeNamePattern? Pattern, ImmutableHashSet<AttributeType>? Types, ImmutableArray<AttributePath>? Names)
{
    public bool Passes(string path, AttributeType type) =>
        Words.Of(type) is not null && Types?.Contains(type) != false && Pattern?.IsMatch(path) != false
        && (Names is not { } names || names.BinarySearch(AttributePath.Of(path)) >= 0);

    /// <exception cref="Refused">An expression cannot be read, or a type does not exist.</exception>
    public static NameFilter Read(AttributesBody body)
    {
        var types = body.AttributeFilter is { } asked ? TypesOf(asked) : null;
        if (body.AttributeNamesFilter is { } exact)
            return new NameFilter(null, types, Paths(exact));
        var filter = body.AttributeNameFilter;
        if (filter?.MustMatchAny is null && filter?.MustMatchRegexes is null && filter?.MustNotMatchRegexes is null)
            return new NameFilter(null, types, null);
        IEnumerable<(IEnumerable<string>, IEnumerable<string>)> alternatives = filter.MustMatchAny is { } any
            ? any.Select(each => (Some(each.MustMatchRegexes).AsEnumerable(), Some(each.MustNotMatchRegexes).AsEnumerable()))
            : [(Some(filter.MustMatchRegexes), Some(filter.MustNotMatchRegexes))];
        if (!AttributeNamePattern.TryCreate(alternatives, out var pattern, out var fault))
            throw Refused.BadRequest($"The regular expression '{Short(fault.Part)}' for attribute names cannot be used. {fault.Reason}");
        return new NameFilter(pattern, types, NamesOf(pattern));
    }

    /// <summary>The names that a pattern lists; null when it is more than lists.</summary>
    static ImmutableArray<AttributePath>? NamesOf(AttributeNamePattern pattern)
    {
        var names = new List<string?>();
        foreach (var alternative in pattern.Alternatives)
        {
            if (alternative.Must.FirstOrDefault(must => must.WholeTexts is not null)?.WholeTexts is not { } texts)
                return null;
            names.AddRange(texts.Where(text => alternative.IsMatch(text)));
        }

        return Paths(names);
    }

    /// <summary>Texts that cannot be paths name no attribute.</summary>
    static ImmutableArray<AttributePath> Paths(IEnumerable<string?> names)
    {
        var paths = new SortedSet<AttributePath>();
        foreach (var name in names)
        {
            if (AttributePath.TryParse(name, out var path, out _))
                paths.Add(path);
        }

        return [.. paths];
    }

    static ImmutableHashSet<AttributeType> TypesOf(ImmutableArray<TypeBody> asked)
    {
        var types = ImmutableHashSet.CreateBuilder<AttributeType>();
        foreach (var each in asked)
        {
            if (Words.ParseType(each.AttributeType) is { } type)
                types.Add(type);
            else if (!IsOfOtherVersions(each.AttributeType))
                throw Refused.BadRequest($"There is no attribute type '{each.AttributeType}'.");
        }

        return types.ToImmutable();
    }

    /// <summary>Types that the clients' own lists have and no 3.x run does.</summary>
    static bool IsOfOtherVersions(string? word) => word is "complex" or "gitRef" or "artifact" or "fileSet" or "notebookRef" or "imageSeries" or "fileSeries" or "histogram";

    static ImmutableArray<string> Some(ImmutableArray<string>? texts) => texts ?? [];

    static string Short(string text)
    {
        const int shown = 80;
        return text.Length > shown ? text[..shown] + "…" : text;
    }
}

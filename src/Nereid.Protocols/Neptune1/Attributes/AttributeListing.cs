using System.Collections.Immutable;
using Nereid.Domain.Queries;

namespace Nereid.Protocols.Neptune1.Attributes;

/// <summary>Which of a run's attributes a 1.x client can hold.</summary>
static class AttributeListing
{
    /// <summary>Leaves out each attribute whose path is also a namespace, such as <c>a</c> beside <c>a/b</c>, and each path with an empty
    /// segment: other protocols allow them, but one of them keeps this client from opening the run at all.</summary>
    public static IEnumerable<RunAttribute> ThatFitATree(ImmutableArray<RunAttribute> attributes)
    {
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        var lookup = namespaces.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var attribute in attributes)
        {
            var path = attribute.Path.Text.AsSpan();
            // A known namespace brought all namespaces above it.
            var slash = path.LastIndexOf('/');
            while (slash > 0 && lookup.Add(path[..slash]))
                slash = path[..slash].LastIndexOf('/');
        }

        return attributes.Where(attribute => !namespaces.Contains(attribute.Path.Text) && !HasEmptySegment(attribute.Path.Text));
    }

    static bool HasEmptySegment(string path) =>
        path.StartsWith('/') || path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal);
}

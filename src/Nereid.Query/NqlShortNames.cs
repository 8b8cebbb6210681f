using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Nereid.Domain.Runs;

namespace Nereid.Query;

/// <summary>The short column names of the first Neptune, in any case: they stand for system attributes when written bare and without a type.</summary>
static class NqlShortNames
{
    /// <param name="Paths">Any of these may hold it: 1.x and 3.x put the commit in different places.</param>
    public sealed record Target(AttributeType? Type, ImmutableArray<AttributePath> Paths);

    public static bool TryGet(NqlAttribute attribute, [NotNullWhen(true)] out Target? target)
    {
        target = null;
        return attribute is { Quoted: false, Type: null, Aggregate: null } && Targets.TryGetValue(attribute.Name, out target);
    }

    static readonly FrozenDictionary<string, Target> Targets = new Dictionary<string, Target>
    {
        ["id"] = One(AttributeType.String, SystemAttributes.Id),
        ["name"] = One(AttributeType.String, SystemAttributes.Name),
        ["owner"] = One(AttributeType.String, SystemAttributes.Owner),
        ["description"] = One(AttributeType.String, SystemAttributes.Description),
        ["hostname"] = One(AttributeType.String, "sys/hostname"),
        ["state"] = One(AttributeType.RunState, SystemAttributes.State),
        ["tags"] = One(AttributeType.StringSet, SystemAttributes.Tags),
        ["size"] = One(AttributeType.Float, SystemAttributes.Size),
        ["commitId"] = new Target(null, [AttributePath.Of("source_code/git"), AttributePath.Of("source_code/commit/commit_id")]),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static Target One(AttributeType type, string path) => new(type, [AttributePath.Of(path)]);
}

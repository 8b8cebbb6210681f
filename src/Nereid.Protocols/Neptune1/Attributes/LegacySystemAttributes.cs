using System.Collections.Immutable;
using System.Text.Json;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Attributes;

/// <summary>The second form in which the 0.x client reads the system attributes: an object with fixed keys.</summary>
static class LegacySystemAttributes
{
    static readonly ImmutableArray<(string Key, string Path)> Keys =
    [
        ("shortId", SystemAttributes.Id), ("name", SystemAttributes.Name), ("creationTime", SystemAttributes.CreationTime),
        ("runningTime", SystemAttributes.RunningTime), ("owner", SystemAttributes.Owner), ("size", SystemAttributes.Size),
        ("description", SystemAttributes.Description), ("state", SystemAttributes.State), ("hostname", "sys/hostname"), ("tags", SystemAttributes.Tags),
    ];

    /// <param name="attributes">Of one run; keys whose attribute is not among them are left out, which the client reads as None.</param>
    public static void Write(Utf8JsonWriter writer, ImmutableArray<RunAttribute> attributes)
    {
        var system = attributes.Where(attribute => attribute.Path.Text.StartsWith("sys/", StringComparison.Ordinal))
            .ToDictionary(attribute => attribute.Path.Text, StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var (key, path) in Keys)
        {
            if (!system.TryGetValue(path, out var attribute))
                continue;
            writer.WritePropertyName(key);
            AttributeAnswer.WriteProperties(writer, attribute);
        }

        writer.WriteEndObject();
    }
}

using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Nereid.Client.Logging;

/// <summary>Flattens an object by its JSON metadata: one assignment for each property, nested ones included, under the names that JSON gives.</summary>
/// <remarks>The values are taken from the properties and not from JSON text, in which a double that happens to be whole could not be told from
/// an int: the same setting would then have another type in another run.</remarks>
static class NestedObjects
{
    /// <summary>Deeper nesting is most likely a loop.</summary>
    const int MaxDepth = 64;

    public static IEnumerable<AssignEntry> Flatten(string path, object? value, JsonTypeInfo type, Action<string, string> refuse, int depth = 0)
    {
        if (value is null)
            return [];
        if (NestedValues.TryScalar(value) is { } scalar)
            return [new AssignEntry(path, scalar)];
        if (depth > MaxDepth)
        {
            refuse(path, $"it is nested more than {MaxDepth} levels deep");
            return [];
        }
        return (type.Kind, value) switch
        {
            (JsonTypeInfoKind.Object, _) => type.Properties
                .Where(property => property.Get is not null && property.ShouldSerialize?.Invoke(value, property.Get(value)) is not false)
                .SelectMany(property => Flatten($"{path}/{property.Name}", property.Get!(value), Info(type, property.PropertyType), refuse, depth + 1)),
            (JsonTypeInfoKind.Dictionary, IDictionary pairs) => pairs.Keys.Cast<object>().SelectMany(key => Flatten(
                $"{path}/{Convert.ToString(key, CultureInfo.InvariantCulture)}", pairs[key], Info(type, type.ElementType!), refuse, depth + 1)),
            (JsonTypeInfoKind.Enumerable, IEnumerable items) => items.Cast<object?>().SelectMany((item, index) => Flatten(
                string.Create(CultureInfo.InvariantCulture, $"{path}/{index}"), item, Info(type, type.ElementType!), refuse, depth + 1)),
            // A converter of the user's, or a shape of its own: what it writes counts.
            _ => NestedValues.Flatten(path, JsonSerializer.SerializeToElement(value, type), refuse),
        };
    }

    static JsonTypeInfo Info(JsonTypeInfo owner, Type type) => owner.Options.GetTypeInfo(type);
}

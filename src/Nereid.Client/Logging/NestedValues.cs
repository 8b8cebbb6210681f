using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Nereid.Client.Logging;

/// <summary>Flattens nested dictionaries and JSON objects into one assignment a leaf: <c>{"optimizer": {"lr": 0.1}}</c> below <c>parameters</c>
/// becomes <c>parameters/optimizer/lr</c>. Lists get their index as the last part of the path.</summary>
/// <remarks>Nothing is read by reflection: a value of an unknown type is reported, not guessed.</remarks>
static class NestedValues
{
    /// <summary>Deeper nesting is most likely a loop.</summary>
    const int MaxDepth = 64;

    /// <param name="refuse">Hears the path of a value that cannot be assigned, and why.</param>
    public static IEnumerable<AssignEntry> Flatten(string path, object? value, Action<string, string> refuse, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            refuse(path, $"it is nested more than {MaxDepth} levels deep");
            return [];
        }
        return value switch
        {
            null => [],
            JsonElement json => FlattenJson(path, json, refuse, depth),
            _ when TryScalar(value) is { } scalar => [new AssignEntry(path, scalar)],
            IEnumerable<KeyValuePair<string, object?>> pairs => pairs.SelectMany(pair => Flatten(Join(path, pair.Key), pair.Value, refuse, depth + 1)),
            IDictionary pairs => pairs.Keys.Cast<object>().SelectMany(key =>
                Flatten(Join(path, Convert.ToString(key, CultureInfo.InvariantCulture) ?? ""), pairs[key], refuse, depth + 1)),
            IEnumerable list => list.Cast<object?>().SelectMany((item, index) => Flatten(Join(path, Text(index)), item, refuse, depth + 1)),
            _ => Refused(path, value, refuse),
        };
    }

    static IEnumerable<AssignEntry> FlattenJson(string path, JsonElement json, Action<string, string> refuse, int depth) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Flatten(Join(path, property.Name), property.Value, refuse, depth + 1)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany((item, index) => Flatten(Join(path, Text(index)), item, refuse, depth + 1)),
        JsonValueKind.String => [new AssignEntry(path, new ScalarValue.Text(json.GetString()!))],
        JsonValueKind.True => [new AssignEntry(path, new ScalarValue.Bool(true))],
        JsonValueKind.False => [new AssignEntry(path, new ScalarValue.Bool(false))],
        JsonValueKind.Number when json.TryGetInt64(out var whole) => [new AssignEntry(path, new ScalarValue.Int(whole))],
        JsonValueKind.Number => [new AssignEntry(path, new ScalarValue.Float(json.GetDouble()))],
        _ => [],
    };

    /// <summary>Null when the value is none of the simple types.</summary>
    public static ScalarValue? TryScalar(object value) => value switch
    {
        string text => new ScalarValue.Text(text),
        bool flag => new ScalarValue.Bool(flag),
        double number => new ScalarValue.Float(number),
        float number => new ScalarValue.Float(number),
        Half number => new ScalarValue.Float((double)number),
        decimal number => new ScalarValue.Float((double)number),
        long whole => new ScalarValue.Int(whole),
        int whole => new ScalarValue.Int(whole),
        short whole => new ScalarValue.Int(whole),
        sbyte whole => new ScalarValue.Int(whole),
        byte whole => new ScalarValue.Int(whole),
        ushort whole => new ScalarValue.Int(whole),
        uint whole => new ScalarValue.Int(whole),
        ulong whole and <= long.MaxValue => new ScalarValue.Int((long)whole),
        DateTimeOffset time => new ScalarValue.Time(time),
        DateTime time => new ScalarValue.Time(new DateTimeOffset(time)),
        TimeSpan span => new ScalarValue.Text(span.ToString("c", CultureInfo.InvariantCulture)),
        Guid id => new ScalarValue.Text(id.ToString()),
        Uri address => new ScalarValue.Text(address.ToString()),
        Enum name => new ScalarValue.Text(name.ToString()),
        _ => null,
    };

    static AssignEntry[] Refused(string path, object value, Action<string, string> refuse)
    {
        refuse(path, $"a value of type {value.GetType().Name} cannot be assigned; expected a number, text, bool, date, or a dictionary or list of these");
        return [];
    }

    static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";

    static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;

namespace Nereid.Client;

/// <summary>The value of an attribute as the server has it; for a series, its last value.</summary>
/// <param name="Type">As the server calls it: <c>int</c>, <c>float</c>, <c>bool</c>, <c>string</c>, <c>datetime</c>, <c>stringSet</c>,
/// <c>floatSeries</c>, <c>stringSeries</c>, <c>file</c>, <c>fileSeries</c>, <c>gitRef</c>, ….</param>
/// <param name="Json">The whole answer, such as <c>{"type":"float","path":"lr","value":0.1}</c>.</param>
public sealed record NereidValue(string Type, JsonElement Json)
{
    /// <summary>Of a float, an int or a float series.</summary>
    /// <exception cref="InvalidOperationException">The attribute has another type.</exception>
    public double AsDouble() => Content switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text when Type is "float" or "floatSeries" => double.Parse(text.GetString()!, CultureInfo.InvariantCulture),
        _ => throw Wrong("a number"),
    };

    /// <summary>Of an int.</summary>
    /// <exception cref="InvalidOperationException">The attribute has another type.</exception>
    public long AsInt64() => Type == "int" ? Content.GetInt64() : throw Wrong("an int");

    /// <summary>Of a bool.</summary>
    /// <exception cref="InvalidOperationException">The attribute has another type.</exception>
    public bool AsBool() => Type == "bool" ? Content.GetBoolean() : throw Wrong("a bool");

    /// <summary>Of a string or a string series.</summary>
    /// <exception cref="InvalidOperationException">The attribute has another type.</exception>
    public string AsText() => Type is "string" or "stringSeries" or "runState" ? Content.GetString()! : throw Wrong("a string");

    /// <summary>Of a datetime.</summary>
    /// <exception cref="InvalidOperationException">The attribute has another type.</exception>
    public DateTimeOffset AsTime() => Type == "datetime" ? Content.GetDateTimeOffset() : throw Wrong("a datetime");

    /// <summary>Of a string set, such as tags.</summary>
    /// <exception cref="InvalidOperationException">The attribute has another type.</exception>
    public IReadOnlyList<string> AsTextSet() =>
        Type == "stringSet" ? [.. Content.EnumerateArray().Select(static member => member.GetString()!)] : throw Wrong("a string set");

    JsonElement Content => Json.TryGetProperty("value", out var value) ? value : default;

    InvalidOperationException Wrong(string expected) => new($"The attribute is of type {Type}, not {expected}.");
}

/// <summary>One point of a float series as the server has it.</summary>
/// <param name="Step">The x value.</param>
/// <param name="Time">When it was logged.</param>
/// <param name="Value">Any double.</param>
public readonly record struct NereidPoint(double Step, DateTimeOffset Time, double Value);

using System.Globalization;
using System.Text.Json;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>Reads JSON tokens from a buffer that may end anywhere, and values in the forms that clients send them.</summary>
/// <remarks>The first thing that does not fit sets <see cref="Fault"/>, the end of the buffer sets <see cref="Starved"/>; from then on every
/// read answers false, and callers look once at the end. Malformed JSON throws <see cref="JsonException"/>.</remarks>
ref struct TokenReader(Utf8JsonReader json)
{
    Utf8JsonReader _json = json;

    /// <summary>The buffer ended inside the value; read again from its start when more has come.</summary>
    public bool Starved { get; private set; }

    /// <summary>What was wrong, for people.</summary>
    public string? Fault { get; private set; }

    public readonly Utf8JsonReader Json => _json;

    public readonly JsonTokenType Token => _json.TokenType;

    public readonly bool NameIs(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    public bool Next()
    {
        if (Starved || Fault is not null)
            return false;
        if (_json.Read())
            return true;
        Starved = true;
        return false;
    }

    /// <summary>The token is a property's name: is there a value that is not null? A null one is skipped.</summary>
    public bool NextValue() => Next() && Token != JsonTokenType.Null;

    /// <summary>Steps over the value that begins at, or after, this token.</summary>
    public void Skip()
    {
        if (!Starved && Fault is null && !_json.TrySkip())
            Starved = true;
    }

    /// <summary>The next token must be a <c>{</c>.</summary>
    public bool BeginObject(string what) => Next() && Expect(Token == JsonTokenType.StartObject, what, "an object");

    public bool BeginArray(string what) => Next() && Expect(Token == JsonTokenType.StartArray, what, "an array");

    /// <summary>Steps to the next property's name; false at the object's end.</summary>
    public bool NextProperty() => Next() && Token == JsonTokenType.PropertyName;

    /// <summary>Steps to the next element; false at the array's end.</summary>
    public bool NextElement() => Next() && Token != JsonTokenType.EndArray;

    public string? ReadText(string what)
    {
        if (!Next() || !Expect(Token == JsonTokenType.String, what, "a text"))
            return null;
        return TextHere(what);
    }

    /// <summary>As <see cref="ReadText"/>, where null and absence are the same.</summary>
    public string? ReadOptionalText(string what)
    {
        if (!NextValue() || !Expect(Token == JsonTokenType.String, what, "a text"))
            return null;
        return TextHere(what);
    }

    public string? TextHere(string what)
    {
        try
        {
            return _json.GetString();
        }
        catch (InvalidOperationException)
        {
            // The reader has no other way to say that the text is no valid Unicode, such as half a surrogate pair.
            Refuse($"{what} is not valid Unicode.");
            return null;
        }
    }

    public byte[] ReadBase64(string what)
    {
        if (!Next() || !Expect(Token == JsonTokenType.String, what, "base64"))
            return [];
        if (_json.TryGetBytesFromBase64(out var bytes))
            return bytes;
        Refuse($"{what} is not valid base64.");
        return [];
    }

    public bool ReadBool(string what) =>
        Next() && Expect(Token is JsonTokenType.True or JsonTokenType.False, what, "true or false") && _json.GetBoolean();

    public double ReadDouble(string what) => Next() ? DoubleHere(what) : 0;

    /// <summary>Null for a JSON null.</summary>
    public double? ReadOptionalDouble(string what) => NextValue() ? DoubleHere(what) : null;

    /// <summary>A whole number, as JSON number or as a float without fraction.</summary>
    public long ReadWhole(string what)
    {
        if (!Next())
            return 0;
        if (Token == JsonTokenType.Number && _json.TryGetInt64(out var whole))
            return whole;
        var number = DoubleHere(what);
        if (Fault is null && number == Math.Floor(number) && Math.Abs(number) < 1L << 53)
            return (long)number;
        if (Fault is null)
            Refuse(string.Create(CultureInfo.InvariantCulture, $"{what} is {number:R}; expected a whole number."));
        return 0;
    }

    /// <summary>Absent or null: the next step of the series.</summary>
    public Step ReadStep(string what)
    {
        if (ReadOptionalDouble(what) is not { } number)
            return Step.Next;
        if (Step.TryFrom(number, out var step))
            return step;
        Refuse(string.Create(CultureInfo.InvariantCulture, $"{what} is {number:R}; expected a finite number."));
        return Step.Next;
    }

    /// <summary>Unix milliseconds between the years 1 and 9999, as microseconds.</summary>
    public long ReadMillis(string what)
    {
        const long earliest = -62_135_596_800_000, latest = 253_402_300_799_999;
        var millis = ReadWhole(what);
        if (Fault is null && millis is < earliest or > latest)
            Refuse(string.Create(CultureInfo.InvariantCulture, $"{what} is {millis}; expected Unix milliseconds between the years 1 and 9999."));
        return millis * 1000;
    }

    public void Refuse(string fault)
    {
        if (!Starved)
            Fault ??= fault;
    }

    double DoubleHere(string what)
    {
        if (Token == JsonTokenType.Number)
        {
            // A number beyond the range of a double, such as 1e999, reads as infinity.
            if (_json.TryGetDouble(out var number))
                return number;
        }
        else if (Token == JsonTokenType.String && TextHere(what) is { } text && OldClients.TryParseNumber(text, out var number))
        {
            return number;
        }

        Expect(false, what, "a number");
        return 0;
    }

    bool Expect(bool holds, string what, string expected)
    {
        if (!holds)
            Refuse($"{what} is {TokenName(Token)}; expected {expected}.");
        return holds;
    }

    static string TokenName(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "missing",
    };
}

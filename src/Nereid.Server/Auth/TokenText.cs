using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nereid.Server.Auth;

/// <summary>The form in which clients take an API token: base64 of a JSON object that also says where the server is.</summary>
public static class TokenText
{
    /// <summary>Longer texts are none of ours.</summary>
    const int LongestText = 4096;

    /// <param name="address">The server's public address.</param>
    /// <param name="key">The secret.</param>
    public static string Write(string address, string key) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new TokenParts(address, address, key), TokenPartsJson.Default.TokenParts));

    /// <summary>The secret in the text, which may also be the bare secret. Null when it can be neither.</summary>
    public static string? ReadKey(string text)
    {
        if (text.Length is 0 or > LongestText)
            return null;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var count) || count == 0 || bytes[0] != '{')
            return text;
        try
        {
            return JsonSerializer.Deserialize(bytes.AsSpan(0, count), TokenPartsJson.Default.TokenParts)?.ApiKey;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Names of the members are Neptune's.</summary>
sealed record TokenParts(
    [property: JsonPropertyName("api_address")] string? ApiAddress,
    [property: JsonPropertyName("api_url")] string? ApiUrl,
    [property: JsonPropertyName("api_key")] string? ApiKey);

[JsonSerializable(typeof(TokenParts))]
sealed partial class TokenPartsJson : JsonSerializerContext;

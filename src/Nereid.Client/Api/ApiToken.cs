using System.Text.Json;

namespace Nereid.Client.Api;

/// <summary>Reads an API token as the server shows it: base64 of a JSON object that names the server's address and carries the key.</summary>
static class ApiToken
{
    /// <summary>The address inside the token, or null when it has none or is not of this form.</summary>
    public static Uri? ServerOf(string token)
    {
        var buffer = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, buffer, out var length))
            return null;
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return json.RootElement.ValueKind == JsonValueKind.Object
                && (TryGet(json.RootElement, "api_url", out var address) || TryGet(json.RootElement, "api_address", out address))
                    ? address
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static bool TryGet(JsonElement json, string name, out Uri? address)
    {
        address = null;
        return json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && Uri.TryCreate(value.GetString(), UriKind.Absolute, out address);
    }
}

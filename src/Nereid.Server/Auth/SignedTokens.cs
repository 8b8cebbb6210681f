using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nereid.Server.Auth;

/// <summary>What a signed token says. Names are those of RFC 7519.</summary>
/// <param name="Use">access or refresh: one is never taken for the other.</param>
/// <param name="Iss">Who issued it: an absolute URL.</param>
/// <param name="Azp">The client it was issued to.</param>
/// <param name="Sub">The user.</param>
/// <param name="Jti">The API token that it came from and dies with.</param>
/// <param name="Iat">Issued, seconds since 1970.</param>
/// <param name="Exp">Expires, seconds since 1970.</param>
public sealed record TokenClaims(string Use, string Iss, string Azp, Guid Sub, Guid Jti, long Iat, long Exp);

/// <summary>Writes and reads signed tokens: JWTs with HMAC-SHA256 (RFC 7515, RFC 7518 section 3.2). Safe for use from many threads.</summary>
/// <remarks>The algorithm is ours and fixed: the header is compared with the one we write and otherwise not looked at, and nothing of a token is
/// parsed before its signature is found right.</remarks>
public sealed class SignedTokens(ImmutableArray<byte> key)
{
    public const int KeyBytes = 32;

    /// <summary>Longer texts are none of ours and are not even hashed.</summary>
    const int LongestToken = 4096;

    /// <summary>A client shows the same token with every request; those of so many clients are remembered as right.</summary>
    const int RememberedTokens = 1024;

    static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    readonly ConcurrentDictionary<string, TokenClaims> _right = new();

    public string Sign(TokenClaims claims)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, ClaimsJson.Default.TokenClaims))}";
        return $"{signed}.{Base64Url.EncodeToString(Signature(signed))}";
    }

    /// <summary>The claims of a token that we signed, expired or not; null for anything else.</summary>
    public TokenClaims? Read(string text)
    {
        if (_right.TryGetValue(text, out var known))
            return known;
        if (Check(text) is not { } claims)
            return null;
        if (_right.Count >= RememberedTokens)
            _right.Clear();
        _right[text] = claims;
        return claims;
    }

    TokenClaims? Check(string text)
    {
        if (text.Length > LongestToken || text.Split('.') is not [var header, var payload, var signature] || header != Header)
            return null;
        if (!Base64Url.IsValid(signature) || !Base64Url.IsValid(payload))
            return null;
        return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(signature), Signature($"{header}.{payload}"))
            ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), ClaimsJson.Default.TokenClaims)
            : null;
    }

    byte[] Signature(string signed) => HMACSHA256.HashData(key.AsSpan(), Encoding.UTF8.GetBytes(signed));
}

[JsonSerializable(typeof(TokenClaims))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class ClaimsJson : JsonSerializerContext;

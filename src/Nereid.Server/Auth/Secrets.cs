using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Nereid.Server.Auth;

/// <summary>Makes the secrets that are handed out, and the hashes that are kept of them.</summary>
/// <remarks>A secret has 256 random bits, so a plain hash is enough: there is nothing to guess. That is not so for passwords.</remarks>
public static class Secrets
{
    const int SecretBytes = 32;

    /// <summary>Text that survives shells, URLs and cookies unquoted.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <returns>Lower-case hex of SHA-256.</returns>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nereid.Domain.Access;

namespace Nereid.Server.Auth;

/// <summary>HMAC-SHA256 under a key of its own: a signed link is never taken for a token.</summary>
public sealed class LinkSigner(ImmutableArray<byte> key) : ILinkSigner
{
    public string Sign(string text) => Convert.ToHexStringLower(Signature(text));

    public bool IsRight(string text, string signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature.Length == 2 * given.Length
            && Convert.FromHexString(signature, given, out _, out var written) == System.Buffers.OperationStatus.Done && written == given.Length
            && CryptographicOperations.FixedTimeEquals(given, Signature(text));
    }

    byte[] Signature(string text) => HMACSHA256.HashData(key.AsSpan(), Encoding.UTF8.GetBytes(text));
}

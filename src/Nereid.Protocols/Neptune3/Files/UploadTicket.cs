using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Protocols.Neptune3.Files;

/// <summary>The upload id of a multipart upload. It says and signs everything about the upload, so that the server keeps nothing in memory and
/// may be restarted in the middle.</summary>
/// <param name="Blob">Where the whole file goes.</param>
/// <param name="Bytes">Of the whole file.</param>
readonly record struct UploadTicket(Guid Upload, BlobId Blob, long Bytes, long PartBytes)
{
    /// <summary>A file up to this size comes in one request.</summary>
    public const long SingleBytes = 16L * 1024 * 1024;

    public int Parts => (int)((Bytes + PartBytes - 1) / PartBytes);

    /// <summary>The largest file makes 4,096 parts, whose addresses the client holds all at once.</summary>
    public static UploadTicket New(BlobId blob, long bytes) => new(Guid.NewGuid(), blob, bytes, SingleBytes);

    /// <param name="number">From 1.</param>
    public long FirstOf(int number) => (number - 1) * PartBytes;

    /// <param name="number">From 1.</param>
    public long BytesOf(int number) => Math.Min(PartBytes, Bytes - FirstOf(number));

    public string Write(ILinkSigner signer) =>
        string.Create(CultureInfo.InvariantCulture, $"{Upload:N}-{Bytes}-{PartBytes}-{signer.Sign(Text)}");

    /// <summary>Null for an id that this server did not make for this place.</summary>
    public static UploadTicket? Read(string? text, BlobId blob, ILinkSigner signer)
    {
        if (text?.Split('-') is not [var upload, var bytes, var partBytes, var signature] || !Guid.TryParseExact(upload, "N", out var id)
            || !long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            || !long.TryParse(partBytes, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
            return null;
        var ticket = new UploadTicket(id, blob, whole, part);
        return signer.IsRight(ticket.Text, signature) ? ticket : null;
    }

    string Text => string.Create(CultureInfo.InvariantCulture, $"upload\n{Upload:N}\n{Blob}\n{Bytes}\n{PartBytes}");
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Protocols.Neptune3.Files;

enum LinkUse
{
    Get,
    Put,
    PutPart,
}

/// <summary>What one signed URL allows: to read or replace the bytes of one blob, or to bring one part of an upload. Nothing that a client
/// named is in it.</summary>
/// <param name="Part">From 1; with the upload only for <see cref="LinkUse.PutPart"/>.</param>
/// <param name="First">The part's place in the file, in bytes.</param>
/// <param name="Bytes">Exact size of the part.</param>
readonly record struct StorageLink(LinkUse Use, BlobId Blob, Guid Upload = default, int Part = 0, long First = 0, long Bytes = 0);

enum LinkFault
{
    None,

    /// <summary>Not one that this server signed, or changed since.</summary>
    Wrong,

    Expired,
}

/// <summary>Writes and checks signed URLs. The names of the parameters are those that the clients know from their storage providers.</summary>
sealed class StorageLinks(ILinkSigner signer, ServerAddress address, TimeProvider time)
{
    public const string Path = "/storage/v1/";

    /// <summary>Uploads of one batch wait for each other on slow lines.</summary>
    static readonly TimeSpan WriteFor = TimeSpan.FromHours(1);

    static readonly TimeSpan ReadFor = TimeSpan.FromMinutes(15);

    const string MomentFormat = "yyyyMMdd'T'HHmmss'Z'";
    const string AzureFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public string Write(StorageLink link)
    {
        var date = time.GetUtcNow().ToString(MomentFormat, CultureInfo.InvariantCulture);
        var seconds = (link.Use == LinkUse.Get ? ReadFor : WriteFor).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var query = $"use={WordOf(link.Use)}&X-Amz-Date={date}&X-Amz-Expires={seconds}";
        if (link.Use == LinkUse.PutPart)
            query += string.Create(CultureInfo.InvariantCulture, $"&upload={link.Upload:N}&part={link.Part}&first={link.First}&bytes={link.Bytes}");
        return $"{address.Text}{Path}{link.Blob}?{query}&X-Amz-Signature={signer.Sign(Text(link, date, seconds))}";
    }

    /// <summary>For downloads by the Azure SDK, which expects its own parameters and its own errors.</summary>
    public string WriteAzure(BlobId blob)
    {
        var end = (time.GetUtcNow() + ReadFor).ToString(AzureFormat, CultureInfo.InvariantCulture);
        return $"{address.Text}{Path}{blob}?sp=r&se={Uri.EscapeDataString(end)}&sig={signer.Sign(AzureText(blob, end))}";
    }

    public LinkFault Check(BlobId blob, IQueryCollection query, out StorageLink link)
    {
        var (date, seconds) = (query["X-Amz-Date"].ToString(), query["X-Amz-Expires"].ToString());
        LinkUse? use = query["use"].ToString() switch { "get" => LinkUse.Get, "put" => LinkUse.Put, "part" => LinkUse.PutPart, _ => null };
        link = new StorageLink(use ?? default, blob);
        if (use == LinkUse.PutPart)
        {
            if (!Guid.TryParseExact(query["upload"], "N", out var upload) || !TryNumber(query["part"], out var part) || part > int.MaxValue
                || !TryNumber(query["first"], out var first) || !TryNumber(query["bytes"], out var bytes))
                return LinkFault.Wrong;
            link = link with { Upload = upload, Part = (int)part, First = first, Bytes = bytes };
        }

        if (use is null || !TryNumber(seconds, out var lifetime) || !TryMoment(date, MomentFormat, out var start)
            || !signer.IsRight(Text(link, date, seconds), query["X-Amz-Signature"].ToString()))
            return LinkFault.Wrong;
        return start.AddSeconds(lifetime) < time.GetUtcNow() ? LinkFault.Expired : LinkFault.None;
    }

    public static bool IsAzure(IQueryCollection query) => query.ContainsKey("se") || query.ContainsKey("sig");

    public LinkFault CheckAzure(BlobId blob, IQueryCollection query)
    {
        var end = query["se"].ToString();
        if (!TryMoment(end, AzureFormat, out var moment))
            return LinkFault.Wrong;
        // Said of any end that is past, signed or not: the client knows this answer and asks for another URL.
        if (moment < time.GetUtcNow())
            return LinkFault.Expired;
        return signer.IsRight(AzureText(blob, end), query["sig"].ToString()) ? LinkFault.None : LinkFault.Wrong;
    }

    static string Text(StorageLink link, string date, string seconds) => string.Create(
        CultureInfo.InvariantCulture, $"storage\n{WordOf(link.Use)}\n{link.Blob}\n{date}\n{seconds}\n{link.Upload:N}\n{link.Part}\n{link.Bytes}")
        + (link.Use == LinkUse.PutPart ? string.Create(CultureInfo.InvariantCulture, $"\n{link.First}") : "");

    static string AzureText(BlobId blob, string end) => $"storage-azure\nget\n{blob}\n{end}";

    static string WordOf(LinkUse use) => use switch { LinkUse.Get => "get", LinkUse.Put => "put", _ => "part" };

    static bool TryNumber(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    static bool TryMoment(string text, string format, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
}

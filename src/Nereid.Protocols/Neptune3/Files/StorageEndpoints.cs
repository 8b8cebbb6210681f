using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Protocols.Neptune3.Files;

/// <summary>Plays the object storage: takes and gives bytes to whoever holds a signed URL. A URL that is not right answers 400 in the form of
/// S3, and 403 in Azure's; the clients then ask for another.</summary>
sealed class StorageEndpoints(StorageLinks links, IBlobStore blobs, IPartStore parts, TimeProvider time)
{
    public async Task<IResult> PutAsync(HttpContext context, string blob, CancellationToken cancel)
    {
        if (ReadId(blob) is not { } id)
            return Unknown();
        switch (links.Check(id, context.Request.Query, out var link))
        {
            case LinkFault.None when link.Use == LinkUse.Put:
                return await PutWholeAsync(context, id, cancel);
            case LinkFault.None when link.Use == LinkUse.PutPart:
                return await PutPartAsync(context, link, cancel);
            case LinkFault.Expired:
                return Expired();
            default:
                return Wrong();
        }
    }

    async Task<IResult> PutWholeAsync(HttpContext context, BlobId blob, CancellationToken cancel)
    {
        try
        {
            var stored = await blobs.ReplaceAsync(blob, context.Request.Body, Limits.FileBytes, cancel);
            context.Response.Headers.ETag = $"\"{stored.Sha256}\"";
            return TypedResults.Ok();
        }
        catch (BlobTooLargeException fault)
        {
            return new RequestRefusal(StatusCodes.Status400BadRequest, fault.Message);
        }
    }

    async Task<IResult> PutPartAsync(HttpContext context, StorageLink link, CancellationToken cancel)
    {
        try
        {
            if (await parts.StoreAsync(link.Upload, link.Part, link.First, link.Bytes, context.Request.Body, cancel) is not { } part)
                return Over();
            if (part.Size != link.Bytes)
                return WrongSize(link, string.Create(CultureInfo.InvariantCulture, $"{part.Size} bytes"));
            context.Response.Headers.ETag = $"\"{part.Sha256}\"";
            return TypedResults.Ok();
        }
        catch (BlobTooLargeException)
        {
            return WrongSize(link, "more");
        }
    }

    static RequestRefusal WrongSize(StorageLink link, string got) => new(
        StatusCodes.Status400BadRequest, string.Create(CultureInfo.InvariantCulture, $"Part {link.Part} has {link.Bytes} bytes, but {got} came; nothing of it is kept."));

    public async Task<IResult> GetAsync(HttpContext context, string blob, CancellationToken cancel)
    {
        if (StorageLinks.IsAzure(context.Request.Query))
            return await GetAzureAsync(context, blob, cancel);
        if (ReadId(blob) is not { } id)
            return Unknown();
        switch (links.Check(id, context.Request.Query, out var link))
        {
            case LinkFault.Expired:
                return Expired();
            case LinkFault.None when link.Use == LinkUse.Get:
                Harmless(context);
                return await blobs.OpenAsync(id, cancel) is { } content
                    ? TypedResults.Stream(content, MediaTypeNames.Application.Octet, enableRangeProcessing: true)
                    : Unknown();
            default:
                return Wrong();
        }
    }

    async Task<IResult> GetAzureAsync(HttpContext context, string blob, CancellationToken cancel)
    {
        context.Response.Headers["x-ms-version"] = "2021-12-02";
        context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString("D");
        var id = ReadId(blob);
        var fault = id is { } known ? links.CheckAzure(known, context.Request.Query) : LinkFault.Wrong;
        if (fault != LinkFault.None)
            return AzureFault(context, StatusCodes.Status403Forbidden, "AuthenticationFailed", fault == LinkFault.Expired
                ? "Signed expiry time is in the past." : "The URL was not signed by this server or was changed.");
        if (await blobs.OpenAsync(id!.Value, cancel) is not { } content)
            return AzureFault(context, StatusCodes.Status404NotFound, "BlobNotFound", "There are no bytes at this place.");
        // The SDK asks in a header of its own for what is a Range elsewhere.
        if (context.Request.Headers["x-ms-range"] is [{ } range])
            context.Request.Headers.Range = range;
        if (content.Length == 0 && context.Request.Headers.Range.Count > 0)
        {
            await content.DisposeAsync();
            return AzureFault(context, StatusCodes.Status416RangeNotSatisfiable, "InvalidRange", "The blob is empty.");
        }

        Harmless(context);
        context.Response.Headers["x-ms-blob-type"] = "BlockBlob";
        context.Response.Headers["x-ms-server-encrypted"] = "false";
        return TypedResults.Stream(
            content, MediaTypeNames.Application.Octet, lastModified: time.GetUtcNow(),
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{content.Length:x}\""), enableRangeProcessing: true);
    }

    static ContentHttpResult AzureFault(HttpContext context, int status, string code, string message)
    {
        context.Response.Headers["x-ms-error-code"] = code;
        return TypedResults.Content(
            $"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>""", "application/xml", null, status);
    }

    /// <summary>What was uploaded must not act in our origin when a link is opened in a browser.</summary>
    static void Harmless(HttpContext context)
    {
        context.Response.Headers.ContentDisposition = "attachment";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "private, no-store";
    }

    static BlobId? ReadId(string text) => Guid.TryParseExact(text, "N", out var id) ? new BlobId(id) : null;

    static RequestRefusal Wrong() => new(StatusCodes.Status400BadRequest, "The URL was not signed by this server for this, or was changed.");

    static RequestRefusal Expired() => new(StatusCodes.Status400BadRequest, "The signed URL has expired. Ask for another.");

    static RequestRefusal Over() => new(
        StatusCodes.Status400BadRequest, "The upload of this part was completed or given up. Ask for another.");

    static RequestRefusal Unknown() => new(StatusCodes.Status404NotFound, "There are no bytes at this place.");
}

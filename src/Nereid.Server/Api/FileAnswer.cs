using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Nereid.Domain.Files;

namespace Nereid.Server.Api;

/// <summary>Sends the bytes of a file so that nothing in them can act in our origin.</summary>
static class FileAnswer
{
    const int NameChars = 100;

    /// <param name="label">What the file is called where it was logged; only its last part becomes the download's name.</param>
    public static async Task<Results<FileStreamHttpResult, Problem>> SendAsync(
        HttpContext http, IBlobStore blobs, FileContent file, string label, bool download, CancellationToken cancel)
    {
        if (await blobs.OpenAsync(file.Blob, cancel) is not { } content)
            return Problems.NoSuchFile("The file's content is missing from the server's store.");
        var shown = !download && MediaTypes.MayBeShownInline(file.MediaType);
        var disposition = new ContentDispositionHeaderValue(shown ? "inline" : "attachment");
        disposition.SetHttpFileName(DownloadName(label, file.Extension));
        var headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Names the content itself, so it stays right; 'private' and the check keep it away from others once access is lost.
        headers.CacheControl = "private, no-cache";
        var mediaType = !shown ? MediaTypes.Unknown : file.MediaType == MediaTypes.Text ? "text/plain; charset=utf-8" : file.MediaType;
        return TypedResults.Stream(content, mediaType, entityTag: file.Sha256.Length == 0 ? null : new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>The last part of the label with everything but letters, digits and a few signs replaced, and the extension.</summary>
    static string DownloadName(string label, string extension)
    {
        var last = label.Split('/', '\\')[^1];
        var safe = string.Concat(last.Take(NameChars).Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ' ? c : '_')).Trim('.', ' ');
        var name = safe.Length == 0 ? "file" : safe;
        return extension.Length == 0 || name.EndsWith($".{extension}", StringComparison.OrdinalIgnoreCase) ? name : $"{name}.{extension}";
    }
}

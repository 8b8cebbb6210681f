using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Server.Api;

/// <summary>Takes the body of a request into the blob store and finds out what it is.</summary>
static class UploadedFile
{
    const int ExtensionChars = 32;

    /// <summary>Null with a problem when the label cannot be one.</summary>
    public static Problem? CheckExtension(string extension) =>
        extension.Length > ExtensionChars || !extension.All(char.IsLetterOrDigit)
            ? Problems.Invalid("extension", $"Expected at most {ExtensionChars} letters and digits without the dot, such as 'png'.")
            : null;

    public static async Task<(FileContent? File, Problem? Problem)> StoreAsync(
        HttpContext http, ISharedBlobs contents, ProjectId project, string extension, CancellationToken cancel)
    {
        await using var body = new HeadKeepingStream(http.Request.Body, MediaTypes.HeadBytes);
        try
        {
            var stored = await contents.StoreAsync(project, body, Limits.FileBytes, cancel);
            return (new FileContent(stored.Blob, stored.Size, stored.Sha256, MediaTypes.Sniff(body.Head), extension), null);
        }
        catch (BlobTooLargeException)
        {
            return (null, Problems.TooLarge(Limits.FileBytes));
        }
        catch (StorageQuotaException fault)
        {
            return (null, Problems.Refused("$", fault.Message));
        }
    }
}

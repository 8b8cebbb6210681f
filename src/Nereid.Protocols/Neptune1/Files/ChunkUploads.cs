using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>How clients up to 0.9 send files: in chunks of 1 MiB, one after the other, without an id. Which file a chunk belongs to, the place says that it goes to.</summary>
/// <remarks>Contents in memory come without their length, so any of their chunks may be the last: what came so far gets its place with each.</remarks>
sealed class ChunkUploads(IUploads uploads, ISharedBlobs contents, IBlobStore blobs)
{
    const int ChunkBytes = 1024 * 1024;

    /// <summary>Of contents without a length, which are stored anew with each chunk. The client sends at most 32 MiB so.</summary>
    const long LargestStream = 64L * 1024 * 1024;

    /// <param name="label">Kept for the end: the extension of a single file, or the name inside a set.</param>
    /// <param name="soFar">The content that the place has now; null when there is none.</param>
    /// <param name="assign">Gives a whole file its place.</param>
    public async Task<IResult> AddAsync(
        HttpContext context, UploadTarget target, string label, Func<Task<FileContent?>> soFar, Func<StoredBlob, Task<IResult>> assign, CancellationToken cancel)
    {
        var header = context.Request.Headers["X-Range"].ToString();
        if (!ChunkRange.TryParse(header, out var range))
            return Fault.BadRequest($"The header X-Range is '{header}'; expected bytes=first-last or bytes=first-last/total.");
        if (context.Request.ContentLength is { } announced && announced != range.Length)
            return Fault.BadRequest(PartUploads.LengthMismatch);
        if (range.Total is not { } total)
            return await ExtendAsync(context, target, range, soFar, assign, cancel);
        if (total > Limits.FileBytes)
            return UploadAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture, $"{target.Place.Path}: a file of {total} bytes cannot be stored; at most {Limits.FileBytes} are allowed."));
        return range.Length == total
            ? await StoreAsync(target, context.Request.Body, total, assign, cancel)
            : await AddPartAsync(context, target, label, range, total, assign, cancel);
    }

    async Task<IResult> AddPartAsync(
        HttpContext context, UploadTarget target, string label, ChunkRange range, long total, Func<StoredBlob, Task<IResult>> assign, CancellationToken cancel)
    {
        if (range.First % ChunkBytes != 0)
            return Fault.BadRequest($"The chunk begins at byte {range.First}; expected a multiple of {ChunkBytes}.");
        var upload = range.First == 0
            ? await uploads.StartAsync(new NewUpload(target.Project, target.Place.Run, target.Place.Path, label, total), cancel)
            : await uploads.FindLatestAsync(target.Place.Run, target.Place.Path, label, cancel);
        // Whoever sends a chunk of a file that is not on its way, or has another length, has to begin anew.
        if (upload?.Of.Length != total
            || !await uploads.AddPartAsync(upload.Id, (int)(range.First / ChunkBytes), range.First, range.Length, context.Request.Body, cancel))
            return Fault.BadRequest(PartUploads.LengthMismatch);
        if (range.First + range.Length < total)
            return UploadAnswer.Stored;
        return await uploads.FinishAsync(upload.Id, cancel) is UploadEnd.Whole whole ? await assign(whole.Blob) : Fault.BadRequest(PartUploads.LengthMismatch);
    }

    async Task<IResult> ExtendAsync(
        HttpContext context, UploadTarget target, ChunkRange range, Func<Task<FileContent?>> soFar, Func<StoredBlob, Task<IResult>> assign, CancellationToken cancel)
    {
        var length = range.First + range.Length;
        if (length > LargestStream)
            return UploadAnswer.Refused($"{target.Place.Path}: content of unknown length has more than {LargestStream} bytes; log it from a file.");
        if (range.First == 0)
            return await StoreAsync(target, context.Request.Body, length, assign, cancel);
        var before = await soFar();
        if (before?.Size != range.First || await blobs.OpenAsync(before.Blob, cancel) is not { } content)
            return Fault.BadRequest(PartUploads.LengthMismatch);
        await using (content)
        {
            using var joined = new MemoryStream((int)length);
            await content.CopyToAsync(joined, cancel);
            await context.Request.Body.CopyToAsync(joined, cancel);
            joined.Position = 0;
            return await StoreAsync(target, joined, length, assign, cancel);
        }
    }

    async Task<IResult> StoreAsync(UploadTarget target, Stream content, long length, Func<StoredBlob, Task<IResult>> assign, CancellationToken cancel)
    {
        StoredBlob blob;
        try
        {
            blob = await contents.StoreAsync(target.Project, content, length, cancel);
        }
        catch (BlobTooLargeException)
        {
            return Fault.BadRequest(PartUploads.LengthMismatch);
        }

        if (blob.Size == length)
            return await assign(blob);
        await blobs.DeleteAsync(blob.Blob, cancel);
        return Fault.BadRequest(PartUploads.LengthMismatch);
    }

    /// <summary>These clients know no list of errors: success is <c>null</c>, and an error an object with one sentence. All later ones read that too.</summary>
    public static IResult InOldForm(IResult result) => result switch
    {
        JsonHttpResult<UploadAnswer> { Value.Errors: [] } => TypedResults.Text("null", "application/json"),
        JsonHttpResult<UploadAnswer> { Value.Errors: [var fault, ..] } => TypedResults.Json(fault, Neptune1Json.Default.UploadFault),
        _ => result,
    };
}

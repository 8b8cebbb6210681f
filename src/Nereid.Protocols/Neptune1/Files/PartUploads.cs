using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>The three steps of an upload in parts, the same for a single file and for a file of a set.</summary>
sealed class PartUploads(UploadSessions uploads, IBlobStore blobs)
{
    /// <summary>The client repeats the whole upload when it reads this, and must never read it for any other reason.</summary>
    const string LengthMismatch = "Length of stream does not match given range";

    /// <param name="label">Kept for the end: the extension of a single file, or the name inside a set.</param>
    public async Task<IResult> StartAsync(HttpContext context, SeriesId place, string label, CancellationToken cancel)
    {
        if (!context.TryQueryNumber("totalLength", -1, out var length, out var fault))
            return fault!;
        return length is >= 0 and <= Limits.FileBytes
            ? UploadAnswer.Started(await uploads.StartAsync(place, label, length, cancel))
            : UploadAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture, $"{place.Path}: a file of {length} bytes cannot be stored; at most {Limits.FileBytes} are allowed."));
    }

    /// <param name="label">Null: whatever the upload began with.</param>
    public async Task<IResult> AddAsync(HttpContext context, SeriesId place, string? label, CancellationToken cancel)
    {
        if (!context.TryQueryNumber("uploadPartIdx", -1, out var index, out var fault))
            return fault!;
        if (uploads.Find(context.Query("uploadId"), place, label) is not { } upload)
            return Unknown(place);
        if (!PartRange.TryParse(context.Request.Headers["X-Range"].ToString(), upload.Length, out var range))
            return Fault.BadRequest($"The header X-Range is '{context.Request.Headers["X-Range"]}'; expected bytes=first-last/{upload.Length}.");
        if (context.Request.ContentLength is { } announced && announced != range.Length)
            return Fault.BadRequest(LengthMismatch);
        try
        {
            var part = await blobs.StoreAsync(context.Request.Body, range.Length, cancel);
            if (part.Size == range.Length)
            {
                await uploads.AddPartAsync(upload, (int)Math.Min(index, int.MaxValue), range, part.Blob, cancel);
                return UploadAnswer.Stored;
            }

            await blobs.DeleteAsync(part.Blob, cancel);
            return Fault.BadRequest(LengthMismatch);
        }
        catch (BlobTooLargeException)
        {
            return Fault.BadRequest(LengthMismatch);
        }
    }

    /// <param name="assign">Gives the whole file its place.</param>
    public async Task<IResult> FinishAsync(
        HttpContext context, SeriesId place, string? label, Func<StoredBlob, Task<IResult>> assign, CancellationToken cancel)
    {
        if (uploads.Find(context.Query("uploadId"), place, label) is not { } upload)
            return Unknown(place);
        if (upload.MissingFrom() is { } missing)
            return UploadAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture, $"{place.Path}: the upload is not complete; bytes from {missing} of {upload.Length} are missing."));
        StoredBlob whole;
        await using (var parts = new JoinedBlobs(blobs, upload.PartsInOrder()))
            whole = await blobs.StoreAsync(parts, upload.Length, cancel);
        var answer = await assign(whole);
        await uploads.EndAsync(upload, cancel);
        return answer;
    }

    /// <summary>What the upload began with; null when it is not known.</summary>
    public string? LabelOf(HttpContext context, SeriesId place) => uploads.Find(context.Query("uploadId"), place, null)?.Label;

    static IResult Unknown(SeriesId place) =>
        UploadAnswer.Refused($"{place.Path}: the upload is not known here; it ended, was given up after a day, or began before the server was started.");
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>The three steps of an upload in parts, the same for a single file and for a file of a set.</summary>
sealed class PartUploads(IUploads uploads)
{
    /// <summary>The client repeats the whole upload when it reads this, and must never read it for any other reason.</summary>
    public const string LengthMismatch = "Length of stream does not match given range";

    /// <param name="label">Kept for the end: the extension of a single file, or the name inside a set.</param>
    public async Task<IResult> StartAsync(HttpContext context, UploadTarget target, string label, CancellationToken cancel)
    {
        if (!context.TryQueryNumber("totalLength", -1, out var length, out var fault))
            return fault!;
        if (length is < 0 or > Limits.FileBytes)
            return UploadAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture, $"{target.Place.Path}: a file of {length} bytes cannot be stored; at most {Limits.FileBytes} are allowed."));
        var upload = await uploads.StartAsync(new NewUpload(target.Project, target.Place.Run, target.Place.Path, label, length), cancel);
        return UploadAnswer.Started(upload.Id);
    }

    /// <param name="label">Null: whatever the upload began with.</param>
    public async Task<IResult> AddAsync(HttpContext context, SeriesId place, string? label, CancellationToken cancel)
    {
        if (!context.TryQueryNumber("uploadPartIdx", -1, out var index, out var fault))
            return fault!;
        if (await FindAsync(context, place, label, cancel) is not { } upload)
            return Unknown(place);
        if (!PartRange.TryParse(context.Request.Headers["X-Range"].ToString(), upload.Of.Length, out var range))
            return Fault.BadRequest($"The header X-Range is '{context.Request.Headers["X-Range"]}'; expected bytes=first-last/{upload.Of.Length}.");
        if (context.Request.ContentLength is { } announced && announced != range.Length)
            return Fault.BadRequest(LengthMismatch);
        return await uploads.AddPartAsync(upload.Id, (int)Math.Min(index, int.MaxValue), range.First, range.Length, context.Request.Body, cancel)
            ? UploadAnswer.Stored
            : Fault.BadRequest(LengthMismatch);
    }

    /// <param name="assign">Gives the whole file, of the label that its upload began with, its place.</param>
    public async Task<IResult> FinishAsync(
        HttpContext context, SeriesId place, string? label, Func<StoredBlob, string, Task<IResult>> assign, CancellationToken cancel)
    {
        if (await FindAsync(context, place, label, cancel) is not { } upload)
            return Unknown(place);
        return await uploads.FinishAsync(upload.Id, cancel) switch
        {
            UploadEnd.Whole whole => await assign(whole.Blob, upload.Of.Label),
            UploadEnd.Incomplete incomplete => UploadAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture,
                $"{place.Path}: the upload is not complete; bytes from {incomplete.MissingFrom} of {upload.Of.Length} are missing.")),
            _ => Unknown(place),
        };
    }

    /// <summary>Null when there is no such upload to this place, or it began with another label.</summary>
    async ValueTask<Upload?> FindAsync(HttpContext context, SeriesId place, string? label, CancellationToken cancel) =>
        context.Query("uploadId") is { } id && await uploads.FindAsync(id, cancel) is { } upload
        && upload.Of.Run == place.Run && upload.Of.Path == place.Path && (label is null || upload.Of.Label == label)
            ? upload
            : null;

    static IResult Unknown(SeriesId place) =>
        UploadAnswer.Refused($"{place.Path}: the upload is not known here; it ended, or was given up after a day without a part.");
}

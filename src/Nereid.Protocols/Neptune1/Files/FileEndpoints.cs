using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Files as attribute values, in one request or in parts, and the images of series.</summary>
sealed class FileEndpoints(Lookup lookup, AttributeEndpoints attributes, IRunReader reader, IRunWriter writer, IBlobStore blobs, UploadSessions uploads)
{
    /// <summary>The client repeats the whole upload when it reads this, and must never read it for any other reason.</summary>
    const string LengthMismatch = "Length of stream does not match given range";

    /// <summary>Characters of an extension; a label.</summary>
    const int ExtensionLength = 128;

    static readonly FileExtensionContentTypeProvider MediaTypes = new();

    public async Task<IResult> UploadAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await TargetAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        var extension = context.Query("ext") ?? "";
        if (extension.Length > ExtensionLength)
            return UploadAnswer.Refused($"{target.Path}: the extension has {extension.Length} characters; at most {ExtensionLength} are allowed.");
        try
        {
            return await AssignAsync(target, await blobs.StoreAsync(context.Request.Body, Limits.FileBytes, cancel), extension, cancel);
        }
        catch (BlobTooLargeException)
        {
            return UploadAnswer.Refused($"{target.Path}: the file is larger than the allowed {Limits.FileBytes} bytes.");
        }
    }

    public async Task<IResult> StartAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await TargetAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        if (!context.TryQueryNumber("totalLength", -1, out var length, out var fault))
            return fault!;
        var extension = context.Query("ext") ?? "";
        if (extension.Length > ExtensionLength || length < 0 || length > Limits.FileBytes)
            return UploadAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture,
                $"{target.Path}: a file of {length} bytes and extension '{extension}' cannot be stored; at most {Limits.FileBytes} bytes and {ExtensionLength} characters are allowed."));
        return UploadAnswer.Started(await uploads.StartAsync(target.Run, target.Path, extension, length, cancel));
    }

    public async Task<IResult> UploadPartAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await TargetAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        if (!context.TryQueryNumber("uploadPartIdx", -1, out var index, out var fault))
            return fault!;
        if (uploads.Find(context.Query("uploadId"), target.Run, target.Path) is not { } upload)
            return UnknownUpload(target.Path);
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

    public async Task<IResult> FinishAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await TargetAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        if (uploads.Find(context.Query("uploadId"), target.Run, target.Path) is not { } upload)
            return UnknownUpload(target.Path);
        if (upload.MissingFrom() is { } missing)
            return UploadAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture, $"{target.Path}: the upload is not complete; bytes from {missing} of {upload.Length} are missing."));
        StoredBlob whole;
        await using (var parts = new JoinedBlobs(blobs, upload.PartsInOrder()))
            whole = await blobs.StoreAsync(parts, upload.Length, cancel);
        var answer = await AssignAsync(target, whole, upload.Extension, cancel);
        await uploads.EndAsync(upload, cancel);
        return answer;
    }

    public async Task<IResult> DownloadAsync(HttpContext context, CancellationToken cancel)
    {
        var found = await attributes.FindAsync(context, AttributeType.File, cancel);
        if (found.Value is not FileValue value)
            return found.Fault!;
        context.Response.Headers.ContentDisposition = FileNames.ContentDisposition(FileNames.Of(found.Path, value.File.Extension));
        return await blobs.OpenAsync(value.File.Blob, cancel) is { } content
            ? TypedResults.Stream(content, "application/octet-stream", enableRangeProcessing: true)
            : Fault.NotFound($"The content of '{found.Path}' is not here any more.");
    }

    /// <summary>The client names the file by its index and the second half of the media type.</summary>
    public async Task<IResult> DownloadImageAsync(HttpContext context, CancellationToken cancel)
    {
        if (!context.TryQueryNumber("index", 0, out var index, out var fault))
            return fault!;
        var found = await attributes.FindAsync(context, AttributeType.FileSeries, cancel);
        if (found.Value is null)
            return found.Fault!;
        if (await reader.ReadFilesAsync(found.Place, new PointWindow(index, 1), cancel) is not { Points: [var image] }
            || await blobs.OpenAsync(image.File.Blob, cancel) is not { } content)
            return Fault.NotFound($"The series '{found.Path}' has no image {index}.");
        return TypedResults.Stream(content, image.File.MediaType);
    }

    /// <summary>For file sets, which this version does not keep: an error the client shows once for each, and no more.</summary>
    public async Task<IResult> RefuseFileSetAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await TargetAsync(context, cancel);
        return target.Refusal ?? UploadAnswer.Refused(
            $"{target.Path}: this Nereid server does not keep file sets yet, so these files were not stored; everything else of the run is. "
            + "To send no source files, call init_run(source_files=[]).");
    }

    async Task<IResult> AssignAsync(UploadTarget target, StoredBlob blob, string extension, CancellationToken cancel)
    {
        var mediaType = MediaTypes.TryGetContentType("file." + extension, out var known) ? known : "application/octet-stream";
        var file = new FileContent(blob.Blob, blob.Size, blob.Sha256, mediaType, extension);
        var answer = await writer.WriteAsync(new RunBatch(target.Run, [new AssignValue(target.Path, new FileValue(file))]), cancel);
        if (answer is WriteAnswer.Written { Rejections: [] })
            return UploadAnswer.Stored;
        // Nothing refers to the bytes now. After any other answer the writer may still have kept the operation.
        if (answer is WriteAnswer.Written)
            await blobs.DeleteAsync(blob.Blob, cancel);
        return answer switch
        {
            WriteAnswer.Written { Rejections: [var rejection, ..] } => UploadAnswer.Refused(rejection.Detail),
            WriteAnswer.ReadOnly readOnly => Fault.TakesNoWrites(readOnly.Reason),
            _ => Fault.NotFound($"The run {target.Run} was deleted."),
        };
    }

    /// <summary>Where the upload goes. Everything is checked that can be before a byte of it is stored.</summary>
    async Task<UploadTarget> TargetAsync(HttpContext context, CancellationToken cancel)
    {
        // The tar upload says experimentId, all others experimentIdentifier.
        var identifier = context.Query("experimentIdentifier") ?? context.Query("experimentId");
        var run = await lookup.RunAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (run.Value is not { } open)
            return new(default, default, Lookup.RunFault(run.Refusal, identifier));
        if (writer.ReadOnlyReason is { } reason)
            return new(default, default, Fault.TakesNoWrites(reason));
        return AttributePath.TryParse(context.Query("attribute"), out var path, out var fault)
            ? new(open.Run.Id, path, null)
            : new(default, default, UploadAnswer.Refused(fault));
    }

    static IResult UnknownUpload(AttributePath path) =>
        UploadAnswer.Refused($"{path}: the upload is not known here; it ended, was given up after a day, or began before the server was started.");

    /// <param name="Refusal">Set when there is nowhere to upload to.</param>
    readonly record struct UploadTarget(RunId Run, AttributePath Path, IResult? Refusal);
}

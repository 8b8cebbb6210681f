using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Files as attribute values, in one request or in parts, and the images of series.</summary>
sealed class FileEndpoints(
    UploadTargets targets, PartUploads parts, ChunkUploads chunks, AttributeEndpoints attributes, IRunReader reader, IRunWriter writer, ISharedBlobs contents, IBlobStore blobs)
{
    /// <summary>Characters of an extension; a label.</summary>
    const int ExtensionLength = 128;

    static readonly FileExtensionContentTypeProvider MediaTypes = new();

    public async Task<IResult> UploadAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await targets.FindAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        var extension = context.Query("ext") ?? "";
        if (FaultOf(target.Place, extension) is { } fault)
            return fault;
        try
        {
            return await AssignAsync(target.Place, await contents.StoreAsync(target.Project, context.Request.Body, Limits.FileBytes, cancel), extension, cancel);
        }
        catch (BlobTooLargeException)
        {
            return UploadAnswer.Refused($"{target.Place.Path}: the file is larger than the allowed {Limits.FileBytes} bytes.");
        }
    }

    public async Task<IResult> StartAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await targets.FindAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        var extension = context.Query("ext") ?? "";
        return FaultOf(target.Place, extension) ?? await parts.StartAsync(context, target, extension, cancel);
    }

    public async Task<IResult> UploadPartAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await targets.FindAsync(context, cancel);
        return target.Refusal ?? await parts.AddAsync(context, target.Place, label: null, cancel);
    }

    /// <summary>The extension comes at the start of an upload and not again.</summary>
    public async Task<IResult> FinishAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await targets.FindAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        return await parts.FinishAsync(context, target.Place, label: null, (blob, extension) => AssignAsync(target.Place, blob, extension, cancel), cancel);
    }

    /// <summary>The whole upload of a client up to 0.9, chunk by chunk.</summary>
    public async Task<IResult> UploadChunkAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await targets.FindAsync(context, cancel);
        var extension = context.Query("ext") ?? "";
        return ChunkUploads.InOldForm(target.Refusal ?? FaultOf(target.Place, extension) ?? await chunks.AddAsync(
            context, target, extension,
            async () => await reader.GetAttributeAsync(target.Place.Run, target.Place.Path, cancel) is FileValue { File: var file } ? file : null,
            blob => AssignAsync(target.Place, blob, extension, cancel), cancel));
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

    async Task<IResult> AssignAsync(SeriesId place, StoredBlob blob, string extension, CancellationToken cancel)
    {
        var mediaType = MediaTypes.TryGetContentType("file." + extension, out var known) ? known : "application/octet-stream";
        var file = new FileContent(blob.Blob, blob.Size, blob.Sha256, mediaType, extension);
        var answer = await writer.WriteAsync(new RunBatch(place.Run, [new AssignValue(place.Path, new FileValue(file))]), cancel);
        if (answer is WriteAnswer.Written { Rejections: [] })
            return UploadAnswer.Stored;
        // Nothing refers to the bytes now. After any other answer the writer may still have kept the operation.
        if (answer is WriteAnswer.Written)
            await blobs.DeleteAsync(blob.Blob, cancel);
        return answer switch
        {
            WriteAnswer.Written { Rejections: [var rejection, ..] } => UploadAnswer.Refused(rejection.Detail),
            WriteAnswer.ReadOnly readOnly => Fault.TakesNoWrites(readOnly.Reason),
            _ => Fault.NotFound($"The run {place.Run} was deleted."),
        };
    }

    static IResult? FaultOf(SeriesId place, string extension) => extension.Length <= ExtensionLength
        ? null
        : UploadAnswer.Refused($"{place.Path}: the extension has {extension.Length} characters; at most {ExtensionLength} are allowed.");
}

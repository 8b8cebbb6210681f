using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Files as attribute values: up in one request, down with ranges.</summary>
static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder api)
    {
        api.MapPut("/runs/{runId}/files", UploadAsync).WithName("uploadFile").WithTags("files")
            .Accepts<Stream>("application/octet-stream", "*/*").WithMetadata(new RequestSizeLimitAttribute(Limits.FileBytes))
            .WithSummary("Stores the body and makes it the file value at the path.");
        api.MapGet("/runs/{runId}/files", DownloadAsync).WithName("downloadFile").OpenToGuests().WithTags("files")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream")
            .WithSummary("The content of a file value. Knows ranges and ETags; only harmless kinds are shown inline.");
    }

    static async Task<Results<Ok<FileDto>, Problem>> UploadAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunWriter writer, IRunReader runs, ISharedBlobs contents, IBlobStore blobs, CancellationToken cancel,
        string extension = "", Guid? requestId = null)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        if (UploadedFile.CheckExtension(extension) is { } badLabel)
            return badLabel;
        var (file, problem) = await UploadedFile.StoreAsync(http, contents, open.Project.Id, extension, cancel);
        if (file is null)
            return problem!;
        if (await WriteAsync(writer, blobs, open.Run.Id, new AssignValue(attribute, new FileValue(file)), file, requestId, cancel) is { } refused)
            return refused;
        // A repeated request is not applied again, and then nothing refers to the bytes that it brought.
        if (requestId is not null && (await runs.GetAttributeAsync(open.Run.Id, attribute, cancel) as FileValue)?.File.Blob != file.Blob)
            await blobs.DeleteAsync(file.Blob, cancel);
        return TypedResults.Ok(RunDescriptions.Describe(file));
    }

    static async Task<Results<FileStreamHttpResult, Problem>> DownloadAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunReader runs, IBlobStore blobs, CancellationToken cancel,
        bool download = false)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        return await runs.GetAttributeAsync(open.Run.Id, attribute, cancel) is FileValue value
            ? await FileAnswer.SendAsync(http, blobs, value.File, path, download, cancel)
            : Problems.NoSuchFile($"The run has no file named '{path}'.");
    }

    /// <summary>Writes one operation that refers to a blob just stored. When it is not applied the bytes are freed again.</summary>
    public static async Task<Problem?> WriteAsync(
        IRunWriter writer, IBlobStore blobs, RunId run, RunOperation operation, FileContent file, Guid? requestId, CancellationToken cancel)
    {
        var problem = await writer.WriteAsync(new RunBatch(run, [operation], requestId), cancel) switch
        {
            WriteAnswer.Written { Rejections: [var refused, ..] } => Problems.Refused("path", refused.Detail),
            WriteAnswer.Written => null,
            WriteAnswer.NoSuchRun => Problems.NoSuchRun(),
            WriteAnswer.ReadOnly readOnly => Problems.ReadOnly(readOnly.Reason),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
        if (problem is not null)
            await blobs.DeleteAsync(file.Blob, cancel);
        return problem;
    }
}

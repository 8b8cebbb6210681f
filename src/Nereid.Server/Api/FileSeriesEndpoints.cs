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

/// <summary>Series of files, such as an image per epoch.</summary>
static class FileSeriesEndpoints
{
    const int Entries = 1000;

    public static void MapFileSeries(this IEndpointRouteBuilder api)
    {
        api.MapPost("/runs/{runId}/file-series", AppendAsync).WithName("appendFile").WithTags("files")
            .Accepts<Stream>("application/octet-stream", "*/*").WithMetadata(new RequestSizeLimitAttribute(Limits.FileBytes))
            .WithSummary("Stores the body and appends it to the file series at the path.");
        api.MapGet("/runs/{runId}/file-series", ListAsync).WithName("readFileSeries").OpenToGuests().WithTags("files")
            .WithSummary("What a file series holds, ordered by step.");
        api.MapGet("/runs/{runId}/file-series/content", DownloadAsync).WithName("downloadFileOfSeries").OpenToGuests().WithTags("files")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream")
            .WithSummary("The content of one file of a series.");
    }

    static async Task<Results<Ok<FileDto>, Problem>> AppendAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunWriter writer, IRunReader runs, ISharedBlobs contents, IBlobStore blobs, TimeProvider clock,
        CancellationToken cancel, double? step = null, long? unixMicros = null, string? name = null, string? description = null,
        string extension = "", Guid? requestId = null)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        var at = Step.Next;
        if (step is { } given && !Step.TryFrom(given, out at))
            return Problems.Invalid("step", "Expected a finite number, or no step for one after the last.");
        if (UploadedFile.CheckExtension(extension) is { } badLabel)
            return badLabel;
        var (file, problem) = await UploadedFile.StoreAsync(http, contents, open.Project.Id, extension, cancel);
        if (file is null)
            return problem!;
        var point = new FilePoint(at, unixMicros ?? Moments.ToUnixMicros(clock.GetUtcNow()), file, name, description);
        if (await FileEndpoints.WriteAsync(writer, blobs, open.Run.Id, new AppendFiles(attribute, [point]), file, requestId, cancel) is { } refused)
            return refused;
        if (requestId is not null && !await HoldsAsync(runs, new SeriesId(open.Run.Id, attribute), at, file.Blob, cancel))
            await blobs.DeleteAsync(file.Blob, cancel);
        return TypedResults.Ok(RunDescriptions.Describe(file));
    }

    /// <summary>Whether the series refers to the bytes. It does not when the request was a repeated one, which is not applied again.</summary>
    /// <remarks>A point without a step of its own went to the end, so looking from there finds it at once.</remarks>
    static async Task<bool> HoldsAsync(IRunReader runs, SeriesId series, Step at, BlobId blob, CancellationToken cancel)
    {
        Step? only = at.IsNext ? null : at;
        for (var offset = 0L; ; offset += Entries)
        {
            var page = await runs.ReadFilesAsync(series, new PointWindow(offset, Entries, Descending: true, only, only), cancel);
            if (page is null || page.Points.IsEmpty)
                return false;
            if (page.Points.Any(point => point.File.Blob == blob))
                return true;
        }
    }

    static async Task<Results<Ok<FileSeriesPageDto>, Problem>> ListAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel, long offset = 0, int limit = 100)
    {
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        if (limit is < 0 or > Entries || offset < 0)
            return Problems.Invalid("limit", $"Expected a limit of 0 to {Entries} and an offset of 0 or more.");
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        if (await runs.ReadFilesAsync(new SeriesId(open.Run.Id, attribute), new PointWindow(offset, limit), cancel) is not { } page)
            return Problems.NoSuchSeries("file series", path);
        return TypedResults.Ok(new FileSeriesPageDto(page.Total, offset, [.. page.Points.Select((point, i) => new FileSeriesEntryDto(
            offset + i, point.Step.Value, point.UnixMicros, point.Name, point.Description, RunDescriptions.Describe(point.File)))]));
    }

    static async Task<Results<FileStreamHttpResult, Problem>> DownloadAsync(
        Guid runId, string path, long index, HttpContext http, ProjectGate gate, IRunReader runs, IBlobStore blobs, CancellationToken cancel,
        bool download = false)
    {
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        if (index < 0)
            return Problems.Invalid("index", "Expected 0 or more.");
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        return await runs.ReadFilesAsync(new SeriesId(open.Run.Id, attribute), new PointWindow(index, 1), cancel) switch
        {
            null => Problems.NoSuchSeries("file series", path),
            { Points: [var point] } => await FileAnswer.SendAsync(http, blobs, point.File, $"{path}_{index}", download, cancel),
            var page => Problems.NoSuchFile($"The series '{path}' has {page.Total} files; there is none at index {index}."),
        };
    }
}

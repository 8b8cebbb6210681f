using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>File sets: files added one by one, in parts, or in packages; listed, and downloaded as one zip.</summary>
/// <remarks>The zip is written while it is sent, so there is nothing to prepare: the prepare calls hand out the address at once.</remarks>
sealed class FileSetEndpoints(
    AttributeEndpoints attributes, UploadTargets targets, PartUploads parts, ChunkUploads chunks, FileSets sets, ISharedBlobs contents, IBlobStore blobs, ServerAddress address, TimeProvider time)
{
    /// <summary>Not in the documents: the client gets the whole address from <c>getDownloadPrepareRequest</c>.</summary>
    public const string DownloadPath = "/api/downloads/v1/file-set";

    long NowMicros => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public async Task<IResult> UploadAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await NamedTargetAsync(context, cancel);
        if (target.Refusal is not null)
            return target.Refusal;
        try
        {
            var blob = await contents.StoreAsync(target.Project, context.Request.Body, Limits.FileBytes, cancel);
            return await AddAsync(target.Project, target.Place, [Entry(target.Name, blob)], reset: false, cancel);
        }
        catch (BlobTooLargeException)
        {
            return UploadAnswer.Refused($"{target.Place.Path}: the file '{target.Name}' is larger than the allowed {Limits.FileBytes} bytes.");
        }
    }

    public async Task<IResult> StartAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await NamedTargetAsync(context, cancel);
        return target.Refusal ?? await parts.StartAsync(context, target.Target, target.Name, cancel);
    }

    public async Task<IResult> UploadPartAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await NamedTargetAsync(context, cancel);
        return target.Refusal ?? await parts.AddAsync(context, target.Place, target.Name, cancel);
    }

    public async Task<IResult> FinishAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await NamedTargetAsync(context, cancel);
        return target.Refusal ?? await parts.FinishAsync(
            context, target.Place, target.Name,
            (blob, name) => AddAsync(target.Project, target.Place, [Entry(name, blob)], reset: false, cancel), cancel);
    }

    public async Task<IResult> UploadPackageAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await targets.FindAsync(context, cancel);
        return ChunkUploads.InOldForm(target.Refusal ?? await UnpackAsync(context, target, cancel));
    }

    /// <summary>One file from a client up to 0.9, chunk by chunk.</summary>
    public async Task<IResult> UploadChunkAsync(HttpContext context, CancellationToken cancel)
    {
        var named = await NamedTargetAsync(context, cancel);
        return ChunkUploads.InOldForm(named.Refusal ?? await chunks.AddAsync(
            context, named.Target, named.Name,
            // Contents in memory are never sent to sets, so nothing is ever added to one.
            () => Task.FromResult<FileContent?>(null),
            blob => AddAsync(named.Project, named.Place, [Entry(named.Name, blob)], Resets(context), cancel), cancel));
    }

    async Task<IResult> UnpackAsync(HttpContext context, UploadTarget target, CancellationToken cancel)
    {
        var (entries, fault) = await FileSetArchive.UnpackAsync(context.Request.Body, target.Project, contents, blobs, NowMicros, cancel);
        if (fault is not null)
            return UploadAnswer.Refused($"{target.Place.Path}: {fault}");
        return await AddAsync(target.Project, target.Place, entries, Resets(context), cancel);
    }

    static bool Resets(HttpContext context) => string.Equals(context.Query("reset"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>One level, by the names in it.</summary>
    public async Task<IResult> ListAsync(HttpContext context, CancellationToken cancel)
    {
        var found = await attributes.FindAsync(context, AttributeType.FileSet, cancel);
        if (found.Value is not FileSetValue set)
            return found.Fault!;
        var folder = "";
        if (context.Query("path") is { } path && path.Trim('/') is { Length: > 0 } inside)
        {
            if (!FileSetNames.TryNormalize(inside, out folder, out var fault))
                return Fault.BadRequest(fault);
            folder += "/";
        }

        var listing = await sets.ListAsync(set, cancel);
        var level = listing.Entries.Where(entry => entry.Name.StartsWith(folder, StringComparison.Ordinal))
            .GroupBy(entry => entry.Name[folder.Length..].Split('/', 2)[0], StringComparer.Ordinal)
            .Select(group => new FileSetEntryAnswer(
                group.Key, group.Sum(entry => entry.Size), AttributeAnswer.Time(group.Max(entry => entry.ModifiedUnixMicros)),
                group.First().Name.Length == folder.Length + group.Key.Length ? "file" : "directory"));
        return TypedResults.Json([.. level], Neptune1Json.Default.FileSetEntryAnswerArray);
    }

    public async Task<IResult> PrepareDownloadAsync(HttpContext context, CancellationToken cancel)
    {
        var found = await attributes.FindAsync(context, AttributeType.FileSet, cancel);
        return found.Value is null
            ? found.Fault!
            : TypedResults.Json(
                new DownloadAnswer($"{found.Place.Run}/{Uri.EscapeDataString(found.Path.Text)}", null), Neptune1Json.Default.DownloadAnswer);
    }

    /// <summary>The id says what to download; who may is checked again when it is.</summary>
    public Task<IResult> GetDownloadAsync(HttpContext context, CancellationToken cancel)
    {
        var id = context.Query("id") ?? "";
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return Task.FromResult<IResult>(
            slash > 0 && Guid.TryParseExact(id[..slash], "D", out var run)
                ? TypedResults.Json(
                    new DownloadAnswer(id, $"{address.Text}{DownloadPath}?experimentId={run:D}&attribute={id[(slash + 1)..]}"), Neptune1Json.Default.DownloadAnswer)
                : Fault.NotFound($"There is no prepared download '{id}'."));
    }

    public async Task<IResult> DownloadAsync(HttpContext context, CancellationToken cancel)
    {
        var found = await attributes.FindAsync(context, AttributeType.FileSet, cancel);
        if (found.Value is not FileSetValue set)
            return found.Fault!;
        var listing = await sets.ListAsync(set, cancel);
        context.Response.Headers.ContentDisposition = FileNames.ContentDisposition(FileNames.Of(found.Path, "zip"));
        // Closing the archive and its members writes a few bytes in the blocking way.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } control)
            control.AllowSynchronousIO = true;
        return TypedResults.Stream(body => FileSetArchive.PackAsync(body, listing, blobs, cancel), "application/zip");
    }

    async Task<IResult> AddAsync(ProjectId project, SeriesId place, IReadOnlyList<FileSetEntry> entries, bool reset, CancellationToken cancel) =>
        await sets.AddAsync(project, place, entries, reset, cancel) switch
        {
            SetAnswer.Changed => UploadAnswer.Stored,
            SetAnswer.ReadOnly readOnly => Fault.TakesNoWrites(readOnly.Reason),
            SetAnswer.Refused refused => UploadAnswer.Refused(refused.Reason),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };

    FileSetEntry Entry(string name, StoredBlob blob) => new(name, blob.Blob.Value, blob.Size, blob.Sha256, NowMicros);

    async Task<NamedTarget> NamedTargetAsync(HttpContext context, CancellationToken cancel)
    {
        var target = await targets.FindAsync(context, cancel);
        if (target.Refusal is not null)
            return new(default, "", target.Refusal);
        // The chunks of 0.9 say path, all others subPath.
        return FileSetNames.TryNormalize(context.Query("subPath") ?? context.Query("path") ?? "", out var name, out var fault)
            ? new(target, name, null)
            : new(default, "", UploadAnswer.Refused(string.Create(CultureInfo.InvariantCulture, $"{target.Place.Path}: {fault}")));
    }

    readonly record struct NamedTarget(UploadTarget Target, string Name, IResult? Refusal)
    {
        public SeriesId Place => Target.Place;

        public ProjectId Project => Target.Project;
    }
}

/// <param name="FileType">file or directory.</param>
sealed record FileSetEntryAnswer(string Name, long Size, string Mtime, string FileType);

sealed record DownloadAnswer(string Id, string? DownloadUrl);

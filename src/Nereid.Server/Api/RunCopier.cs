using System.Collections.Immutable;
using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api;

/// <summary>Copies runs to another project: every attribute with all its points and files, and the annotations. The copy stands alone: a fork gets the points that it inherited as its own.</summary>
/// <remarks>Files are stored anew for the other project, since contents are never shared between projects. A copy that cannot be completed is deleted again.</remarks>
sealed class RunCopier(IRunReader reader, IRunWriter writer, IBlobStore blobs, ISharedBlobs contents, IArtifactStore artifacts)
{
    /// <summary>Where a copy came from: workspace/project/short id.</summary>
    public static readonly AttributePath CopiedFrom = AttributePath.Of("sys/copied_from");

    const int ValuesAtOnce = 5_000;
    const int FloatsAtOnce = 50_000;
    const int LinesAtOnce = 2_000;
    const int HistogramsAtOnce = 200;
    const int FilesAtOnce = 20;

    /// <returns>The copy when it is complete; otherwise why there is none.</returns>
    public async Task<(RunId? Copy, string? Fault)> CopyAsync(RunHead run, Project from, Project to, CancellationToken cancel)
    {
        var answer = await writer.CreateAsync(
            new NewRun(to.Id, to.Key, run.Kind, run.Owner, run.CustomId, CreatedUnixMicros: run.CreatedUnixMicros), cancel);
        switch (answer)
        {
            case CreateAnswer.Created { Existed: true } there:
                return (null, string.Create(CultureInfo.InvariantCulture, $"{run.ShortId}: {to.Workspace}/{to.Name} has {there.Run.ShortId} with the custom id '{run.CustomId}' already."));
            case CreateAnswer.Created made:
                return await FillAsync(run, made.Run.Id, from, to, cancel) is { } fault ? (null, fault) : (made.Run.Id, null);
            case CreateAnswer.Invalid invalid:
                return (null, $"{run.ShortId}: {invalid.Detail}");
            case CreateAnswer.ReadOnly readOnly:
                return (null, readOnly.Reason);
            default:
                throw new System.Diagnostics.UnreachableException(answer.GetType().Name);
        }
    }

    async Task<string?> FillAsync(RunHead run, RunId copy, Project from, Project to, CancellationToken cancel)
    {
        var isComplete = false;
        try
        {
            var fault = await CopyAttributesAsync(run, copy, from, to, cancel) ?? await CopyAnnotationsAsync(run, copy, cancel);
            isComplete = fault is null;
            if (isComplete)
                await writer.SeenAsync(copy, finished: true, cancel);
            return fault is null ? null : $"{run.ShortId}: {fault}";
        }
        catch (StorageQuotaException full)
        {
            return $"{run.ShortId}: {full.Message}";
        }
        finally
        {
            if (!isComplete)
                await writer.DeleteRunsAsync([copy], CancellationToken.None);
        }
    }

    async Task<string?> CopyAttributesAsync(RunHead run, RunId copy, Project from, Project to, CancellationToken cancel)
    {
        var values = new List<RunOperation> { new AssignValue(CopiedFrom, new StringValue($"{from.Workspace}/{from.Name}/{run.ShortId}")) };
        var series = (await reader.GetSeriesAsync(run.Id, null, Lineage.Full, cancel)).ToDictionary(attribute => attribute.Path);
        foreach (var (path, value) in await reader.GetAttributesAsync(run.Id, null, cancel))
        {
            if (SystemAttributes.Computed.ContainsKey(path.Text) || series.ContainsKey(path) || path == CopiedFrom || path == TrashMark.By || path == TrashMark.Time)
                continue;
            values.Add(value is StringSetValue set ? new AddToSet(path, set.Values) : new AssignValue(path, await ValueAsync(value, from, to, cancel)));
            if (values.Count == ValuesAtOnce && await WriteAsync(copy, values, cancel) is { } fault)
                return fault;
        }
        if (await WriteAsync(copy, values, cancel) is { } refused)
            return refused;
        foreach (var (path, value) in series.Values)
        {
            if (await CopySeriesAsync(new SeriesId(run.Id, path, Lineage.Full), value, copy, to, cancel) is { } fault)
                return fault;
        }
        return null;
    }

    async Task<string?> CopyAnnotationsAsync(RunHead run, RunId copy, CancellationToken cancel)
    {
        if (await reader.GetAnnotationsAsync(new AnnotationQuery(run.Project, [run.Id], Limits.AnnotationsPerRun), cancel) is not [var own])
            return null;
        var answer = await writer.ChangeAnnotationsAsync(new AnnotationChange(copy, own.Annotations, []), cancel);
        return answer.Outcome switch
        {
            AnnotationOutcome.Done => null,
            AnnotationOutcome.ReadOnly => answer.ReadOnlyReason,
            AnnotationOutcome.NoSuchRun => "The copy was deleted while it was made.",
            var other => throw new System.Diagnostics.UnreachableException(other.ToString()),
        };
    }

    /// <summary>The same value for the other project.</summary>
    async Task<AttributeValue> ValueAsync(AttributeValue value, Project from, Project to, CancellationToken cancel)
    {
        switch (value)
        {
            case FileValue file:
                return new FileValue(await FileAsync(file.File, to.Id, cancel));
            case FileSetValue set:
                return set with { Listing = await ListingAsync(set.Listing, to.Id, cancel) };
            case ArtifactValue artifact:
                if (await artifacts.ReadAsync(from.Id, artifact.Hash, cancel) is { } files)
                    await artifacts.ListAsync(to.Id, artifact.Hash, files, cancel);
                else
                    await artifacts.EnsureAsync(to.Id, artifact.Hash, size: null, cancel);
                return artifact;
            default:
                return value;
        }
    }

    async Task<FileContent> FileAsync(FileContent file, ProjectId to, CancellationToken cancel)
    {
        // What was announced and never came stays a reference to nothing.
        if (await blobs.OpenAsync(file.Blob, cancel) is not { } content)
            return file.Place is { } place ? file with { Blob = BlobId.OfPlace(to, place) } : file;
        await using (content)
        {
            var stored = await contents.StoreAsync(to, content, Limits.FileBytes, cancel);
            return file with { Blob = stored.Blob, Size = stored.Size, Sha256 = stored.Sha256, Place = null };
        }
    }

    async Task<FileContent> ListingAsync(FileContent listing, ProjectId to, CancellationToken cancel)
    {
        if (await blobs.OpenAsync(listing.Blob, cancel) is not { } json)
            return listing;
        FileSetListing files;
        await using (json)
            files = await FileSetListing.ReadAsync(json, cancel);
        var added = ImmutableArray.CreateBuilder<FileSetEntry>(files.Entries.Length);
        foreach (var entry in files.Entries)
        {
            if (await blobs.OpenAsync(new BlobId(entry.Blob), cancel) is not { } content)
                continue;
            await using (content)
                added.Add(entry with { Blob = (await contents.StoreAsync(to, content, Limits.FileBytes, cancel)).Blob.Value });
        }
        using var copied = new MemoryStream(new FileSetListing(added.ToImmutable()).ToJson(), writable: false);
        var stored = await contents.StoreListingAsync(to, copied, before: null, [.. added.Select(entry => new BlobId(entry.Blob))], Limits.FileBytes, cancel);
        return listing with { Blob = stored.Blob, Size = stored.Size, Sha256 = stored.Sha256 };
    }

    Task<string?> CopySeriesAsync(SeriesId series, AttributeValue value, RunId copy, Project to, CancellationToken cancel) => value switch
    {
        FloatSeriesValue floats => CopyFloatsAsync(series, floats, copy, cancel),
        StringSeriesValue => CopyPointsAsync(
            copy, LinesAtOnce, window => reader.ReadStringsAsync(series, window, cancel), point => point.Step,
            points => Task.FromResult<RunOperation>(new AppendStrings(series.Path, points)), cancel),
        HistogramSeriesValue => CopyPointsAsync(
            copy, HistogramsAtOnce, window => reader.ReadHistogramsAsync(series, window, cancel), point => point.Step,
            points => Task.FromResult<RunOperation>(new AppendHistograms(series.Path, points)), cancel),
        FileSeriesValue => CopyPointsAsync(
            copy, FilesAtOnce, window => reader.ReadFilesAsync(series, window, cancel), point => point.Step,
            points => FilesAsync(series.Path, points, to.Id, cancel), cancel),
        _ => throw new System.Diagnostics.UnreachableException(value.GetType().Name),
    };

    async Task<string?> CopyFloatsAsync(SeriesId series, FloatSeriesValue value, RunId copy, CancellationToken cancel)
    {
        if (value.Display is { } display && await WriteAsync(copy, [new ConfigureSeries(series.Path, display)], cancel) is { } fault)
            return fault;
        return await CopyPointsAsync(
            copy, FloatsAtOnce, window => reader.ReadFloatsAsync(series, window, cancel), point => point.Step,
            points => Task.FromResult<RunOperation>(new AppendFloats(series.Path, points.AsMemory())), cancel);
    }

    async Task<RunOperation> FilesAsync(AttributePath path, ImmutableArray<FilePoint> points, ProjectId to, CancellationToken cancel)
    {
        var copied = ImmutableArray.CreateBuilder<FilePoint>(points.Length);
        foreach (var point in points)
            copied.Add(point with { File = await FileAsync(point.File, to, cancel) });
        return new AppendFiles(path, copied.ToImmutable());
    }

    /// <summary>Page after page; a series without points is made empty.</summary>
    async Task<string?> CopyPointsAsync<TPoint>(
        RunId copy, int atOnce, Func<PointWindow, ValueTask<PointPage<TPoint>?>> read, Func<TPoint, Step> stepOf,
        Func<ImmutableArray<TPoint>, Task<RunOperation>> append, CancellationToken cancel)
    {
        for (Step? after = null; ;)
        {
            var points = (await read(new PointWindow(0, atOnce, After: after)))?.Points ?? [];
            if ((after is null || !points.IsEmpty) && await WriteAsync(copy, [await append(points)], cancel) is { } fault)
                return fault;
            if (points.Length < atOnce)
                return null;
            after = stepOf(points[^1]);
        }
    }

    /// <summary>Writes and empties the list.</summary>
    async Task<string?> WriteAsync(RunId copy, List<RunOperation> operations, CancellationToken cancel)
    {
        if (operations.Count == 0)
            return null;
        var answer = await writer.WriteAsync(new RunBatch(copy, [.. operations], IsEdit: true), cancel);
        operations.Clear();
        return answer switch
        {
            WriteAnswer.Written { Rejections: [var first, ..] } => first.Detail,
            WriteAnswer.Written => null,
            WriteAnswer.ReadOnly readOnly => readOnly.Reason,
            WriteAnswer.NoSuchRun => "The copy was deleted while it was made.",
            _ => throw new System.Diagnostics.UnreachableException(answer.GetType().Name),
        };
    }
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Querying;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Memory;

/// <summary>The slow, obvious run store: plain collections under one lock, every answer computed from all points. It says what the others must do.</summary>
/// <param name="keepDeleted">How long deletions can be undone; null: seven days.</param>
public sealed partial class MemoryRunStore(IChangeSink changes, TimeProvider time, IBlobStore? blobs = null, TimeSpan? keepDeleted = null) : IRunWriter, IRunReader
{
    readonly TimeSpan _keepDeleted = keepDeleted ?? TimeSpan.FromDays(7);
    readonly Lock _lock = new();
    readonly List<MemoryRun> _runs = [];
    readonly Dictionary<ProjectId, long> _lastNumbers = [];

    public string? ReadOnlyReason => null;

    public async Task<CreateAnswer> CreateAsync(NewRun run, CancellationToken cancel)
    {
        var files = new List<BlobId>();
        CreateAnswer answer;
        lock (_lock)
            answer = Create(run, files);
        await DeleteAsync(files, cancel);
        return answer;
    }

    /// <param name="unused">Gets the files that nothing refers to after the creation.</param>
    CreateAnswer Create(NewRun run, List<BlobId> unused)
    {
        if (RunNaming.Fault(run) is { } fault)
            return new CreateAnswer.Invalid(fault);
        if (Existing(run) is { } existing)
            return new CreateAnswer.Created(existing.Head, Existed: true);
        var model = run.Model is null ? null : Find(run.Model.Value);
        if (run.Model is not null && (model is null || model.Head.Kind != RunKind.Model || model.Head.Project != run.Project))
            return new CreateAnswer.NoSuchParent();
        if (run.Fork is not null && Find(run.Fork.Parent)?.Head.Project != run.Project)
            return new CreateAnswer.NoSuchParent();

        var number = run.Kind switch
        {
            RunKind.Run => _lastNumbers.GetValueOrDefault(run.Project) + 1,
            RunKind.ModelVersion => model!.Versions + 1,
            _ => 0,
        };
        var shortId = RunNaming.ShortId(run, number, model?.Head.ShortId);
        if (run.Kind == RunKind.Model && _runs.Exists(other => other.Head.Project == run.Project && other.Head.ShortId == shortId))
            return new CreateAnswer.KeyTaken(run.Key!);

        var now = time.UnixMicros();
        var id = run.Kind == RunKind.ProjectMetadata ? new RunId(run.Project.Value) : RunId.New();
        var created = new MemoryRun(new RunHead(id, run.Project, run.Kind, shortId, number, run.CustomId, run.Model, run.Fork,
            run.Owner, Trashed: false, run.CreatedUnixMicros ?? now, now, now, Finished: false, ActiveMicros: 0));
        var written = new List<BlobId>();
        foreach (var operation in run.First.IsDefault ? [] : run.First)
        {
            if (created.Write(operation, out var applied) is { } refusal)
                return new CreateAnswer.Invalid(refusal.Detail);
            written.AddRange(FilesOf(applied));
        }
        unused.AddRange(written.Except(FilesOf(created)));

        _runs.Add(created);
        if (run.Kind == RunKind.Run)
            _lastNumbers[run.Project] = number;
        else if (model is not null)
            model.Versions = number;
        changes.Publish(new RunChange(run.Project, id, ChangeKinds.Created));
        return new CreateAnswer.Created(created.Head, Existed: false);
    }

    MemoryRun? Existing(NewRun run) => run.Kind == RunKind.ProjectMetadata
        ? Find(new RunId(run.Project.Value))
        : run.CustomId is null ? null
        : _runs.Find(other => (other.Head.Project, other.Head.Kind, other.Head.CustomId) == (run.Project, run.Kind, run.CustomId));

    public async Task<WriteAnswer> WriteAsync(RunBatch batch, CancellationToken cancel)
    {
        var unused = new List<BlobId>();
        WriteAnswer answer;
        lock (_lock)
            answer = Write(batch, unused);
        await DeleteAsync(unused, cancel);
        return answer;
    }

    async Task DeleteAsync(List<BlobId> unused, CancellationToken cancel)
    {
        foreach (var blob in unused.Where(blob => !blob.IsPlace))
            if (blobs is not null)
                await blobs.DeleteAsync(blob, cancel);
    }

    public Task<WriteAnswer> WriteRowsAsync(RunId run, FloatRows rows, Guid? request, CancellationToken cancel)
    {
        var operations = ImmutableArray.CreateBuilder<RunOperation>();
        var numbers = new List<int>();
        var rejections = new List<Rejection>();
        for (var number = 0; number < rows.PathCount; number++)
        {
            if (!Utf8.IsValid(rows.Path(number)))
                rejections.Add(new Rejection(number, RejectReason.InvalidValue, "The attribute path is not valid UTF-8."));
            else if (!AttributePath.TryParse(Encoding.UTF8.GetString(rows.Path(number)), out var path, out var fault))
                rejections.Add(new Rejection(number, rows.Path(number).Length > Limits.PathBytes ? RejectReason.LimitExceeded : RejectReason.InvalidValue, fault));
            else
            {
                operations.Add(new AppendFloats(path, PointsOf(rows, number)));
                numbers.Add(number);
            }
        }
        var left = new SortedDictionary<PointFault, long>();
        WriteAnswer answer;
        lock (_lock)
        {
            if (rows.Order == FloatOrder.Rising && Find(run) is { } found)
                MemoryRising.LeaveOut(Find, found, operations, numbers, left);
            answer = Write(new RunBatch(run, operations.ToImmutable(), request), []);
        }
        return Task.FromResult(answer is WriteAnswer.Written written
            ? new WriteAnswer.Written([.. rejections.Concat(written.Rejections.Select(refused => refused with { Index = numbers[refused.Index] })).OrderBy(refused => refused.Index)])
            {
                Points = [.. left.Select(each => new RefusedPoints(each.Key, each.Value))],
            }
            : answer);
    }

    public async Task<WriteAnswer> WriteTogetherAsync(IReadOnlyList<RunBatch> batches, CancellationToken cancel)
    {
        TogetherCheck.Throw(batches);
        lock (_lock)
        {
            foreach (var batch in batches)
            {
                if (Find(batch.Run) is not { } run)
                    return new WriteAnswer.NoSuchRun();
                if (Refused(run, batch) is { IsEmpty: false } refused)
                    return new WriteAnswer.Written(refused);
            }
        }
        foreach (var batch in batches)
            await WriteAsync(batch, cancel);
        return new WriteAnswer.Written([]);
    }

    static ImmutableArray<Rejection> Refused(MemoryRun run, RunBatch batch)
    {
        var facts = new Dictionary<AttributePath, AttributeFacts?>();
        var refused = ImmutableArray.CreateBuilder<Rejection>();
        for (var i = 0; i < batch.Operations.Length; i++)
        {
            var operation = batch.Operations[i];
            var before = operation.Path.Text is null ? null
                : facts.TryGetValue(operation.Path, out var known) ? known : run.Attributes.GetValueOrDefault(operation.Path)?.Facts;
            var resolution = OperationCheck.Resolve(operation, before);
            if (resolution.Refusal is { } refusal)
                refused.Add(new Rejection(i, refusal.Reason, refusal.Detail));
            else if (resolution.Operation is { } resolved)
                facts[resolved.Path] = AttributeFacts.After(resolved, before);
        }
        return refused.ToImmutable();
    }

    static FloatPoint[] PointsOf(FloatRows rows, int number)
    {
        var points = new List<FloatPoint>();
        for (var row = 0; row < rows.RowCount; row++)
            for (var i = 0; i < rows.PathsOf(row).Length; i++)
                if (rows.PathsOf(row)[i] == number)
                    points.Add(new FloatPoint(rows.StepOf(row), rows.UnixMicrosOf(row), rows.ValuesOf(row)[i]));
        return [.. points];
    }

    WriteAnswer Write(RunBatch batch, List<BlobId> unused)
    {
        if (Find(batch.Run) is not { } run)
            return new WriteAnswer.NoSuchRun();
        if (batch.Request is { } request && run.Requests.TryGetValue(request, out var earlier))
            return new WriteAnswer.Written(earlier);

        if (batch.IsOfDeletions)
            return Delete(run, batch, unused);
        var files = FilesOf(run);
        var rejections = ImmutableArray.CreateBuilder<Rejection>();
        var kinds = ChangeKinds.None;
        for (var i = 0; i < batch.Operations.Length; i++)
        {
            if (i >= Limits.OperationsPerBatch)
            {
                rejections.Add(BatchLimit.Rejection(i, batch.Operations.Length));
                continue;
            }
            if (run.Write(batch.Operations[i], out var applied) is { } refusal)
                rejections.Add(new Rejection(i, refusal.Reason, refusal.Detail));
            else if (applied is not null)
            {
                kinds |= OperationChanges.KindOf(applied);
                files.UnionWith(FilesOf(applied));
            }
        }
        var now = time.UnixMicros();
        var activity = RunActivity.Of(run.Head);
        var written = batch.IsEdit ? activity : activity.Written(now);
        run.Head = written.ApplyTo(run.Head) with { ModifiedUnixMicros = kinds == ChangeKinds.None ? run.Head.ModifiedUnixMicros : now };
        if (activity.IsRunningAt(now) != written.IsRunningAt(now))
            kinds |= ChangeKinds.State;
        var refused = rejections.ToImmutable();
        if (batch.Request is { } id)
            run.Requests[id] = refused;
        unused.AddRange(files.Except(FilesOf(run)));
        if (kinds != ChangeKinds.None)
            changes.Publish(new RunChange(run.Head.Project, run.Head.Id, kinds));
        return new WriteAnswer.Written(refused);
    }

    WriteAnswer.Written Delete(MemoryRun run, RunBatch batch, List<BlobId> unused)
    {
        var (files, now) = (FilesOf(run), time.UnixMicros());
        var (answer, taken) = run.Deletions.Delete(batch, now, keeps: batch.DeletedBy is not null && _keepDeleted > TimeSpan.Zero);
        Changed(run, now, taken, isEdit: batch.IsEdit || batch.DeletedBy is not null);
        unused.AddRange(files.Except(FilesOf(run)));
        if (batch.Request is { } request)
            run.Requests[request] = answer.Rejections;
        return answer;
    }

    void Changed(MemoryRun run, long now, ImmutableArray<DeletedPart> parts, bool isEdit)
    {
        var activity = RunActivity.Of(run.Head);
        var written = isEdit ? activity : activity.Written(now);
        run.Head = written.ApplyTo(run.Head) with { ModifiedUnixMicros = parts.IsEmpty ? run.Head.ModifiedUnixMicros : now };
        var kinds = parts.Aggregate(ChangeKinds.None, (kinds, part) => kinds | OperationChanges.KindOf(part));
        if (activity.IsRunningAt(now) != written.IsRunningAt(now))
            kinds |= ChangeKinds.State;
        if (kinds != ChangeKinds.None)
            changes.Publish(new RunChange(run.Head.Project, run.Head.Id, kinds));
    }

    public async Task<RestoreAnswer> RestoreDeletedAsync(RunId run, DeletionId deletion, CancellationToken cancel)
    {
        var unused = new List<BlobId>();
        var answer = new RestoreAnswer(false, [], null);
        lock (_lock)
            if (Find(run) is { } found)
            {
                var files = FilesOf(found);
                Expire(found);
                if (found.Deletions.Restore(deletion) is { } done)
                {
                    if (!done.Restored.IsEmpty)
                        Changed(found, time.UnixMicros(), done.Restored, isEdit: true);
                    answer = new RestoreAnswer(true, done.Blocked, null);
                }
                unused.AddRange(files.Except(FilesOf(found)));
            }
        await DeleteAsync(unused, cancel);
        return answer;
    }

    public async Task<PurgeAnswer> PurgeDeletedAsync(RunId run, DeletionId deletion, CancellationToken cancel)
    {
        var unused = new List<BlobId>();
        var wasKept = false;
        lock (_lock)
            if (Find(run) is { } found)
            {
                var files = FilesOf(found);
                Expire(found);
                wasKept = found.Deletions.Purge(deletion);
                unused.AddRange(files.Except(FilesOf(found)));
            }
        await DeleteAsync(unused, cancel);
        return new PurgeAnswer(wasKept, null);
    }

    void Expire(MemoryRun run) => run.Deletions.PurgeThrough(time.UnixMicros() - _keepDeleted.Ticks / TimeSpan.TicksPerMicrosecond);

    public ValueTask<ImmutableArray<KeptDeletion>> GetDeletionsAsync(RunId run, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (Find(run) is not { } found)
                return new([]);
            Expire(found);
            return new(found.Deletions.All);
        }
    }

    static IEnumerable<BlobId> FilesOf(RunOperation? applied) => applied switch
    {
        AssignValue { Value: FileValue file } => [file.File.Blob],
        AppendFiles append => append.Points.Select(point => point.File.Blob),
        _ => [],
    };

    static HashSet<BlobId> FilesOf(MemoryRun run) => [.. run.Blobs];

    public Task<TrashAnswer> SetTrashedAsync(IReadOnlyCollection<RunId> runs, bool trashed, CancellationToken cancel)
    {
        lock (_lock)
        {
            var found = WithVersions(runs).Where(run => run.Head.Kind != RunKind.ProjectMetadata).ToList();
            foreach (var run in found.Where(run => run.Head.Trashed != trashed))
            {
                run.Head = run.Head with { Trashed = trashed };
                changes.Publish(new RunChange(run.Head.Project, run.Head.Id, ChangeKinds.Trash));
            }
            return Task.FromResult(new TrashAnswer([.. found.Select(run => run.Head.Id)], null));
        }
    }

    public async Task<DeleteAnswer> DeleteRunsAsync(IReadOnlyCollection<RunId> runs, CancellationToken cancel)
    {
        var files = new List<BlobId>();
        List<MemoryRun> found;
        lock (_lock)
        {
            found = WithVersions(runs);
            foreach (var run in found)
            {
                files.AddRange(FilesOf(run));
                _runs.Remove(run);
                changes.Publish(new RunChange(run.Head.Project, run.Head.Id, ChangeKinds.Trash));
            }
        }
        await DeleteAsync(files, cancel);
        return new DeleteAnswer([.. found.Select(run => run.Head.Id)], null);
    }

    List<MemoryRun> WithVersions(IReadOnlyCollection<RunId> runs)
    {
        var found = runs.Distinct().Select(Find).OfType<MemoryRun>().ToList();
        return [.. found.Concat(_runs.Where(run => run.Head.Model is { } model && found.Exists(other => other.Head.Id == model))).Distinct()];
    }

    public ValueTask<bool> SeenAsync(RunId run, bool finished, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (Find(run) is not { } found)
                return new(false);
            var now = time.UnixMicros();
            var before = RunActivity.Of(found.Head);
            var after = before.Seen(now, finished);
            found.Head = after.ApplyTo(found.Head);
            if (before.IsRunningAt(now) != after.IsRunningAt(now))
                changes.Publish(new RunChange(found.Head.Project, run, ChangeKinds.State));
            return new(true);
        }
    }
}

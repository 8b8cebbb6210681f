using System.Collections.Concurrent;
using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>One change to many runs: what it does, how far it is, and what would take it back.</summary>
sealed class BulkJob(ProjectId project, BulkRequestDto request, ImmutableArray<RunId> runs)
{
    /// <summary>Enough for the store to put many into one flush, few enough to leave room for clients that log.</summary>
    const int AtOnce = 64;

    const int TrashedAtOnce = 1000;

    const int DeletedAtOnce = 100;

    static readonly AttributePath Archived = AttributePath.Of("sys/archived");

    readonly ConcurrentDictionary<RunId, ImmutableArray<RunOperation>> _inverse = new();
    readonly ConcurrentQueue<RunId> _moved = new();
    long _done;
    long _changed;
    long _refused;
    volatile string? _problem;
    volatile BulkState _state = BulkState.Running;

    public Guid Id { get; } = Guid.CreateVersion7();

    public ProjectId Project => project;

    public BulkKind Kind => request.Kind;

    public bool IsRunning => _state == BulkState.Running;

    public BulkJobDto Describe() => new(
        Id, Kind, _state, runs.Length, Interlocked.Read(ref _done), Interlocked.Read(ref _changed), Interlocked.Read(ref _refused), _problem,
        !IsRunning && (!_inverse.IsEmpty || !_moved.IsEmpty));

    public async Task RunAsync(IRunReader reader, IRunWriter writer, IRunSignals signals, CancellationToken cancel)
    {
        try
        {
            if (Kind is BulkKind.Trash or BulkKind.Restore)
                await MoveAsync(runs, Kind == BulkKind.Trash, reader, writer, cancel);
            else if (Kind == BulkKind.Delete)
                await DeleteAsync(reader, writer, cancel);
            else
                await EachAsync(runs, run => ChangeAsync(run, reader, writer, signals, cancel), cancel);
            _state = _problem is null || Interlocked.Read(ref _changed) > 0 ? BulkState.Done : BulkState.Failed;
        }
        catch (OperationCanceledException)
        {
            _problem = "The server stopped before the change was complete.";
            _state = BulkState.Failed;
        }
        catch
        {
            _problem = "A fault of the server; its log says more.";
            _state = BulkState.Failed;
            throw;
        }
    }

    /// <summary>Takes back what was changed, run by run: only tags that this job added go, only runs that it moved come back.</summary>
    public BulkJob MakeUndo()
    {
        if (Kind is BulkKind.Trash or BulkKind.Restore)
            return new BulkJob(project, request with { Kind = Kind == BulkKind.Trash ? BulkKind.Restore : BulkKind.Trash }, [.. _moved]);
        var undo = new BulkJob(project, request, [.. _inverse.Keys]);
        foreach (var (run, operations) in _inverse)
            undo._planned[run] = operations;
        return undo;
    }

    /// <summary>Of an undo: what to do to each run, in place of what the request says.</summary>
    readonly Dictionary<RunId, ImmutableArray<RunOperation>> _planned = [];

    async Task MoveAsync(IEnumerable<RunId> all, bool trashed, IRunReader reader, IRunWriter writer, CancellationToken cancel)
    {
        foreach (var part in all.Chunk(TrashedAtOnce))
        {
            var moving = new List<RunId>(part.Length);
            foreach (var run in part)
            {
                if (await reader.FindRunAsync(run, cancel) is { } head && head.Project == project && head.Trashed != trashed)
                    moving.Add(run);
            }
            var answer = await writer.SetTrashedAsync(moving, trashed, cancel);
            if (answer.ReadOnlyReason is { } reason)
            {
                _problem = reason;
                return;
            }
            foreach (var run in answer.Changed)
                _moved.Enqueue(run);
            Interlocked.Add(ref _changed, answer.Changed.Count);
            Interlocked.Add(ref _done, part.Length);
        }
    }

    /// <summary>Only what is in the trash, since nothing brings it back.</summary>
    async Task DeleteAsync(IRunReader reader, IRunWriter writer, CancellationToken cancel)
    {
        foreach (var part in runs.Chunk(DeletedAtOnce))
        {
            var deleting = new List<RunId>(part.Length);
            foreach (var run in part)
            {
                if (await reader.FindRunAsync(run, cancel) is not { } head || head.Project != project)
                    continue;
                if (head.Trashed)
                    deleting.Add(run);
                else
                {
                    _problem = "Only runs in the trash can be deleted for good.";
                    Interlocked.Increment(ref _refused);
                }
            }
            var answer = await writer.DeleteRunsAsync(deleting, cancel);
            Interlocked.Add(ref _changed, answer.Deleted.Count);
            Interlocked.Add(ref _done, part.Length);
            if (answer.ReadOnlyReason is { } reason)
            {
                _problem = reason;
                return;
            }
        }
    }

    Task EachAsync(IEnumerable<RunId> all, Func<RunId, Task> change, CancellationToken cancel) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (run, _) =>
        {
            await change(run);
            Interlocked.Increment(ref _done);
        });

    async Task ChangeAsync(RunId run, IRunReader reader, IRunWriter writer, IRunSignals signals, CancellationToken cancel)
    {
        if (await reader.FindRunAsync(run, cancel) is not { } head || head.Project != project)
            return;
        if (Kind is BulkKind.Stop or BulkKind.Abort)
        {
            if (signals.Send(run, Kind == BulkKind.Stop ? RunSignal.Stop : RunSignal.Abort) > 0)
                Interlocked.Increment(ref _changed);
            return;
        }
        var (operations, inverse) = _planned.TryGetValue(run, out var planned)
            ? (planned, [])
            : Kind is BulkKind.Tags or BulkKind.GroupTags ? await PlanTagsAsync(run, reader, cancel) : await PlanArchiveAsync(run, reader, cancel);
        if (operations.IsEmpty)
            return;
        switch (await writer.WriteAsync(new RunBatch(run, operations, IsEdit: true), cancel))
        {
            case WriteAnswer.Written { Rejections: [var first, ..] }:
                _problem = first.Detail;
                Interlocked.Increment(ref _refused);
                break;
            case WriteAnswer.Written:
                Interlocked.Increment(ref _changed);
                if (!inverse.IsEmpty)
                    _inverse[run] = inverse;
                break;
            case WriteAnswer.ReadOnly readOnly:
                _problem = readOnly.Reason;
                Interlocked.Increment(ref _refused);
                break;
            case WriteAnswer.NoSuchRun:
                break;
        }
    }

    async ValueTask<(ImmutableArray<RunOperation> Operations, ImmutableArray<RunOperation> Inverse)> PlanTagsAsync(
        RunId run, IRunReader reader, CancellationToken cancel)
    {
        var path = AttributePath.Of(Kind == BulkKind.Tags ? SystemAttributes.Tags : SystemAttributes.GroupTags);
        var there = await reader.GetAttributeAsync(run, path, cancel) is StringSetValue set ? set.Values : [];
        ImmutableArray<string> added = [.. (request.Add ?? []).Except(there, StringComparer.Ordinal)];
        ImmutableArray<string> removed = [.. (request.Remove ?? []).Intersect(there, StringComparer.Ordinal)];
        return (Both(path, added, removed), Both(path, removed, added));
    }

    static ImmutableArray<RunOperation> Both(AttributePath path, ImmutableArray<string> add, ImmutableArray<string> remove)
    {
        var operations = ImmutableArray.CreateBuilder<RunOperation>(2);
        if (!add.IsEmpty)
            operations.Add(new AddToSet(path, add));
        if (!remove.IsEmpty)
            operations.Add(new RemoveFromSet(path, remove));
        return operations.ToImmutable();
    }

    async ValueTask<(ImmutableArray<RunOperation> Operations, ImmutableArray<RunOperation> Inverse)> PlanArchiveAsync(
        RunId run, IRunReader reader, CancellationToken cancel)
    {
        var wanted = Kind == BulkKind.Archive;
        var there = await reader.GetAttributeAsync(run, Archived, cancel);
        if (there is BoolValue { Value: var value } ? value == wanted : !wanted)
            return ([], []);
        return ([new AssignValue(Archived, new BoolValue(wanted))], [there is null ? new DeleteAttribute(Archived) : new AssignValue(Archived, there)]);
    }
}

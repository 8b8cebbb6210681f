using System.Collections.Concurrent;
using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>One change to many runs: what it does, how far it is, and what would take it back.</summary>
/// <param name="target">Of copy and move: the other project.</param>
/// <param name="user">Who asked for it, by name.</param>
sealed class BulkJob(Project project, BulkRequestDto request, ImmutableArray<RunId> runs, string user, Project? target = null)
{
    /// <summary>Enough for the store to put many into one flush, few enough to leave room for clients that log.</summary>
    const int AtOnce = 64;

    const int TrashedAtOnce = 1000;

    const int DeletedAtOnce = 100;

    /// <summary>Each reads and writes a whole run.</summary>
    const int CopiedAtOnce = 2;

    static readonly AttributePath Archived = AttributePath.Of("sys/archived");

    readonly ConcurrentDictionary<RunId, ImmutableArray<RunOperation>> _inverse = new();
    readonly ConcurrentQueue<RunId> _moved = new();
    long _done;
    long _changed;
    long _refused;
    volatile string? _problem;
    volatile BulkState _state = BulkState.Running;

    public Guid Id { get; } = Guid.CreateVersion7();

    public ProjectId Project => project.Id;

    public BulkKind Kind => request.Kind;

    public bool IsRunning => _state == BulkState.Running;

    public BulkJobDto Describe() => new(
        Id, Kind, _state, runs.Length, Interlocked.Read(ref _done), Interlocked.Read(ref _changed), Interlocked.Read(ref _refused), _problem,
        !IsRunning && (!_inverse.IsEmpty || !_moved.IsEmpty));

    /// <summary>What whoever asked for it is told.</summary>
    public NewNotice DescribeEnd() => new(
        NoticeKind.BulkChange, $"{project.Workspace}/{project.Name}", Word: System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString()),
        Count: Interlocked.Read(ref _changed), Refused: Interlocked.Read(ref _refused));

    public async Task RunAsync(BulkTools tools, CancellationToken cancel)
    {
        try
        {
            if (Kind is BulkKind.Trash or BulkKind.Restore)
                await MoveAsync(runs, Kind == BulkKind.Trash, tools, cancel);
            else if (Kind == BulkKind.Delete)
                await DeleteAsync(tools.Reader, tools.Writer, cancel);
            else if (Kind is BulkKind.Copy or BulkKind.Move)
                await EachAsync(runs, CopiedAtOnce, run => CopyAsync(run, tools, cancel), cancel);
            else
                await EachAsync(runs, AtOnce, run => ChangeAsync(run, tools, cancel), cancel);
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
            return new BulkJob(project, request with { Kind = Kind == BulkKind.Trash ? BulkKind.Restore : BulkKind.Trash }, [.. _moved], user);
        var undo = new BulkJob(project, request, [.. _inverse.Keys], user);
        foreach (var (run, operations) in _inverse)
            undo._planned[run] = operations;
        return undo;
    }

    /// <summary>Of an undo: what to do to each run, in place of what the request says.</summary>
    readonly Dictionary<RunId, ImmutableArray<RunOperation>> _planned = [];

    async Task MoveAsync(IEnumerable<RunId> all, bool trashed, BulkTools tools, CancellationToken cancel)
    {
        var (reader, writer) = (tools.Reader, tools.Writer);
        foreach (var part in all.Chunk(TrashedAtOnce))
        {
            var moving = new List<RunId>(part.Length);
            foreach (var run in part)
            {
                if (await reader.FindRunAsync(run, cancel) is { } head && head.Project == project.Id && head.Trashed != trashed)
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
            var now = Moments.ToUnixMicros(tools.Clock.GetUtcNow());
            await Parallel.ForEachAsync(
                answer.Changed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                async (run, _) => await writer.WriteAsync(trashed ? TrashMark.Set(run, user, now) : TrashMark.Clear(run), cancel));
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
                if (await reader.FindRunAsync(run, cancel) is not { } head || head.Project != project.Id)
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

    /// <summary>A move leaves the original where it was when it could not be copied whole.</summary>
    async Task CopyAsync(RunId run, BulkTools tools, CancellationToken cancel)
    {
        if (await tools.Reader.FindRunAsync(run, cancel) is not { } head || head.Project != project.Id)
            return;
        var (copy, fault) = await tools.Copier.CopyAsync(head, project, target!, cancel);
        if (copy is not { } there)
        {
            _problem = fault;
            Interlocked.Increment(ref _refused);
            return;
        }
        Interlocked.Increment(ref _changed);
        if (Kind != BulkKind.Move || head.Trashed)
            return;
        await tools.Moves.NoteAsync(head, there, cancel);
        await tools.Writer.SetTrashedAsync([run], trashed: true, cancel);
        await tools.Writer.WriteAsync(TrashMark.Set(run, user, Moments.ToUnixMicros(tools.Clock.GetUtcNow())), cancel);
    }

    Task EachAsync(IEnumerable<RunId> all, int atOnce, Func<RunId, Task> change, CancellationToken cancel) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancel }, async (run, _) =>
        {
            await change(run);
            Interlocked.Increment(ref _done);
        });

    async Task ChangeAsync(RunId run, BulkTools tools, CancellationToken cancel)
    {
        var (reader, writer) = (tools.Reader, tools.Writer);
        if (await reader.FindRunAsync(run, cancel) is not { } head || head.Project != project.Id)
            return;
        if (Kind is BulkKind.Stop or BulkKind.Abort)
        {
            if (tools.Signals.Send(run, Kind == BulkKind.Stop ? RunSignal.Stop : RunSignal.Abort) > 0)
            {
                Interlocked.Increment(ref _changed);
                tools.Changes.Publish(new RunChange(project.Id, run, ChangeKinds.State));
            }
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

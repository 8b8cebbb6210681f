using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>The only writer of a store: one loop takes what waits, checks it, journals it with one flush, applies it, and answers.</summary>
/// <remarks>A full queue makes callers wait. Any failure of the disk ends writing: what waits and what comes is answered with the reason, reads go on,
/// and a restart reads from the journal what is true.</remarks>
sealed class EmbeddedRunWriter : IRunWriter, IAsyncDisposable
{
    const int RunsDeletedAtOnce = 10;

    readonly Channel<Submission> _inbox;
    readonly CommitGroup _commits;
    readonly EmbeddedRunReader _reader;
    readonly Presence _presence;
    readonly IBlobStore _blobs;
    readonly IChangeSink _changes;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly RunStoreOptions _options;
    readonly CancellationTokenSource _stop = new();
    readonly Task _loop;
    readonly Task _upkeep;
    string? _readOnlyReason;
    bool _isDisposed;

    public EmbeddedRunWriter(
        CommitGroup commits, EmbeddedRunReader reader, Presence presence, IBlobStore blobs, IChangeSink changes, TimeProvider time, ILogger logger, RunStoreOptions options)
    {
        (_commits, _reader, _presence, _blobs, _changes, _time, _logger, _options) = (commits, reader, presence, blobs, changes, time, logger, options);
        _inbox = Channel.CreateBounded<Submission>(new BoundedChannelOptions(options.WaitingBatches) { SingleReader = true });
        _loop = Task.Run(TakeAsync);
        _upkeep = UpkeepAsync();
    }

    public string? ReadOnlyReason => Volatile.Read(ref _readOnlyReason);

    public Task<CreateAnswer> CreateAsync(NewRun run, CancellationToken cancel) => SubmitAsync(new CreateSubmission(run), cancel);

    public Task<WriteAnswer> WriteAsync(RunBatch batch, CancellationToken cancel) =>
        batch.IsOfDeletions ? SubmitAsync(new DeletionSubmission(batch), cancel) : SubmitAsync(new BatchSubmission(batch), cancel);

    public Task<RestoreAnswer> RestoreDeletedAsync(RunId run, DeletionId deletion, CancellationToken cancel) =>
        SubmitAsync(new RestoreSubmission(run, deletion), cancel);

    public Task<PurgeAnswer> PurgeDeletedAsync(RunId run, DeletionId deletion, CancellationToken cancel) => SubmitAsync(new PurgeSubmission(run, deletion), cancel);

    public Task<AnnotationAnswer> ChangeAnnotationsAsync(AnnotationChange change, CancellationToken cancel) => SubmitAsync(new AnnotationSubmission(change), cancel);

    public Task<WriteAnswer> WriteRowsAsync(RunId run, FloatRows rows, Guid? request, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        // The rows' memory is the caller's again once this returns, so it does not return before the writer is done with them.
        return SubmitAsync(new RowsSubmission(run, rows, request), CancellationToken.None);
    }

    public Task<WriteAnswer> WriteTogetherAsync(IReadOnlyList<RunBatch> batches, CancellationToken cancel)
    {
        TogetherCheck.Throw(batches);
        return SubmitAsync(new TogetherSubmission([.. batches]), cancel);
    }

    public Task<TrashAnswer> SetTrashedAsync(IReadOnlyCollection<RunId> runs, bool trashed, CancellationToken cancel) =>
        SubmitAsync(new TrashSubmission([.. runs], trashed), cancel);

    public async Task<DeleteAnswer> DeleteRunsAsync(IReadOnlyCollection<RunId> runs, CancellationToken cancel)
    {
        // A few at once, so that others' writes come in between.
        var deleted = new List<RunId>();
        foreach (var some in runs.Distinct().Chunk(RunsDeletedAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            var answer = await SubmitAsync(new DeleteSubmission(some), cancel);
            deleted.AddRange(answer.Deleted);
            if (answer.ReadOnlyReason is not null)
                return new DeleteAnswer(deleted, answer.ReadOnlyReason);
        }
        return new DeleteAnswer(deleted, null);
    }

    public async ValueTask<bool> SeenAsync(RunId run, bool finished, CancellationToken cancel)
    {
        if (await _reader.FindRunAsync(run, cancel) is not { } head)
            return false;
        var now = _time.UnixMicros();
        _presence.Update(head, now, activity => activity.Seen(now, finished), out var stateChanged);
        if (stateChanged)
            _changes.Publish(new RunChange(head.Project, run, ChangeKinds.State));
        return true;
    }

    /// <summary>Completes when nothing is written any more, neither by the loop after its last answer nor in the background; for tests.</summary>
    internal Task WhenIdleAsync() => SubmitAsync(new IdleSubmission(), CancellationToken.None);

    async Task<TAnswer> SubmitAsync<TAnswer>(Submission<TAnswer> submission, CancellationToken cancel)
    {
        try
        {
            await _inbox.Writer.WriteAsync(submission, cancel);
        }
        catch (ChannelClosedException)
        {
            submission.Refuse("The server is stopping.");
        }
        return await submission.Done.WaitAsync(cancel);
    }

    async Task TakeAsync()
    {
        var group = new List<WriteSubmission>();
        var creations = new List<CreateSubmission>();
        while (await _inbox.Reader.WaitToReadAsync())
            while (_inbox.Reader.TryRead(out var submission))
            {
                if (submission is IdleSubmission idle)
                {
                    await _commits.WhenIdleAsync();
                    idle.Answer(true);
                    continue;
                }
                if (submission is CreateSubmission create)
                {
                    creations.Add(create);
                    while (creations.Count < _options.WaitingBatches && _inbox.Reader.TryPeek(out var other) && other is CreateSubmission && _inbox.Reader.TryRead(out other))
                        creations.Add((CreateSubmission)other);
                    Create(creations);
                    creations.Clear();
                    continue;
                }
                if (submission is not WriteSubmission write)
                {
                    Process(submission);
                    Guarded([], _commits.Tidy);
                    continue;
                }
                group.Add(write);
                while (group.Count < _options.WaitingBatches && _inbox.Reader.TryPeek(out var next) && next is WriteSubmission && _inbox.Reader.TryRead(out next))
                    group.Add((WriteSubmission)next);
                await ProcessAsync(group);
                group.Clear();
            }
    }

    async Task ProcessAsync(List<WriteSubmission> group)
    {
        for (var taken = 0; taken < group.Count && ReadOnlyReason is null;)
        {
            var first = taken;
            await _commits.MakeRoomAsync();
            Guarded([], () => taken += _commits.Write(group.AsReadOnly(), first));
            Guarded([], _commits.Tidy);
        }
        // Those that have an answer keep it.
        if (ReadOnlyReason is { } reason)
            group.ForEach(batch => batch.Refuse(reason));
    }

    void Create(List<CreateSubmission> creations)
    {
        for (var taken = 0; taken < creations.Count && ReadOnlyReason is null;)
        {
            var first = taken;
            Guarded([], () => taken += _commits.Create(creations, first));
            Guarded([], _commits.Tidy);
        }
        // Those that have an answer keep it.
        if (ReadOnlyReason is { } reason)
            creations.ForEach(creation => creation.Refuse(reason));
    }

    void Process(Submission submission) => Guarded([submission], () =>
    {
        switch (submission)
        {
            case TogetherSubmission together:
                _commits.WriteTogether(together);
                break;
            case TrashSubmission trash:
                _commits.SetTrashed(trash);
                break;
            case DeleteSubmission delete:
                _commits.Delete(delete);
                break;
            case DeletionSubmission deletion:
                _commits.Deletions.Delete(deletion);
                break;
            case RestoreSubmission restore:
                _commits.Deletions.Restore(restore);
                break;
            case PurgeSubmission purge:
                _commits.Deletions.Purge(purge);
                break;
            case AnnotationSubmission annotations:
                _commits.Annotations.Change(annotations);
                break;
            case UpkeepSubmission upkeep:
                _commits.Upkeep();
                _commits.Free();
                upkeep.Answer(true);
                break;
        }
    });

    /// <summary>Runs one commit. A failure ends writing for good: nothing is known any more of what the disk holds.</summary>
    void Guarded(IEnumerable<Submission> waiting, Action commit)
    {
        if (ReadOnlyReason is null)
        {
            try
            {
                commit();
                return;
            }
            catch (Exception fault)
            {
                StorageLog.WritingEnded(_logger, fault);
                Volatile.Write(ref _readOnlyReason, $"Writing stopped at {_time.GetUtcNow():u}: {fault.Message} Free or repair the disk and restart the server.");
                _commits.Abandon();
            }
        }
        foreach (var submission in waiting)
            submission.Refuse(ReadOnlyReason!);
    }

    async Task UpkeepAsync()
    {
        using var timer = new PeriodicTimer(_options.UpkeepEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await RunUpkeepAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>One round: announces runs that fell silent, saves signs of life, frees what is deleted.</summary>
    internal async Task RunUpkeepAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var (project, run) in _presence.TakeSilent(_time.UnixMicros()))
                _changes.Publish(new RunChange(project, run, ChangeKinds.State));
            await SubmitAsync(new UpkeepSubmission(), cancel);
            // What was deleted could not be noted down any more.
            if (ReadOnlyReason is null)
                await DeleteBlobsAsync(cancel);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            StorageLog.UpkeepFailed(_logger, fault);
        }
    }

    /// <summary>Deletes blobs that no attribute refers to any more.</summary>
    async Task DeleteBlobsAsync(CancellationToken cancel)
    {
        const int atOnce = 1_000;
        foreach (var blob in _reader.DeadBlobs(atOnce))
        {
            await _blobs.DeleteAsync(blob, cancel);
            _commits.Released.Enqueue(blob);
        }
    }

    /// <summary>Takes no more, finishes what waits, and saves everything. Doing it again does nothing: a container may hold both store and writer.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stop.CancelAsync();
        await _upkeep;
        _inbox.Writer.TryComplete();
        await _loop;
        if (ReadOnlyReason is null)
        {
            // Whatever is being written ends first, then what is left is.
            await _commits.WhenIdleAsync();
            Guarded([], _commits.BeginClose);
        }
        await _commits.WhenIdleAsync();
        if (ReadOnlyReason is null)
            Guarded([], _commits.Close);
        _stop.Dispose();
    }
}

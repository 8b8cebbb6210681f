using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded.Tables;
using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Commits: check, journal and flush, apply, publish, answer. Belongs to the writer's loop.</summary>
/// <remarks>Every exception means that the disk, or this code, failed; the caller then calls <see cref="Abandon"/> and commits nothing more.</remarks>
sealed class CommitGroup(
    Statements database, AppendJournal journal, RunCache cache, RecordApplier applier, TableChanges tables, Checkpoints checkpoints, Presence presence, IChangeSink changes,
    TimeProvider time, ILogger logger, RunStoreOptions options)
{
    /// <param name="Submission">Null for what a write that comes later needs first.</param>
    readonly record struct Checked(WriteSubmission? Submission, CachedRun Run, RunRecord? Record, WriteAnswer Answer, ChangeKinds Changes, bool NeedsDatabase);

    readonly GroupCheck _check = new(database, cache);
    readonly CreationCheck _creation = new(database, cache, presence);
    DeletionCommits? _deletions;
    AnnotationCommits? _annotations;
    readonly List<Checked> _group = [];
    Progress _progress;

    /// <summary>How far the current commit has come; decides what a failure leaves behind.</summary>
    enum Progress
    {
        Idle,
        Journalling,
        Applying,
        Committing,
    }

    /// <summary>Blobs that were deleted and need not be remembered any more. Filled by others, emptied by upkeep.</summary>
    public ConcurrentQueue<BlobId> Released { get; } = new();

    /// <summary>Deletions, which are groups of their own.</summary>
    public DeletionCommits Deletions => _deletions ??= new(this, new DeletionPlan(database, cache), cache, _check, changes, time, options.KeepDeleted);

    public AnnotationCommits Annotations => _annotations ??= new(this, database, cache, changes);

    /// <summary>Commits waiting writes, from <paramref name="first"/> on, as far as one group goes.</summary>
    /// <returns>How many were taken. None when the group only made the series of the next write's rows; the next call takes it.</returns>
    public int Write(ReadOnlyCollection<WriteSubmission> waiting, int first)
    {
        _group.Clear();
        _check.Clear();
        var taken = 0;
        // One read transaction for all checks: each statement on its own would lock and unlock the file.
        database.Run("BEGIN");
        while (first + taken < waiting.Count && journal.GatheredBytes < options.GroupBytes && !_check.IsForNextGroup(waiting[first + taken]) && Check(waiting[first + taken]))
            taken++;
        database.Run("COMMIT");
        Commit([.. _group.Where(write => write.Record is not null).Select(write => write.Record!)], _group.Exists(write => write.NeedsDatabase));
        foreach (var write in _group)
        {
            if (write.Changes != ChangeKinds.None)
                changes.Publish(new RunChange(write.Run.Head.Project, write.Run.Head.Id, write.Changes));
            write.Submission?.Answer(write.Answer);
        }
        return taken;
    }

    void Trim()
    {
        if (!cache.NeedsTrim)
            return;
        if (applier.HasDirtyRuns)
        {
            applier.Begin();
            applier.Commit(journal.LastSequence);
        }
        cache.Trim();
    }

    /// <returns>False when the write waits for the next group.</returns>
    bool Check(WriteSubmission submission)
    {
        if (cache.Find(submission.Run) is not { } run)
            submission.Answer(new WriteAnswer.NoSuchRun());
        else if (submission.Request is { } request && _check.Earlier(run, request) is { } earlier)
            // The first one may be in this very group: the answer waits for its flush.
            _group.Add(new Checked(submission, run, null, new WriteAnswer.Written(earlier), ChangeKinds.None, NeedsDatabase: false));
        else if (submission is RowsSubmission rows)
            return CheckRows(rows, run);
        else
            CheckBatch((BatchSubmission)submission, run);
        return true;
    }

    void CheckBatch(BatchSubmission submission, CachedRun run)
    {
        var accepted = new List<RunOperation>(submission.Batch.Operations.Length);
        var rejections = _check.Check(run, submission.Batch, accepted);
        var (now, activity, kinds) = Touch(run, accepted.Count > 0, submission.Batch.IsEdit);
        BatchWritten? record = null;
        if (accepted.Count > 0 || submission.Request is not null)
        {
            record = new BatchWritten(submission.Run, now, activity, submission.Request, rejections, accepted);
            Journal(record);
            foreach (var operation in accepted)
                kinds |= OperationChanges.KindOf(operation);
        }
        _group.Add(new Checked(submission, run, record, new WriteAnswer.Written(rejections), kinds, record is not null && !_check.IsFloatsOnly(run, record)));
    }

    bool CheckRows(RowsSubmission submission, CachedRun run)
    {
        var created = new List<RunOperation>();
        var taken = _check.Check(run, submission, created);
        var answer = new WriteAnswer.Written(taken.Rejections) { Points = taken.Refused };
        var (now, activity, kinds) = Touch(run, isModified: taken.Rows.EntryCount > 0);
        if (taken.Rows.EntryCount == 0 && !taken.Refused.IsEmpty && submission.Request is null)
        {
            // Every point came before, or too late: there is nothing to keep.
            _group.Add(new Checked(submission, run, null, answer, kinds, NeedsDatabase: false));
            return true;
        }
        RunRecord record = created.Count > 0
            ? new BatchWritten(submission.Run, now, activity, null, [], created)
            : new RowsTaken(submission.Run, now, activity, submission.Request, taken.Rejections, taken.Rows, taken.Series);
        Journal(record);
        if (created.Count > 0)
        {
            _group.Add(new Checked(null, run, record, new WriteAnswer.Written([]), kinds, NeedsDatabase: true));
            return false;
        }
        _group.Add(new Checked(submission, run, record, answer, kinds | ChangeKinds.FloatSeries, submission.Request is not null));
        return true;
    }

    /// <summary>Notes a write to a run.</summary>
    internal (long Now, RunActivity Activity, ChangeKinds Changes) Touch(CachedRun run, bool isModified, bool isEdit = false)
    {
        var now = time.UnixMicros();
        var activity = presence.Update(run.Head, now, before => isEdit ? before : before.Written(now), out var stateChanged);
        if (isModified)
            presence.Modified(run.Head.Id, now);
        return (now, activity, stateChanged ? ChangeKinds.State : ChangeKinds.None);
    }

    /// <summary>Creates waiting runs, from <paramref name="first"/> on, as far as one group goes.</summary>
    /// <remarks>Each is applied before the next is checked, which has to see its name and number, and so before the flush: nobody sees a run, or points of it, before the commit.</remarks>
    /// <returns>How many were taken.</returns>
    public int Create(IReadOnlyList<CreateSubmission> waiting, int first)
    {
        var answers = new List<(CreateSubmission Submission, CreateAnswer Answer)>();
        var created = new List<RunHead>();
        for (; first + answers.Count < waiting.Count && journal.GatheredBytes < options.GroupBytes; )
        {
            var submission = waiting[first + answers.Count];
            var (answer, record) = _creation.Check(submission.Run, time.UnixMicros());
            if (record is not null)
            {
                if (created.Count == 0)
                {
                    _progress = Progress.Applying;
                    applier.Begin();
                }
                Journal(record);
                applier.Apply(record, journal.LastSequence);
                created.Add(record.Head);
                answer = new CreateAnswer.Created(record.Head, Existed: false);
            }
            answers.Add((submission, answer!));
        }
        if (created.Count > 0)
        {
            journal.Flush();
            _progress = Progress.Committing;
            applier.Commit(journal.LastSequence);
            _progress = Progress.Idle;
        }
        foreach (var head in created)
        {
            presence.Add(head);
            changes.Publish(new RunChange(head.Project, head.Id, ChangeKinds.Created));
        }
        foreach (var (submission, answer) in answers)
            submission.Answer(answer);
        return answers.Count;
    }

    public void WriteTogether(TogetherSubmission submission)
    {
        _check.Clear();
        var batches = new List<BatchWritten>();
        foreach (var batch in submission.Batches)
        {
            var accepted = new List<RunOperation>();
            if (cache.Find(batch.Run) is not { } run)
            {
                submission.Answer(new WriteAnswer.NoSuchRun());
                return;
            }
            if (_check.Check(run, batch, accepted) is { Length: > 0 } rejections)
            {
                submission.Answer(new WriteAnswer.Written(rejections));
                return;
            }
            batches.Add(new BatchWritten(batch.Run, time.UnixMicros(), default, null, [], accepted));
        }
        // Only now: a refused write is no sign of life.
        var touched = batches.ConvertAll(batch => (Batch: batch, Run: cache.Find(batch.Run)!))
            .ConvertAll(each => (each.Batch, each.Run, Touch: Touch(each.Run, each.Batch.Operations.Count > 0)));
        var record = new RunsWritten([.. touched.Select(each => each.Batch with { UnixMicros = each.Touch.Now, Activity = each.Touch.Activity })]);
        Journal(record);
        Commit([record], needsDatabase: true);
        foreach (var (batch, run, touch) in touched)
        {
            var kinds = batch.Operations.Aggregate(touch.Changes, (all, operation) => all | OperationChanges.KindOf(operation));
            if (kinds != ChangeKinds.None)
                changes.Publish(new RunChange(run.Head.Project, run.Head.Id, kinds));
        }
        submission.Answer(new WriteAnswer.Written([]));
    }

    public void SetTrashed(TrashSubmission submission)
    {
        var found = cache.WithVersions(submission.Runs).Where(run => run.Head.Kind != RunKind.ProjectMetadata).ToList();
        var changing = found.Where(run => run.Head.Trashed != submission.Trashed).ToList();
        if (changing.Count > 0)
        {
            var record = new RunsTrashed([.. changing.Select(run => run.Head.Id)], submission.Trashed);
            Journal(record);
            Commit([record], needsDatabase: true);
            foreach (var run in changing)
                changes.Publish(new RunChange(run.Head.Project, run.Head.Id, ChangeKinds.Trash));
        }
        submission.Answer(new TrashAnswer([.. found.Select(run => run.Head.Id)], null));
    }

    public void Delete(DeleteSubmission submission)
    {
        var found = cache.WithVersions(submission.Runs);
        if (found.Count > 0)
        {
            var record = new RunsDeleted([.. found.Select(run => run.Head.Id)]);
            Journal(record);
            Commit([record], needsDatabase: true);
            foreach (var run in found)
            {
                presence.Remove(run.Head.Id);
                changes.Publish(new RunChange(run.Head.Project, run.Head.Id, ChangeKinds.Trash));
            }
        }
        submission.Answer(new DeleteAnswer([.. found.Select(run => run.Head.Id)], null));
    }

    /// <summary>Journals and applies one record.</summary>
    internal void CommitOne(RunRecord record)
    {
        Journal(record);
        Commit([record], needsDatabase: true);
    }

    void Journal(RunRecord record)
    {
        RecordCodec.Write(journal.BeginEntry(), record);
        journal.EndEntry();
    }

    void Commit(IReadOnlyList<RunRecord> records, bool needsDatabase)
    {
        if (journal.GatheredBytes == 0)
            return;
        _progress = Progress.Journalling;
        journal.Flush();
        _progress = Progress.Applying;
        // Points of known float series are safe in the journal and go to memory alone.
        if (needsDatabase)
            applier.Begin();
        // Points can be seen before the commit, so tables must not look at them until it is done.
        if (!needsDatabase || records.Any(HasPoints))
            lock (tables.Gate)
                Apply(records, needsDatabase);
        else
            Apply(records, needsDatabase);
        _progress = Progress.Idle;
        if (needsDatabase)
            foreach (var batch in records.SelectMany(record => record is RunsWritten together ? together.Batches : record is BatchWritten one ? [one] : []))
                presence.Saved(batch.Run, batch.Activity);
        if (records is [DeletionMade made])
            presence.Saved(made.Run, made.Activity);
        if (records is [DeletionRestored restored])
            presence.Saved(restored.Run, restored.Activity);
    }

    static bool HasPoints(RunRecord record) => record switch
    {
        BatchWritten batch => batch.Operations.Any(operation => operation is AppendFloats),
        RunsWritten together => together.Batches.Any(HasPoints),
        RunCreated created => created.First.Any(operation => operation is AppendFloats),
        _ => record is RowsTaken or DeletionMade or DeletionRestored,
    };

    void Apply(IReadOnlyList<RunRecord> records, bool needsDatabase)
    {
        for (var i = 0; i < records.Count; i++)
        {
            applier.Apply(records[i], journal.LastSequence - records.Count + i + 1);
            if (!needsDatabase && RunOf(records[i]) is { } run)
                applier.TouchPoints(run);
        }
        if (!needsDatabase)
            return;
        _progress = Progress.Committing;
        applier.Commit(journal.LastSequence);
    }

    static RunId? RunOf(RunRecord record) => record switch
    {
        BatchWritten batch => batch.Run,
        RowsTaken rows => rows.Run,
        _ => null,
    };

    /// <summary>Saves signs of life, forgets released blobs, frees some dead rows.</summary>
    public void Upkeep()
    {
        checkpoints.Continue();
        Deletions.PurgeExpired();
        var unsaved = presence.Unsaved();
        var released = new List<BlobId>();
        while (Released.TryDequeue(out var blob))
            released.Add(blob);
        if (unsaved.Count == 0 && released.Count == 0 && !applier.HasDirtyRuns && !DeadData.HasSeries(database))
            return;
        applier.Begin();
        foreach (var (run, activity) in unsaved)
            applier.SetActivity(run, activity);
        foreach (var blob in released)
            DeadData.RemoveBlob(database, blob);
        DeadData.FreeRows(database, options.FreedRowsPerRound);
        applier.Commit(journal.LastSequence);
        foreach (var (run, activity) in unsaved)
            presence.Saved(run, activity);
    }

    /// <summary>Begins to free the space of what is deleted for good.</summary>
    public void Free() => checkpoints.Free();

    /// <summary>Keeps memory, SQLite's log and the journal in bounds. Call between commits, when their answers are out: a failure here concerns none of them.</summary>
    public void Tidy()
    {
        Trim();
        checkpoints.Continue();
    }

    /// <summary>Waits while the memory for points is full.</summary>
    public Task MakeRoomAsync() => checkpoints.MakeRoomAsync();

    /// <summary>Begins a clean stop: once <see cref="WhenIdleAsync"/> completes, <see cref="Close"/> ends it.</summary>
    public void BeginClose()
    {
        checkpoints.BeginClose();
        Upkeep();
        checkpoints.BeginLast();
    }

    public Task WhenIdleAsync() => checkpoints.WhenIdleAsync();

    /// <summary>A clean stop: all is on disk, and the next start has nothing to replay.</summary>
    public void Close() => checkpoints.EndLast();

    /// <summary>After a failure: takes back what nobody was promised, as far as the disk lets it.</summary>
    public void Abandon()
    {
        try
        {
            if (_progress == Progress.Idle || (_progress != Progress.Journalling && !IsRolledBack()))
                return;
            journal.TakeBackLastGroup();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            // The commit is refused, but a restart may find it whole: it is applied then, as when an answer is lost on the way.
            StorageLog.NotTakenBack(logger, fault);
        }
    }

    /// <summary>A commit that failed may lie whole in SQLite's log and come back at the next start. Only when the log is empty it surely does not,
    /// and only then may the journal forget it: a database that is ahead of its journal looks damaged.</summary>
    bool IsRolledBack()
    {
        var isCommitting = _progress == Progress.Committing;
        if (!database.IsAutocommit)
            applier.RollBack();
        return !isCommitting || checkpoints.MoveAll();
    }
}

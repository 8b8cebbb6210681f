using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Commits: check, journal and flush, apply, publish, answer. Belongs to the writer's loop.</summary>
/// <remarks>Every exception means that the disk, or this code, failed; the caller then calls <see cref="Abandon"/> and commits nothing more.</remarks>
sealed class CommitGroup(
    Statements database, AppendJournal journal, RunCache cache, RecordApplier applier, Presence presence, IChangeSink changes, TimeProvider time,
    ILogger logger, RunStoreOptions options)
{
    /// <summary>SQLite's default.</summary>
    const int PageBytes = 4096;

    readonly record struct Checked(BatchSubmission Submission, CachedRun Run, BatchWritten? Record, WriteAnswer Answer, bool StateChanged);

    readonly GroupCheck _check = new(database, cache);
    readonly CreationCheck _creation = new(database, cache, presence);
    readonly List<Checked> _group = [];
    Progress _progress;
    int _pagesAtCheckpoint;

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

    /// <summary>Commits waiting batches, from <paramref name="first"/> on, as far as one group goes.</summary>
    /// <returns>How many were taken, at least one.</returns>
    public int Write(ReadOnlyCollection<BatchSubmission> waiting, int first)
    {
        _group.Clear();
        _check.Clear();
        var taken = 0;
        while (first + taken < waiting.Count && journal.GatheredBytes < options.GroupBytes)
            Check(waiting[first + taken++]);
        Commit(_group.Where(batch => batch.Record is not null).Select(batch => (RunRecord)batch.Record!));
        foreach (var batch in _group)
        {
            Publish(batch);
            batch.Submission.Answer(batch.Answer);
        }
        return taken;
    }

    void Check(BatchSubmission submission)
    {
        var batch = submission.Batch;
        if (cache.Find(batch.Run) is not { } run)
        {
            submission.Answer(new WriteAnswer.NoSuchRun());
            return;
        }
        if (batch.Request is { } request && _check.Earlier(run, request) is { } earlier)
        {
            // The first one may be in this very group: the answer waits for its flush.
            _group.Add(new Checked(submission, run, null, new WriteAnswer.Written(earlier), StateChanged: false));
            return;
        }
        var accepted = new List<RunOperation>(batch.Operations.Length);
        var rejections = _check.Check(run, batch, accepted);
        var now = time.UnixMicros();
        var activity = presence.Update(run.Head, now, before => before.Written(now), out var stateChanged);
        BatchWritten? record = null;
        if (accepted.Count > 0 || batch.Request is not null)
        {
            record = new BatchWritten(batch.Run, now, activity, batch.Request, rejections, accepted);
            Journal(record);
        }
        _group.Add(new Checked(submission, run, record, new WriteAnswer.Written(rejections), stateChanged));
    }

    public void Create(CreateSubmission submission)
    {
        var (answer, record) = _creation.Check(submission.Run, time.UnixMicros());
        if (record is not null)
        {
            Journal(record);
            Commit([record]);
            presence.Add(record.Head);
            changes.Publish(new RunChange(record.Head.Project, record.Head.Id, ChangeKinds.Created));
            answer = new CreateAnswer.Created(record.Head, Existed: false);
        }
        submission.Answer(answer!);
    }

    public void SetTrashed(TrashSubmission submission)
    {
        var found = submission.Runs.Distinct().Select(cache.Find).OfType<CachedRun>().Where(run => run.Head.Kind != RunKind.ProjectMetadata).ToList();
        var changing = found.Where(run => run.Head.Trashed != submission.Trashed).ToList();
        if (changing.Count > 0)
        {
            var record = new RunsTrashed([.. changing.Select(run => run.Head.Id)], submission.Trashed);
            Journal(record);
            Commit([record]);
            foreach (var run in changing)
                changes.Publish(new RunChange(run.Head.Project, run.Head.Id, ChangeKinds.Trash));
        }
        submission.Answer(new TrashAnswer([.. found.Select(run => run.Head.Id)], null));
    }

    void Journal(RunRecord record)
    {
        RecordCodec.Write(journal.BeginEntry(), record);
        journal.EndEntry();
    }

    void Commit(IEnumerable<RunRecord> records)
    {
        if (journal.GatheredBytes == 0)
            return;
        _progress = Progress.Journalling;
        journal.Flush();
        _progress = Progress.Applying;
        applier.Begin();
        foreach (var record in records)
            applier.Apply(record);
        _progress = Progress.Committing;
        applier.Commit(journal.LastSequence);
        _progress = Progress.Idle;
        foreach (var batch in records.OfType<BatchWritten>())
            presence.Saved(batch.Run, batch.Activity);
    }

    void Publish(in Checked batch)
    {
        var kinds = batch.StateChanged ? ChangeKinds.State : ChangeKinds.None;
        if (batch.Record is not null)
            foreach (var operation in batch.Record.Operations)
                kinds |= OperationChanges.KindOf(operation);
        if (kinds != ChangeKinds.None)
            changes.Publish(new RunChange(batch.Run.Head.Project, batch.Run.Head.Id, kinds));
    }

    /// <summary>Saves signs of life, forgets released blobs, frees some dead rows.</summary>
    public void Upkeep()
    {
        var unsaved = presence.Unsaved();
        var released = new List<BlobId>();
        while (Released.TryDequeue(out var blob))
            released.Add(blob);
        if (unsaved.Count == 0 && released.Count == 0 && !DeadData.HasSeries(database))
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

    /// <summary>Moves SQLite's log into the database, which flushes both; then the journal up to here is no longer needed.</summary>
    /// <returns>False when readers that look at an older state keep part of the log back.</returns>
    bool Checkpoint(string pragma)
    {
        var checkpoint = database[pragma];
        checkpoint.Step();
        var (busy, pages, moved) = (checkpoint.Int64(0) != 0, checkpoint.Int64(1), checkpoint.Int64(2));
        checkpoint.Reset();
        // Also when it was not complete: trying again at every commit would cost more than a longer log.
        _pagesAtCheckpoint = database.PagesWritten;
        if (!busy && pages == moved)
            return true;
        StorageLog.CheckpointIncomplete(logger, moved, pages);
        return false;
    }

    /// <summary>Keeps memory and SQLite's log in bounds. Call between commits, when their answers are out: a failure here concerns none of them.</summary>
    public void Tidy()
    {
        cache.Trim();
        if ((long)(database.PagesWritten - _pagesAtCheckpoint) * PageBytes > options.CheckpointBytes && Checkpoint(MoveWhatReadersAllow))
            journal.RemoveThrough(journal.LastSequence);
    }

    /// <summary>A clean stop: all is in the database, and the next start has nothing to replay.</summary>
    public void Close()
    {
        Upkeep();
        if (Checkpoint(MoveAll))
            journal.RemoveThrough(journal.LastSequence);
    }

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
        return !isCommitting || Checkpoint(MoveAll);
    }

    const string MoveWhatReadersAllow = "PRAGMA wal_checkpoint(PASSIVE)";
    const string MoveAll = "PRAGMA wal_checkpoint(TRUNCATE)";
}

using Microsoft.Extensions.Logging;
using Nereid.Storage.Journal;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Brings what only journal and memory hold to disk, a piece at a time beside writing, so that the journal can be cut. Belongs to the writer's loop.</summary>
/// <remarks>
/// A round: the engine writes all points up to now into blocks, by a thread of its own; then the figures of the series that changed are saved with their
/// attributes, some at a time between commits; then SQLite's log is moved into the database; then segments go of which every entry is in both.
/// </remarks>
sealed class Checkpoints(
    Statements database, AppendJournal journal, RecordApplier applier, SeriesWriter series, RunCache cache, FloatEngine floats, ILogger logger,
    RunStoreOptions options)
{
    /// <summary>SQLite's default.</summary>
    const int PageBytes = 4096;

    const string MoveWhatReadersAllow = "PRAGMA wal_checkpoint(PASSIVE)";
    const string MoveEverything = "PRAGMA wal_checkpoint(TRUNCATE)";

    /// <summary>Dead series freed at once.</summary>
    const int FreedAtOnce = 1_000;

    bool _isFlushing;
    bool _isClosing;
    int _toSave;
    int _segmentsLeft = 1;
    int _pagesAtMove;

    /// <summary>The next piece of work, when there is any. Between commits.</summary>
    public void Continue()
    {
        EndJob();
        if (_toSave > 0)
            SaveSome(options.FiguresSavedAtOnce);
        if (!floats.IsBusy && _toSave == 0 && (floats.WantsFlush || journal.Segments >= _segmentsLeft + options.JournalSegments))
            BeginFlush();
        else if (!floats.IsBusy && floats.WantsMerge && !_isClosing)
            floats.BeginMerge();
        if ((long)(database.PagesWritten - _pagesAtMove) * PageBytes > options.CheckpointBytes)
            CutJournal();
    }

    void BeginFlush()
    {
        floats.BeginFlush(journal.LastSequence);
        _isFlushing = true;
    }

    void EndJob()
    {
        while (floats.TryTakeDamage(out var damage))
            StorageLog.Damaged(logger, damage);
        if (!floats.TryEndJob(out var freed))
            return;
        if (_isFlushing)
        {
            // All that changed up to the flush, and what changed since; both may be saved now.
            _toSave = series.Unsaved;
            _isFlushing = false;
            if (_toSave == 0)
                EndSaving();
        }
        if (freed.Count == 0)
            return;
        applier.Begin();
        foreach (var number in freed)
            DeadData.RemoveSeries(database, number);
        applier.Commit(journal.LastSequence);
    }

    void SaveSome(int most)
    {
        var count = Math.Min(most, _toSave);
        applier.Begin();
        series.SaveFigures(count, journal.LastSequence);
        applier.Commit(journal.LastSequence);
        _toSave -= count;
        if (_toSave == 0)
            EndSaving();
    }

    void EndSaving()
    {
        applier.FiguresSaved = floats.Flushed;
        applier.Begin();
        applier.Commit(journal.LastSequence);
        CutJournal();
        _segmentsLeft = journal.Segments;
        floats.Forget(cache.IsCached);
    }

    /// <summary>Moves SQLite's log into the database, and removes the segments that nobody needs any more.</summary>
    void CutJournal()
    {
        if (Move(MoveWhatReadersAllow))
            journal.RemoveThrough(Math.Min(applier.Committed, Math.Min(floats.Durable, applier.FiguresSaved)));
    }

    /// <summary>Begins to free the blocks of deleted series.</summary>
    public void FreeSeries()
    {
        if (!floats.IsBusy && DeadData.FloatSeries(database, FreedAtOnce) is { Count: > 0 } dead)
            floats.BeginFree(dead);
    }

    /// <summary>Completes when there is memory for more points.</summary>
    public Task MakeRoomAsync() => floats.WantsFlush && floats.IsBusy ? floats.WhenIdleAsync() : Task.CompletedTask;

    public Task WhenIdleAsync() => floats.WhenIdleAsync();

    /// <summary>Begins no more work that can be done after the next start.</summary>
    public void BeginClose() => _isClosing = true;

    /// <summary>Begins the flush of a clean stop, when nothing else is being written.</summary>
    public void BeginLast()
    {
        EndJob();
        if (!floats.IsBusy)
            BeginFlush();
    }

    public void EndLast()
    {
        EndJob();
        if (_toSave > 0)
            SaveSome(_toSave);
        if (MoveAll())
            journal.RemoveThrough(Math.Min(applier.Committed, Math.Min(floats.Durable, applier.FiguresSaved)));
    }

    /// <summary>Moves SQLite's log into the database, which flushes both.</summary>
    /// <returns>False when readers that look at an older state keep part of the log back.</returns>
    public bool MoveAll() => Move(MoveEverything);

    bool Move(string pragma)
    {
        var checkpoint = database[pragma];
        checkpoint.Step();
        var (busy, pages, moved) = (checkpoint.Int64(0) != 0, checkpoint.Int64(1), checkpoint.Int64(2));
        checkpoint.Reset();
        // Also when it was not complete: trying again at every commit would cost more than a longer log.
        _pagesAtMove = database.PagesWritten;
        if (!busy && pages == moved)
            return true;
        StorageLog.CheckpointIncomplete(logger, moved, pages);
        return false;
    }
}

using Microsoft.Extensions.Logging;
using Nereid.Storage.Journal;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Blocks;
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

    /// <summary>A cut whose points are damaged on disk is left alone after this many attempts, until the next start.</summary>
    const int PurgeAttempts = 3;

    bool _isFlushing;
    bool _isClosing;
    int _toSave;
    int _segmentsLeft = 1;
    int _pagesAtMove;
    long _scrubThrough;
    int _upkeepsSinceScrub = options.UpkeepsPerScrub;
    readonly Dictionary<SeriesCut, int> _purgeAttempts = [];

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
        if (!floats.TryEndJob(out var freed, out var purged))
            return;
        if (_isFlushing)
        {
            // All that changed up to the flush, and what changed since; both may be saved now.
            _toSave = series.Unsaved;
            _isFlushing = false;
            if (_toSave == 0)
                EndSaving();
        }
        if (freed.Count + purged.Count == 0)
            return;
        applier.Begin();
        foreach (var number in freed)
            DeadData.RemoveSeries(database, number);
        foreach (var cut in purged)
            applier.EndPurge(cut);
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
        database["DELETE FROM series_uses WHERE last <= ?1"].Bind(1, floats.Durable).Execute();
        applier.Commit(journal.LastSequence);
        CutJournal();
        if (_scrubThrough > 0)
            EndScrub();
        _segmentsLeft = journal.Segments;
        floats.Forget(cache.IsCached);
    }

    /// <summary>What was deleted is overwritten in the databases; now it goes out of their logs and the journal.</summary>
    void BeginScrub()
    {
        journal.Rotate();
        (_scrubThrough, _upkeepsSinceScrub, _isFlushing) = (journal.LastSequence, 0, true);
        floats.BeginFlush(journal.LastSequence, empties: true);
    }

    void EndScrub()
    {
        var through = _scrubThrough;
        _scrubThrough = 0;
        SqliteFile.BeImpatient(database);
        var isEmpty = MoveAll();
        SqliteFile.BePatient(database);
        if (!isEmpty || !floats.IsLogEmpty || floats.Durable < through)
            return;
        journal.RemoveThrough(Math.Min(applier.Committed, Math.Min(floats.Durable, applier.FiguresSaved)));
        if (applier.Scrub > through)
            return;
        applier.Scrub = 0;
        applier.Begin();
        applier.Commit(journal.LastSequence);
    }

    /// <summary>Moves SQLite's log into the database, and removes the segments that nobody needs any more.</summary>
    void CutJournal()
    {
        if (Move(MoveWhatReadersAllow))
            journal.RemoveThrough(Math.Min(applier.Committed, Math.Min(floats.Durable, applier.FiguresSaved)));
    }

    /// <summary>Begins to free what is deleted for good. Once a round of upkeep.</summary>
    public void Free()
    {
        _upkeepsSinceScrub++;
        if (floats.IsBusy || _isFlushing || _toSave > 0)
            return;
        if (DeadData.FloatSeries(database, FreedAtOnce) is { Count: > 0 } dead)
            floats.BeginFree(dead);
        else if (CutsToPurge(floats.Flushed) is { Count: > 0 } cuts)
            floats.BeginPurge(cuts);
        else if (CutsToPurge(long.MaxValue).Count > 0)
            // What they took away has to be on disk before it can be taken from there.
            BeginFlush();
        else if (applier.Scrub > 0 && options.UpkeepsPerScrub > 0 && _upkeepsSinceScrub >= options.UpkeepsPerScrub && !DeadData.HasSeries(database))
            BeginScrub();
    }

    List<SeriesCut> CutsToPurge(long through)
    {
        var cuts = DeletionApplier.Purging(database, through, FreedAtOnce).FindAll(cut => _purgeAttempts.GetValueOrDefault(cut) < PurgeAttempts);
        if (through != long.MaxValue)
            foreach (var cut in cuts)
                _purgeAttempts[cut] = _purgeAttempts.GetValueOrDefault(cut) + 1;
        return cuts;
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
        if (floats.IsBusy)
            return;
        if (applier.Scrub > 0 && options.UpkeepsPerScrub > 0 && !DeadData.HasSeries(database) && CutsToPurge(long.MaxValue).Count == 0)
            BeginScrub();
        else
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

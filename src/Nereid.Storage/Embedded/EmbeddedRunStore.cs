using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Nereid.Domain.Files;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Storage.Embedded.Tables;
using Nereid.Storage.Files;
using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>The run store of a server of its own: one folder with a journal and a SQLite database, held by one process.</summary>
/// <remarks>Dispose it for a clean stop. Without one, the next start replays from the journal what the database does not have.</remarks>
public sealed class EmbeddedRunStore : IAsyncDisposable
{
    /// <summary>Of the folder as a whole: which files there are and what for. Journal and database have versions of their own.</summary>
    const int FormatVersion = 1;

    readonly FolderLock _lock;
    readonly AppendJournal _journal;
    readonly Statements _database;
    readonly ReadSessions _sessions;
    readonly FloatEngine _floats;
    readonly EmbeddedRunWriter _writer;

    EmbeddedRunStore(
        FolderLock folderLock, AppendJournal journal, Statements database, ReadSessions sessions, FloatEngine floats, EmbeddedRunWriter writer, IRunReader reader)
    {
        (_lock, _journal, _database, _sessions, _floats, _writer, Reader) = (folderLock, journal, database, sessions, floats, writer, reader);
    }

    public IRunWriter Writer => _writer;

    public IRunReader Reader { get; }

    /// <summary>Opens the store in a folder, making it when it is not there. Takes as long as the replay of the journal: nothing after a clean stop.</summary>
    /// <exception cref="StoreOpenException">In use by another process, not writable, written by a newer version, or damaged.</exception>
    public static EmbeddedRunStore Open(
        string folder, IBlobStore blobs, IChangeSink changes, TimeProvider time, ILogger logger, RunStoreOptions options, CancellationToken cancel) =>
        Open(new LocalFileSystem(), folder, blobs, changes, time, logger, options, cancel);

    internal static EmbeddedRunStore Open(
        IFileSystem files, string folder, IBlobStore blobs, IChangeSink changes, TimeProvider time, ILogger logger, RunStoreOptions options, CancellationToken cancel)
    {
        var opened = new Stack<IDisposable>();
        T Opened<T>(T part) where T : IDisposable
        {
            opened.Push(part);
            return part;
        }

        try
        {
            files.CreateFolder(folder);
            var folderLock = Opened(FolderLock.Take(folder));
            FormatFile.Ensure(files, folder, FormatVersion);
            var databasePath = Path.Combine(folder, "runs.db");
            var connection = Opened(SqliteFile.Open(databasePath, Synchronous.Normal));
            RunsSchema.Ensure(connection, databasePath);
            if (options.MaxDatabasePages is { } pages)
                SchemaSteps.Limit(connection, pages);
            var database = Opened(new Statements(connection));
            var state = AppliedState.Read(database);

            var journal = Opened(new AppendJournal(files, Path.Combine(folder, "journal"), options.JournalSegmentBytes));
            var floats = Opened(FloatEngine.Open(Path.Combine(folder, "series.db"), options.HeadBytes, options.PointsPerThread, options.MaxSeriesPages));
            var cache = new RunCache(database, floats, options.CachedAttributes);
            var scratch = new GrowingBuffer(capacity: 4096);
            var series = new SeriesWriter(database, cache, floats, scratch, state.LastSeries, options.SpanPoints);
            var tableChanges = new TableChanges();
            var applier = new RecordApplier(database, cache, series, scratch, options.RememberedRequests, state, tableChanges);
            Replay(journal, applier, new FloatReplay(cache, series, floats), cache, floats.Flushed, logger, options, cancel);

            var presence = new Presence();
            var sessions = Opened(new ReadSessions(databasePath));
            var paths = new PathIndexes(tableChanges, options.PathBytes);
            var reader = new EmbeddedRunReader(sessions, floats, presence, new RunTables(floats, presence, tableChanges, paths, options.TableBytes), paths, time, options.KeepDeleted);
            var checkpoints = new Checkpoints(database, journal, applier, series, cache, floats, logger, options);
            var commits = new CommitGroup(database, journal, cache, applier, tableChanges, checkpoints, presence, changes, time, logger, options);
            var writer = new EmbeddedRunWriter(commits, reader, presence, blobs, changes, time, logger, options);
            return new EmbeddedRunStore(folderLock, journal, database, sessions, floats, writer, reader);
        }
        catch (Exception fault)
        {
            while (opened.TryPop(out var part))
                part.Dispose();
            throw fault switch
            {
                SqliteException error => new StoreOpenException($"The data in '{folder}' cannot be read: {SqliteFile.Explain(error)}", fault),
                JournalDamageException or RecordFormatException => new StoreOpenException($"The data in '{folder}' cannot be read: {fault.Message}", fault),
                IOException or UnauthorizedAccessException => new StoreOpenException($"The folder '{folder}' cannot be used: {fault.Message}", fault),
                _ => fault,
            };
        }
    }

    /// <summary>Applies what the journal has beyond the database, through the same code that writing uses, and brings back the points that are in no block.</summary>
    static void Replay(
        AppendJournal journal, RecordApplier applier, FloatReplay floats, RunCache cache, long flushed, ILogger logger, RunStoreOptions options, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var (applied, inTransaction, last) = (applier.Committed, 0L, applier.Committed);
        var recovery = journal.Recover(Math.Min(applied, Math.Min(flushed, applier.FiguresSaved)), (sequence, payload) =>
        {
            cancel.ThrowIfCancellationRequested();
            if (sequence <= applied)
            {
                floats.Apply(RecordCodec.Read(payload), sequence);
                return;
            }
            if (inTransaction == 0)
                applier.Begin();
            applier.Apply(RecordCodec.Read(payload), sequence);
            (inTransaction, last) = (inTransaction + payload.Length, sequence);
            if (inTransaction < options.GroupBytes)
                return;
            applier.Commit(last);
            cache.Trim();
            inTransaction = 0;
        });
        if (inTransaction > 0)
            applier.Commit(last);
        if (journal.LastSequence < Math.Max(applied, flushed))
            throw new JournalDamageException(
                JournalFormat.FileName(journal.LastSequence), 0, $"the journal ends with entry {journal.LastSequence}, but the store has applied entry {Math.Max(applied, flushed)}");
        if (recovery.TornSegment is { } segment)
            StorageLog.TornEnd(logger, recovery.TornBytes, segment);
        StorageLog.Opened(logger, recovery.Entries, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>One round of upkeep now; for tests that do not want to wait.</summary>
    internal Task RunUpkeepAsync(CancellationToken cancel) => _writer.RunUpkeepAsync(cancel);

    /// <summary>Completes when nothing is written in the background; for tests.</summary>
    internal Task WhenIdleAsync() => _writer.WhenIdleAsync();

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _sessions.Dispose();
        _floats.Dispose();
        _database.Dispose();
        _journal.Dispose();
        _lock.Dispose();
    }
}

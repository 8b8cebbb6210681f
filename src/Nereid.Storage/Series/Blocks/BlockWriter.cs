using Nereid.Storage.Series.Heads;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Writes blocks into series.db. For one thread at a time; after an exception the transaction is rolled back and nothing of it remains.</summary>
sealed class BlockWriter(Statements database) : IBlockSink, IDisposable
{
    readonly Dictionary<long, long> _blockUses = [];
    readonly Dictionary<long, long> _pageUses = [];
    long _lastBlock;
    long _lastPage;

    /// <summary>Every float point of the journal's entries up to this one is in blocks, and none of a later one.</summary>
    public long ReadFlushed() => ReadNumber("SELECT flushed FROM state");

    /// <summary>Writes the rows that the runs set apart.</summary>
    /// <param name="flushed">What <see cref="ReadFlushed"/> answers afterwards.</param>
    /// <param name="written">Takes the shapes that were written.</param>
    public void Write(IReadOnlyList<RunHeads> runs, long flushed, List<WrittenShape> written) => InTransaction(() =>
    {
        Begin();
        using var encoder = new BlockEncoder(this);
        foreach (var run in runs)
            foreach (var shape in run.Flushed())
            {
                encoder.Add(run.Row, shape);
                written.Add(new WrittenShape(run.Row, shape.Key, shape.Numbers, shape.Blocks.Min(block => block.Axis.Lowest.Value)));
            }
        foreach (var run in runs)
            WriteCuts(run.Row, run.FlushedCuts());
        encoder.Finish();
        BlockUses.Add(database, _blockUses, _pageUses);
        database["UPDATE state SET flushed = ?1"].Bind(1, flushed).Execute();
    });

    public long AddBlock(long run, long shape, BlockAxis axis, ReadOnlySpan<byte> encoded)
    {
        var last = axis.Sequences[0];
        foreach (var sequence in axis.Sequences)
            last = Math.Max(last, sequence);
        database["INSERT INTO blocks (id, run, last_sequence, axis, shape, rows, lowest, highest, rising) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"]
            .Bind(1, ++_lastBlock).Bind(2, run).Bind(3, last).Bind(4, encoded).Bind(5, shape).Bind(6, axis.Rows)
            .Bind(7, axis.Lowest.Value).Bind(8, axis.Highest.Value).Bind(9, axis.IsRising ? 1 : 0).Execute();
        return _lastBlock;
    }

    void Begin()
    {
        _lastBlock = ReadNumber("SELECT coalesce(max(id), 0) FROM blocks");
        _lastPage = ReadNumber("SELECT coalesce(max(id), 0) FROM pages");
        _blockUses.Clear();
        _pageUses.Clear();
    }

    /// <summary>Joins small and overlapping blocks of these series, as far as it pays.</summary>
    /// <returns>How many blocks were written anew.</returns>
    public int Merge(in WrittenShape shape)
    {
        var (merged, wanted) = (0, shape);
        InTransaction(() =>
        {
            Begin();
            merged = new BlockMerger(database, this).Merge(wanted);
            BlockUses.Add(database, _blockUses, _pageUses);
        });
        return merged;
    }

    public long NextPage() => ++_lastPage;

    public void AddPage(long page, ReadOnlySpan<byte> bytes) =>
        database["INSERT INTO pages (id, data) VALUES (?1, ?2)"].Bind(1, page).Bind(2, bytes).Execute();

    public void AddChunk(long series, long block, long page, ChunkPlace place, ReadOnlySpan<byte> statistics)
    {
        var insert = database["INSERT INTO chunks (series, block, page, offset, length, statistics) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"];
        insert.Bind(1, series).Bind(2, block).Bind(3, page).Bind(4, place.Offset).Bind(5, place.Length);
        _ = statistics.IsEmpty ? insert.BindNull(6) : insert.Bind(6, statistics);
        insert.Execute();
        _blockUses[block] = _blockUses.GetValueOrDefault(block) + 1;
        _pageUses[page] = _pageUses.GetValueOrDefault(page) + 1;
    }

    /// <summary>Removes the chunks and cuts of deleted series, and the blocks and pages that nothing is left of.</summary>
    public void Free(IReadOnlyList<long> series) => InTransaction(() =>
    {
        var freed = new FreedChunks(database);
        foreach (var number in series)
        {
            var chunks = database["SELECT block, page, offset, length FROM chunks WHERE series = ?1"].Bind(1, number);
            while (chunks.Step())
                freed.Add(chunks.Int64(0), chunks.Int64(1), new ChunkPlace((int)chunks.Int64(2), (int)chunks.Int64(3)));
            database["DELETE FROM chunks WHERE series = ?1"].Bind(1, number).Execute();
            database["DELETE FROM cuts WHERE series = ?1"].Bind(1, number).Execute();
        }
        freed.Release();
    });

    /// <summary>Removes the points that cuts took away, and the cuts. All of them are on disk.</summary>
    public void Purge(IReadOnlyList<SeriesCut> cuts) => InTransaction(() =>
    {
        Begin();
        using (var purge = new CutPurge(database, this))
            foreach (var cut in cuts)
                purge.Purge(cut);
        BlockUses.Add(database, _blockUses, _pageUses);
    });

    void WriteCuts(long run, List<CutChange> changes)
    {
        foreach (var (series, cut, isUndone) in changes)
            if (isUndone)
                database["DELETE FROM cuts WHERE series = ?1 AND deletion = ?2"].Bind(1, series).Bind(2, cut.Deletion).Execute();
            else
                database["""
                    INSERT INTO cuts (run, series, deletion, sequence, from_step, from_millionths, to_step, to_millionths) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                    """].Bind(1, run).Bind(2, series).Bind(3, cut.Deletion).Bind(4, cut.Sequence).BindOrNull(5, cut.Range.From).BindOrNull(7, cut.Range.To).Execute();
    }

    /// <summary>Whether any series has cuts.</summary>
    public bool HasCuts() => ReadNumber("SELECT EXISTS (SELECT 1 FROM cuts)") != 0;

    /// <summary>Above all sequences of the run's blocks and cuts.</summary>
    public static long NextSequence(Statements database, long run)
    {
        var row = database["""
            SELECT max((SELECT coalesce(max(last_sequence), -1) FROM blocks WHERE run = ?1), (SELECT coalesce(max(sequence), -1) FROM cuts WHERE run = ?1)) + 1
            """].Bind(1, run);
        row.Step();
        var next = row.Int64(0);
        row.Reset();
        return next;
    }

    /// <summary>Moves SQLite's log into the database, which flushes both.</summary>
    /// <returns>False when readers that look at an older state keep part of the log back.</returns>
    /// <param name="empties">Also cuts the log off, so that nothing is left in it; not done when readers are about.</param>
    public bool Checkpoint(bool empties)
    {
        if (empties)
            SqliteFile.BeImpatient(database);
        var checkpoint = database[empties ? "PRAGMA wal_checkpoint(TRUNCATE)" : "PRAGMA wal_checkpoint(PASSIVE)"];
        checkpoint.Step();
        var isDone = checkpoint.Int64(0) == 0 && checkpoint.Int64(1) == checkpoint.Int64(2);
        checkpoint.Reset();
        if (empties)
            SqliteFile.BePatient(database);
        return isDone;
    }

    public void Dispose() => database.Dispose();

    void InTransaction(Action change)
    {
        database.Run("BEGIN IMMEDIATE");
        try
        {
            change();
            database.Run("COMMIT");
        }
        catch
        {
            database.ResetAll();
            if (!database.IsAutocommit)
                database.Run("ROLLBACK");
            throw;
        }
    }

    long ReadNumber(string sql)
    {
        var row = database[sql];
        row.Step();
        var number = row.Int64(0);
        row.Reset();
        return number;
    }
}

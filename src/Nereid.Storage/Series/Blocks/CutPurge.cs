using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>The cut that one deletion made in a series of a run.</summary>
readonly record struct SeriesCut(long Run, long Series, long Deletion);

/// <summary>Takes the points that a cut hides out of the blocks: chunks that have some are written anew without them, in blocks of their own.</summary>
/// <remarks>Inside a transaction of the caller. Readers see the same points before and after.</remarks>
sealed class CutPurge(Statements database, IBlockSink sink) : IDisposable
{
    readonly record struct Chunk(long Block, long Page, ChunkPlace Place, byte[] Axis);

    readonly ChunkPages _pages = new(sink);
    readonly ByteWriter _axis = new();
    readonly FreedChunks _freed = new(database);

    public void Purge(SeriesCut cut)
    {
        var cuts = ReadCuts(database, cut.Series).FindAll(known => known.Deletion == cut.Deletion);
        foreach (var chunk in Chunks(cut.Series))
            Purge(cut, chunk, cuts);
        database["DELETE FROM cuts WHERE series = ?1 AND deletion = ?2"].Bind(1, cut.Series).Bind(2, cut.Deletion).Execute();
        _pages.Finish();
        _freed.Release();
    }

    void Purge(SeriesCut cut, Chunk chunk, List<StepCut> cuts)
    {
        var axis = BlockAxis.Read($"block {chunk.Block} of series.db", chunk.Axis);
        var source = new PointSource(axis, null, room => ReadValues(cut.Series, chunk, room));
        var left = source.Without(cuts);
        if (left == source)
            return;
        if (left is not null)
        {
            _axis.Clear();
            left.Axis.Write(_axis);
            var block = sink.AddBlock(cut.Run, Shape.KeyOf([cut.Series]), left.Axis, _axis.Written);
            _pages.Add(cut.Series, block, left.Values);
        }
        database["DELETE FROM chunks WHERE series = ?1 AND block = ?2"].Bind(1, cut.Series).Bind(2, chunk.Block).Execute();
        _freed.Add(chunk.Block, chunk.Page, chunk.Place);
    }

    List<Chunk> Chunks(long series)
    {
        var found = new List<Chunk>();
        var rows = database["SELECT c.block, c.page, c.offset, c.length, b.axis FROM chunks c JOIN blocks b ON b.id = c.block WHERE c.series = ?1"].Bind(1, series);
        while (rows.Step())
            found.Add(new Chunk(rows.Int64(0), rows.Int64(1), new ChunkPlace((int)rows.Int64(2), (int)rows.Int64(3)), rows.Bytes(4).ToArray()));
        return found;
    }

    void ReadValues(long series, Chunk chunk, Span<double> room)
    {
        var row = database["SELECT data FROM pages WHERE id = ?1"].Bind(1, chunk.Page);
        if (!row.Step())
            throw new SeriesDamageException($"page {chunk.Page} of series.db", "it is missing");
        var page = new Page($"page {chunk.Page} of series.db", row.Bytes(0).ToArray());
        row.Reset();
        page.ReadValues(series, chunk.Place, room);
    }

    public static List<StepCut> ReadCuts(Statements database, long series)
    {
        var cuts = new List<StepCut>();
        var rows = database["SELECT deletion, sequence, from_step, from_millionths, to_step, to_millionths FROM cuts WHERE series = ?1"].Bind(1, series);
        while (rows.Step())
            cuts.Add(new StepCut(rows.Int64(0), new(rows.StepOrNull(2), rows.StepOrNull(4)), rows.Int64(1)));
        return cuts;
    }

    public void Dispose()
    {
        _pages.Dispose();
        _axis.Dispose();
    }
}

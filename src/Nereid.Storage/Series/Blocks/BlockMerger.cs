using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Series of a run that were written to blocks together.</summary>
/// <param name="Key">Their mark in the table of blocks.</param>
/// <param name="Numbers">Of the series; 0 for one that was deleted.</param>
/// <param name="From">The lowest step written.</param>
readonly record struct WrittenShape(long Run, long Key, long[] Numbers, double From);

/// <summary>Writes blocks anew so that reading finds few full ones in step order: rows sorted, of repeated steps only the last one.</summary>
/// <remarks>Inside a transaction of the caller. The points stay the same for every reader.</remarks>
sealed class BlockMerger(Statements database, IBlockSink sink)
{
    readonly record struct Place(int Block, int Row);

    /// <summary>Pages of about 32 KiB kept while going over the series.</summary>
    const int KeptPages = 512;

    readonly Dictionary<long, Page> _pages = [];
    readonly FreedChunks _freed = new(database);

    /// <returns>How many blocks went.</returns>
    public int Merge(in WrittenShape shape)
    {
        var merged = 0;
        foreach (var group in MergePlan.Groups(ReadExtents(shape), shape.Numbers.Length))
            if (Merge(shape, group))
                merged += group.Count;
        _freed.Release();
        return merged;
    }

    List<BlockExtent> ReadExtents(in WrittenShape shape)
    {
        var extents = new List<BlockExtent>();
        Read(database["SELECT id, rows, lowest, highest, rising FROM blocks WHERE run = ?1 AND shape = ?2 AND shape <> 0 AND highest >= ?3"], shape, extents);
        // Of what lies before only the nearest: looking at all of it would cost more the longer a run is.
        Read(database["SELECT id, rows, lowest, highest, rising FROM blocks WHERE run = ?1 AND shape = ?2 AND shape <> 0 AND highest < ?3 ORDER BY highest DESC LIMIT 16"], shape, extents);
        return extents;
    }

    static void Read(Statement rows, in WrittenShape shape, List<BlockExtent> to)
    {
        rows.Bind(1, shape.Run).Bind(2, shape.Key).Bind(3, shape.From);
        while (rows.Step())
            to.Add(new BlockExtent(rows.Int64(0), (int)rows.Int64(1), rows.Double(2), rows.Double(3), rows.Int64(4) != 0));
    }

    bool Merge(in WrittenShape shape, List<BlockExtent> group)
    {
        var axes = group.Select(block => ReadAxis(block.Id)).ToArray();
        var index = group.Select((block, i) => (block.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
        // Another shape with the same mark, which a hash can give: then these blocks are left alone.
        if (!shape.Numbers.Where(number => number != 0).All(number => CountChunks(number, index) is var count && (count == 0 || count == group.Count)))
            return false;
        var order = Order(axes);
        var written = WriteAxes(shape, axes, order);
        using var pages = new ChunkPages(sink);
        var starts = new int[axes.Length];
        for (var i = 1; i < axes.Length; i++)
            starts[i] = starts[i - 1] + axes[i - 1].Rows;
        var before = new double[axes.Sum(axis => axis.Rows)];
        var after = new double[order.Length];
        foreach (var number in shape.Numbers)
        {
            if (number == 0 || !TakeChunks(number, index, axes, starts, before))
                continue;
            for (var i = 0; i < order.Length; i++)
                after[i] = before[starts[order[i].Block] + order[i].Row];
            for (var i = 0; i < written.Length; i++)
                pages.Add(number, written[i], after.AsSpan(i * BlockAxis.MaxRows, Math.Min(BlockAxis.MaxRows, after.Length - i * BlockAxis.MaxRows)));
        }
        pages.Finish();
        _pages.Clear();
        return true;
    }

    BlockAxis ReadAxis(long block)
    {
        var row = database["SELECT axis FROM blocks WHERE id = ?1"].Bind(1, block);
        row.Step();
        var axis = BlockAxis.Read($"block {block} of series.db", row.Bytes(0).ToArray());
        row.Reset();
        return axis;
    }

    int CountChunks(long series, Dictionary<long, int> index)
    {
        var count = 0;
        var chunks = database["SELECT block FROM chunks WHERE series = ?1"].Bind(1, series);
        while (chunks.Step())
            count += index.ContainsKey(chunks.Int64(0)) ? 1 : 0;
        return count;
    }

    /// <summary>The rows in step order, the last written of each step.</summary>
    static Place[] Order(BlockAxis[] axes)
    {
        var places = new List<Place>();
        for (var block = 0; block < axes.Length; block++)
            for (var row = 0; row < axes[block].Rows; row++)
                places.Add(new Place(block, row));
        places.Sort((left, right) =>
        {
            var bySteps = axes[left.Block].Steps[left.Row].CompareTo(axes[right.Block].Steps[right.Row]);
            return bySteps != 0 ? bySteps : axes[left.Block].Sequences[left.Row].CompareTo(axes[right.Block].Sequences[right.Row]);
        });
        var kept = new List<Place>(places.Count);
        for (var i = 0; i < places.Count; i++)
            if (i + 1 == places.Count || axes[places[i].Block].Steps[places[i].Row] != axes[places[i + 1].Block].Steps[places[i + 1].Row])
                kept.Add(places[i]);
        return [.. kept];
    }

    /// <returns>Numbers of the new blocks.</returns>
    long[] WriteAxes(in WrittenShape shape, BlockAxis[] axes, Place[] order)
    {
        using var encoded = new ByteWriter();
        var written = new List<long>();
        foreach (var rows in order.Chunk(BlockAxis.MaxRows))
        {
            var axis = BlockAxis.Of(
                rows.Select(place => axes[place.Block].Steps[place.Row]).ToArray(),
                rows.Select(place => axes[place.Block].UnixMicros[place.Row]).ToArray(),
                rows.Select(place => axes[place.Block].Sequences[place.Row]).ToArray());
            encoded.Clear();
            axis.Write(encoded);
            written.Add(sink.AddBlock(shape.Run, shape.Key, axis, encoded.Written));
        }
        return [.. written];
    }

    /// <summary>Reads the values of a series in all blocks, one block after the other, and removes them. False when it has none: it was deleted.</summary>
    bool TakeChunks(long series, Dictionary<long, int> index, BlockAxis[] axes, int[] starts, double[] values)
    {
        var taken = new List<(long Block, long Page, ChunkPlace Place)>();
        var chunks = database["SELECT block, page, offset, length FROM chunks WHERE series = ?1"].Bind(1, series);
        while (chunks.Step())
            if (index.ContainsKey(chunks.Int64(0)))
                taken.Add((chunks.Int64(0), chunks.Int64(1), new ChunkPlace((int)chunks.Int64(2), (int)chunks.Int64(3))));
        foreach (var (block, page, place) in taken)
        {
            PageOf(page).ReadValues(series, place, values.AsSpan(starts[index[block]], axes[index[block]].Rows));
            database["DELETE FROM chunks WHERE series = ?1 AND block = ?2"].Bind(1, series).Bind(2, block).Execute();
            _freed.Add(block, page, place);
        }
        return taken.Count > 0;
    }

    Page PageOf(long page)
    {
        if (_pages.TryGetValue(page, out var known))
            return known;
        if (_pages.Count == KeptPages)
            _pages.Clear();
        var row = database["SELECT data FROM pages WHERE id = ?1"].Bind(1, page);
        if (!row.Step())
            throw new SeriesDamageException($"page {page} of series.db", "it is missing");
        var bytes = row.Bytes(0).ToArray();
        row.Reset();
        return _pages[page] = new Page($"page {page} of series.db", bytes);
    }
}

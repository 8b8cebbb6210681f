using System.Buffers;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Finds the chunks of series for one question. Axes and pages are read when asked for, and shared by the series of the question.</summary>
/// <remarks>Lives as long as the read transaction of its connection; the sources are of no use after it.</remarks>
sealed class BlockReader(Statements database) : IDisposable
{
    /// <summary>Pages of about 32 KiB kept for the question. The chunks of a series lie side by side, so few serve; as many as the shared pool takes back.</summary>
    const int KeptPages = 32;

    readonly Dictionary<long, BlockAxis> _axes = [];
    readonly Dictionary<long, Page> _pages = [];
    readonly List<byte[]> _rented = [];

    public void AddSources(long series, List<PointSource> to)
    {
        var chunks = database["""
            SELECT c.block, c.page, c.offset, c.length, c.statistics, b.axis FROM chunks c LEFT JOIN blocks b ON b.id = c.block WHERE c.series = ?1
            """].Bind(1, series);
        while (chunks.Step())
        {
            var (page, place) = (chunks.Int64(1), new ChunkPlace((int)chunks.Int64(2), (int)chunks.Int64(3)));
            var axis = AxisOf(chunks.Int64(0), chunks);
            var statistics = chunks.IsNull(4) ? (ValueStatistics?)null : ValueStatistics.Read($"series {series} of series.db", chunks.Bytes(4), axis.Rows);
            to.Add(new PointSource(axis, statistics, room => PageOf(page).ReadValues(series, place, room)));
        }
    }

    /// <summary>The journal's last entry whose points are in blocks.</summary>
    public long ReadFlushed()
    {
        var row = database["SELECT flushed FROM state"];
        row.Step();
        var flushed = row.Int64(0);
        row.Reset();
        return flushed;
    }

    /// <summary>The cuts of a series, in any order.</summary>
    public List<StepCut> ReadCuts(long series) => CutPurge.ReadCuts(database, series);

    BlockAxis AxisOf(long block, Statement chunks)
    {
        if (_axes.TryGetValue(block, out var known))
            return known;
        if (chunks.IsNull(5))
            throw new SeriesDamageException($"block {block} of series.db", "it is missing");
        return _axes[block] = BlockAxis.Read($"block {block} of series.db", chunks.Bytes(5).ToArray());
    }

    Page PageOf(long page)
    {
        if (_pages.TryGetValue(page, out var known))
            return known;
        var row = database["SELECT data FROM pages WHERE id = ?1"].Bind(1, page);
        if (!row.Step())
            throw new SeriesDamageException($"page {page} of series.db", "it is missing");
        if (_pages.Count == KeptPages)
            Dispose();
        var stored = row.Bytes(0);
        var bytes = ArrayPool<byte>.Shared.Rent(stored.Length);
        _rented.Add(bytes);
        stored.CopyTo(bytes);
        var length = stored.Length;
        row.Reset();
        return _pages[page] = new Page($"page {page} of series.db", bytes.AsMemory(0, length));
    }

    /// <summary>Gives the memory of the pages back.</summary>
    public void Dispose()
    {
        _pages.Clear();
        foreach (var bytes in _rented)
            ArrayPool<byte>.Shared.Return(bytes);
        _rented.Clear();
    }
}

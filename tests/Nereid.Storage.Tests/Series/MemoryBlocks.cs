using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Tests.Series;

/// <summary>Blocks and pages in memory, encoded and read back as those on disk are.</summary>
sealed class MemoryBlocks : IBlockSink
{
    readonly record struct Chunk(long Series, long Block, long Page, ChunkPlace Place, byte[] Statistics);

    readonly List<byte[]> _axes = [];
    readonly Dictionary<long, byte[]> _pages = [];
    readonly List<Chunk> _chunks = [];
    long _page;

    public long Bytes => _axes.Sum(axis => (long)axis.Length) + _pages.Values.Sum(page => (long)page.Length);

    public IReadOnlyCollection<byte[]> Pages => _pages.Values;

    public void Flush(RunHeads run)
    {
        run.BeginFlush();
        using var encoder = new BlockEncoder(this);
        foreach (var shape in run.Flushed())
            encoder.Add(run.Row, shape);
        encoder.Finish();
        run.EndFlush();
    }

    public long AddBlock(long run, long shape, BlockAxis axis, ReadOnlySpan<byte> encoded)
    {
        _axes.Add(encoded.ToArray());
        return _axes.Count - 1;
    }

    public long NextPage() => ++_page;

    public void AddPage(long page, ReadOnlySpan<byte> bytes) => _pages.Add(page, bytes.ToArray());

    public void AddChunk(long series, long block, long page, ChunkPlace place, ReadOnlySpan<byte> statistics) =>
        _chunks.Add(new Chunk(series, block, page, place, statistics.ToArray()));

    public void AddSources(long series, List<PointSource> to)
    {
        foreach (var chunk in _chunks.Where(chunk => chunk.Series == series))
        {
            var axis = BlockAxis.Read($"block {chunk.Block}", _axes[(int)chunk.Block]);
            var statistics = chunk.Statistics.Length == 0 ? (ValueStatistics?)null : ValueStatistics.Read("chunk", chunk.Statistics, axis.Rows);
            to.Add(new PointSource(axis, statistics, room => new Page($"page {chunk.Page}", _pages[chunk.Page]).ReadValues(series, chunk.Place, room)));
        }
    }
}

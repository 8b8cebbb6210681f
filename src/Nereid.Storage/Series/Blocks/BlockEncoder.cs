using System.Buffers;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Series.Heads;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Takes what the encoder makes.</summary>
interface IBlockSink
{
    /// <param name="shape">A mark of the series that the block is for.</param>
    /// <returns>The block's number; later blocks have higher ones.</returns>
    long AddBlock(long run, long shape, BlockAxis axis, ReadOnlySpan<byte> encoded);

    /// <returns>The number of a page that <see cref="AddPage"/> will bring.</returns>
    long NextPage();

    void AddPage(long page, ReadOnlySpan<byte> bytes);

    /// <param name="statistics">Empty when the chunk is too small for them to pay.</param>
    void AddChunk(long series, long block, long page, ChunkPlace place, ReadOnlySpan<byte> statistics);
}

/// <summary>Turns the rows of heads into blocks, chunks and pages. Call <see cref="Finish"/> at the end.</summary>
/// <remarks>The chunks of one series that are written together lie side by side, so that reading a long series reads few pages.</remarks>
sealed class BlockEncoder(IBlockSink sink) : IDisposable
{
    /// <summary>Columns and blocks turned from rows into columns at once: a cache line holds eight doubles, and the turned part stays in the cache.</summary>
    const int TileColumns = 8;

    const int TileBlocks = 16;

    readonly ByteWriter _scratch = new();
    readonly ChunkPages _pages = new(sink);

    public void Add(long run, FlushedShape shape)
    {
        for (var first = 0; first < shape.Blocks.Length; first += TileBlocks)
            Add(run, shape, shape.Blocks.AsSpan(first, Math.Min(TileBlocks, shape.Blocks.Length - first)));
    }

    void Add(long run, FlushedShape shape, ReadOnlySpan<HeadBlock.Snapshot> blocks)
    {
        var series = shape.Numbers;
        if (series.AsSpan().IndexOfAnyExcept(0) < 0)
            return;
        Span<long> numbers = stackalloc long[blocks.Length];
        var rows = 0;
        for (var i = 0; i < blocks.Length; i++)
        {
            _scratch.Clear();
            blocks[i].Axis.Write(_scratch);
            numbers[i] = sink.AddBlock(run, shape.Key, blocks[i].Axis, _scratch.Written);
            rows += blocks[i].Rows;
        }
        var tile = ArrayPool<double>.Shared.Rent(rows * TileColumns);
        for (var column = 0; column < series.Length; column += TileColumns)
            AddTile(series.AsSpan(column, Math.Min(TileColumns, series.Length - column)), column, blocks, numbers, tile);
        ArrayPool<double>.Shared.Return(tile);
    }

    void AddTile(ReadOnlySpan<long> series, int column, ReadOnlySpan<HeadBlock.Snapshot> blocks, ReadOnlySpan<long> numbers, double[] tile)
    {
        var at = 0;
        foreach (var block in blocks)
        {
            block.CopyColumns(column, series.Length, tile.AsSpan(at, block.Rows * series.Length));
            at += block.Rows * series.Length;
        }
        for (var i = 0; i < series.Length; i++)
        {
            if (series[i] == 0)
                continue;
            at = 0;
            for (var block = 0; block < blocks.Length; block++)
            {
                var rows = blocks[block].Rows;
                _pages.Add(series[i], numbers[block], tile.AsSpan(at + i * rows, rows));
                at += rows * series.Length;
            }
        }
    }

    /// <summary>Ends the last page.</summary>
    public void Finish() => _pages.Finish();

    public void Dispose()
    {
        _scratch.Dispose();
        _pages.Dispose();
    }
}

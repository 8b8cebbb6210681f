using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Encodes chunks and fills pages with them, one after the other. Call <see cref="Finish"/> at the end.</summary>
sealed class ChunkPages(IBlockSink sink) : IDisposable
{
    /// <summary>Statistics take about 45 bytes; decoding this many values takes about a microsecond.</summary>
    const int StatisticsFromRows = 512;

    readonly ByteWriter _scratch = new();
    readonly PageWriter _page = new();
    long _pageNumber;

    public void Add(long series, long block, ReadOnlySpan<double> values)
    {
        if (_page.IsEmpty)
            _pageNumber = sink.NextPage();
        var place = _page.Add(series, values);
        _scratch.Clear();
        if (values.Length >= StatisticsFromRows)
            ValueStatistics.Of(values).Write(_scratch);
        sink.AddChunk(series, block, _pageNumber, place, _scratch.Written);
        if (_page.IsFull)
            Finish();
    }

    /// <summary>Ends the last page.</summary>
    public void Finish()
    {
        if (_page.IsEmpty)
            return;
        sink.AddPage(_pageNumber, _page.Finish());
        _page.Clear();
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _page.Dispose();
    }
}

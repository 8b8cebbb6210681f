using System.Buffers.Binary;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Where the values of a chunk are.</summary>
/// <param name="Offset">Of its first byte in the page.</param>
readonly record struct ChunkPlace(int Offset, int Length);

/// <summary>Gathers chunks into a page: the values of several series and blocks one after the other, then a checksum. Format: docs/formats/chunk.md.</summary>
sealed class PageWriter : IDisposable
{
    /// <summary>A page is closed by the chunk that passes this. Smaller pages cost SQLite more a byte (see docs/performance.md), larger ones
    /// make a question about one series read more of its neighbours.</summary>
    public const int FullBytes = 32 * 1024;

    readonly ByteWriter _bytes = new();

    public bool IsEmpty => _bytes.Length == 0;

    public bool IsFull => _bytes.Length >= FullBytes;

    /// <param name="series">Number of the series; kept in the page to notice a chunk taken for another.</param>
    public ChunkPlace Add(long series, ReadOnlySpan<double> values)
    {
        var offset = _bytes.Length;
        _bytes.WriteVarint((ulong)series);
        DoubleColumn.Encode(values, _bytes);
        return new ChunkPlace(offset, _bytes.Length - offset);
    }

    /// <summary>Ends the page.</summary>
    /// <returns>Its bytes, valid until <see cref="Clear"/>.</returns>
    public ReadOnlySpan<byte> Finish()
    {
        var checksum = Crc32C.Of(_bytes.Written);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.Reserve(sizeof(uint)), checksum);
        return _bytes.Written;
    }

    public void Clear() => _bytes.Clear();

    public void Dispose() => _bytes.Dispose();
}

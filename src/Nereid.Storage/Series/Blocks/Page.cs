using System.Buffers.Binary;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Series.Blocks;

/// <summary>A page as read from disk, its checksum verified. Safe for use from many threads.</summary>
sealed class Page
{
    readonly string _where;
    readonly ReadOnlyMemory<byte> _bytes;

    /// <param name="where">For the message when it is damaged.</param>
    /// <param name="bytes">Kept: must not change.</param>
    /// <exception cref="SeriesDamageException">The checksum does not match.</exception>
    public Page(string where, ReadOnlyMemory<byte> bytes)
    {
        (_where, _bytes) = (where, bytes);
        if (bytes.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[^sizeof(uint)..]) != Crc32C.Of(bytes.Span[..^sizeof(uint)]))
            throw new SeriesDamageException(where, "the checksum does not match");
    }

    /// <summary>Writes zeros over chunks that are not of use any more.</summary>
    /// <exception cref="SeriesDamageException">The checksum does not match; nothing is changed.</exception>
    public static void Overwrite(string where, byte[] bytes, IEnumerable<ChunkPlace> places)
    {
        _ = new Page(where, bytes);
        foreach (var place in places)
        {
            if (place.Offset < 0 || place.Length < 0 || (long)place.Offset + place.Length > bytes.Length - sizeof(uint))
                throw new SeriesDamageException(where, "a chunk lies outside of it");
            bytes.AsSpan(place.Offset, place.Length).Clear();
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - sizeof(uint)), Crc32C.Of(bytes.AsSpan(..^sizeof(uint))));
    }

    /// <param name="values">As many as the chunk's block has rows.</param>
    /// <exception cref="SeriesDamageException">There is no such chunk.</exception>
    public void ReadValues(long series, ChunkPlace place, Span<double> values)
    {
        if (place.Offset < 0 || place.Length < 0 || (long)place.Offset + place.Length > _bytes.Length - sizeof(uint))
            throw new SeriesDamageException(_where, $"a chunk of series {series} lies outside of it");
        var from = new ByteReader(_bytes.Span.Slice(place.Offset, place.Length));
        if (from.ReadVarint() != (ulong)series)
            throw new SeriesDamageException(_where, $"a chunk said to be of series {series} belongs to another");
        if (!DoubleColumn.TryDecode(ref from, values) || from.Remaining > 0)
            throw new SeriesDamageException(_where, $"a chunk of series {series} cannot be decoded");
    }
}

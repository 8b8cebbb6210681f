using System.Buffers.Binary;
using Nereid.Storage.Journal;

namespace Nereid.Storage.Sqlite;

/// <summary>The last eight bytes of every page of a database: its number, and a checksum of all before. SQLite leaves them to us because the header reserves them.</summary>
/// <remarks>The layout is docs/formats/database-pages.md.</remarks>
static class PageSum
{
    public const int Bytes = 8;

    /// <summary>Where the header of a database says how many bytes of each page SQLite does not use.</summary>
    public const int ReservedPlace = 20;

    public const int HeaderBytes = 100;

    const int SizePlace = 16;
    const int LeastPage = 512;
    const int MostPage = 65_536;

    /// <summary>Of a header; 0 when it is none.</summary>
    public static int PageBytes(ReadOnlySpan<byte> header)
    {
        var size = BinaryPrimitives.ReadUInt16BigEndian(header[SizePlace..]);
        return size == 1 ? MostPage : IsPage(size) ? size : 0;
    }

    /// <summary>SQLite reads and writes whole pages, apart from a part of the header.</summary>
    public static bool IsPage(int bytes) => bytes is >= LeastPage and <= MostPage && (bytes & (bytes - 1)) == 0;

    public static void Put(Span<byte> page, uint number)
    {
        var end = page.Length - sizeof(uint);
        BinaryPrimitives.WriteUInt32LittleEndian(page[(end - sizeof(uint))..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(page[end..], Crc32C.Of(page[..end]));
    }

    /// <summary>Also true of a page of zeros: room in a file that was never written to, which SQLite does not take for data.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> page, uint number)
    {
        var end = page.Length - sizeof(uint);
        return BinaryPrimitives.ReadUInt32LittleEndian(page[end..]) == Crc32C.Of(page[..end]) && BinaryPrimitives.ReadUInt32LittleEndian(page[(end - sizeof(uint))..]) == number
            || !page.ContainsAnyExcept((byte)0);
    }

    /// <summary>Whether a page 1 that reserves nothing is of a database without checksums, rather than one whose header is damaged right there.</summary>
    public static bool IsOfOldDatabase(Span<byte> first)
    {
        if (first[ReservedPlace] != 0)
            return false;
        first[ReservedPlace] = Bytes;
        var isOld = !IsIntact(first, 1);
        first[ReservedPlace] = 0;
        return isOld;
    }
}

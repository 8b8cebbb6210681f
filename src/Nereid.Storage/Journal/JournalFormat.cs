using System.Buffers.Binary;
using System.Globalization;

namespace Nereid.Storage.Journal;

/// <summary>The fixed parts of a journal segment, byte by byte. The page is docs/formats/journal.md; change both together.</summary>
static class JournalFormat
{
    public const uint Version = 1;
    public const int SegmentHeaderBytes = 24;
    public const int EntryHeaderBytes = 28;

    /// <summary>Largest payload. A request is at most 256 MiB; anything above this is damage.</summary>
    public const int MaxPayloadBytes = 1 << 30;

    const string Extension = ".journal";

    static ReadOnlySpan<byte> Magic => "NEREIDJ1"u8;

    public static string FileName(long firstSequence) => firstSequence.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParseFileName(string path, out long firstSequence)
    {
        firstSequence = 0;
        var name = Path.GetFileName(path.AsSpan());
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name[..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence);
    }

    public static void WriteSegmentHeader(Span<byte> to, long firstSequence)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], firstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(to[20..], Crc32C.Of(to[..20]));
    }

    /// <summary>Null when the header is intact and of a version that can be read; otherwise what is wrong.</summary>
    public static string? FaultOfSegmentHeader(ReadOnlySpan<byte> header, long firstSequence)
    {
        if (!header[..8].SequenceEqual(Magic))
            return "it does not begin as a journal segment";
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) != Crc32C.Of(header[..20]))
            return "the checksum of its header does not match";
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) is var version && version > Version)
            return $"it has version {version}, written by a newer Nereid; this one reads up to {Version}";
        return BinaryPrimitives.ReadInt64LittleEndian(header[12..]) == firstSequence ? null : "its header and its name state different sequence numbers";
    }

    public static void WriteEntryHeader(Span<byte> to, in EntryHeader header)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[4..], header.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], header.Group);
        BinaryPrimitives.WriteUInt32LittleEndian(to[20..], header.PayloadCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[24..], Crc32C.Of(to[..24]));
    }

    /// <summary>False when the header's checksum does not match or a field is out of bounds.</summary>
    public static bool TryReadEntryHeader(ReadOnlySpan<byte> from, out EntryHeader header)
    {
        header = default;
        if (from.Length < EntryHeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(from[24..]) != Crc32C.Of(from[..24]))
            return false;
        header = new EntryHeader(
            BinaryPrimitives.ReadInt32LittleEndian(from), BinaryPrimitives.ReadInt64LittleEndian(from[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[12..]), BinaryPrimitives.ReadUInt32LittleEndian(from[20..]));
        return header.Length is >= 0 and <= MaxPayloadBytes && header.Sequence > 0 && header.Group > 0 && header.Group <= header.Sequence;
    }
}

/// <param name="Length">Bytes of payload that follow.</param>
/// <param name="Sequence">Counts entries from 1, without gaps, over all segments.</param>
/// <param name="Group">Sequence of the first entry that was flushed together with this one.</param>
readonly record struct EntryHeader(int Length, long Sequence, long Group, uint PayloadCrc);

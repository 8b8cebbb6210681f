using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Nereid.Client.Spool;

/// <summary>How a record lies in a segment file: body length (4 bytes), CRC-32C of kind and body (4), kind (1), body. Little-endian.
/// The page is docs/formats/client-spool.md.</summary>
static class SpoolFrame
{
    public const int HeaderBytes = 9;

    /// <summary>A length above this is damage, not a record.</summary>
    public const int MaxBodyBytes = 1024 * 1024 * 1024;

    public static void WriteHeader(Span<byte> header, RecordKind kind, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum(kind, body));
        header[8] = (byte)kind;
    }

    /// <summary>False when the header cannot be one.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out int length, out uint checksum, out RecordKind kind)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(header);
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        kind = (RecordKind)header[8];
        return length is >= 0 and <= MaxBodyBytes && kind is RecordKind.Operations or RecordKind.File;
    }

    public static uint Checksum(RecordKind kind, ReadOnlySpan<byte> body)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, (byte)kind);
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var rest in body[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}

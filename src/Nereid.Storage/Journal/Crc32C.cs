using System.Buffers.Binary;
using System.Numerics;

namespace Nereid.Storage.Journal;

/// <summary>CRC-32C (Castagnoli, RFC 3720), eight bytes at a time with the processor's own instruction where there is one.</summary>
static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var single in bytes)
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}

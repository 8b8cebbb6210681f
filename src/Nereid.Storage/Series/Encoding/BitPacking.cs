using System.Buffers.Binary;
using System.Diagnostics;

namespace Nereid.Storage.Series.Encoding;

/// <summary>Whole numbers of one width, side by side, least significant bit first.</summary>
public static class BitPacking
{
    /// <summary>Bytes that <paramref name="count"/> values of <paramref name="width"/> bits take.</summary>
    public static int ByteCount(int count, int width) => (int)(((long)count * width + 7) / 8);

    /// <param name="width">0 to 64; every value fits in it.</param>
    /// <param name="target">At least <see cref="ByteCount"/> bytes.</param>
    public static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> target)
    {
        Debug.Assert(width is >= 0 and <= 64);
        if (width == 0)
            return;
        var at = 0;
        ulong buffer = 0;
        var used = 0;
        foreach (var value in values)
        {
            buffer |= value << used;
            used += width;
            if (used < 64)
                continue;
            BinaryPrimitives.WriteUInt64LittleEndian(target[at..], buffer);
            at += sizeof(ulong);
            used -= 64;
            // The bits of this value that did not fit; a shift by 64 would be a shift by 0.
            buffer = used == 0 ? 0 : value >> (width - used);
        }
        for (; used > 0; used -= 8, buffer >>= 8)
            target[at++] = (byte)buffer;
    }

    /// <param name="source">Exactly <see cref="ByteCount"/> bytes, or more.</param>
    public static void Unpack(ReadOnlySpan<byte> source, int width, Span<ulong> values)
    {
        Debug.Assert(width is >= 0 and <= 64);
        if (width == 0)
        {
            values.Clear();
            return;
        }
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        long bit = 0;
        var index = 0;
        // Eight bytes from the value's first byte hold it whole while it is at most 57 bits wide and the source reaches that far.
        if (width <= 57)
        {
            var last = source.Length - sizeof(ulong);
            for (; index < values.Length && (int)(bit >> 3) <= last; index++, bit += width)
                values[index] = (BinaryPrimitives.ReadUInt64LittleEndian(source[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask;
        }
        for (; index < values.Length; index++, bit += width)
            values[index] = ReadSlowly(source, bit, width) & mask;
    }

    static ulong ReadSlowly(ReadOnlySpan<byte> source, long bit, int width)
    {
        var first = (int)(bit >> 3);
        var shift = (int)(bit & 7);
        ulong low = 0;
        var bytes = Math.Min(sizeof(ulong), source.Length - first);
        for (var i = 0; i < bytes; i++)
            low |= (ulong)source[first + i] << (8 * i);
        low >>= shift;
        return shift + width > 64 ? low | ((ulong)source[first + sizeof(ulong)] << (64 - shift)) : low;
    }
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nereid.Storage.Series.Encoding;

/// <summary>A column of 64-bit integers in the smallest of four exact forms. Format: docs/formats/chunk.md.</summary>
/// <remarks>The form is chosen by computing the size of each, so it never depends on a guess. All arithmetic wraps, so any values round-trip.</remarks>
public static class IntegerColumn
{
    /// <summary>Points of one chunk at most; the buffers below are on the stack.</summary>
    public const int MaxCount = 1024;

    /// <summary>Values that share one minimum and one width.</summary>
    const int Block = 128;

    enum Form : byte
    {
        /// <summary>One value, repeated.</summary>
        Constant = 0,

        /// <summary>Per block: minimum and the differences to it, packed.</summary>
        Packed = 1,

        /// <summary>First value, then the differences between neighbours as a packed column.</summary>
        Delta = 2,

        /// <summary>First value, first difference, then the differences of differences as a packed column.</summary>
        DeltaOfDelta = 3,
    }

    /// <param name="values">1 to <see cref="MaxCount"/> values.</param>
    [SkipLocalsInit]
    public static void Encode(ReadOnlySpan<long> values, ByteWriter target)
    {
        Debug.Assert(values.Length is > 0 and <= MaxCount);
        if (values.IndexOfAnyExcept(values[0]) < 0)
        {
            target.WriteByte((byte)Form.Constant);
            target.WriteSignedVarint(values[0]);
            return;
        }
        var count = values.Length;
        Span<long> deltas = stackalloc long[count - 1];
        for (var i = 0; i < deltas.Length; i++)
            deltas[i] = unchecked(values[i + 1] - values[i]);
        Span<long> second = stackalloc long[Math.Max(0, count - 2)];
        for (var i = 0; i < second.Length; i++)
            second[i] = unchecked(deltas[i + 1] - deltas[i]);

        var packed = PackedSize(values);
        var delta = PackedSize(deltas) + SignedVarintSize(values[0]);
        var deltaOfDelta = PackedSize(second) + SignedVarintSize(values[0]) + SignedVarintSize(deltas[0]);
        if (packed <= delta && packed <= deltaOfDelta)
        {
            target.WriteByte((byte)Form.Packed);
            WritePacked(values, target);
        }
        else if (delta <= deltaOfDelta)
        {
            target.WriteByte((byte)Form.Delta);
            target.WriteSignedVarint(values[0]);
            WritePacked(deltas, target);
        }
        else
        {
            target.WriteByte((byte)Form.DeltaOfDelta);
            target.WriteSignedVarint(values[0]);
            target.WriteSignedVarint(deltas[0]);
            WritePacked(second, target);
        }
    }

    /// <summary>Bytes that <see cref="Encode"/> would write at most, without writing: the packed form's size.</summary>
    public static int EstimateSize(ReadOnlySpan<long> values)
    {
        if (values.IndexOfAnyExcept(values[0]) < 0)
            return 1 + SignedVarintSize(values[0]);
        return 1 + PackedSize(values);
    }

    /// <summary>Fills <paramref name="values"/>. False when the bytes are no such column; the values are then meaningless.</summary>
    public static bool TryDecode(ref ByteReader source, scoped Span<long> values)
    {
        switch ((Form)source.ReadByte())
        {
            case Form.Constant:
                values.Fill(source.ReadSignedVarint());
                break;
            case Form.Packed:
                if (!TryReadPacked(ref source, values))
                    return false;
                break;
            case Form.Delta:
                values[0] = source.ReadSignedVarint();
                if (!TryReadPacked(ref source, values[1..]))
                    return false;
                Accumulate(values);
                break;
            case Form.DeltaOfDelta when values.Length > 1:
                values[0] = source.ReadSignedVarint();
                values[1] = source.ReadSignedVarint();
                if (!TryReadPacked(ref source, values[2..]))
                    return false;
                Accumulate(values[1..]);
                Accumulate(values);
                break;
            default:
                return false;
        }
        return !source.Failed;
    }

    static void Accumulate(Span<long> values)
    {
        var sum = values[0];
        for (var i = 1; i < values.Length; i++)
            values[i] = sum = unchecked(sum + values[i]);
    }

    static int PackedSize(ReadOnlySpan<long> values)
    {
        var size = 0;
        for (; values.Length > 0; values = values[Math.Min(Block, values.Length)..])
        {
            var (min, width) = Frame(values[..Math.Min(Block, values.Length)]);
            size += SignedVarintSize(min) + 1 + BitPacking.ByteCount(Math.Min(Block, values.Length), width);
        }
        return size;
    }

    [SkipLocalsInit]
    static void WritePacked(ReadOnlySpan<long> values, ByteWriter target)
    {
        Span<ulong> offsets = stackalloc ulong[Block];
        for (; values.Length > 0; values = values[Math.Min(Block, values.Length)..])
        {
            var block = values[..Math.Min(Block, values.Length)];
            var (min, width) = Frame(block);
            for (var i = 0; i < block.Length; i++)
                offsets[i] = unchecked((ulong)(block[i] - min));
            target.WriteSignedVarint(min);
            target.WriteByte((byte)width);
            BitPacking.Pack(offsets[..block.Length], width, target.Reserve(BitPacking.ByteCount(block.Length, width)));
        }
    }

    static bool TryReadPacked(ref ByteReader source, scoped Span<long> values)
    {
        for (; values.Length > 0; values = values[Math.Min(Block, values.Length)..])
        {
            var block = values[..Math.Min(Block, values.Length)];
            var min = source.ReadSignedVarint();
            var width = source.ReadByte();
            if (width > 64)
                return false;
            var bytes = source.Take(BitPacking.ByteCount(block.Length, width));
            if (source.Failed)
                return false;
            BitPacking.Unpack(bytes, width, MemoryMarshal.Cast<long, ulong>(block));
            Raise(block, min);
        }
        return true;
    }

    static void Raise(Span<long> values, long by)
    {
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        var all = new Vector<long>(by);
        foreach (ref var vector in vectors)
            vector += all;
        foreach (ref var value in values[(vectors.Length * Vector<long>.Count)..])
            value = unchecked(value + by);
    }

    /// <summary>The least value and the bits that the largest distance to it needs.</summary>
    static (long Min, int Width) Frame(ReadOnlySpan<long> block)
    {
        var (min, max) = Range(block);
        return (min, 64 - BitOperations.LeadingZeroCount(unchecked((ulong)(max - min))));
    }

    /// <summary>The least and the greatest of some values.</summary>
    public static (long Min, long Max) Range(ReadOnlySpan<long> values)
    {
        long min = values[0], max = values[0];
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        if (vectors.Length > 0)
        {
            var (least, most) = (vectors[0], vectors[0]);
            foreach (var vector in vectors[1..])
                (least, most) = (Vector.Min(least, vector), Vector.Max(most, vector));
            for (var lane = 0; lane < Vector<long>.Count; lane++)
                (min, max) = (Math.Min(min, least[lane]), Math.Max(max, most[lane]));
        }
        foreach (var value in values[(vectors.Length * Vector<long>.Count)..])
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        return (min, max);
    }

    static int SignedVarintSize(long value)
    {
        var bits = 64 - BitOperations.LeadingZeroCount((((ulong)value << 1) ^ (ulong)(value >> 63)) | 1);
        return (bits + 6) / 7;
    }
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nereid.Storage.Series.Encoding;

/// <summary>A column of doubles, bit for bit, in the smallest of three forms over <see cref="IntegerColumn"/>. Format: docs/formats/chunk.md.</summary>
/// <remarks>
/// Decimal: the values are decimal fractions with few digits and become whole numbers. Single: the values are floats widened to doubles
/// (most training losses are) and become their 32 bits in numerical order. Double: the 64 bits in numerical order. The last two drop the
/// zero bits that all values end with, which is what values born as bfloat16 and counters have many of.
/// A few NaN and infinities among decimals or floats are kept beside the column, so that they do not spoil the others' encoding.
/// </remarks>
public static class DoubleColumn
{
    const int MaxCount = IntegerColumn.MaxCount;

    /// <summary>Decimals beyond 10^9 parts rarely pay, and 2^53 bounds what a double can hold exactly.</summary>
    const int MaxDecimals = 9;

    const double ExactBound = 9007199254740992;

    enum Form : byte
    {
        Decimal = 0,
        Single = 1,
        Double = 2,
    }

    static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <param name="values">1 to 1,024 values.</param>
    [SkipLocalsInit]
    public static void Encode(ReadOnlySpan<double> values, ByteWriter target)
    {
        Debug.Assert(values.Length is > 0 and <= MaxCount);
        Span<double> finite = stackalloc double[values.Length];
        Span<int> odd = stackalloc int[values.Length];
        var oddCount = SetAside(values, finite, odd);

        Span<long> whole = stackalloc long[values.Length];
        Span<long> other = stackalloc long[values.Length];
        var decimals = TryDecimals(finite, whole);
        var single = TrySingles(finite, other);
        if (decimals >= 0 && (!single || IntegerColumn.EstimateSize(whole) <= IntegerColumn.EstimateSize(other) + 1))
        {
            target.WriteByte((byte)((int)Form.Decimal | (decimals << 2)));
            WriteOdd(values, odd[..oddCount], target);
            IntegerColumn.Encode(whole, target);
            return;
        }
        if (!single)
            for (var i = 0; i < finite.Length; i++)
                other[i] = Order64(BitConverter.DoubleToInt64Bits(finite[i]));
        var zeros = DropTrailingZeros(other);
        target.WriteByte((byte)(single ? Form.Single : Form.Double));
        WriteOdd(values, odd[..oddCount], target);
        target.WriteByte((byte)zeros);
        IntegerColumn.Encode(other, target);
    }

    /// <summary>Fills <paramref name="values"/>. False when the bytes are no such column.</summary>
    [SkipLocalsInit]
    public static bool TryDecode(ref ByteReader source, Span<double> values)
    {
        if (values.Length is 0 or > MaxCount)
            return false;
        Span<int> odd = stackalloc int[values.Length];
        Span<long> oddBits = stackalloc long[values.Length];
        Span<long> whole = stackalloc long[values.Length];
        var head = source.ReadByte();
        if (!TryReadOdd(ref source, odd, oddBits, out var oddCount))
            return false;
        switch ((Form)(head & 3))
        {
            case Form.Decimal when head >> 2 <= MaxDecimals:
                if (!IntegerColumn.TryDecode(ref source, whole))
                    return false;
                var divisor = PowersOfTen[head >> 2];
                for (var i = 0; i < whole.Length; i++)
                    values[i] = whole[i] / divisor;
                break;
            case Form.Single when head >> 2 == 0:
                if (!TryReadShifted(ref source, whole))
                    return false;
                for (var i = 0; i < whole.Length; i++)
                    values[i] = BitConverter.Int32BitsToSingle(Order32((int)whole[i]));
                break;
            case Form.Double when head >> 2 == 0:
                if (!TryReadShifted(ref source, whole))
                    return false;
                for (var i = 0; i < whole.Length; i++)
                    values[i] = BitConverter.Int64BitsToDouble(Order64(whole[i]));
                break;
            default:
                return false;
        }
        for (var i = 0; i < oddCount; i++)
            values[odd[i]] = BitConverter.Int64BitsToDouble(oddBits[i]);
        return true;
    }

    /// <summary>Copies the values with NaN, infinities and negative zero replaced by a neighbour, and lists their places.</summary>
    static int SetAside(ReadOnlySpan<double> values, Span<double> finite, Span<int> odd)
    {
        var count = 0;
        var previous = 0.0;
        foreach (var value in values)
        {
            if (IsPlain(value))
            {
                previous = value;
                break;
            }
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (IsPlain(values[i]))
                previous = values[i];
            else
                odd[count++] = i;
            finite[i] = previous;
        }
        return count;
    }

    static bool IsPlain(double value) => double.IsFinite(value) && BitConverter.DoubleToInt64Bits(value) != long.MinValue;

    /// <returns>How many decimals make every value whole, or -1.</returns>
    static int TryDecimals(ReadOnlySpan<double> values, Span<long> whole)
    {
        var decimals = 0;
        for (var i = 0; i < values.Length; i++)
        {
            while (!FitsExactly(values[i], PowersOfTen[decimals]))
                if (++decimals > MaxDecimals)
                    return -1;
        }
        var factor = PowersOfTen[decimals];
        for (var i = 0; i < values.Length; i++)
        {
            // More decimals than a value needs may push it past what a double holds exactly.
            if (!FitsExactly(values[i], factor))
                return -1;
            whole[i] = (long)Math.Round(values[i] * factor);
        }
        return decimals;
    }

    static bool FitsExactly(double value, double factor)
    {
        var scaled = Math.Round(value * factor);
        return Math.Abs(scaled) < ExactBound && scaled / factor == value;
    }

    static bool TrySingles(ReadOnlySpan<double> values, Span<long> bits)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var single = (float)values[i];
            if (single != values[i])
                return false;
            bits[i] = Order32(BitConverter.SingleToInt32Bits(single));
        }
        return true;
    }

    /// <summary>Bits of a float whose order as whole numbers is the order of the floats. Its own inverse.</summary>
    static int Order32(int bits) => bits ^ ((bits >> 31) & int.MaxValue);

    static long Order64(long bits) => bits ^ ((bits >> 63) & long.MaxValue);

    /// <summary>Trailing zeros of the original bits, which ordering turned into ones where the value is negative.</summary>
    static int DropTrailingZeros(Span<long> values)
    {
        long all = 0;
        foreach (var value in values)
            all |= value ^ (value >> 63);
        var zeros = all == 0 ? 0 : BitOperations.TrailingZeroCount(all);
        if (zeros > 0)
            foreach (ref var value in values)
                value >>= zeros;
        return zeros;
    }

    static bool TryReadShifted(ref ByteReader source, scoped Span<long> values)
    {
        var zeros = source.ReadByte();
        if (zeros > 63 || !IntegerColumn.TryDecode(ref source, values))
            return false;
        if (zeros == 0)
            return true;
        var low = (1L << zeros) - 1;
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        foreach (ref var vector in vectors)
            vector = (vector << zeros) | (Vector.LessThan(vector, Vector<long>.Zero) & new Vector<long>(low));
        foreach (ref var value in values[(vectors.Length * Vector<long>.Count)..])
            value = (value << zeros) | ((value >> 63) & low);
        return true;
    }

    static void WriteOdd(ReadOnlySpan<double> values, ReadOnlySpan<int> odd, ByteWriter target)
    {
        target.WriteVarint((ulong)odd.Length);
        foreach (var place in odd)
        {
            target.WriteVarint((ulong)place);
            target.WriteInt64(BitConverter.DoubleToInt64Bits(values[place]));
        }
    }

    static bool TryReadOdd(ref ByteReader source, scoped Span<int> places, scoped Span<long> bits, out int count)
    {
        var stated = source.ReadVarint();
        count = (int)Math.Min(stated, (ulong)places.Length);
        if (stated > (ulong)places.Length)
            return false;
        for (var i = 0; i < count; i++)
        {
            var place = source.ReadVarint();
            if (place >= (ulong)places.Length)
                return false;
            places[i] = (int)place;
            bits[i] = source.ReadInt64();
        }
        return !source.Failed;
    }
}

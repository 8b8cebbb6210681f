using System.Numerics;
using System.Runtime.InteropServices;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Series.Blocks;

/// <summary>The figures of some values in a row that a bucket needs.</summary>
/// <param name="Count">All values, odd ones included.</param>
/// <param name="Min">Of the finite values; NaN when there is none. Likewise Max.</param>
/// <param name="Sum">Of the finite values.</param>
readonly record struct ValueStatistics(
    long Count, long NanCount, long PositiveInfinityCount, long NegativeInfinityCount, double Min, double Max, double Sum, double First, double Last)
{
    const int VectorsFrom = 16;

    /// <param name="values">At least one.</param>
    public static ValueStatistics Of(ReadOnlySpan<double> values) =>
        values.Length >= VectorsFrom && TryFinite(values) is { } finite ? finite : OneByOne(values);

    /// <summary>One pass over minimum, maximum and sum, or null when a value is not finite.</summary>
    static ValueStatistics? TryFinite(ReadOnlySpan<double> values)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var (min, max, sum, odd) = (vectors[0], vectors[0], vectors[0], vectors[0] - vectors[0]);
        foreach (var vector in vectors[1..])
        {
            min = Vector.Min(min, vector);
            max = Vector.Max(max, vector);
            sum += vector;
            // Zero for a finite value, NaN for every other.
            odd += vector - vector;
        }
        var (least, most, total, rest) = (min[0], max[0], Vector.Sum(sum), Vector.Sum(odd));
        for (var lane = 1; lane < Vector<double>.Count; lane++)
            (least, most) = (Math.Min(least, min[lane]), Math.Max(most, max[lane]));
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
        {
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
            total += value;
            rest += value - value;
        }
        return rest == 0 ? new(values.Length, 0, 0, 0, least, most, total, values[0], values[^1]) : null;
    }

    static ValueStatistics OneByOne(ReadOnlySpan<double> values)
    {
        var (nan, positive, negative, min, max, sum) = (0L, 0L, 0L, double.NaN, double.NaN, 0.0);
        foreach (var value in values)
        {
            if (double.IsNaN(value))
                nan++;
            else if (double.IsPositiveInfinity(value))
                positive++;
            else if (double.IsNegativeInfinity(value))
                negative++;
            else
            {
                min = value >= min ? min : value;
                max = value <= max ? max : value;
                sum += value;
            }
        }
        return new(values.Length, nan, positive, negative, min, max, sum, values[0], values[^1]);
    }

    public void Write(ByteWriter to)
    {
        to.WriteVarint((ulong)NanCount);
        to.WriteVarint((ulong)PositiveInfinityCount);
        to.WriteVarint((ulong)NegativeInfinityCount);
        foreach (var figure in (ReadOnlySpan<double>)[Min, Max, Sum, First, Last])
            to.WriteInt64(BitConverter.DoubleToInt64Bits(figure));
    }

    /// <param name="count">Rows of the block.</param>
    /// <exception cref="SeriesDamageException">The bytes are no statistics.</exception>
    public static ValueStatistics Read(string where, ReadOnlySpan<byte> bytes, int count)
    {
        var from = new ByteReader(bytes);
        var (nan, positive, negative) = ((long)from.ReadVarint(), (long)from.ReadVarint(), (long)from.ReadVarint());
        var read = new ValueStatistics(count, nan, positive, negative, Next(ref from), Next(ref from), Next(ref from), Next(ref from), Next(ref from));
        return from.Failed || from.Remaining > 0 ? throw new SeriesDamageException(where, "the statistics of a chunk cannot be read") : read;
    }

    static double Next(ref ByteReader from) => BitConverter.Int64BitsToDouble(from.ReadInt64());
}

using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series;

/// <summary>Collects the points of one series into the buckets of a grid. Points may come in any order of x; of equal x the one that came first counts as earlier.</summary>
sealed class BucketFill(BucketGrid grid)
{
    struct Sums
    {
        public double FirstX, LastX, First, Last, Min, Max, Sum;
        public long Count, NanCount, PositiveInfinityCount, NegativeInfinityCount;
    }

    readonly Sums[] _buckets = new Sums[grid.Buckets];

    public long Total { get; private set; }

    public void Add(double x, double value)
    {
        if (!grid.Contains(x))
            return;
        Total++;
        ref var bucket = ref _buckets[grid.IndexOf(x)];
        if (bucket.Count == 0)
            (bucket.FirstX, bucket.LastX, bucket.First, bucket.Last, bucket.Min, bucket.Max) = (x, x, value, value, double.NaN, double.NaN);
        else if (x < bucket.FirstX)
            (bucket.FirstX, bucket.First) = (x, value);
        else if (x >= bucket.LastX)
            (bucket.LastX, bucket.Last) = (x, value);
        bucket.Count++;
        if (double.IsNaN(value))
            bucket.NanCount++;
        else if (double.IsPositiveInfinity(value))
            bucket.PositiveInfinityCount++;
        else if (double.IsNegativeInfinity(value))
            bucket.NegativeInfinityCount++;
        else
        {
            bucket.Min = value >= bucket.Min ? bucket.Min : value;
            bucket.Max = value <= bucket.Max ? bucket.Max : value;
            bucket.Sum += value;
        }
    }

    /// <summary>Adds points whose x never falls, in one pass per bucket.</summary>
    public void AddRising(ReadOnlySpan<double> x, ReadOnlySpan<double> values)
    {
        var at = FirstPast(x, 0, place => place < grid.From);
        var end = FirstPast(x, at, place => place <= grid.To);
        while (at < end)
        {
            var index = grid.IndexOf(x[at]);
            var next = FirstPast(x[..end], at, place => grid.IndexOf(place) <= index);
            Add(index, x[at], x[next - 1], ValueStatistics.Of(values[at..next]));
            at = next;
        }
    }

    /// <summary>Place of the first x from <paramref name="from"/> on that is not before the border, by steps that double and then halve.</summary>
    static int FirstPast(ReadOnlySpan<double> x, int from, Func<double, bool> isBefore)
    {
        var (low, stride) = (from, 1);
        while (low + stride <= x.Length && isBefore(x[low + stride - 1]))
        {
            low += stride;
            stride *= 2;
        }
        var high = Math.Min(x.Length, low + stride - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBefore(x[middle]))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Adds many points of one bucket at once.</summary>
    /// <param name="index">The bucket they all belong to.</param>
    public void Add(int index, double firstX, double lastX, in ValueStatistics values)
    {
        Total += values.Count;
        ref var bucket = ref _buckets[index];
        var isFirst = bucket.Count == 0;
        if (isFirst)
            (bucket.Min, bucket.Max) = (double.NaN, double.NaN);
        if (isFirst || firstX < bucket.FirstX)
            (bucket.FirstX, bucket.First) = (firstX, values.First);
        if (isFirst || lastX >= bucket.LastX)
            (bucket.LastX, bucket.Last) = (lastX, values.Last);
        bucket.Count += values.Count;
        bucket.NanCount += values.NanCount;
        bucket.PositiveInfinityCount += values.PositiveInfinityCount;
        bucket.NegativeInfinityCount += values.NegativeInfinityCount;
        if (values.NanCount + values.PositiveInfinityCount + values.NegativeInfinityCount == values.Count)
            return;
        bucket.Min = values.Min >= bucket.Min ? bucket.Min : values.Min;
        bucket.Max = values.Max <= bucket.Max ? bucket.Max : values.Max;
        bucket.Sum += values.Sum;
    }

    public SeriesBuckets ToAnswer(SeriesId series)
    {
        var filled = ImmutableArray.CreateBuilder<Bucket>();
        for (var i = 0; i < _buckets.Length; i++)
        {
            ref var b = ref _buckets[i];
            if (b.Count == 0)
                continue;
            var finite = b.Count - b.NanCount - b.PositiveInfinityCount - b.NegativeInfinityCount;
            filled.Add(new Bucket(i, b.FirstX, b.LastX, b.Count, b.NanCount, b.PositiveInfinityCount, b.NegativeInfinityCount,
                b.Min, b.Max, finite == 0 ? double.NaN : b.Sum / finite, b.First, b.Last));
        }
        return new SeriesBuckets(series, grid.From, grid.To, Total, filled.ToImmutable());
    }
}

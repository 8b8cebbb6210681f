using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Series;

/// <summary>Collects the points of one series into the buckets of a grid. Points may come in any order of x; of equal x the one that came first counts as earlier.</summary>
sealed class BucketFill(BucketGrid grid)
{
    struct Sums
    {
        public double FirstX, LastX, First, Last, Min, Max, Sum;
        // The sum is taken in units of 2^32 once it would overflow.
        public bool IsScaled;
        public long Count, NanCount, PositiveInfinityCount, NegativeInfinityCount;
    }

    readonly Sums[] _buckets = new Sums[grid.Buckets];

    public long Total { get; private set; }

    /// <summary>One for each of some threads.</summary>
    public static BucketFill[] For(BucketGrid grid, int threads)
    {
        var fills = new BucketFill[threads];
        for (var i = 0; i < threads; i++)
            fills[i] = new BucketFill(grid);
        return fills;
    }

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
            AddToSum(ref bucket, value);
        }
    }

    const double Scale = 1.0 / (1L << 32);

    static void AddToSum(ref Sums bucket, double value)
    {
        var sum = bucket.Sum + (bucket.IsScaled ? value * Scale : value);
        if (double.IsInfinity(sum) && !bucket.IsScaled)
            (bucket.IsScaled, sum) = (true, bucket.Sum * Scale + value * Scale);
        bucket.Sum = sum;
    }

    /// <summary>Adds points whose x never falls, in one pass per bucket.</summary>
    public void AddRising<TX>(TX x, ReadOnlySpan<double> values)
        where TX : IRisingX, allows ref struct
    {
        var at = FirstInside(x, values.Length);
        var end = FirstBeyond(x, at, values.Length);
        var guess = 1;
        while (at < end)
        {
            var index = grid.IndexOf(x.At(at));
            var next = EndOfBucket(x, index, at, end, guess);
            var some = ValueStatistics.Of(values[at..next]);
            guess = next - at;
            if (double.IsFinite(some.Sum))
                Add(index, x.At(at), x.At(next - 1), some);
            else
                for (var row = at; row < next; row++)
                    Add(x.At(row), values[row]);
            at = next;
        }
    }

    int FirstInside<TX>(TX x, int end)
        where TX : IRisingX, allows ref struct
    {
        var (low, high) = (0, end);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (x.At(middle) < grid.From)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    int FirstBeyond<TX>(TX x, int from, int end)
        where TX : IRisingX, allows ref struct
    {
        var (low, high) = (from, end);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (x.At(middle) <= grid.To)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Where the bucket of the point at <paramref name="at"/> ends. Looks first where it ends when it is as long as the one before,
    /// which is where it does end, give or take one, when the points are evenly spaced; then further off in strides that double; then halves what is left.</summary>
    int EndOfBucket<TX>(TX x, int index, int at, int end, int guess)
        where TX : IRisingX, allows ref struct
    {
        // All before low lie in the bucket, none from high on does.
        var (low, high, look, stride) = (at + 1, end, at + guess - 1, 1);
        while (low < high)
        {
            if (look < low || look >= high)
                look = (low + high) / 2;
            if (grid.IndexOf(x.At(look)) <= index)
            {
                low = look + 1;
                look += stride;
            }
            else
            {
                high = look;
                look -= stride;
            }
            stride *= 2;
        }
        return low;
    }

    /// <summary>Adds many points of one bucket at once.</summary>
    /// <param name="index">The bucket they all belong to.</param>
    /// <param name="values">With a finite sum.</param>
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
        AddToSum(ref bucket, values.Sum);
    }

    /// <summary>Empties all buckets, for another series.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        Total = 0;
    }

    public SeriesBuckets ToAnswer(SeriesId series)
    {
        var used = 0;
        foreach (ref var bucket in _buckets.AsSpan())
            used += bucket.Count > 0 ? 1 : 0;
        // Grown step by step, an answer of some hundred buckets would leave large arrays behind for the collector.
        var filled = ImmutableArray.CreateBuilder<Bucket>(used);
        for (var i = 0; i < _buckets.Length; i++)
        {
            ref var b = ref _buckets[i];
            if (b.Count == 0)
                continue;
            var finite = b.Count - b.NanCount - b.PositiveInfinityCount - b.NegativeInfinityCount;
            filled.Add(new Bucket(i, b.FirstX, b.LastX, b.Count, b.NanCount, b.PositiveInfinityCount, b.NegativeInfinityCount,
                b.Min, b.Max, finite == 0 ? double.NaN : b.IsScaled ? b.Sum / finite / Scale : b.Sum / finite, b.First, b.Last));
        }
        return new SeriesBuckets(series, grid.From, grid.To, Total, filled.MoveToImmutable(), []);
    }
}

using System.Collections.Immutable;
using Nereid.Domain.Queries;

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

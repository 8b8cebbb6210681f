using System.Collections.Immutable;
using Nereid.Domain.Queries;

namespace Nereid.Storage.Series.Analysis;

/// <summary>Brings the buckets of the series of one group together.</summary>
sealed class GroupFold(int buckets, GroupGaps gaps)
{
    readonly List<double[]> _series = [];
    readonly long[] _points = new long[buckets];
    readonly double[] _least = NotANumber(buckets);
    readonly double[] _greatest = NotANumber(buckets);

    public void Add(SeriesBuckets series)
    {
        if (series.Buckets.IsEmpty)
            return;
        var values = NotANumber(buckets);
        foreach (var bucket in series.Buckets)
        {
            values[bucket.Index] = bucket.Mean;
            _points[bucket.Index] += bucket.Count;
            _least[bucket.Index] = bucket.Min >= _least[bucket.Index] ? _least[bucket.Index] : double.IsNaN(bucket.Min) ? _least[bucket.Index] : bucket.Min;
            _greatest[bucket.Index] = bucket.Max <= _greatest[bucket.Index] ? _greatest[bucket.Index] : double.IsNaN(bucket.Max) ? _greatest[bucket.Index] : bucket.Max;
        }
        if (gaps != GroupGaps.Leave)
            Bridge(values);
        _series.Add(values);
    }

    void Bridge(double[] values)
    {
        var last = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
                continue;
            for (var gap = last + 1; last >= 0 && gap < i; gap++)
            {
                var share = (double)(gap - last) / (i - last);
                values[gap] = gaps == GroupGaps.Carry ? values[last] : values[last] * (1 - share) + values[i] * share;
            }
            last = i;
        }
    }

    public GroupBuckets ToAnswer(BucketGrid grid, ImmutableArray<double> quantiles)
    {
        var filled = ImmutableArray.CreateBuilder<GroupBucket>();
        var found = ImmutableArray.CreateBuilder<double>();
        var values = new double[_series.Count];
        for (var i = 0; i < buckets; i++)
        {
            var count = 0;
            foreach (var series in _series)
                if (!double.IsNaN(series[i]))
                    values[count++] = series[i];
            if (count == 0)
                continue;
            var some = values.AsSpan(0, count);
            some.Sort();
            var (mean, deviation) = Spread(some);
            filled.Add(new GroupBucket(i, count, _points[i], mean, deviation, deviation / Math.Sqrt(count), some[0], some[^1], _least[i], _greatest[i], Quantiles.OfSorted(some, 0.5)));
            if (!quantiles.IsDefault)
                foreach (var quantile in quantiles)
                    found.Add(Quantiles.OfSorted(some, quantile));
        }
        return new GroupBuckets(grid.From, grid.To, grid.Buckets, filled.ToImmutable(), found.ToImmutable());
    }

    /// <summary>Mean and standard deviation of the sample, in two passes: sums of squares alone would cancel.</summary>
    static (double Mean, double Deviation) Spread(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
            mean += value / values.Length;
        if (values.Length == 1)
            return (values[0], double.NaN);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / (values.Length - 1)));
    }

    static double[] NotANumber(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }
}

using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;

namespace Nereid.Storage.Memory;

/// <summary>Questions about the shape of float series, each answered by the formula of its definition over a list of all points.</summary>
sealed class MemorySeriesAnalysis(Func<RunId, MemoryRun?> find)
{
    readonly record struct Place(double X, FloatPoint Point)
    {
        public double Value => Point.Value;

        public bool IsFinite => double.IsFinite(Point.Value);
    }

    /// <summary>In step order; null when there is no such float series.</summary>
    public SortedList<Step, FloatPoint>? Points(SeriesId series)
    {
        if (series.Formula is null)
            return MemoryLineage.Series(find, series) is { Type: AttributeType.FloatSeries } attribute ? attribute.Floats : null;
        var names = series.Formula.Names.Select(path => (
            Series: Points(series with { Path = path, Formula = null }),
            Number: find(series.Run)?.Attributes.GetValueOrDefault(path)?.Assigned switch
            {
                FloatValue value => value.Value,
                IntValue value => value.Value,
                _ => (double?)null,
            })).ToList();
        if (names.Exists(name => name is { Series: null, Number: null }) || names.TrueForAll(name => name.Series is null))
            return null;
        var (walk, points) = (new FormulaWalk(series.Formula), new SortedList<Step, FloatPoint>());
        foreach (var step in names.Find(name => name.Series is not null).Series!.Keys.Where(step => names.TrueForAll(name => name.Series?.ContainsKey(step) != false)))
        {
            var time = names.Max(name => name.Series?[step].UnixMicros ?? long.MinValue);
            points.Add(step, new FloatPoint(step, time, walk.Next(step, time, [.. names.Select(name => name.Series?[step].Value ?? name.Number!.Value)])));
        }
        return points;
    }

    /// <summary>In step order.</summary>
    List<Place> PointsAlong(XAxis axis, SeriesId? along, SeriesId series)
    {
        if (Points(series) is not { } all)
            return [];
        if (axis == XAxis.Series)
            return Points(along!.Value with { Run = series.Run, Lineage = series.Lineage }) is not { } other
                ? []
                : [.. all.Values.Where(point => other.TryGetValue(point.Step, out var x) && double.IsFinite(x.Value)).Select(point => new Place(other[point.Step].Value, point))];
        if (axis == XAxis.ActiveTime)
            return [.. all.Values.Select(point => new Place(ActiveSeconds([.. all.Values.Select(other => other.UnixMicros).Order()], point.UnixMicros), point))];
        if (axis == XAxis.SinceFirstPoint)
            return [.. all.Values.Select(point => new Place((point.UnixMicros - all.Values.Min(other => other.UnixMicros)) / 1e6, point))];
        var origin = MemoryLineage.Generations(find, series.Run, series.Lineage)
            .SelectMany(generation => generation.Run.Attributes.Values.SelectMany(other => other.Floats.Values))
            .Select(point => point.UnixMicros)
            .DefaultIfEmpty(0)
            .Min();
        return [.. all.Values.Select(point => new Place(SeriesX.Of(axis, point.Step, point.UnixMicros, origin), point))];
    }

    static SeriesId? Along(AttributePath? series, Formula? formula) =>
        series is { } path ? new SeriesId(default, path) : formula is not null ? SeriesId.Of(default, formula) : null;

    static double ActiveSeconds(List<long> times, long at)
    {
        var gaps = times.Zip(times.Skip(1), (a, b) => b - a).ToList();
        var median = gaps.Order().ElementAtOrDefault(gaps.Count / 2);
        return gaps.Take(times.LastIndexOf(at)).Sum(gap => gap > 60_000_000 && gap > 20 * median + 19 ? median : gap) / 1e6;
    }

    static BucketGrid Grid(IEnumerable<Place> all, double? from, double? to, int buckets, double? steadyWidth)
    {
        var xs = all.Select(place => place.X).ToList();
        if (from is null && to is null && steadyWidth is { } width && xs.Count > 0)
            return BucketGrid.Steady(xs.Min(), xs.Max(), buckets, width);
        return new BucketGrid(from ?? xs.DefaultIfEmpty(0).Min(), to ?? xs.DefaultIfEmpty(0).Max(), buckets);
    }

    public ImmutableArray<SeriesBuckets> Buckets(BucketQuery query)
    {
        var all = query.Series.Select(series => PointsAlong(query.X, Along(query.XSeries, query.XFormula), series)).ToList();
        // A range without any point keeps the ends that were asked for.
        var grid = Grid(all.SelectMany(points => points), query.From, query.To, query.Buckets, query.SteadyWidth);
        return [.. query.Series.Select((series, i) =>
        {
            var answer = Fill(series, all[i], grid);
            return query.Smoothing is { } smoothing
                ? answer with { Smoothed = [.. answer.Buckets.Select(bucket => Smooth(smoothing, all[i], bucket.LastX))] }
                : answer;
        })];
    }

    static SeriesBuckets Fill(SeriesId series, List<Place> points, BucketGrid grid)
    {
        var fill = new BucketFill(grid);
        foreach (var point in points)
            fill.Add(point.X, point.Value);
        return fill.ToAnswer(series);
    }

    static double Smooth(Smoothing smoothing, List<Place> all, double at)
    {
        var range = all.Max(point => point.X / 2) - all.Min(point => point.X / 2);
        var unit = all.Count < 2 ? 0 : range / (all.Count - 1);
        if (smoothing.Kind == SmoothingKind.Exponential)
            unit = Math.Max(unit, range / 1000);
        var points = all.Where(point => point.IsFinite).OrderBy(point => point.X).ToList();
        var upTo = points.Count(point => point.X <= at);
        double Distance(double from, double to) => unit == 0 ? 0 : (from / 2 - to / 2) / unit;
        var n = (int)Math.Min(smoothing.Strength, int.MaxValue);
        return smoothing.Kind switch
        {
            // Measured from the last point, which changes all weights alike.
            SmoothingKind.Exponential => Weighted(points.Take(upTo), point => Math.Pow(smoothing.Strength, Distance(points[upTo - 1].X, point.X))),
            SmoothingKind.CausalAverage => Weighted(points.Take(upTo).TakeLast(n), _ => 1),
            SmoothingKind.CentredAverage => upTo == 0 ? double.NaN : Weighted(points.Take(upTo - 1).TakeLast((n - 1) / 2).Concat(points.Skip(upTo - 1).Take(1 + n / 2)), _ => 1),
            _ => Weighted(points.Where(point => Math.Abs(Distance(at, point.X)) <= 6 * smoothing.Strength),
                point => Math.Exp(-Math.Pow(Distance(at, point.X) / smoothing.Strength, 2) / 2)),
        };
    }

    static double Weighted(IEnumerable<Place> points, Func<Place, double> weight)
    {
        var some = points.ToList();
        var weights = some.Sum(weight);
        return some.Count == 0 ? double.NaN : some.Sum(point => weight(point) / weights * point.Value);
    }

    public ImmutableArray<GroupBuckets> Groups(GroupedBucketQuery query)
    {
        var points = query.Groups.SelectMany(group => group).Distinct().ToDictionary(series => series, series => PointsAlong(query.X, Along(query.XSeries, query.XFormula), series));
        var grid = Grid(points.Values.SelectMany(all => all), query.From, query.To, query.Buckets, query.SteadyWidth);
        return [.. query.Groups.Select(group => Group(query, grid, [.. group.Select(series => Fill(series, points[series], grid))]))];
    }

    static GroupBuckets Group(GroupedBucketQuery query, BucketGrid grid, List<SeriesBuckets> series)
    {
        var buckets = ImmutableArray.CreateBuilder<GroupBucket>();
        var quantiles = ImmutableArray.CreateBuilder<double>();
        for (var i = 0; i < query.Buckets; i++)
        {
            var values = series.Select(one => ValueIn(one, i, query.Gaps)).Where(value => !double.IsNaN(value)).Order().ToList();
            if (values.Count == 0)
                continue;
            var mean = Mean(values);
            var deviation = values.Count == 1 ? double.NaN : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
            var here = series.SelectMany(one => one.Buckets.Where(bucket => bucket.Index == i)).ToList();
            var finite = here.Where(bucket => !double.IsNaN(bucket.Min)).ToList();
            buckets.Add(new GroupBucket(i, values.Count, here.Sum(bucket => bucket.Count), mean, deviation, deviation / Math.Sqrt(values.Count), values[0], values[^1],
                finite.Count == 0 ? double.NaN : finite.Min(bucket => bucket.Min), finite.Count == 0 ? double.NaN : finite.Max(bucket => bucket.Max), Quantile(values, 0.5)));
            quantiles.AddRange((query.Quantiles.IsDefault ? [] : query.Quantiles).Select(quantile => Quantile(values, quantile)));
        }
        return new GroupBuckets(grid.From, grid.To, grid.Buckets, buckets.ToImmutable(), quantiles.ToImmutable());
    }

    static double ValueIn(SeriesBuckets series, int index, GroupGaps gaps)
    {
        var known = series.Buckets.Where(bucket => !double.IsNaN(bucket.Mean)).ToList();
        if (known.Exists(bucket => bucket.Index == index))
            return known.Find(bucket => bucket.Index == index).Mean;
        if (gaps == GroupGaps.Leave || !known.Exists(bucket => bucket.Index < index) || !known.Exists(bucket => bucket.Index > index))
            return double.NaN;
        var (before, behind) = (known.Last(bucket => bucket.Index < index), known.First(bucket => bucket.Index > index));
        var share = (double)(index - before.Index) / (behind.Index - before.Index);
        return gaps == GroupGaps.Carry ? before.Mean : before.Mean * (1 - share) + behind.Mean * share;
    }

    static double Mean(List<double> values) => double.IsFinite(values.Sum()) ? values.Sum() / values.Count : values.Sum(value => value / values.Count);

    /// <param name="sorted">At least one.</param>
    static double Quantile(List<double> sorted, double quantile)
    {
        var place = quantile * (sorted.Count - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        var share = place - Math.Floor(place);
        return below * (1 - share) + above * share;
    }

    public ImmutableArray<SeriesStatistics> Statistics(StatisticsQuery query) => [.. query.Series.Select(series =>
    {
        var points = PointsAlong(query.X, Along(query.XSeries, query.XFormula), series).Where(point => !(point.X < query.From) && !(point.X > query.To)).OrderBy(point => point.X).ToList();
        var finite = points.Where(point => point.IsFinite).Select(point => point.Value).Order().ToList();
        var mean = finite.Count == 0 ? double.NaN : Mean(finite);
        var ends = points.Count == 0 ? [new Place(double.NaN, new FloatPoint(default, 0, double.NaN))] : points;
        return new SeriesStatistics(series, points.Count,
            points.Count(point => double.IsNaN(point.Value)), points.Count(point => double.IsPositiveInfinity(point.Value)), points.Count(point => double.IsNegativeInfinity(point.Value)),
            finite.Count == 0 ? double.NaN : finite[0], finite.Count == 0 ? double.NaN : finite[^1],
            mean, finite.Count == 0 ? double.NaN : finite.Average(value => (value - mean) * (value - mean)), ends[0].X, ends[0].Value, ends[^1].X, ends[^1].Value,
            [.. (query.Quantiles.IsDefault ? [] : query.Quantiles).Select(quantile => finite.Count == 0 ? double.NaN : Quantile(finite, quantile))]);
    })];

    public ImmutableArray<NearestPoint> Nearest(NearestQuery query) => [.. query.Series.Select(series =>
        PointsAlong(query.X, Along(query.XSeries, query.XFormula), series)
            .OrderBy(point => Math.Abs(point.X - query.At)).ThenBy(point => point.X).ThenByDescending(point => point.Point.Step)
            .Select(point => new NearestPoint(series, point.X, point.Point))
            .Append(new NearestPoint(series, double.NaN, null))
            .First())];
}

using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Series.Reading;

/// <summary>All points of one series at one moment, in step order, one for each step. Loads only what a question touches.</summary>
/// <remarks>For one thread at a time.</remarks>
sealed class SeriesPoints
{
    readonly List<PointSource> _sources;

    /// <param name="sources">In any order; taken over.</param>
    public SeriesPoints(List<PointSource> sources)
    {
        _sources = SourceMerge.InOrder(sources);
        Count = _sources.Sum(source => (long)source.Rows);
    }

    public long Count { get; }

    /// <summary>The figures of all points, counted in step order.</summary>
    public FloatSummary Summarize(CancellationToken cancel)
    {
        var summary = new FloatSummary();
        foreach (var source in _sources)
        {
            cancel.ThrowIfCancellationRequested();
            var steps = source.Axis.Steps;
            var times = source.Axis.UnixMicros;
            var values = source.Values;
            for (var row = 0; row < steps.Length; row++)
                summary.Add(new FloatPoint(steps[row], times[row], values[row]));
        }
        return summary;
    }

    public PointPage<FloatPoint> Page(PointWindow window, CancellationToken cancel)
    {
        var parts = new List<(PointSource Source, int First, int End)>();
        var total = 0L;
        foreach (var source in _sources)
        {
            var (first, end) = RowsInside(source, window);
            if (first < end)
                parts.Add((source, first, end));
            total += end - first;
        }
        var skipped = Math.Clamp(window.Offset, 0, total);
        var points = new FloatPoint[Math.Clamp(window.Limit, 0, total - skipped)];
        // Places in ascending order; a descending page is the same stretch from the other end, turned round.
        var from = window.Descending ? total - skipped - points.Length : skipped;
        var filled = 0;
        foreach (var (source, first, end) in parts)
        {
            if (filled == points.Length)
                break;
            var ahead = (int)Math.Min(from, end - first);
            from -= ahead;
            if (first + ahead == end)
                continue;
            cancel.ThrowIfCancellationRequested();
            var steps = source.Axis.Steps;
            var times = source.Axis.UnixMicros;
            var values = source.Values;
            for (var row = first + ahead; row < end && filled < points.Length; row++)
                points[filled++] = new FloatPoint(steps[row], times[row], values[row]);
        }
        if (window.Descending)
            Array.Reverse(points);
        return new PointPage<FloatPoint>(total, ImmutableCollectionsMarshal.AsImmutableArray(points));
    }

    static (int First, int End) RowsInside(PointSource source, PointWindow window)
    {
        var axis = source.Axis;
        if ((window.From is not { } from || from <= axis.Lowest) && (window.To is not { } to || to >= axis.Highest))
            return (0, axis.Rows);
        if (window.From > axis.Highest || window.To < axis.Lowest)
            return (0, 0);
        var first = window.From is { } least ? axis.Steps.FirstFrom(least) : 0;
        var end = window.To is { } most ? axis.Steps.FirstAbove(most) : axis.Rows;
        return (first, Math.Max(first, end));
    }

    public void FillBuckets(BucketFill fill, in BucketGrid grid, XAxis axis, long originUnixMicros, CancellationToken cancel)
    {
        foreach (var source in _sources)
        {
            cancel.ThrowIfCancellationRequested();
            if (axis == XAxis.Step)
                AddBySteps(fill, grid, source);
            else
                AddByTime(fill, grid, axis, originUnixMicros, source);
        }
    }

    static void AddBySteps(BucketFill fill, in BucketGrid grid, PointSource source)
    {
        var (first, last) = (source.Axis.Lowest.Value, source.Axis.Highest.Value);
        if (first > grid.To || last < grid.From)
            return;
        if (source.Statistics is { } all && first >= grid.From && last <= grid.To && grid.IndexOf(first) == grid.IndexOf(last))
            fill.Add(grid.IndexOf(first), first, last, all);
        else
            fill.AddRising(source.Axis.X, source.Values);
    }

    static void AddByTime(BucketFill fill, in BucketGrid grid, XAxis axis, long origin, PointSource source)
    {
        var (first, last) = (SeriesX.OfTime(axis, source.Axis.MinUnixMicros, origin), SeriesX.OfTime(axis, source.Axis.MaxUnixMicros, origin));
        if (first > grid.To || last < grid.From)
            return;
        var times = source.Axis.UnixMicros;
        Span<double> x = new double[times.Length];
        var rises = true;
        for (var row = 0; row < x.Length; row++)
        {
            x[row] = SeriesX.OfTime(axis, times[row], origin);
            rises &= row == 0 || x[row] >= x[row - 1];
        }
        if (rises)
            fill.AddRising(x, source.Values);
        else
            for (var row = 0; row < x.Length; row++)
                fill.Add(x[row], source.Values[row]);
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;

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

    /// <summary>In step order; none reaches into the next.</summary>
    public IReadOnlyList<PointSource> Sources => _sources;

    /// <summary>Of a series with points. Likewise the others.</summary>
    public Step FirstStep => _sources[0].Axis.Lowest;

    public Step LastStep => _sources[^1].Axis.Highest;

    public long MinUnixMicros => _sources.Min(source => source.Axis.MinUnixMicros);

    public long MaxUnixMicros => _sources.Max(source => source.Axis.MaxUnixMicros);

    /// <summary>The figures of all points, counted in step order.</summary>
    public FloatSummary Summarize(CancellationToken cancel)
    {
        var summary = new FloatSummary();
        var ticks = ArrayPool<long>.Shared.Rent(2 * BlockAxis.MaxRows);
        var room = ArrayPool<double>.Shared.Rent(BlockAxis.MaxRows);
        foreach (var source in _sources)
        {
            cancel.ThrowIfCancellationRequested();
            var millionths = ticks.AsSpan(0, source.Rows);
            var times = ticks.AsSpan(BlockAxis.MaxRows, source.Rows);
            var areAllExact = source.Axis.TryReadMillionths(millionths);
            var steps = areAllExact ? default : source.Axis.Steps;
            source.Axis.ReadUnixMicros(times);
            var values = source.LoadInto(room);
            for (var row = 0; row < values.Length; row++)
                summary.Add(new FloatPoint(areAllExact ? Step.FromMillionths(millionths[row]) : steps[row], times[row], values[row]));
        }
        ArrayPool<long>.Shared.Return(ticks);
        ArrayPool<double>.Shared.Return(room);
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
        var (above, below) = window.Descending ? ((Step?)null, window.After) : (window.After, null);
        var isBelowAll = (window.From is not { } from || from <= axis.Lowest) && (above is not { } over || over < axis.Lowest);
        var isAboveAll = (window.To is not { } to || to >= axis.Highest) && (below is not { } under || under > axis.Highest);
        if (isBelowAll && isAboveAll)
            return (0, axis.Rows);
        if (window.From > axis.Highest || window.To < axis.Lowest || above >= axis.Highest || below <= axis.Lowest)
            return (0, 0);
        var (first, end) = (0, axis.Rows);
        if (window.From is { } least)
            first = axis.Steps.FirstFrom(least);
        if (above is { } last)
            first = Math.Max(first, axis.Steps.FirstAbove(last));
        if (window.To is { } most)
            end = axis.Steps.FirstAbove(most);
        if (below is { } next)
            end = Math.Min(end, axis.Steps.FirstFrom(next));
        return (first, Math.Max(first, end));
    }

    public void FillBuckets(BucketFill fill, in BucketGrid grid, XAxis axis, long originUnixMicros, CancellationToken cancel)
    {
        var ticks = ArrayPool<long>.Shared.Rent(BlockAxis.MaxRows);
        var values = ArrayPool<double>.Shared.Rent(BlockAxis.MaxRows);
        foreach (var source in _sources)
        {
            cancel.ThrowIfCancellationRequested();
            if (axis == XAxis.Step)
                AddBySteps(fill, grid, source, ticks.AsSpan(0, source.Rows), values);
            else
                AddByTime(fill, grid, axis, originUnixMicros, source, ticks.AsSpan(0, source.Rows), values);
        }
        ArrayPool<long>.Shared.Return(ticks);
        ArrayPool<double>.Shared.Return(values);
    }

    static void AddBySteps(BucketFill fill, in BucketGrid grid, PointSource source, Span<long> ticks, Span<double> room)
    {
        var (first, last) = (source.Axis.Lowest.Value, source.Axis.Highest.Value);
        if (first > grid.To || last < grid.From)
            return;
        if (source.Statistics is { } all && double.IsFinite(all.Sum) && first >= grid.From && last <= grid.To && grid.IndexOf(first) == grid.IndexOf(last))
            fill.Add(grid.IndexOf(first), first, last, all);
        else if (source.Axis.TryReadMillionths(ticks))
            fill.AddRising(new MillionthsX(ticks, 0), source.LoadInto(room));
        else
            fill.AddRising(new DoubleX(source.Axis.X), source.LoadInto(room));
    }

    static void AddByTime(BucketFill fill, in BucketGrid grid, XAxis axis, long origin, PointSource source, Span<long> ticks, Span<double> room)
    {
        var (first, last) = (SeriesX.OfTime(axis, source.Axis.MinUnixMicros, origin), SeriesX.OfTime(axis, source.Axis.MaxUnixMicros, origin));
        if (first > grid.To || last < grid.From)
            return;
        source.Axis.ReadUnixMicros(ticks);
        var rises = true;
        for (var row = 1; row < ticks.Length; row++)
            rises &= ticks[row] >= ticks[row - 1];
        var values = source.LoadInto(room);
        if (rises)
            fill.AddRising(new MillionthsX(ticks, axis == XAxis.AbsoluteTime ? 0 : origin), values);
        else
            for (var row = 0; row < ticks.Length; row++)
                fill.Add(SeriesX.OfTime(axis, ticks[row], origin), values[row]);
    }
}

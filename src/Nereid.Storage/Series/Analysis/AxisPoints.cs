using System.Buffers;
using Nereid.Domain.Queries;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Series.Analysis;

/// <summary>Is shown points of one source with their places on the axis, in step order.</summary>
/// <param name="rows">Which rows of the source.</param>
delegate void PointVisitor(PointSource source, ReadOnlySpan<int> rows, ReadOnlySpan<double> x, ReadOnlySpan<double> values);

/// <summary>The points of one series along an x axis. For one thread at a time.</summary>
/// <param name="xSeries">With <see cref="XAxis.Series"/>: the series whose values are x.</param>
sealed class AxisPoints(SeriesPoints points, XAxis axis, long originUnixMicros, SeriesPoints? xSeries)
{
    static readonly int[] AllRows = [.. Enumerable.Range(0, BlockAxis.MaxRows)];

    ActiveTime? _active;

    /// <summary>Of the whole series; those without a place on the axis are counted too, unless x is a series.</summary>
    public SeriesPoints Points => points;

    /// <summary>x falls nowhere from point to point.</summary>
    public bool RisesWithStep => axis == XAxis.Step;

    /// <summary>Least and greatest x; null when no point has a place.</summary>
    public (double First, double Last)? Ends(CancellationToken cancel)
    {
        if (points.Count == 0)
            return null;
        switch (axis)
        {
            case XAxis.Step:
                return (points.FirstStep.Value, points.LastStep.Value);
            case XAxis.Series:
                var (first, last) = (double.PositiveInfinity, double.NegativeInfinity);
                Visit((_, _, x, _) =>
                {
                    foreach (var place in x)
                        (first, last) = (Math.Min(first, place), Math.Max(last, place));
                }, null, cancel);
                return first <= last ? (first, last) : null;
            case XAxis.ActiveTime:
                return (Active(cancel).At(points.MinUnixMicros), Active(cancel).At(points.MaxUnixMicros));
            default:
                return (SeriesX.OfTime(axis, points.MinUnixMicros, originUnixMicros), SeriesX.OfTime(axis, points.MaxUnixMicros, originUnixMicros));
        }
    }

    public void FillBuckets(BucketFill fill, in BucketGrid grid, CancellationToken cancel)
    {
        if (axis is not (XAxis.Series or XAxis.ActiveTime))
            points.FillBuckets(fill, grid, axis, originUnixMicros, cancel);
        else
            Visit((_, _, x, values) =>
            {
                for (var i = 0; i < x.Length; i++)
                    fill.Add(x[i], values[i]);
            }, null, cancel);
    }

    /// <summary>Least and greatest x of a source, as far as known without loading it.</summary>
    public (double First, double Last) EndsOf(PointSource source) => axis switch
    {
        XAxis.Step => (source.Axis.Lowest.Value, source.Axis.Highest.Value),
        XAxis.Series or XAxis.ActiveTime => (double.NegativeInfinity, double.PositiveInfinity),
        _ => (SeriesX.OfTime(axis, source.Axis.MinUnixMicros, originUnixMicros), SeriesX.OfTime(axis, source.Axis.MaxUnixMicros, originUnixMicros)),
    };

    /// <param name="wants">Which sources to load; null for all.</param>
    public void Visit(PointVisitor visitor, Predicate<PointSource>? wants, CancellationToken cancel)
    {
        var ticks = ArrayPool<long>.Shared.Rent(BlockAxis.MaxRows);
        var x = ArrayPool<double>.Shared.Rent(BlockAxis.MaxRows);
        var values = ArrayPool<double>.Shared.Rent(BlockAxis.MaxRows);
        using var join = xSeries is null ? null : new StepJoin(xSeries.Sources);
        foreach (var source in points.Sources)
        {
            cancel.ThrowIfCancellationRequested();
            if (wants is not null && !wants(source))
                continue;
            if (join is not null)
            {
                join.Match(source, visitor);
                continue;
            }
            var rows = source.Rows;
            if (axis == XAxis.Step)
                ReadSteps(source, ticks.AsSpan(0, rows), x);
            else
                ReadTimes(source, ticks.AsSpan(0, rows), x, cancel);
            visitor(source, AllRows.AsSpan(0, rows), x.AsSpan(0, rows), source.LoadInto(values));
        }
        ArrayPool<long>.Shared.Return(ticks);
        ArrayPool<double>.Shared.Return(x);
        ArrayPool<double>.Shared.Return(values);
    }

    static void ReadSteps(PointSource source, Span<long> ticks, Span<double> x)
    {
        if (!source.Axis.TryReadMillionths(ticks))
        {
            source.Axis.X.CopyTo(x);
            return;
        }
        var rising = new MillionthsX(ticks, 0);
        for (var i = 0; i < ticks.Length; i++)
            x[i] = rising.At(i);
    }

    ActiveTime Active(CancellationToken cancel) => _active ??= ActiveTime.Of(points, cancel);

    void ReadTimes(PointSource source, Span<long> ticks, Span<double> x, CancellationToken cancel)
    {
        source.Axis.ReadUnixMicros(ticks);
        if (axis == XAxis.ActiveTime)
        {
            var active = Active(cancel);
            for (var i = 0; i < ticks.Length; i++)
                x[i] = active.At(ticks[i]);
            return;
        }
        for (var i = 0; i < ticks.Length; i++)
            x[i] = SeriesX.OfTime(axis, ticks[i], originUnixMicros);
    }
}

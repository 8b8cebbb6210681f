using System.Collections.Immutable;
using Nereid.Domain.Runs;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Series;

/// <summary>The kept figures of a float series. Adding points in step order gives the same bits whether they come one at a time or all again.</summary>
/// <remarks>Mean and variance run over the finite values; infinities are counted and decide the mean on their own. The mean is sum by count. The variance is found by
/// Welford's method, which stays exact where sums of squares cancel; its running mean serves when the sum overflows.</remarks>
struct FloatSummary
{
    public long Count;
    public long NanCount;
    public long PositiveInfinityCount;
    public long NegativeInfinityCount;
    public ExactSum FiniteSum;

    /// <summary>Running mean of the finite values.</summary>
    public double FiniteMean;

    /// <summary>Sum of squared distances from the mean of the finite values.</summary>
    public double FiniteSquares;

    public double Min;
    public double Max;
    public Step FirstStep;
    public double First;
    public Step LastStep;
    public double Last;
    public long LastUnixMicros;
    public long MinUnixMicros;
    public long MaxUnixMicros;

    /// <summary>Takes a point whose step is higher than that of all points before.</summary>
    public void Add(in FloatPoint point)
    {
        if (Count == 0)
        {
            (FirstStep, First) = (point.Step, point.Value);
            (Min, Max) = (double.NaN, double.NaN);
            (MinUnixMicros, MaxUnixMicros) = (point.UnixMicros, point.UnixMicros);
        }
        Count++;
        (LastStep, Last, LastUnixMicros) = (point.Step, point.Value, point.UnixMicros);
        MinUnixMicros = Math.Min(MinUnixMicros, point.UnixMicros);
        MaxUnixMicros = Math.Max(MaxUnixMicros, point.UnixMicros);

        var value = point.Value;
        if (double.IsNaN(value))
        {
            NanCount++;
            return;
        }
        // The comparison is written so that the first value replaces the NaN that stands for "none".
        Min = value >= Min ? Min : value;
        Max = value <= Max ? Max : value;
        if (double.IsPositiveInfinity(value))
            PositiveInfinityCount++;
        else if (double.IsNegativeInfinity(value))
            NegativeInfinityCount++;
        else
            AddFinite(value);
    }

    /// <summary>Takes what a late or repeated point says of the ends of the series; the other figures need a recount.</summary>
    public void Widen(in FloatPoint point)
    {
        if (point.Step == LastStep)
            (Last, LastUnixMicros) = (point.Value, point.UnixMicros);
        if (point.Step <= FirstStep)
            (FirstStep, First) = (point.Step, point.Value);
        MinUnixMicros = Math.Min(MinUnixMicros, point.UnixMicros);
        MaxUnixMicros = Math.Max(MaxUnixMicros, point.UnixMicros);
    }

    void AddFinite(double value)
    {
        FiniteSum.Add(value);
        var distance = value - FiniteMean;
        FiniteMean += distance / FiniteCount;
        FiniteSquares += distance * (value - FiniteMean);
    }

    /// <summary>The figures of these points and those of a series that goes on behind them. Mean and variance may round differently from a pass over all points.</summary>
    public readonly FloatSummary Then(in FloatSummary later)
    {
        if (Count == 0 || later.Count == 0)
            return Count == 0 ? later : this;
        var (finite, laterFinite) = (FiniteCount, later.FiniteCount);
        var both = this;
        both.Count += later.Count;
        both.NanCount += later.NanCount;
        both.PositiveInfinityCount += later.PositiveInfinityCount;
        both.NegativeInfinityCount += later.NegativeInfinityCount;
        both.FiniteSum.Add(later.FiniteSum);
        if (finite == 0)
            (both.FiniteMean, both.FiniteSquares) = (later.FiniteMean, later.FiniteSquares);
        else if (laterFinite > 0)
        {
            var (distance, share) = (later.FiniteMean - FiniteMean, laterFinite / (double)(finite + laterFinite));
            both.FiniteMean += distance * share;
            both.FiniteSquares += later.FiniteSquares + distance * distance * finite * share;
        }
        both.Min = double.IsNaN(Min) || later.Min < Min ? later.Min : Min;
        both.Max = double.IsNaN(Max) || later.Max > Max ? later.Max : Max;
        (both.LastStep, both.Last, both.LastUnixMicros) = (later.LastStep, later.Last, later.LastUnixMicros);
        both.MinUnixMicros = Math.Min(MinUnixMicros, later.MinUnixMicros);
        both.MaxUnixMicros = Math.Max(MaxUnixMicros, later.MaxUnixMicros);
        return both;
    }

    readonly long FiniteCount => Count - NanCount - PositiveInfinityCount - NegativeInfinityCount;

    /// <param name="previews">Those that points have overtaken included.</param>
    public readonly FloatSeriesValue ToValue(SeriesDisplay? display, ImmutableArray<PreviewPoint> previews = default) => Count == 0
        ? FloatSeriesValue.Empty with { Display = display, Previews = PreviewCheck.Shown(previews, null) }
        : new(Count, NanCount, FirstStep, First, LastStep, Last, LastUnixMicros, Min, Max, Mean, Variance, display)
        {
            Previews = PreviewCheck.Shown(previews, LastStep),
        };

    readonly double Mean =>
        Count == NanCount ? double.NaN
        : PositiveInfinityCount > 0 ? (NegativeInfinityCount > 0 ? double.NaN : double.PositiveInfinity)
        : NegativeInfinityCount > 0 ? double.NegativeInfinity
        : FiniteSum.Mean(Count - NanCount, FiniteMean);

    readonly double Variance =>
        Count == NanCount || PositiveInfinityCount > 0 || NegativeInfinityCount > 0 ? double.NaN : FiniteSquares / (Count - NanCount);
}

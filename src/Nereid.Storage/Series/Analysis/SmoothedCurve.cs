using Nereid.Domain.Queries;
using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Analysis;

/// <summary>The finite points of one series in order of x, and the curve that a <see cref="Smoothing"/> draws through them. Its memory serves one series after the other.</summary>
sealed class SmoothedCurve
{
    /// <summary>Standard deviations beyond which a point of <see cref="SmoothingKind.Gaussian"/> has no weight left to speak of (e^−18).</summary>
    const double Reach = 6;

    /// <summary>Points within this part of a standard deviation are taken together.</summary>
    const double Grain = 1.0 / 64;

    /// <summary>Places of a chart that <see cref="SmoothingKind.Exponential"/> tells apart.</summary>
    const double PlacesPerRange = 1000;

    double[] _x = [];
    double[] _y = [];
    int _count;
    double _least;
    double _greatest;
    long _all;
    bool _rises;

    /// <summary>Reads all points of a series.</summary>
    public void Read(AxisPoints points, CancellationToken cancel)
    {
        (_count, _all, _rises, _least, _greatest) = (0, 0, true, double.PositiveInfinity, double.NegativeInfinity);
        points.Visit((_, _, x, values) => Add(x, values), null, cancel);
        if (!_rises)
            Sort();
    }

    void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> values)
    {
        _all += x.Length;
        if (_x.Length < _count + x.Length)
        {
            var room = Math.Max(_count + x.Length, (int)Math.Min(2L * _count, Array.MaxLength));
            Array.Resize(ref _x, room);
            Array.Resize(ref _y, room);
        }
        for (var i = 0; i < x.Length; i++)
        {
            (_least, _greatest) = (Math.Min(_least, x[i]), Math.Max(_greatest, x[i]));
            if (!double.IsFinite(values[i]))
                continue;
            _rises &= _count == 0 || x[i] >= _x[_count - 1];
            (_x[_count], _y[_count]) = (x[i], values[i]);
            _count++;
        }
    }

    /// <summary>By x, points at one x in the order they came.</summary>
    void Sort()
    {
        var keys = new (double X, int Place)[_count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (_x[i], i);
        Array.Sort(keys);
        var y = new double[_y.Length];
        for (var i = 0; i < keys.Length; i++)
            (_x[i], y[i]) = (keys[i].X, _y[keys[i].Place]);
        _y = y;
    }

    /// <param name="at">Ascending.</param>
    /// <param name="curve">As long; NaN where the curve has no value.</param>
    public void Evaluate(Smoothing smoothing, ReadOnlySpan<double> at, Span<double> curve, CancellationToken cancel)
    {
        switch (smoothing.Kind)
        {
            case SmoothingKind.Exponential:
                Exponential(smoothing.Strength, at, curve);
                break;
            case SmoothingKind.CausalAverage:
                Average((int)smoothing.Strength - 1, 0, at, curve, cancel);
                break;
            case SmoothingKind.CentredAverage:
                Average(((int)smoothing.Strength - 1) / 2, (int)smoothing.Strength / 2, at, curve, cancel);
                break;
            case SmoothingKind.Gaussian:
                Gaussian(smoothing.Strength, at, curve, cancel);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing.Kind, "There is no such smoothing.");
        }
    }

    /// <summary>Mean distance of neighbours, halved when all else would overflow: <see cref="Distance"/> is halved then too.</summary>
    double Unit => _all < 2 ? 0 : Distance(_greatest, _least) / (_all - 1);

    bool IsHalved => !double.IsFinite(_greatest - _least);

    double Distance(double from, double to) => IsHalved ? from / 2 - to / 2 : from - to;

    void Exponential(double weight, ReadOnlySpan<double> at, Span<double> curve)
    {
        var unit = Math.Max(Unit, _all < 2 ? 0 : Distance(_greatest, _least) / PlacesPerRange);
        var (sum, weights, next, lastGap, lastDecay) = (0.0, 0.0, 0, double.NaN, 0.0);
        for (var i = 0; i < at.Length; i++)
        {
            for (; next < _count && _x[next] <= at[i]; next++)
            {
                var gap = next == 0 ? 0 : Distance(_x[next], _x[next - 1]);
                // Evenly spaced points have one gap: a power for each would take most of the time.
                if (gap != lastGap)
                    (lastGap, lastDecay) = (gap, unit == 0 ? 1 : Math.Pow(weight, gap / unit));
                sum = sum * lastDecay + _y[next];
                weights = weights * lastDecay + 1;
            }
            curve[i] = weights > 0 ? sum / weights : double.NaN;
        }
    }

    void Average(int before, int behind, ReadOnlySpan<double> at, Span<double> curve, CancellationToken cancel)
    {
        var next = 0;
        for (var i = 0; i < at.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            while (next < _count && _x[next] <= at[i])
                next++;
            var last = next - 1;
            var (first, end) = (Math.Max(0, last - before), (int)Math.Min(_count, (long)last + behind + 1));
            // Sums that are carried along would keep the rounding of every huge value that ever passed.
            curve[i] = last < 0 ? double.NaN : Mean(_y.AsSpan(first, end - first));
        }
    }

    static double Mean(ReadOnlySpan<double> values)
    {
        var sum = ValueStatistics.Of(values).Sum;
        if (double.IsFinite(sum))
            return sum / values.Length;
        var mean = 0.0;
        foreach (var value in values)
            mean += value / values.Length;
        return mean;
    }

    void Gaussian(double deviations, ReadOnlySpan<double> at, Span<double> curve, CancellationToken cancel)
    {
        var deviation = deviations * Unit;
        var grains = Grains(deviation);
        var first = 0;
        for (var i = 0; i < at.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            while (first < grains.Count && Deviations(at[i], grains[first].X, deviation) > Reach)
                first++;
            var (sum, weights) = (0.0, 0.0);
            for (var grain = first; grain < grains.Count; grain++)
            {
                var d = Deviations(at[i], grains[grain].X, deviation);
                if (d < -Reach)
                    break;
                var weight = Math.Exp(-d * d / 2);
                sum += weight * (grains[grain].Sum + d * grains[grain].Lean);
                weights += weight * grains[grain].Count;
            }
            curve[i] = weights > 0 ? sum / weights : double.NaN;
        }
    }

    double Deviations(double at, double x, double deviation) => deviation == 0 ? 0 : Distance(at, x) / deviation;

    /// <summary>Points nearer to each other than a grain, together at their mean x.</summary>
    /// <remarks>The lean is the sum of values times distances from that mean, in deviations: with the slope of the weight it makes up for taking all at one
    /// place, which a single huge value among small ones would show.</remarks>
    List<(double X, double Sum, double Lean, int Count)> Grains(double deviation)
    {
        var grains = new List<(double X, double Sum, double Lean, int Count)>();
        for (var first = 0; first < _count;)
        {
            var (end, offset, sum, lean) = (first, 0.0, 0.0, 0.0);
            for (; end < _count && Distance(_x[end], _x[first]) <= deviation * Grain; end++)
                (offset, sum) = (offset + (_x[end] - _x[first]), sum + _y[end]);
            var mean = _x[first] + offset / (end - first);
            for (var i = first; i < end && deviation > 0; i++)
                lean += _y[i] * (Distance(_x[i], mean) / deviation);
            grains.Add((mean, sum, lean, end - first));
            first = end;
        }
        return grains;
    }
}

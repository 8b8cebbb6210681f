using System.Collections.Immutable;
using Nereid.Domain.Queries;

namespace Nereid.Storage.Series.Analysis;

/// <summary>The figures of the points of one series inside a range of x.</summary>
sealed class RangeStatistics(StatisticsQuery query)
{
    /// <summary>Finite values, when quantiles are asked for. Serves one series after the other.</summary>
    double[] _values = [];

    long _count, _nan, _positive, _negative, _finite;
    ExactSum _sum;
    double _min, _max, _mean, _squares, _firstX, _first, _lastX, _last;

    bool WantsValues => !query.Quantiles.IsDefaultOrEmpty;

    public SeriesStatistics Read(SeriesId id, AxisPoints? points, CancellationToken cancel)
    {
        (_count, _nan, _positive, _negative, _finite) = (0, 0, 0, 0, 0);
        _sum = default;
        (_min, _max, _mean, _squares) = (double.NaN, double.NaN, 0, 0);
        (_firstX, _first, _lastX, _last) = (double.NaN, double.NaN, double.NaN, double.NaN);
        points?.Visit((_, _, x, values) => Add(x, values), source =>
        {
            var (first, last) = points.EndsOf(source);
            return !(first > query.To) && !(last < query.From);
        }, cancel);
        return new SeriesStatistics(id, _count, _nan, _positive, _negative, _min, _max,
            _finite == 0 ? double.NaN : _sum.Mean(_finite, _mean), _finite == 0 ? double.NaN : _squares / _finite, _firstX, _first, _lastX, _last, FindQuantiles());
    }

    void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> values)
    {
        if (WantsValues && _values.Length < _finite + x.Length)
            Array.Resize(ref _values, (int)Math.Min(Math.Max(_finite + x.Length, 2 * _finite), Array.MaxLength));
        for (var i = 0; i < x.Length; i++)
            if (!(x[i] < query.From) && !(x[i] > query.To))
                Add(x[i], values[i]);
    }

    void Add(double x, double value)
    {
        if (_count++ == 0)
            (_firstX, _first, _lastX, _last) = (x, value, x, value);
        else if (x < _firstX)
            (_firstX, _first) = (x, value);
        else if (x >= _lastX)
            (_lastX, _last) = (x, value);
        if (double.IsNaN(value))
            _nan++;
        else if (double.IsPositiveInfinity(value))
            _positive++;
        else if (double.IsNegativeInfinity(value))
            _negative++;
        else
            AddFinite(value);
    }

    void AddFinite(double value)
    {
        if (WantsValues)
            _values[_finite] = value;
        _finite++;
        _min = value >= _min ? _min : value;
        _max = value <= _max ? _max : value;
        _sum.Add(value);
        // Welford, Note on a method for calculating corrected sums of squares and products, 1962.
        var distance = value - _mean;
        _mean += distance / _finite;
        _squares += distance * (value - _mean);
    }

    ImmutableArray<double> FindQuantiles()
    {
        if (!WantsValues)
            return [];
        var found = new double[query.Quantiles.Length];
        if (_finite == 0)
            Array.Fill(found, double.NaN);
        else
            Quantiles.Find(_values.AsSpan(0, (int)_finite), query.Quantiles.AsSpan(), found);
        return [.. found];
    }
}

using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Series.Analysis;

/// <summary>Finds the point of one series nearest to an x; loads only sources that could hold it.</summary>
sealed class NearestSearch(AxisPoints points, double at)
{
    PointSource? _source;
    int _row;
    double _x;
    double _value;
    double _distance = double.PositiveInfinity;

    public NearestPoint Find(SeriesId id, CancellationToken cancel)
    {
        // The likeliest source first: what it holds rules out most of the others.
        if (points.Points.Sources.MinBy(Bound) is not { } likeliest)
            return new NearestPoint(id, double.NaN, null);
        points.Visit(Look, source => source == likeliest, cancel);
        points.Visit(Look, source => source != likeliest && Bound(source) <= _distance, cancel);
        return _source is null
            ? new NearestPoint(id, double.NaN, null)
            : new NearestPoint(id, _x, new FloatPoint(_source.Axis.Steps[_row], _source.Axis.UnixMicros[_row], _value));
    }

    /// <summary>No point of the source is nearer than this.</summary>
    double Bound(PointSource source)
    {
        var (first, last) = points.EndsOf(source);
        return at < first ? first - at : at > last ? at - last : 0;
    }

    void Look(PointSource source, ReadOnlySpan<int> rows, ReadOnlySpan<double> x, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var distance = Math.Abs(x[i] - at);
            if (distance > _distance || distance == _distance && _source is not null && !Wins(source, rows[i], x[i]))
                continue;
            (_source, _row, _x, _value, _distance) = (source, rows[i], x[i], values[i], distance);
        }
    }

    bool Wins(PointSource source, int row, double x) => x != _x ? x < _x : source.Axis.Steps[row] > _source!.Axis.Steps[_row];
}

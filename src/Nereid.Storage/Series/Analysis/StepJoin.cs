using System.Buffers;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Series.Analysis;

/// <summary>Joins one series after the other, source by source in step order, with the series that is its x: both are walked once, side by side.</summary>
sealed class StepJoin(IReadOnlyList<PointSource> xSources) : IDisposable
{
    readonly StepWindow _x = new();
    readonly StepWindow _y = new();
    readonly int[] _rows = ArrayPool<int>.Shared.Rent(BlockAxis.MaxRows);
    readonly double[] _places = ArrayPool<double>.Shared.Rent(BlockAxis.MaxRows);
    readonly double[] _values = ArrayPool<double>.Shared.Rent(BlockAxis.MaxRows);
    int _source = -1;
    int _row;

    /// <param name="source">Not below the sources before.</param>
    public void Match(PointSource source, PointVisitor visitor)
    {
        // An x source that ends below need not be loaded, nor a y source that no x source reaches.
        while (_source < xSources.Count && (_source < 0 || xSources[_source].Axis.Highest < source.Axis.Lowest))
            MoveTo(_source + 1);
        if (_source == xSources.Count || xSources[_source].Axis.Lowest > source.Axis.Highest)
            return;
        _y.Load(source);
        var found = 0;
        for (var row = 0; row < source.Rows && _source < xSources.Count;)
        {
            if (_x.Source != xSources[_source])
                _x.Load(xSources[_source]);
            var order = _x.Compare(_row, _y, row);
            if (order > 0)
            {
                row++;
                continue;
            }
            if (order == 0 && double.IsFinite(_x.Values[_row]))
                (_rows[found], _places[found], _values[found++]) = (row, _x.Values[_row], _y.Values[row]);
            if (order == 0)
                row++;
            if (++_row == _x.Source!.Rows)
                MoveTo(_source + 1);
        }
        if (found > 0)
            visitor(source, _rows.AsSpan(0, found), _places.AsSpan(0, found), _values.AsSpan(0, found));
    }

    void MoveTo(int source) => (_source, _row) = (source, 0);

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<double>.Shared.Return(_places);
        ArrayPool<double>.Shared.Return(_values);
    }
}

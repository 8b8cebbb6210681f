using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Reading;

/// <summary>Some points of one series in the order they arrived: a chunk, or rows of a head. Its values are loaded when first asked for.</summary>
/// <remarks>For one thread at a time.</remarks>
/// <param name="statistics">Of all its values, when known without loading them.</param>
/// <param name="load">Fills as many values as the axis has rows.</param>
sealed class PointSource(BlockAxis axis, ValueStatistics? statistics, Action<Span<double>> load)
{
    double[]? _values;

    public BlockAxis Axis => axis;

    public int Rows => axis.Rows;

    public ValueStatistics? Statistics => statistics;

    /// <summary>Kept as long as the source: for those who come back to them.</summary>
    public ReadOnlySpan<double> Values
    {
        get
        {
            if (_values is null)
            {
                var values = new double[axis.Rows];
                load(values);
                _values = values;
            }
            return _values;
        }
    }

    /// <summary>Not kept: for those who go over them once.</summary>
    /// <param name="room">At least <see cref="Rows"/> values.</param>
    public ReadOnlySpan<double> LoadInto(Span<double> room)
    {
        if (_values is not null)
            return _values;
        load(room[..axis.Rows]);
        return room[..axis.Rows];
    }
}

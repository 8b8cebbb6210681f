using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Reading;

/// <summary>Some points of one series in the order they arrived: a chunk, or rows of a head. Its values are loaded when first asked for.</summary>
/// <remarks>For one thread at a time.</remarks>
/// <param name="statistics">Of all its values, when known without loading them.</param>
sealed class PointSource(BlockAxis axis, ValueStatistics? statistics, Func<double[]> load)
{
    double[]? _values;

    public BlockAxis Axis => axis;

    public int Rows => axis.Rows;

    public ValueStatistics? Statistics => statistics;

    public ReadOnlySpan<double> Values => _values ??= load();
}

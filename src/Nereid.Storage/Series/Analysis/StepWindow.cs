using System.Buffers;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Series.Analysis;

/// <summary>The steps and values of one source at a time, in buffers that are used again.</summary>
sealed class StepWindow : IDisposable
{
    readonly long[] _millionths = ArrayPool<long>.Shared.Rent(BlockAxis.MaxRows);
    readonly double[] _values = ArrayPool<double>.Shared.Rent(BlockAxis.MaxRows);
    bool _areAllExact;

    public PointSource? Source { get; private set; }

    public ReadOnlySpan<double> Values => _values;

    public void Load(PointSource source)
    {
        Source = source;
        _areAllExact = source.Axis.TryReadMillionths(_millionths.AsSpan(0, source.Rows));
        var values = source.LoadInto(_values);
        // Sources that keep their values answer with their own memory.
        if (!values.Overlaps(_values))
            values.CopyTo(_values);
    }

    public Step StepOf(int row) => _areAllExact ? Step.FromMillionths(_millionths[row]) : Source!.Axis.Steps[row];

    public int Compare(int row, StepWindow other, int otherRow) => _areAllExact && other._areAllExact
        ? _millionths[row].CompareTo(other._millionths[otherRow])
        : StepOf(row).CompareTo(other.StepOf(otherRow));

    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(_millionths);
        ArrayPool<double>.Shared.Return(_values);
    }
}

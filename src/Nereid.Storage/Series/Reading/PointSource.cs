using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Reading;

/// <summary>Some points of one series in the order they arrived: a chunk, or rows of a head. Its values are loaded when first asked for.</summary>
/// <remarks>For one thread at a time.</remarks>
/// <param name="statistics">Of all its values, when known without loading them.</param>
/// <param name="load">Fills as many values as the axis has rows.</param>
sealed class PointSource(BlockAxis axis, ValueStatistics? statistics, Action<Span<double>> load)
{
    double[]? _values;

    /// <summary>How far back the run lies that the points are from: 0 for the run that was asked for. Of points at one step the least counts.</summary>
    public int Generation { get; private init; }

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

    /// <summary>These points as those of an ancestor.</summary>
    /// <param name="limit">Greatest step that is read.</param>
    /// <returns>Null when none is left.</returns>
    public PointSource? InheritedBy(int generation, Step limit)
    {
        if (axis.Lowest > limit)
            return null;
        if (axis.Highest <= limit)
            return new PointSource(axis, statistics, load) { Generation = generation };
        var rows = new List<int>(axis.Rows);
        var all = axis.Steps;
        for (var row = 0; row < all.Length; row++)
            if (all[row] <= limit)
                rows.Add(row);
        return Rearranged([.. rows], generation);
    }

    /// <summary>These points without those that are cut.</summary>
    /// <returns>Null when none is left.</returns>
    public PointSource? Without(List<StepCut> cuts)
    {
        var touching = cuts.FindAll(cut => !(axis.Highest < cut.Range.From) && !(axis.Lowest > cut.Range.To));
        if (touching.Count == 0)
            return this;
        var steps = axis.Steps;
        var sequences = axis.Sequences;
        var rows = new List<int>(axis.Rows);
        for (var row = 0; row < steps.Length; row++)
        {
            var isCut = false;
            foreach (var cut in touching)
                isCut |= sequences[row] < cut.Sequence && cut.Range.Contains(steps[row]);
            if (!isCut)
                rows.Add(row);
        }
        return rows.Count == 0 ? null : rows.Count == axis.Rows ? this : Rearranged([.. rows]);
    }

    /// <summary>Some of the rows in another order.</summary>
    /// <param name="rows">At least one; taken over.</param>
    public PointSource Rearranged(int[] rows) => Rearranged(rows, Generation);

    PointSource Rearranged(int[] rows, int generation)
    {
        var (steps, times, sequences) = (new Step[rows.Length], new long[rows.Length], new long[rows.Length]);
        for (var i = 0; i < steps.Length; i++)
            (steps[i], times[i], sequences[i]) = (axis.Steps[rows[i]], axis.UnixMicros[rows[i]], axis.Sequences[rows[i]]);
        return new PointSource(BlockAxis.Of(steps, times, sequences), null, room =>
        {
            for (var i = 0; i < rows.Length; i++)
                room[i] = Values[rows[i]];
        }) { Generation = generation };
    }
}

using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Heads;

/// <summary>Rows of one shape in memory: shared columns of step, time and sequence, and a matrix of values, row by row.</summary>
/// <remarks>Rows are only added; what is written never changes. So a <see cref="Snapshot"/> taken under the run's lock may be read without it.</remarks>
sealed class HeadBlock(int width)
{
    const int FirstRows = 4;

    /// <summary>The matrix is cut into slabs of about this many values, so that a wide block neither copies nor wastes much as it grows.</summary>
    const int SlabValues = 8 * 1024;

    readonly int _slabRows = Math.Clamp(SlabValues / width, 1, BlockAxis.MaxRows);
    readonly List<double[]> _slabs = [];
    Step[] _steps = new Step[1];
    long[] _times = new long[1];
    long[] _sequences = new long[1];
    Snapshot? _whole;

    public int Rows { get; private set; }

    public bool IsFull => Rows == BlockAxis.MaxRows;

    public int Width => width;

    /// <summary>Memory of its arrays.</summary>
    public long Bytes { get; private set; } = Overhead;

    /// <summary>Object, list and array headers; measured, not exact.</summary>
    const long Overhead = 240;

    /// <param name="values">One for each series of the shape.</param>
    public void Append(Step step, long unixMicros, long sequence, ReadOnlySpan<double> values)
    {
        if (Rows == _steps.Length)
            GrowAxis();
        (_steps[Rows], _times[Rows], _sequences[Rows]) = (step, unixMicros, sequence);
        values.CopyTo(NextRow());
        Rows++;
    }

    void GrowAxis()
    {
        var rows = Math.Min(BlockAxis.MaxRows, Math.Max(FirstRows, Rows * 2));
        Array.Resize(ref _steps, rows);
        Array.Resize(ref _times, rows);
        Array.Resize(ref _sequences, rows);
        Bytes = Overhead + rows * 32L + _slabs.Sum(slab => slab.Length * sizeof(double) + 24L);
    }

    Span<double> NextRow()
    {
        var (slab, row) = Math.DivRem(Rows, _slabRows);
        if (slab == _slabs.Count)
            AddSlab(slab == 0 && _slabRows >= FirstRows ? FirstRows : _slabRows);
        else if ((row + 1) * width > _slabs[slab].Length)
        {
            // Only the first slab starts small.
            var larger = new double[Math.Min(_slabRows, row * 2) * width];
            _slabs[slab].CopyTo(larger, 0);
            Bytes += (larger.Length - _slabs[slab].Length) * sizeof(double);
            _slabs[slab] = larger;
        }
        return _slabs[slab].AsSpan(row * width, width);
    }

    void AddSlab(int rows)
    {
        _slabs.Add(new double[rows * width]);
        Bytes += rows * width * sizeof(double) + 24;
    }

    /// <summary>The rows of now. Take it under the run's lock.</summary>
    /// <remarks>A full block has one for all questions, so that its least and greatest step are looked for once and not by every series of every question.</remarks>
    public Snapshot Take() => IsFull ? _whole ??= Now() : Now();

    Snapshot Now() => new(Rows, width, _slabRows, _steps, _times, _sequences, [.. _slabs]);

    /// <summary>The rows of a block at some time; stays true while the block grows. Safe for use from many threads.</summary>
    public sealed class Snapshot(int rows, int width, int slabRows, Step[] steps, long[] times, long[] sequences, double[][] slabs)
    {
        public int Rows => rows;

        public BlockAxis Axis => field ??= BlockAxis.Of(steps.AsMemory(0, rows), times.AsMemory(0, rows), sequences.AsMemory(0, rows));

        /// <summary>Copies columns from <paramref name="first"/> on, one after the other, each of <see cref="Rows"/> values.</summary>
        public void CopyColumns(int first, int count, Span<double> to)
        {
            for (var row = 0; row < rows; row++)
            {
                var (slab, place) = Math.DivRem(row, slabRows);
                var values = slabs[slab].AsSpan(place * width + first, count);
                for (var column = 0; column < values.Length; column++)
                    to[column * rows + row] = values[column];
            }
        }
    }
}

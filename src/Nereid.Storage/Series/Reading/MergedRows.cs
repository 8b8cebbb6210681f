using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Reading;

/// <summary>Collects stretches of rows, in step order, into sources of their own. Whole sources go through as they are.</summary>
sealed class MergedRows(List<PointSource> to)
{
    readonly record struct Stretch(PointSource Source, int First, int End);

    List<Stretch> _stretches = [];
    int _rows;

    public void Add(PointSource source, int first, int end)
    {
        if (first == 0 && end == source.Rows)
        {
            Flush();
            to.Add(source);
            return;
        }
        while (first < end)
        {
            var taken = Math.Min(end - first, BlockAxis.MaxRows - _rows);
            _stretches.Add(new Stretch(source, first, first + taken));
            (first, _rows) = (first + taken, _rows + taken);
            if (_rows == BlockAxis.MaxRows)
                Flush();
        }
    }

    public void Flush()
    {
        if (_rows == 0)
            return;
        to.Add(Gather(_stretches, _rows));
        (_stretches, _rows) = ([], 0);
    }

    static PointSource Gather(List<Stretch> stretches, int rows)
    {
        var (steps, times, sequences) = (new Step[rows], new long[rows], new long[rows]);
        var at = 0;
        foreach (var (source, first, end) in stretches)
        {
            source.Axis.Steps[first..end].CopyTo(steps.AsSpan(at));
            source.Axis.UnixMicros[first..end].CopyTo(times.AsSpan(at));
            source.Axis.Sequences[first..end].CopyTo(sequences.AsSpan(at));
            at += end - first;
        }
        return new PointSource(BlockAxis.Of(steps, times, sequences), null, room =>
        {
            foreach (var (source, first, end) in stretches)
            {
                source.Values[first..end].CopyTo(room);
                room = room[(end - first)..];
            }
        });
    }

    /// <summary>One source in step order, of points at one step the one that arrived last.</summary>
    public static PointSource Sorted(PointSource source)
    {
        var (steps, sequences) = (source.Axis.Steps.ToArray(), source.Axis.Sequences.ToArray());
        var rows = new int[steps.Length];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        Array.Sort(rows, (left, right) => steps[left].CompareTo(steps[right]) is var byStep and not 0 ? byStep : sequences[left].CompareTo(sequences[right]));
        var kept = 0;
        for (var i = 0; i < rows.Length; i++)
            if (i + 1 == rows.Length || steps[rows[i + 1]] != steps[rows[i]])
                rows[kept++] = rows[i];
        return source.Rearranged(rows[..kept]);
    }
}

using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Reading;

/// <summary>Brings the sources of a series into step order; of points at one step the one of the youngest run stays, and there the one that arrived last.</summary>
static class SourceMerge
{
    /// <summary>One point's place, by which all are sorted.</summary>
    readonly record struct Key(Step Step, int Generation, long Sequence, int Source, int Row) : IComparable<Key>
    {
        /// <summary>What counts comes last.</summary>
        public int CompareTo(Key other)
        {
            var byStep = Step.CompareTo(other.Step);
            if (byStep != 0)
                return byStep;
            var byAge = other.Generation.CompareTo(Generation);
            return byAge != 0 ? byAge : Sequence.CompareTo(other.Sequence);
        }
    }

    /// <summary>Sources with rising steps, none of which reaches into the next.</summary>
    public static List<PointSource> InOrder(List<PointSource> sources)
    {
        sources.Sort((left, right) => left.Axis.Lowest.CompareTo(right.Axis.Lowest));
        var ordered = new List<PointSource>(sources.Count);
        for (var first = 0; first < sources.Count;)
        {
            var (end, highest) = (first + 1, sources[first].Axis.Highest);
            for (; end < sources.Count && sources[end].Axis.Lowest <= highest; end++)
                highest = sources[end].Axis.Highest > highest ? sources[end].Axis.Highest : highest;
            if (end == first + 1 && sources[first].Axis.IsRising)
                ordered.Add(sources[first]);
            else
                ordered.AddRange(Merge(sources[first..end]));
            first = end;
        }
        return ordered;
    }

    static IEnumerable<PointSource> Merge(List<PointSource> sources)
    {
        var keys = new Key[sources.Sum(source => source.Rows)];
        var at = 0;
        for (var i = 0; i < sources.Count; i++)
        {
            var steps = sources[i].Axis.Steps;
            var sequences = sources[i].Axis.Sequences;
            for (var row = 0; row < steps.Length; row++)
                keys[at++] = new Key(steps[row], sources[i].Generation, sequences[row], i, row);
        }
        Array.Sort(keys);
        var kept = 0;
        for (var i = 0; i < keys.Length; i++)
            if (i + 1 == keys.Length || keys[i + 1].Step != keys[i].Step)
                keys[kept++] = keys[i];
        for (var first = 0; first < kept; first += BlockAxis.MaxRows)
            yield return Gather(sources, keys.AsSpan(first, Math.Min(BlockAxis.MaxRows, kept - first)));
    }

    static PointSource Gather(List<PointSource> sources, ReadOnlySpan<Key> keys)
    {
        var (steps, times, sequences, values) = (new Step[keys.Length], new long[keys.Length], new long[keys.Length], new double[keys.Length]);
        for (var i = 0; i < keys.Length; i++)
        {
            var source = sources[keys[i].Source];
            (steps[i], sequences[i]) = (keys[i].Step, keys[i].Sequence);
            times[i] = source.Axis.UnixMicros[keys[i].Row];
            values[i] = source.Values[keys[i].Row];
        }
        return new PointSource(BlockAxis.Of(steps, times, sequences), null, room => values.CopyTo(room));
    }
}

using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;

namespace Nereid.Storage.Series.Reading;

/// <summary>Brings the sources of a series into step order; of points at one step the one of the youngest run stays, and there the one that arrived last.</summary>
/// <remarks>Sources that overlap are walked side by side. Stretches in which only one has points are taken over as they are, whole sources even without looking
/// into them, so that a few late points among many chunks cost little more than themselves.</remarks>
sealed class SourceMerge
{
    sealed class Cursor(PointSource source)
    {
        public PointSource Source => source;

        public int Row { get; set; }

        /// <summary>A source of which nothing was taken yet need not be decoded to know it.</summary>
        public Step Step => Row == 0 ? source.Axis.Lowest : source.Axis.Steps[Row];

        public bool IsAtEnd => Row == source.Rows;
    }

    readonly Queue<PointSource> _waiting;
    readonly PriorityQueue<Cursor, Step> _active = new();
    readonly List<Cursor> _tied = [];
    readonly MergedRows _merged;

    SourceMerge(IEnumerable<PointSource> byLowest, List<PointSource> ordered) => (_waiting, _merged) = (new Queue<PointSource>(byLowest), new MergedRows(ordered));

    /// <summary>Sources with rising steps, none of which reaches into the next.</summary>
    public static List<PointSource> InOrder(List<PointSource> sources)
    {
        for (var i = 0; i < sources.Count; i++)
            if (!sources[i].Axis.IsRising)
                sources[i] = MergedRows.Sorted(sources[i]);
        sources.Sort((left, right) => left.Axis.Lowest.CompareTo(right.Axis.Lowest));
        var ordered = new List<PointSource>(sources.Count);
        for (var first = 0; first < sources.Count;)
        {
            var (end, highest) = (first + 1, sources[first].Axis.Highest);
            for (; end < sources.Count && sources[end].Axis.Lowest <= highest; end++)
                highest = sources[end].Axis.Highest > highest ? sources[end].Axis.Highest : highest;
            if (end == first + 1)
                ordered.Add(sources[first]);
            else
                new SourceMerge(sources.GetRange(first, end - first), ordered).Run();
            first = end;
        }
        return ordered;
    }

    void Run()
    {
        while (TryTakeLeast(out var least))
        {
            var limit = _active.TryPeek(out _, out var next) ? next : (Step?)null;
            if (_waiting.TryPeek(out var waiting) && !(waiting.Axis.Lowest >= limit))
                limit = waiting.Axis.Lowest;
            if (!(least.Source.Axis.Highest >= limit))
                Take(least, least.Source.Rows);
            else if (least.Step < limit)
                Take(least, least.Source.Axis.Steps.FirstFrom(limit!.Value));
            else
                TakeOneOf(least);
        }
        _merged.Flush();
    }

    /// <summary>The cursor with the least step; all that could share it are active then.</summary>
    bool TryTakeLeast(out Cursor least)
    {
        while (_waiting.TryPeek(out var waiting) && !(_active.TryPeek(out _, out var step) && step < waiting.Axis.Lowest))
            _active.Enqueue(new Cursor(_waiting.Dequeue()), waiting.Axis.Lowest);
        return _active.TryDequeue(out least!, out _);
    }

    void Take(Cursor cursor, int end)
    {
        _merged.Add(cursor.Source, cursor.Row, end);
        Advance(cursor, end);
    }

    /// <summary>Several have a point at one step: one of them counts, all go on.</summary>
    void TakeOneOf(Cursor first)
    {
        var (step, winner) = (first.Step, first);
        _tied.Clear();
        _tied.Add(first);
        while (_active.TryPeek(out var other, out var at) && at == step)
        {
            _tied.Add(_active.Dequeue());
            if (other.Source.Generation < winner.Source.Generation
                || other.Source.Generation == winner.Source.Generation && SequenceOf(other) > SequenceOf(winner))
                winner = other;
        }
        _merged.Add(winner.Source, winner.Row, winner.Row + 1);
        foreach (var cursor in _tied)
            Advance(cursor, cursor.Row + 1);
    }

    static long SequenceOf(Cursor cursor) => cursor.Source.Axis.Sequences[cursor.Row];

    void Advance(Cursor cursor, int row)
    {
        cursor.Row = row;
        if (!cursor.IsAtEnd)
            _active.Enqueue(cursor, cursor.Step);
    }
}

using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Series.Heads;

/// <summary>The float points of one run that are not on disk as blocks yet, and the figures of its series.</summary>
/// <remarks>One thread writes, any number read; every member takes <see cref="_lock"/> for a short time. The points are safe in the journal.</remarks>
/// <param name="row">The run's number inside the store.</param>
/// <param name="projectRow">Likewise of its project.</param>
/// <param name="nextSequence">Above all sequences of the run's blocks on disk.</param>
sealed class RunHeads(long row, long projectRow, long nextSequence, HeadBudget budget)
{
    /// <summary>The columns of all shapes together may be this many times the series; after that, rows of new shapes fall apart into single series.</summary>
    const int ShapesPerSeries = 4;

    const int FreeShapeColumns = 4096;

    readonly Lock _lock = new();
    readonly List<SeriesHead> _series = [];
    readonly Dictionary<long, SeriesHead> _byNumber = [];
    readonly Dictionary<ulong, Shape> _shapes = [];
    readonly Dictionary<int, Shape> _singles = [];
    List<Shape> _growing = [];
    List<Shape> _flushing = [];
    List<CutChange> _growingCuts = [];
    List<CutChange> _flushingCuts = [];
    Shape? _lastShape;
    long _shapeColumns;
    long _nextSequence = nextSequence;

    public long Row => row;

    public long ProjectRow => projectRow;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _growing.Count == 0 && _flushing.Count == 0 && _growingCuts.Count == 0 && _flushingCuts.Count == 0;
        }
    }

    public int SeriesCount
    {
        get
        {
            lock (_lock)
                return _series.Count;
        }
    }

    public SeriesHead? Find(long number)
    {
        lock (_lock)
            return _byNumber.GetValueOrDefault(number);
    }

    /// <summary>The series at this place of the run's table.</summary>
    public SeriesHead At(int ordinal)
    {
        lock (_lock)
            return _series[ordinal];
    }

    /// <summary>Takes a series up; one that is there already is answered as it is.</summary>
    public SeriesHead Add(long number, long pathRow, in SavedFigures figures)
    {
        lock (_lock)
        {
            if (_byNumber.TryGetValue(number, out var known))
                return known;
            var head = new SeriesHead(number, _series.Count, pathRow, figures);
            _series.Add(head);
            _byNumber.Add(number, head);
            return head;
        }
    }

    /// <summary>The series is deleted or cleared: its rows are not written any more. Questions that began before may still ask for it.</summary>
    public void Drop(SeriesHead series)
    {
        lock (_lock)
            series.IsDead = true;
    }

    /// <summary>The run is deleted.</summary>
    public void DropAll()
    {
        lock (_lock)
            foreach (var series in _series)
                series.IsDead = true;
    }

    public void SetDisplay(SeriesHead series, SeriesDisplay display)
    {
        lock (_lock)
            series.Display = display;
    }

    public void SetPreviews(SeriesHead series, ImmutableArray<PreviewPoint> previews)
    {
        lock (_lock)
            series.Previews = previews;
    }

    /// <summary>Takes the points of a series that are there now away, in a range of steps.</summary>
    public void Cut(SeriesHead series, long deletion, DeletedRange range)
    {
        lock (_lock)
            _growingCuts.Add(new CutChange(series.Number, new StepCut(deletion, range, _nextSequence++), IsUndone: false));
    }

    /// <summary>Brings back what a deletion took of a series.</summary>
    public void Uncut(SeriesHead series, long deletion)
    {
        lock (_lock)
            _growingCuts.Add(new CutChange(series.Number, new StepCut(deletion, default, 0), IsUndone: true));
    }

    /// <summary>Points of a series were taken away or came back by an entry of the journal: its figures have to be counted anew.</summary>
    /// <returns>False when they know of it already, which happens while replaying.</returns>
    public bool MarkStale(SeriesHead series, long entry)
    {
        lock (_lock)
            return series.MarkStale(entry);
    }

    /// <summary>Adds one row: the values of some series at one step.</summary>
    /// <param name="ordinals">Of <see cref="SeriesHead.Ordinal"/>.</param>
    /// <param name="entry">The journal entry it came by.</param>
    /// <param name="isInBlocks">While replaying: the row is on disk already, only the figures lack it.</param>
    public void Append(Step step, long unixMicros, ReadOnlySpan<int> ordinals, ReadOnlySpan<double> values, long entry, bool isInBlocks = false)
    {
        if (ordinals.IsEmpty)
            return;
        lock (_lock)
        {
            for (var i = 0; i < ordinals.Length; i++)
                _series[ordinals[i]].Count(step, unixMicros, values[i], entry);
            if (isInBlocks)
                return;
            if (ShapeOf(ordinals) is { } shape)
                AppendTo(shape, step, unixMicros, values);
            else
                for (var i = 0; i < ordinals.Length; i++)
                    AppendTo(SingleOf(ordinals[i]), step, unixMicros, values.Slice(i, 1));
        }
    }

    void AppendTo(Shape shape, Step step, long unixMicros, ReadOnlySpan<double> values)
    {
        if (shape.Growing.Count == 0)
            _growing.Add(shape);
        var before = shape.Growing is [.., { IsFull: false } open] ? open.Bytes : 0;
        var block = shape.OpenBlock();
        block.Append(step, unixMicros, _nextSequence++, values);
        budget.GrowingBytes += block.Bytes - before;
    }

    Shape? ShapeOf(ReadOnlySpan<int> ordinals)
    {
        if (ordinals.Length == 1)
            return SingleOf(ordinals[0]);
        if (_lastShape is { } last && ordinals.SequenceEqual(last.Ordinals))
            return last;
        var hash = Shape.Hash(ordinals);
        if (_shapes.TryGetValue(hash, out var known))
        {
            if (!ordinals.SequenceEqual(known.Ordinals))
                return null;
            return _lastShape = known;
        }
        if (_shapeColumns + ordinals.Length > FreeShapeColumns + (long)ShapesPerSeries * _series.Count || HasRepeats(ordinals))
            return null;
        _shapeColumns += ordinals.Length;
        return _lastShape = _shapes[hash] = NewShape(ordinals);
    }

    Shape SingleOf(int ordinal)
    {
        if (!_singles.TryGetValue(ordinal, out var shape))
            _singles[ordinal] = shape = NewShape([ordinal]);
        return shape;
    }

    Shape NewShape(ReadOnlySpan<int> ordinals)
    {
        var shape = new Shape(ordinals.ToArray());
        for (var column = 0; column < ordinals.Length; column++)
            _series[ordinals[column]].AddPlace(shape, column);
        return shape;
    }

    static bool HasRepeats(ReadOnlySpan<int> ordinals)
    {
        var sorted = ordinals.ToArray();
        Array.Sort(sorted);
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i] == sorted[i - 1])
                return true;
        return false;
    }

    /// <summary>Sets the present rows apart for writing; new rows go to new blocks. Not before the last flush ended.</summary>
    /// <returns>False when there are none.</returns>
    public bool BeginFlush()
    {
        lock (_lock)
        {
            foreach (var shape in _growing)
                shape.BeginFlush();
            (_flushing, _growing) = (_growing, []);
            (_flushingCuts, _growingCuts) = (_growingCuts, []);
            return _flushing.Count > 0 || _flushingCuts.Count > 0;
        }
    }

    /// <summary>The rows set apart, shape by shape, without dead series. They stay readable until <see cref="EndFlush"/>.</summary>
    public List<FlushedShape> Flushed()
    {
        lock (_lock)
        {
            var shapes = new List<FlushedShape>(_flushing.Count);
            foreach (var shape in _flushing)
            {
                var numbers = new long[shape.Ordinals.Length];
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = _series[shape.Ordinals[i]].Number;
                var key = Shape.KeyOf(numbers);
                for (var i = 0; i < numbers.Length; i++)
                    if (_series[shape.Ordinals[i]].IsDead)
                        numbers[i] = 0;
                shapes.Add(new FlushedShape(key, numbers, [.. shape.Flushing.Select(block => block.Take())]));
            }
            return shapes;
        }
    }

    /// <summary>The cuts set apart, in order.</summary>
    public List<CutChange> FlushedCuts()
    {
        lock (_lock)
            return [.. _flushingCuts];
    }

    /// <summary>The rows set apart are on disk.</summary>
    public void EndFlush()
    {
        lock (_lock)
        {
            foreach (var shape in _flushing)
                shape.EndFlush();
            (_flushing, _flushingCuts) = ([], []);
        }
    }

    public HeadFigures FiguresOf(SeriesHead series)
    {
        lock (_lock)
            return new HeadFigures(series.Summary, series.IsStale, series.Version, series.Display, series.Previews);
    }

    /// <summary>Reads the last points of some series.</summary>
    /// <param name="ends">One for each; of null left as it is.</param>
    public void ReadEnds(ReadOnlySpan<SeriesHead?> series, Span<SeriesEnd> ends)
    {
        lock (_lock)
            for (var i = 0; i < series.Length; i++)
                if (series[i] is { Summary.Count: > 0 } head)
                    ends[i] = new SeriesEnd(head.Summary.LastStep, head.Summary.LastUnixMicros, head.Summary.Last);
    }

    /// <summary>The figures, to be saved now.</summary>
    public SavedFigures Save(SeriesHead series, long through)
    {
        lock (_lock)
            return series.Save(through);
    }

    /// <summary>Those whose figures need a recount.</summary>
    public List<SeriesHead> Stale()
    {
        lock (_lock)
            return _series.FindAll(series => series is { IsStale: true, IsDead: false });
    }

    public bool HasUnsaved
    {
        get
        {
            lock (_lock)
                return _series.Exists(series => series is { IsUnsaved: true, IsDead: false });
        }
    }

    public void Recounted(SeriesHead series, in FloatSummary summary, long version)
    {
        lock (_lock)
            series.Recounted(summary, version);
    }

    /// <summary>Adds the series' rows to the sources of a question.</summary>
    /// <param name="cuts">Takes the changes of its cuts that are not on disk yet, in order.</param>
    public void AddSources(SeriesHead series, List<PointSource> to, List<CutChange> cuts)
    {
        var found = new List<(HeadBlock.Snapshot Block, int Column)>();
        lock (_lock)
        {
            cuts.AddRange(_flushingCuts.Where(cut => cut.Series == series.Number));
            cuts.AddRange(_growingCuts.Where(cut => cut.Series == series.Number));
            foreach (var place in series.Places)
            {
                foreach (var block in place.Shape.Flushing)
                    found.Add((block.Take(), place.Column));
                foreach (var block in place.Shape.Growing)
                    found.Add((block.Take(), place.Column));
            }
        }
        foreach (var (block, column) in found)
            to.Add(new PointSource(block.Axis, null, room => block.CopyColumns(column, 1, room)));
    }
}

/// <summary>A cut that is made, or all those of one deletion and series that are undone.</summary>
readonly record struct CutChange(long Series, StepCut Cut, bool IsUndone);

/// <summary>The rows of one shape on their way to disk.</summary>
/// <param name="Key">A mark of its series, the same after a restart; two shapes of a run hardly ever share one.</param>
/// <param name="Numbers">Of the series, by column; 0 for one that was deleted.</param>
sealed record FlushedShape(long Key, long[] Numbers, HeadBlock.Snapshot[] Blocks);

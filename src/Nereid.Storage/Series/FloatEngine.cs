using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Nereid.Domain.Queries;
using Nereid.Storage.Embedded;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series;

/// <summary>The float points of all runs: the newest in memory, the others in the blocks of series.db, both behind one set of questions.</summary>
/// <remarks>
/// Points are durable through the journal alone. When the heads reach half of their budget, all rows are set apart and written in one transaction, by
/// a thread of their own; writing goes on beside it into the other half, and waits when that is full too. So series.db always holds the points of
/// exactly the journal entries up to <see cref="Flushed"/>. One writer, any number of readers.
/// </remarks>
sealed class FloatEngine : IDisposable
{
    /// <summary>Between two looks at whether memory is full.</summary>
    const int ShapesMergedAtOnce = 16;

    /// <param name="Work">Whether what it did can not be lost with the power any more.</param>
    sealed record Job(Task<bool> Work, long Sequence, IReadOnlyList<long> Freed, IReadOnlyList<SeriesCut> Purged);

    readonly ConcurrentDictionary<long, RunHeads> _runs = new();
    readonly ConcurrentDictionary<long, RunHeads> _silent = new();
    readonly HeadBudget _budget = new();
    readonly BlockWriter _writer;
    readonly ReadSessions _sessions;
    readonly long _headBytes;
    readonly Dictionary<(long Run, long Shape), WrittenShape> _toMerge = [];
    readonly ConcurrentQueue<SeriesDamageException> _damage = new();
    Job? _job;
    volatile bool _hasCuts;

    FloatEngine(BlockWriter writer, ReadSessions sessions, long headBytes)
    {
        (_writer, _sessions, _headBytes) = (writer, sessions, headBytes);
        Flushed = Durable = writer.ReadFlushed();
        _hasCuts = writer.HasCuts();
    }

    /// <param name="headBytes">Memory for points that are not on disk as blocks.</param>
    /// <param name="pointsPerThread">See <see cref="RunStoreOptions.PointsPerThread"/>.</param>
    /// <param name="maxPages">For tests of a full disk.</param>
    public static FloatEngine Open(string path, long headBytes, int pointsPerThread, int? maxPages = null)
    {
        var connection = SqliteFile.Open(path, Synchronous.Normal);
        try
        {
            BlockSchema.Ensure(connection, path);
            if (maxPages is { } pages)
                SchemaSteps.Limit(connection, pages);
            return new FloatEngine(new BlockWriter(new Statements(connection)), new ReadSessions(path), headBytes) { PointsPerThread = pointsPerThread };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Every float point of the journal's entries up to this one is in blocks, and none of a later one.</summary>
    public long Flushed { get; private set; }

    /// <summary>As <see cref="Flushed"/>, for blocks that a power cut cannot take any more.</summary>
    public long Durable { get; private set; }

    /// <summary>Points of a question that are worth another thread.</summary>
    public int PointsPerThread { get; private init; }

    public bool IsBusy => _job is not null;

    public bool WantsFlush => _budget.GrowingBytes >= _headBytes / 2;

    /// <summary>Memory of all rows that no flush has begun to write.</summary>
    public long GrowingBytes => _budget.GrowingBytes;

    /// <summary>Of the writer only: the heads of a run, made when they are not there.</summary>
    public RunHeads Run(long row, long projectRow)
    {
        if (_runs.TryGetValue(row, out var known))
            return known;
        using var lease = _sessions.Begin();
        return _runs[row] = new RunHeads(row, projectRow, BlockWriter.NextSequence(lease.Database, row), _budget);
    }

    /// <summary>Null when nothing of the run is in memory.</summary>
    public RunHeads? Find(long row) => _runs.GetValueOrDefault(row);

    /// <summary>Begins to write all rows to disk. Of the writer only, between commits, while not <see cref="IsBusy"/>.</summary>
    /// <param name="sequence">Last entry of the journal.</param>
    /// <param name="empties">Leaves nothing in SQLite's log, as far as readers let it.</param>
    public void BeginFlush(long sequence, bool empties = false)
    {
        var runs = _runs.Values.Where(run => run.BeginFlush()).ToList();
        _budget.GrowingBytes = 0;
        _job = new Job(Task.Run(() => Write(runs, sequence, empties)), sequence, [], []);
    }

    bool Write(List<RunHeads> runs, long sequence, bool empties)
    {
        var written = new List<WrittenShape>();
        _writer.Write(runs, sequence, written);
        foreach (var shape in written)
            _toMerge[(shape.Run, shape.Key)] = _toMerge.TryGetValue((shape.Run, shape.Key), out var waiting) ? shape with { From = Math.Min(shape.From, waiting.From) } : shape;
        var isDurable = _writer.Checkpoint(empties);
        IsLogEmpty = isDurable && empties;
        foreach (var run in runs)
            run.EndFlush();
        foreach (var run in runs)
            foreach (var series in run.Stale())
                Tolerating(() => Recount(run, series, CancellationToken.None));
        if (isDurable)
            Durable = sequence;
        return isDurable;
    }

    /// <summary>The last flush left nothing in SQLite's log.</summary>
    public bool IsLogEmpty { get; private set; }

    /// <summary>Of the writer only: takes points of a series away until <see cref="Uncut"/> or a purge.</summary>
    /// <param name="entry">Of the journal: what is on disk or in the figures already is not done again.</param>
    public void Cut(RunHeads heads, SeriesHead series, long deletion, DeletedRange range, long entry)
    {
        _hasCuts = true;
        if (entry > Flushed)
            heads.Cut(series, deletion, range);
        CountAnew(heads, series, entry);
    }

    /// <summary>Of the writer only: brings back what a deletion took of a series.</summary>
    /// <param name="entry">As of <see cref="Cut"/>.</param>
    public void Uncut(RunHeads heads, SeriesHead series, long deletion, long entry)
    {
        if (entry > Flushed)
            heads.Uncut(series, deletion);
        CountAnew(heads, series, entry);
    }

    void CountAnew(RunHeads heads, SeriesHead series, long entry)
    {
        if (heads.MarkStale(series, entry))
            Tolerating(() => Recount(heads, series, CancellationToken.None));
    }

    /// <summary>Series were written whose blocks may be worth merging. Of the writer only, while not <see cref="IsBusy"/>.</summary>
    public bool WantsMerge => _toMerge.Count > 0;

    /// <summary>Begins to merge the blocks of some series that were written lately. As <see cref="BeginFlush"/>.</summary>
    public void BeginMerge()
    {
        var some = _toMerge.Values.Take(ShapesMergedAtOnce).ToList();
        foreach (var shape in some)
            _toMerge.Remove((shape.Run, shape.Key));
        _job = new Job(Task.Run(() => Merge(some)), Flushed, [], []);
    }

    bool Merge(List<WrittenShape> shapes)
    {
        var merged = 0;
        foreach (var shape in shapes)
            // What comes in goes before.
            if (WantsFlush)
                _toMerge[(shape.Run, shape.Key)] = shape;
            else
                Tolerating(() => merged += _writer.Merge(shape));
        return merged == 0 || _writer.Checkpoint(empties: false);
    }

    /// <summary>Old damage must not keep new points from the disk. What is damaged stays as it is, and every question about it says so.</summary>
    void Tolerating(Action work)
    {
        try
        {
            work();
        }
        catch (SeriesDamageException fault)
        {
            _damage.Enqueue(fault);
        }
    }

    /// <summary>Damage that work in the background met, once each time.</summary>
    public bool TryTakeDamage([NotNullWhen(true)] out SeriesDamageException? fault) => _damage.TryDequeue(out fault);

    /// <summary>Begins to remove deleted series from disk. As <see cref="BeginFlush"/>.</summary>
    public void BeginFree(IReadOnlyList<long> series) => _job = new Job(Task.Run(() => Do(() => _writer.Free(series))), Flushed, series, []);

    /// <summary>Begins to remove what cuts took away from disk. As <see cref="BeginFlush"/>; not before all of it is <see cref="Flushed"/>.</summary>
    public void BeginPurge(IReadOnlyList<SeriesCut> cuts) => _job = new Job(Task.Run(() => Do(() => _writer.Purge(cuts))), Flushed, [], cuts);

    bool Do(Action work)
    {
        Tolerating(work);
        return _writer.Checkpoint(empties: false);
    }

    /// <summary>Completes, without a fault, when nothing is being written.</summary>
    public Task WhenIdleAsync() => _job is { } job ? job.Work.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default) : Task.CompletedTask;

    /// <summary>Takes note of a finished job. Of the writer only.</summary>
    /// <param name="freed">Deleted series of which nothing is left.</param>
    /// <param name="purged">Likewise cuts.</param>
    /// <returns>False while it still runs, or when there is none.</returns>
    /// <exception cref="Exception">What the job failed with; its rows are still in memory and in the journal.</exception>
    public bool TryEndJob(out IReadOnlyList<long> freed, out IReadOnlyList<SeriesCut> purged)
    {
        (freed, purged) = ([], []);
        if (_job is not { Work.IsCompleted: true } job)
            return false;
        _job = null;
        // What the power could still take back is done again.
        if (job.Work.GetAwaiter().GetResult())
            (freed, purged) = (job.Freed, job.Purged);
        Flushed = job.Sequence;
        return true;
    }

    /// <summary>Lets go of runs that have nothing to write and that nobody keeps. Of the writer only.</summary>
    /// <param name="isKept">By number of the run.</param>
    public void Forget(Func<long, bool> isKept)
    {
        // In two rounds: a question that began before the figures were saved still finds them here.
        foreach (var (row, run) in _runs)
        {
            if (!run.IsEmpty || run.HasUnsaved || isKept(row))
                _silent.TryRemove(row, out _);
            else if (!_silent.TryAdd(row, run))
            {
                _runs.TryRemove(row, out _);
                _silent.TryRemove(row, out _);
            }
        }
    }

    /// <summary>Begins a question about points. Sees every point that was answered before.</summary>
    public Question Ask() => new(this);

    /// <summary>The figures of a series, whole.</summary>
    /// <param name="saved">With its attribute; counts when memory has nothing newer.</param>
    public HeadFigures FiguresOf(long run, long series, in SavedFigures saved, CancellationToken cancel)
    {
        if (Find(run) is { } heads && heads.Find(series) is { } head)
            return heads.FiguresOf(head) is { IsStale: false } known ? known : Recount(heads, head, cancel);
        if (!saved.IsStale)
            return new HeadFigures(saved.Summary, false, 0, saved.Display, saved.Previews);
        using var question = Ask();
        return new HeadFigures(question.Points(run, series).Summarize(cancel), false, 0, saved.Display, saved.Previews);
    }

    HeadFigures Recount(RunHeads heads, SeriesHead head, CancellationToken cancel)
    {
        var before = heads.FiguresOf(head);
        using var question = Ask();
        var summary = question.Points(heads.Row, head.Number).Summarize(cancel);
        heads.Recounted(head, summary, before.Version);
        return before with { Summary = summary, IsStale = false };
    }

    public void Dispose()
    {
        _sessions.Dispose();
        _writer.Dispose();
    }

    /// <summary>Reads points. The heads are looked at before the database: a row on its way from one to the other is then seen twice rather than not at all.</summary>
    /// <remarks>For one thread; dispose it to end the question.</remarks>
    public sealed class Question : IDisposable
    {
        readonly FloatEngine _engine;
        readonly Dictionary<long, (List<PointSource> Sources, List<CutChange> Cuts)> _heads;
        readonly List<Question> _others = [];
        ReadSessions.Lease? _lease;
        BlockReader? _blocks;

        public Question(FloatEngine engine) => (_engine, _heads) = (engine, []);

        Question(Question other)
        {
            (_engine, _heads) = (other._engine, other._heads);
            Begin();
        }

        /// <summary>Looks at the heads of a series that will be asked for. Not after the first <see cref="Points"/>.</summary>
        public void Prepare(long run, long series)
        {
            if (_lease is not null)
                throw new InvalidOperationException("The database is being read already.");
            var (sources, cuts) = _heads[series] = ([], []);
            if (_engine.Find(run) is { } heads && heads.Find(series) is { } head)
                heads.AddSources(head, sources, cuts);
        }

        /// <summary>More readers of what was prepared, each for a thread of its own. All see the database as this one does, and end with it.</summary>
        /// <returns>None when points came to the database in the meantime.</returns>
        public Question[] Split(int count)
        {
            Begin();
            while (_others.Count < count)
                _others.Add(new Question(this));
            var moment = Moment();
            return _others.TrueForAll(other => other.Moment() == moment) ? [.. _others] : [];
        }

        /// <summary>Changes with every flush. Looking at it also holds on to the state of the database.</summary>
        long Moment() => _blocks!.ReadFlushed();

        void Begin()
        {
            _lease ??= _engine._sessions.Begin();
            _blocks ??= new BlockReader(_lease.Value.Database);
        }

        public SeriesPoints Points(long run, long series) => new(Sources(run, series));

        List<PointSource> Sources(long run, long series)
        {
            if (!_heads.ContainsKey(series))
                Prepare(run, series);
            Begin();
            var (inMemory, changes) = _heads[series];
            List<PointSource> sources = [.. inMemory];
            _blocks!.AddSources(series, sources);
            if (_engine._hasCuts)
                StepCut.Apply(StepCut.Merge(_blocks.ReadCuts(series), changes), sources);
            return sources;
        }

        /// <param name="parts">A series and those it inherits from, youngest first.</param>
        public SeriesPoints Points(ReadOnlySpan<FloatPart> parts)
        {
            if (parts is [{ Limit: null } own])
                return Points(own.Run, own.Series);
            foreach (var part in parts)
                if (!_heads.ContainsKey(part.Series))
                    Prepare(part.Run, part.Series);
            var sources = new List<PointSource>();
            for (var generation = 0; generation < parts.Length; generation++)
            {
                var part = parts[generation];
                foreach (var source in Sources(part.Run, part.Series))
                    if (part.Limit is not { } limit)
                        sources.Add(source);
                    else if (source.InheritedBy(generation, limit) is { } inherited)
                        sources.Add(inherited);
            }
            return new SeriesPoints(sources);
        }

        public void Dispose()
        {
            foreach (var other in _others)
                other.Dispose();
            _blocks?.Dispose();
            _lease?.Dispose();
        }
    }
}

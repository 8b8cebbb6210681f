using System.Collections.Immutable;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Puts points into the point tables and keeps the summaries of their series. Belongs to the writer.</summary>
/// <remarks>Float points go to the <see cref="FloatEngine"/>; the others are rows. A late or repeated one of these is looked up first.</remarks>
sealed class SeriesWriter(Statements database, RunCache cache, FloatEngine floats, GrowingBuffer scratch, long lastSeries, int spanPoints)
{
    readonly List<(CachedRun Run, CachedAttribute Attribute)> _dirty = [];
    readonly SpanWriter _spans = new(database, spanPoints);
    readonly HiddenPoints _hidden = new(database);
    readonly Queue<(RunHeads Run, SeriesHead Series)> _unsaved = [];

    /// <summary>The journal entry being applied.</summary>
    public long Entry { get; set; }

    /// <summary>The highest number ever given to a series.</summary>
    public long LastSeries { get; private set; } = lastSeries;

    /// <summary>Gives a new attribute its series.</summary>
    /// <returns>What to save with the attribute now; empty when that comes at the end of the transaction.</returns>
    public ReadOnlySpan<byte> Begin(CachedRun run, CachedAttribute attribute)
    {
        attribute.Series = ++LastSeries;
        if (attribute.Type != AttributeType.FloatSeries)
        {
            MarkDirty(run, attribute);
            return [];
        }
        var figures = new SavedFigures(Entry, Entry - 1, false, default, attribute.Floats?.Display);
        attribute.Floats = cache.Heads(run).Add(attribute.Series, attribute.PathRow, figures);
        scratch.Clear(keptCapacity: int.MaxValue);
        SummaryCodec.Write(scratch, figures);
        return scratch.Written;
    }

    /// <summary>The attribute is being deleted.</summary>
    public void End(CachedRun run, CachedAttribute attribute)
    {
        run.FileBytes -= attribute.Points.FileBytes;
        if (attribute.Floats is { } head)
            cache.Heads(run).Drop(head);
        DeadData.AddSeries(database, attribute.Series, attribute.Type);
        attribute.IsDirty = false;
        attribute.LastSpan = null;
        attribute.Series = 0;
    }

    public void Clear(CachedRun run, CachedAttribute attribute)
    {
        End(run, attribute);
        attribute.Points = default;
        Begin(run, attribute);
        MarkDirty(run, attribute);
    }

    /// <summary>The attribute is being deleted, but its points are kept.</summary>
    /// <returns>What to save with the deletion.</returns>
    public ReadOnlySpan<byte> Keep(CachedRun run, CachedAttribute attribute)
    {
        scratch.Clear(keptCapacity: int.MaxValue);
        if (attribute.Floats is { } head)
        {
            head.IsKept = true;
            SummaryCodec.Write(scratch, cache.Heads(run).Save(head, Entry));
        }
        else
        {
            _spans.SaveLast(attribute);
            SummaryCodec.Write(scratch, attribute.Points);
        }
        attribute.IsDirty = false;
        attribute.LastSpan = null;
        return scratch.Written;
    }

    /// <summary>Points of a range are being deleted, but kept.</summary>
    public void TakeSteps(CachedRun run, CachedAttribute attribute, long deletion, DeletedRange range)
    {
        if (attribute.Floats is { } head)
        {
            floats.Cut(cache.Heads(run), head, deletion, range, Entry);
            MarkUnsaved(cache.Heads(run), head);
            return;
        }
        _spans.SaveLast(attribute);
        var (points, bytes) = _hidden.Hide(attribute.Type, attribute.Series, deletion, range, () => ++LastSeries);
        Recount(run, attribute, range, -points, -bytes);
    }

    /// <summary>Brings back what a deletion took of a series.</summary>
    public void RestoreSteps(CachedRun run, CachedAttribute attribute, long deletion, DeletedRange range)
    {
        if (attribute.Floats is { } head)
        {
            floats.Uncut(cache.Heads(run), head, deletion, Entry);
            MarkUnsaved(cache.Heads(run), head);
            return;
        }
        _spans.SaveLast(attribute);
        var (points, bytes) = _hidden.Restore(attribute.Type, attribute.Series, deletion);
        Recount(run, attribute, range, points, bytes);
    }

    void Recount(CachedRun run, CachedAttribute attribute, DeletedRange range, long points, long fileBytes)
    {
        if (points == 0)
            return;
        _spans.Rebuild(attribute, range);
        attribute.Points.Count += points;
        attribute.Points.FileBytes += fileBytes;
        run.FileBytes += fileBytes;
        var last = database[$"SELECT step, millionths, at FROM {PointTable.NameOf(attribute.Type)} WHERE series = ?1 ORDER BY step DESC, millionths DESC LIMIT 1"];
        if (last.Bind(1, attribute.Series).Step())
            attribute.Points.SetLast(last.Step(0), last.Int64(2));
        else
            attribute.Points.SetLast(default, 0);
        last.Reset();
        MarkDirty(run, attribute);
    }

    public void Configure(CachedRun run, CachedAttribute attribute, SeriesDisplay display)
    {
        cache.Heads(run).SetDisplay(attribute.Floats!, display);
        MarkDirty(run, attribute);
    }

    /// <param name="previews">All that the series has from now on.</param>
    public void SetPreviews(CachedRun run, CachedAttribute attribute, ImmutableArray<PreviewPoint> previews)
    {
        cache.Heads(run).SetPreviews(attribute.Floats!, previews);
        MarkDirty(run, attribute);
    }

    public void Append(CachedRun run, CachedAttribute attribute, ReadOnlySpan<FloatPoint> points)
    {
        if (points.IsEmpty)
            return;
        Append(cache.Heads(run), attribute.Floats!, points);
    }

    /// <summary>Adds points of one float series.</summary>
    public void Append(RunHeads heads, SeriesHead series, ReadOnlySpan<FloatPoint> points)
    {
        foreach (ref readonly var point in points)
            heads.Append(point.Step, point.UnixMicros, [series.Ordinal], [point.Value], Entry, isInBlocks: Entry <= floats.Flushed);
        MarkUnsaved(heads, series);
    }

    /// <summary>Adds one row of points.</summary>
    public void Append(RunHeads heads, Step step, long unixMicros, ReadOnlySpan<int> ordinals, ReadOnlySpan<double> values) =>
        heads.Append(step, unixMicros, ordinals, values, Entry, isInBlocks: Entry <= floats.Flushed);

    /// <summary>The figures of a float series changed; they are saved some time before the journal is cut.</summary>
    public void MarkUnsaved(RunHeads heads, SeriesHead series)
    {
        if (series.IsUnsaved)
            return;
        series.IsUnsaved = true;
        _unsaved.Enqueue((heads, series));
    }

    public int Unsaved => _unsaved.Count;

    /// <summary>Saves the figures of up to this many float series, those that changed first. Inside a transaction.</summary>
    /// <param name="through">The journal's last entry, applied.</param>
    public void SaveFigures(int most, long through)
    {
        for (; most > 0 && _unsaved.TryDequeue(out var next); most--)
            if (next.Series is { IsUnsaved: true, IsDead: false, IsKept: false })
                Save(next.Run, next.Series, through);
    }

    void Save(RunHeads heads, SeriesHead series, long through)
    {
        scratch.Clear(keptCapacity: int.MaxValue);
        SummaryCodec.Write(scratch, heads.Save(series, through));
        database["UPDATE attributes SET series = ?4, value = ?5 WHERE project = ?1 AND path = ?2 AND run = ?3"]
            .Bind(1, heads.ProjectRow).Bind(2, series.PathRow).Bind(3, heads.Row).Bind(4, series.Number).Bind(5, scratch.Written).Execute();
    }

    public void Append(CachedRun run, CachedAttribute attribute, ImmutableArray<StringPoint> points)
    {
        foreach (var point in points)
        {
            var upsert = database["""
                INSERT INTO string_points (series, step, millionths, at, value) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (series, step, millionths) DO UPDATE SET at = excluded.at, value = excluded.value
                """];
            var isNew = IsNew(attribute, point.Step);
            upsert.Bind(1, attribute.Series).Bind(2, point.Step).Bind(4, point.UnixMicros).Bind(5, point.Value).Execute();
            Count(attribute, point.Step, point.UnixMicros, isNew);
        }
        MarkDirty(run, attribute);
    }

    public void Append(CachedRun run, CachedAttribute attribute, ImmutableArray<HistogramPoint> points)
    {
        foreach (var point in points)
        {
            var upsert = database["""
                INSERT INTO histogram_points (series, step, millionths, at, value) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (series, step, millionths) DO UPDATE SET at = excluded.at, value = excluded.value
                """];
            var isNew = IsNew(attribute, point.Step);
            scratch.Clear(keptCapacity: int.MaxValue);
            scratch.WriteHistogram(point);
            upsert.Bind(1, attribute.Series).Bind(2, point.Step).Bind(4, point.UnixMicros).Bind(5, scratch.Written).Execute();
            Count(attribute, point.Step, point.UnixMicros, isNew);
        }
        MarkDirty(run, attribute);
    }

    public void Append(CachedRun run, CachedAttribute attribute, ImmutableArray<FilePoint> points)
    {
        foreach (var point in points)
        {
            var replaced = IsBeyondLast(attribute, point.Step) ? null : FindFile(attribute, point.Step);
            if (replaced is not null && replaced.Blob != point.File.Blob)
                DeadData.AddBlob(database, replaced.Blob);
            DeadData.RemoveBlob(database, point.File.Blob);
            var change = point.File.Size - (replaced?.Size ?? 0);
            run.FileBytes += change;
            attribute.Points.FileBytes += change;
            scratch.Clear(keptCapacity: int.MaxValue);
            scratch.WriteFilePoint(point);
            database["""
                INSERT INTO file_points (series, step, millionths, at, value) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (series, step, millionths) DO UPDATE SET at = excluded.at, value = excluded.value
                """].Bind(1, attribute.Series).Bind(2, point.Step).Bind(4, point.UnixMicros).Bind(5, scratch.Written).Execute();
            Count(attribute, point.Step, point.UnixMicros, isNew: replaced is null);
        }
        MarkDirty(run, attribute);
    }

    FileContent? FindFile(CachedAttribute attribute, Step step)
    {
        var find = database["SELECT step, millionths, at, value FROM file_points WHERE series = ?1 AND step = ?2 AND millionths = ?3"];
        find.Bind(1, attribute.Series).Bind(2, step);
        if (!find.Step())
            return null;
        var file = PointTable.ReadFile(find).File;
        find.Reset();
        return file;
    }

    static bool IsBeyondLast(CachedAttribute attribute, Step step) => attribute.Points.Count == 0 || step > attribute.Points.LastStep;

    bool IsNew(CachedAttribute attribute, Step step)
    {
        if (IsBeyondLast(attribute, step))
            return true;
        var find = attribute.Type == AttributeType.StringSeries
            ? database["SELECT 1 FROM string_points WHERE series = ?1 AND step = ?2 AND millionths = ?3"]
            : database["SELECT 1 FROM histogram_points WHERE series = ?1 AND step = ?2 AND millionths = ?3"];
        find.Bind(1, attribute.Series).Bind(2, step);
        var found = find.Step();
        find.Reset();
        return !found;
    }

    void Count(CachedAttribute attribute, Step step, long unixMicros, bool isNew)
    {
        if (IsBeyondLast(attribute, step))
            _spans.Append(attribute, step, unixMicros);
        else
            _spans.Put(attribute, step, unixMicros, isNew);
        if (isNew)
            attribute.Points.Count++;
        if (attribute.Points.Count == 1 || step >= attribute.Points.LastStep)
            attribute.Points.SetLast(step, unixMicros);
    }

    /// <summary>The summary is written before the transaction ends.</summary>
    public void MarkDirty(CachedRun run, CachedAttribute attribute)
    {
        if (attribute.IsDirty)
            return;
        attribute.IsDirty = true;
        _dirty.Add((run, attribute));
    }

    /// <summary>Writes the summaries that changed since the last call; of float series, only of new and reconfigured ones.</summary>
    /// <param name="through">The journal's last entry, applied.</param>
    public void WriteSummaries(long through)
    {
        foreach (var (run, attribute) in _dirty)
        {
            // Deleted since; what has its path now is another attribute.
            if (!attribute.IsDirty || attribute.Series == 0)
                continue;
            attribute.IsDirty = false;
            if (attribute.Floats is { } series)
            {
                Save(cache.Heads(run), series, through);
                continue;
            }
            _spans.SaveLast(attribute);
            scratch.Clear(keptCapacity: int.MaxValue);
            SummaryCodec.Write(scratch, attribute.Points);
            database["UPDATE attributes SET series = ?4, value = ?5 WHERE project = ?1 AND path = ?2 AND run = ?3"]
                .Bind(1, run.ProjectRow).Bind(2, attribute.PathRow).Bind(3, run.Row).Bind(4, attribute.Series).Bind(5, scratch.Written).Execute();
        }
        _dirty.Clear();
    }
}

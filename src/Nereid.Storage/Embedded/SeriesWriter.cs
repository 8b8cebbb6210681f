using System.Collections.Immutable;
using Nereid.Domain.Files;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Puts points into the point tables and keeps the summaries of their series. Belongs to the writer.</summary>
/// <remarks>A point after the last is an insert and a few additions. A late or repeated one is looked up first; only a repeated one that changes
/// something in the middle of a float series makes the summary be counted anew, once per commit group.</remarks>
sealed class SeriesWriter(Statements database, GrowingBuffer scratch, long lastSeries)
{
    readonly List<(CachedRun Run, CachedAttribute Attribute)> _dirty = [];
    readonly Statement _insertFloat = database["INSERT INTO float_points (series, step, millionths, at, value) VALUES (?1, ?2, ?3, ?4, ?5)"];

    /// <summary>The highest number ever given to a series.</summary>
    public long LastSeries { get; private set; } = lastSeries;

    /// <summary>Gives a new attribute its series.</summary>
    public void Begin(CachedRun run, CachedAttribute attribute)
    {
        attribute.Series = ++LastSeries;
        MarkDirty(run, attribute);
    }

    /// <summary>The attribute is being deleted.</summary>
    public void End(CachedRun run, CachedAttribute attribute)
    {
        run.FileBytes -= attribute.Points.FileBytes;
        if (attribute.Floats.Count + attribute.Points.Count > 0)
            DeadData.AddSeries(database, attribute.Series, attribute.Type);
        attribute.IsDirty = false;
        attribute.Series = 0;
    }

    public void Clear(CachedRun run, CachedAttribute attribute)
    {
        End(run, attribute);
        attribute.Floats = default;
        attribute.FloatsBeforeLast = null;
        attribute.Points = default;
        attribute.NeedsRecount = false;
        Begin(run, attribute);
    }

    public void Configure(CachedRun run, CachedAttribute attribute, SeriesDisplay display)
    {
        attribute.Display = display;
        MarkDirty(run, attribute);
    }

    public void Append(CachedRun run, CachedAttribute attribute, ReadOnlySpan<FloatPoint> points)
    {
        foreach (ref readonly var point in points)
        {
            if (attribute.Floats.Count > 0 && point.Step <= attribute.Floats.LastStep)
                AddLate(attribute, point);
            else
            {
                Insert(attribute, point);
                attribute.FloatsBeforeLast = attribute.Floats;
                attribute.Floats.Add(point);
            }
        }
        MarkDirty(run, attribute);
    }

    void AddLate(CachedAttribute attribute, in FloatPoint point)
    {
        var find = database["SELECT step, millionths, at, value FROM float_points WHERE series = ?1 AND step = ?2 AND millionths = ?3"];
        find.Bind(1, attribute.Series).Bind(2, point.Step);
        if (!find.Step())
        {
            Insert(attribute, point);
            attribute.Floats.AddLate(point);
            attribute.FloatsBeforeLast = null;
            return;
        }
        var before = PointTable.ReadFloat(find);
        find.Reset();
        // What is sent again after a lost answer changes nothing, whatever the length of the history.
        if (before.UnixMicros == point.UnixMicros && before.Value.Equals(point.Value))
            return;
        database["UPDATE float_points SET at = ?4, value = ?5 WHERE series = ?1 AND step = ?2 AND millionths = ?3"]
            .Bind(1, attribute.Series).Bind(2, point.Step).Bind(4, point.UnixMicros).Bind(5, point.Value).Execute();
        if (point.Step == attribute.Floats.LastStep && attribute.FloatsBeforeLast is { } rest)
        {
            rest.Add(point);
            attribute.Floats = rest;
        }
        else
            attribute.NeedsRecount = true;
    }

    void Insert(CachedAttribute attribute, in FloatPoint point) =>
        _insertFloat.Bind(1, attribute.Series).Bind(2, point.Step).Bind(4, point.UnixMicros).Bind(5, point.Value).Execute();

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

    static void Count(CachedAttribute attribute, Step step, long unixMicros, bool isNew)
    {
        if (isNew)
            attribute.Points.Count++;
        if (attribute.Points.Count == 1 || step >= attribute.Points.LastStep)
            attribute.Points.SetLast(step, unixMicros);
    }

    void MarkDirty(CachedRun run, CachedAttribute attribute)
    {
        if (attribute.IsDirty)
            return;
        attribute.IsDirty = true;
        _dirty.Add((run, attribute));
    }

    /// <summary>Writes the summaries that changed since the last call.</summary>
    public void WriteSummaries()
    {
        var update = database["UPDATE attributes SET series = ?4, value = ?5 WHERE project = ?1 AND path = ?2 AND run = ?3"];
        foreach (var (run, attribute) in _dirty)
        {
            // Deleted since; what has its path now is another attribute.
            if (!attribute.IsDirty || attribute.Series == 0)
                continue;
            attribute.IsDirty = false;
            if (attribute.NeedsRecount)
                Recount(attribute);
            scratch.Clear(keptCapacity: int.MaxValue);
            if (attribute.Type == AttributeType.FloatSeries)
                SummaryCodec.Write(scratch, attribute.Floats, attribute.Display);
            else
                SummaryCodec.Write(scratch, attribute.Points);
            update.Bind(1, run.ProjectRow).Bind(2, attribute.PathRow).Bind(3, run.Row).Bind(4, attribute.Series).Bind(5, scratch.Written).Execute();
        }
        _dirty.Clear();
    }

    void Recount(CachedAttribute attribute)
    {
        var summary = new FloatSummary();
        var points = database["SELECT step, millionths, at, value FROM float_points WHERE series = ?1 ORDER BY step, millionths"].Bind(1, attribute.Series);
        while (points.Step())
            summary.Add(PointTable.ReadFloat(points));
        attribute.Floats = summary;
        attribute.FloatsBeforeLast = null;
        attribute.NeedsRecount = false;
    }
}

using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Runs, attributes and path numbers that the writer used lately, read from the database when they are not there. Belongs to the writer.</summary>
/// <remarks>Bounded by the number of attributes; the runs used longest ago go first. Nothing goes in the middle of a commit group.</remarks>
sealed class RunCache(Statements database, FloatEngine floats, int maxAttributes)
{
    readonly Dictionary<RunId, CachedRun> _runs = [];
    readonly HashSet<long> _rows = [];
    readonly LinkedList<CachedRun> _use = new();
    readonly Dictionary<string, long> _paths = new(StringComparer.Ordinal);
    long _attributes;

    public CachedRun? Find(RunId id)
    {
        if (_runs.TryGetValue(id, out var known))
        {
            _use.Remove(known.Use!);
            _use.AddFirst(known.Use!);
            return known;
        }
        return StoredRun.ReadOne(database[StoredRun.Select + "WHERE r.uuid = ?1"].Bind(1, id.Value)) is { } row ? Add(new CachedRun(row, isNew: false)) : null;
    }

    public CachedRun? Cached(RunId id) => _runs.GetValueOrDefault(id);

    public CachedRun Add(CachedRun run)
    {
        _runs[run.Head.Id] = run;
        _rows.Add(run.Row);
        run.Use = _use.AddFirst(run);
        return run;
    }

    /// <summary>The run is deleted.</summary>
    public void Remove(CachedRun run)
    {
        floats.Find(run.Row)?.DropAll();
        _use.Remove(run.Use!);
        _rows.Remove(run.Row);
        _runs.Remove(run.Head.Id);
        _attributes -= run.Attributes.Count;
    }

    /// <summary>Runs, with the versions of those that are models.</summary>
    public List<CachedRun> WithVersions(IReadOnlyCollection<RunId> runs)
    {
        var found = runs.Distinct().Select(Find).OfType<CachedRun>().ToList();
        foreach (var model in found.Where(run => run.Head.Kind == RunKind.Model).ToList())
        {
            var versions = new List<RunId>();
            var rows = database["SELECT uuid FROM runs WHERE project = ?1 AND model = ?2"].Bind(1, model.ProjectRow).Bind(2, model.Head.Id.Value);
            while (rows.Step())
                versions.Add(new RunId(rows.Guid(0)));
            found.AddRange(versions.Select(Find).OfType<CachedRun>());
        }
        return [.. found.Distinct()];
    }

    /// <summary>Null when the run has no such attribute.</summary>
    public CachedAttribute? Attribute(CachedRun run, AttributePath path)
    {
        if (run.Attributes.TryGetValue(path, out var known) || run.IsComplete)
            return known;
        var found = PathRow(path) is { } pathRow ? Load(run, pathRow) : null;
        Set(run, path, found);
        return found;
    }

    public void Set(CachedRun run, AttributePath path, CachedAttribute? attribute)
    {
        var before = run.Attributes.Count;
        run.Attributes[path] = attribute;
        _attributes += run.Attributes.Count - before;
        if (attribute is null)
            run.Paths.Clear();
    }

    public FloatEngine Floats => floats;

    /// <summary>The heads of a run's float series.</summary>
    public RunHeads Heads(CachedRun run) => run.Heads ??= floats.Run(run.Row, run.ProjectRow);

    /// <summary>Takes all float series of a run up, for journal entries that name them by number.</summary>
    public RunHeads AllHeads(CachedRun run)
    {
        var heads = Heads(run);
        if (run.HasAllHeads)
            return heads;
        var rows = database["SELECT path, series, value FROM attributes INDEXED BY attributes_by_run WHERE run = ?1 AND type = ?2"];
        rows.Bind(1, run.Row).Bind(2, (long)AttributeType.FloatSeries);
        while (rows.Step())
            heads.Add(rows.Int64(1), rows.Int64(0), SummaryCodec.ReadFloats(rows.Bytes(2)));
        var kept = database["SELECT a.path, a.series, a.value FROM deletions d JOIN deleted_attributes a ON a.deletion = d.made WHERE d.run = ?1 AND a.type = ?2"];
        kept.Bind(1, run.Row).Bind(2, (long)AttributeType.FloatSeries);
        while (kept.Step())
            heads.Add(kept.Int64(1), kept.Int64(0), SummaryCodec.ReadFloats(kept.Bytes(2))).IsKept = true;
        run.HasAllHeads = true;
        return heads;
    }

    /// <summary>Reads an attribute that came into the table otherwise.</summary>
    public CachedAttribute Reload(CachedRun run, AttributePath path, long pathRow)
    {
        var found = Load(run, pathRow)!;
        Set(run, path, found);
        return found;
    }

    /// <summary>The float series that a path had when an entry of the journal was written, deleted since but kept; null when there was none.</summary>
    public SeriesHead? KeptHead(CachedRun run, AttributePath path, long entry)
    {
        if (PathRow(path) is not { } pathRow)
            return null;
        var row = database["SELECT series FROM series_uses WHERE run = ?1 AND path = ?2 AND first <= ?3 AND last >= ?3"].Bind(1, run.Row).Bind(2, pathRow).Bind(3, entry);
        if (!row.Step())
            return null;
        var number = row.Int64(0);
        row.Reset();
        return AllHeads(run).Find(number) is { IsDead: false } head ? head : null;
    }

    public bool IsCached(long runRow) => _rows.Contains(runRow);

    CachedAttribute? Load(CachedRun run, long pathRow)
    {
        var row = database["SELECT type, series, value FROM attributes WHERE project = ?1 AND path = ?2 AND run = ?3"];
        row.Bind(1, run.ProjectRow).Bind(2, pathRow).Bind(3, run.Row);
        if (!row.Step())
            return null;
        var found = new CachedAttribute((AttributeType)row.Int64(0), pathRow) { Series = row.Int64(1) };
        switch (found.Type)
        {
            case AttributeType.FloatSeries:
                found.Floats = Heads(run).Add(found.Series, pathRow, SummaryCodec.ReadFloats(row.Bytes(2)));
                break;
            case AttributeType.StringSeries or AttributeType.FileSeries or AttributeType.HistogramSeries:
                found.Points = SummaryCodec.ReadPoints(row.Bytes(2));
                break;
            case AttributeType.StringSet:
                found.Set = (StringSetValue)AttributeRow.ReadAssigned(found.Type, row, 2);
                break;
            case AttributeType.File or AttributeType.FileSet:
                found.File = HeldContent.Of(AttributeRow.ReadAssigned(found.Type, row, 2));
                break;
        }
        row.Reset();
        return found;
    }

    /// <summary>The number of a path, or null when no attribute ever had it.</summary>
    long? PathRow(AttributePath path)
    {
        if (_paths.TryGetValue(path.Text, out var known))
            return known;
        var row = database["SELECT id FROM paths WHERE text = ?1"].Bind(1, path.Text);
        if (!row.Step())
            return null;
        known = row.Int64(0);
        row.Reset();
        return Remember(path, known);
    }

    /// <summary>The number of a path, made when it has none.</summary>
    public long PathRowOrNew(AttributePath path)
    {
        if (PathRow(path) is { } known)
            return known;
        var insert = database["INSERT INTO paths (text) VALUES (?1) RETURNING id"].Bind(1, path.Text);
        insert.Step();
        var made = insert.Int64(0);
        insert.Reset();
        return Remember(path, made);
    }

    long Remember(AttributePath path, long row)
    {
        if (_paths.Count >= maxAttributes)
            _paths.Clear();
        return _paths[path.Text] = row;
    }

    public bool NeedsTrim => _attributes + _runs.Count > maxAttributes;

    /// <summary>Call between commit groups, when no run is dirty.</summary>
    public void Trim()
    {
        while (NeedsTrim && _use.Last is { } oldest)
        {
            _use.RemoveLast();
            _rows.Remove(oldest.Value.Row);
            _runs.Remove(oldest.Value.Head.Id);
            _attributes -= oldest.Value.Attributes.Count;
        }
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded.Tables;
using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Brings records into the database: while writing, and at start-up for those that the database does not have yet.</summary>
/// <remarks>Belongs to the writer. Records go in between <see cref="Begin"/> and <see cref="Commit"/>; the commit also says up to which journal
/// entry the database is true. After an exception the transaction is rolled back with <see cref="RollBack"/> and the applier must not be used any more,
/// since the cache has moved ahead of the database.</remarks>
sealed class RecordApplier(Statements database, RunCache cache, SeriesWriter series, GrowingBuffer scratch, int rememberedRequests, AppliedState state, TableChanges changes)
{
    readonly List<CachedRun> _dirtyRuns = [];
    readonly List<(long Project, long Run)> _touched = [];
    readonly List<PathChange> _paths = [];
    PathUses? _uses;
    DeletionApplier? _deletions;
    long _lastRun = state.LastRun;

    /// <summary>Room for changes of paths that is kept from one commit to the next.</summary>
    const int KeptPaths = 10_000;

    PathUses Uses => _uses ??= new(database, _paths);

    DeletionApplier Deletions => _deletions ??= new(database, cache, series, Uses);

    public void Begin() => database.Run("BEGIN IMMEDIATE");

    /// <param name="sequence">Of the last record applied.</param>
    public void Commit(long sequence)
    {
        series.WriteSummaries(sequence);
        foreach (var run in _dirtyRuns)
        {
            Write(run);
            _touched.Add((run.ProjectRow, run.Row));
        }
        _dirtyRuns.Clear();
        database["UPDATE state SET applied = ?1, last_series = ?2, figures = ?3, last_run = ?4, scrub = ?5"]
            .Bind(1, sequence).Bind(2, series.LastSeries).Bind(3, FiguresSaved).Bind(4, _lastRun).Bind(5, Scrub).Execute();
        lock (changes.Gate)
        {
            database.Run("COMMIT");
            foreach (var (project, run) in _touched)
                changes.Touch(project, run);
            foreach (ref readonly var path in CollectionsMarshal.AsSpan(_paths))
                changes.Touch(path);
        }
        _touched.Clear();
        _paths.Clear();
        if (_paths.Capacity > KeptPaths)
            _paths.Capacity = KeptPaths;
        Committed = sequence;
    }

    /// <summary>Notes that points came to a run without a commit. Under the gate of the changes, in one go with applying them.</summary>
    public void TouchPoints(RunId id)
    {
        if (cache.Cached(id) is { } run)
            changes.Touch(run.ProjectRow, run.Row);
    }

    /// <summary>The journal entry up to which the database is true.</summary>
    public long Committed { get; private set; } = state.Applied;

    /// <summary>The journal entry up to which the saved figures of all float series are true; the next commit says so.</summary>
    public long FiguresSaved { get; set; } = state.Figures;

    /// <summary>The last journal entry that deleted something for good whose bytes may still be in the files; 0 for none. The next commit saves it.</summary>
    public long Scrub { get; set; } = state.Scrub;

    public void RollBack() => database.Run("ROLLBACK");

    /// <summary>Runs changed that are not written yet.</summary>
    public bool HasDirtyRuns => _dirtyRuns.Count > 0;

    /// <param name="entry">The record's place in the journal.</param>
    public void Apply(RunRecord record, long entry)
    {
        series.Entry = entry;
        switch (record)
        {
            case RunCreated created:
                Apply(created);
                break;
            case BatchWritten batch:
                Apply(batch);
                break;
            case RowsTaken rows:
                Apply(rows);
                break;
            case RowsWritten rows:
                Apply(rows);
                break;
            case RunsWritten together:
                foreach (var batch in together.Batches)
                    Apply(batch);
                break;
            case RunsTrashed trashed:
                Apply(trashed);
                break;
            case RunsDeleted deleted:
                Apply(deleted);
                Scrub = entry;
                break;
            case DeletionMade made:
                Apply(made, entry);
                break;
            case DeletionRestored restored:
                Apply(restored, entry);
                break;
            case DeletionPurged purged:
                if (cache.Find(purged.Run) is { } run)
                    Deletions.Purge(run, purged.Made);
                Scrub = entry;
                break;
            case AnnotationsChanged changed:
                Apply(changed, entry);
                break;
            default:
                throw new UnreachableException(record.GetType().Name);
        }
    }

    void Apply(RunCreated created)
    {
        var head = created.Head;
        var projectRow = ProjectRowOrNew(head);
        var insert = database["""
            INSERT INTO runs (uuid, project, kind, short_id, number, custom_id, model, fork_parent, fork_step, fork_millionths, owner,
                trashed, created, modified, last_seen, finished, active, versions, requests, file_bytes, id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?12, ?12, 0, 0, 0, 0, 0, ?13)
            """];
        insert.Bind(1, head.Id.Value).Bind(2, projectRow).Bind(3, (long)head.Kind).Bind(4, head.ShortId).Bind(5, head.Number).Bind(6, head.CustomId);
        _ = head.Model is { } model ? insert.Bind(7, model.Value) : insert.BindNull(7);
        _ = head.Fork is { } fork ? insert.Bind(8, fork.Parent.Value).Bind(9, fork.Step) : insert.BindNull(8).BindNull(9).BindNull(10);
        var row = ++_lastRun;
        insert.Bind(11, head.Owner).Bind(12, head.CreatedUnixMicros).Bind(13, row).Execute();

        var run = cache.Add(new CachedRun(new StoredRun(row, projectRow, head, 0, 0, 0), isNew: true));
        _paths.Add(PathChange.OfRun(projectRow, row, head, 1));
        if (head.Model is { } parent)
        {
            var models = cache.Find(parent)!;
            models.Versions = head.Number;
            MarkDirty(models);
        }
        foreach (var operation in created.First)
            Apply(run, operation);
        MarkDirty(run);
    }

    long ProjectRowOrNew(RunHead head)
    {
        var upsert = database["""
            INSERT INTO projects (uuid, last_number) VALUES (?1, ?2)
            ON CONFLICT (uuid) DO UPDATE SET last_number = max(last_number, excluded.last_number)
            RETURNING id
            """];
        upsert.Bind(1, head.Project.Value).Bind(2, head.Kind == RunKind.Run ? head.Number : 0);
        upsert.Step();
        var row = upsert.Int64(0);
        upsert.Reset();
        return row;
    }

    void Apply(BatchWritten batch)
    {
        var run = cache.Find(batch.Run) ?? throw new RecordFormatException($"run {batch.Run} is written to before it is created");
        foreach (var operation in batch.Operations)
            Apply(run, operation);
        End(run, batch.Activity, batch.UnixMicros, batch.Operations.Count > 0, batch.Request, batch.Rejections);
    }

    void Apply(RowsTaken taken)
    {
        var run = cache.Find(taken.Run)!;
        var heads = cache.Heads(run);
        foreach (var head in taken.Series)
            if (head is not null)
                series.MarkUnsaved(heads, head);
        FloatRowsApplier.Apply(taken, heads, series);
        End(run, taken.Activity, taken.UnixMicros, taken.Rows.EntryCount > 0, taken.Request, taken.Rejections);
    }

    void Apply(RowsWritten written)
    {
        var run = cache.Find(written.Run) ?? throw new RecordFormatException($"run {written.Run} is written to before it is created");
        FloatRowsApplier.Apply(written, cache.AllHeads(run), series);
        End(run, written.Activity, written.UnixMicros, written.Rows.Count > 0, written.Request, written.Rejections);
    }

    void End(CachedRun run, RunActivity activity, long unixMicros, bool isModified, Guid? request, ImmutableArray<Rejection> rejections)
    {
        if (request is { } id)
            Remember(run, id, rejections);
        run.Head = activity.ApplyTo(run.Head) with { ModifiedUnixMicros = isModified ? unixMicros : run.Head.ModifiedUnixMicros };
        MarkDirty(run);
    }

    void Remember(CachedRun run, Guid request, ImmutableArray<Rejection> rejections)
    {
        run.Requests++;
        scratch.Clear(keptCapacity: int.MaxValue);
        scratch.WriteRejections(rejections);
        database["INSERT INTO requests (run, number, request, rejections) VALUES (?1, ?2, ?3, ?4)"]
            .Bind(1, run.Row).Bind(2, run.Requests).Bind(3, request).Bind(4, scratch.Written).Execute();
        database["DELETE FROM requests WHERE run = ?1 AND number <= ?2"].Bind(1, run.Row).Bind(2, run.Requests - rememberedRequests).Execute();
    }

    void Apply(RunsTrashed trashed)
    {
        foreach (var id in trashed.Runs)
        {
            if (cache.Find(id) is not { } run)
                continue;
            run.Head = run.Head with { Trashed = trashed.Trashed };
            MarkDirty(run);
        }
    }

    void Apply(RunsDeleted deleted)
    {
        foreach (var id in deleted.Runs)
        {
            if (cache.Find(id) is not { } run)
                continue;
            _paths.Add(PathChange.OfRun(run.ProjectRow, run.Row, run.Head, -1));
            _paths.AddRange(DeletedRun.Paths(database, run));
            Deletions.RemoveAll(run);
            DeletedRun.Remove(database, run);
            _touched.Add((run.ProjectRow, run.Row));
            cache.Remove(run);
        }
    }

    void Apply(DeletionMade made, long entry)
    {
        var run = cache.Find(made.Run) ?? throw new RecordFormatException($"something is deleted of run {made.Run} before it is created");
        Deletions.Apply(run, made, entry);
        if (!made.IsKept)
            Scrub = entry;
        End(run, made.Activity, made.UnixMicros, made.Parts.Count > 0, made.Request, made.Rejections);
    }

    void Apply(DeletionRestored restored, long entry)
    {
        var run = cache.Find(restored.Run) ?? throw new RecordFormatException($"something of run {restored.Run} is restored before it is created");
        Deletions.Apply(run, restored, entry);
        End(run, restored.Activity, restored.UnixMicros, restored.Parts.Count > 0, null, []);
    }

    void Apply(AnnotationsChanged changed, long entry)
    {
        var run = cache.Find(changed.Run) ?? throw new RecordFormatException($"run {changed.Run} is annotated before it is created");
        AnnotationRows.Apply(database, run.Row, changed);
        if (changed.Removed.Length > 0)
            Scrub = entry;
    }

    /// <summary>Nothing is left on disk of what a cut took away.</summary>
    public void EndPurge(SeriesCut cut) => DeletionApplier.EndPurge(database, cut);

    void Apply(CachedRun run, RunOperation operation)
    {
        var attribute = cache.Attribute(run, operation.Path);
        switch (operation)
        {
            case DeleteAttribute:
                if (attribute is not null)
                    Delete(run, operation.Path, attribute);
                Scrub = series.Entry;
                return;
            case AssignValue assign:
                Assign(run, assign, attribute);
                return;
        }
        if (attribute is null)
            attribute = Create(run, operation.Path, new CachedAttribute(ValueCheck.TypeOf(operation)!.Value, cache.PathRowOrNew(operation.Path)));
        switch (operation)
        {
            case AppendFloats append:
                series.Append(run, attribute, append.Points.Span);
                break;
            case AppendStrings append:
                series.Append(run, attribute, append.Points);
                break;
            case AppendFiles append:
                series.Append(run, attribute, append.Points);
                break;
            case AppendHistograms append:
                series.Append(run, attribute, append.Points);
                break;
            case PreviewFloats preview:
                series.SetPreviews(run, attribute, preview.Points);
                break;
            case ClearSeries:
                series.Clear(run, attribute);
                Scrub = series.Entry;
                break;
            case ConfigureSeries configure:
                series.Configure(run, attribute, configure.Display);
                break;
            default:
                throw new UnreachableException(operation.GetType().Name);
        }
    }

    void Assign(CachedRun run, AssignValue assign, CachedAttribute? attribute)
    {
        attribute ??= Create(run, assign.Path, new CachedAttribute(assign.Value.Type, cache.PathRowOrNew(assign.Path)));
        var update = database["UPDATE attributes SET value = ?4 WHERE project = ?1 AND path = ?2 AND run = ?3"];
        update.Bind(1, run.ProjectRow).Bind(2, attribute.PathRow).Bind(3, run.Row);
        AttributeRow.BindValue(update, 4, assign.Value, scratch);
        update.Execute();
        attribute.Set = assign.Value as StringSetValue;
        if (HeldContent.Of(assign.Value) is not { } file)
            return;
        if (attribute.File is { } replaced && replaced.Blob != file.Blob)
            DeadData.AddBlob(database, replaced.Blob);
        DeadData.RemoveBlob(database, file.Blob);
        run.FileBytes += file.Size - (attribute.File?.Size ?? 0);
        attribute.File = file;
    }

    CachedAttribute Create(CachedRun run, AttributePath path, CachedAttribute attribute)
    {
        var summary = attribute.Type.IsSeries() ? series.Begin(run, attribute) : [];
        var insert = database["INSERT INTO attributes (project, path, run, type, series, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"];
        insert.Bind(1, run.ProjectRow).Bind(2, attribute.PathRow).Bind(3, run.Row).Bind(4, (long)attribute.Type).Bind(5, attribute.Series);
        (summary.IsEmpty ? insert.BindNull(6) : insert.Bind(6, summary)).Execute();
        Uses.Count(run, path, attribute, 1);
        cache.Set(run, path, attribute);
        return attribute;
    }

    void Delete(CachedRun run, AttributePath path, CachedAttribute attribute)
    {
        if (attribute.File is { } file)
        {
            DeadData.AddBlob(database, file.Blob);
            run.FileBytes -= file.Size;
        }
        if (attribute.Type.IsSeries())
            series.End(run, attribute);
        database["DELETE FROM attributes WHERE project = ?1 AND path = ?2 AND run = ?3"]
            .Bind(1, run.ProjectRow).Bind(2, attribute.PathRow).Bind(3, run.Row).Execute();
        Uses.Count(run, path, attribute, -1);
        cache.Set(run, path, null);
    }

    /// <summary>Saves signs of life that came without a write. Not journalled: see <see cref="IRunWriter.SeenAsync"/>.</summary>
    public void SetActivity(RunId id, RunActivity activity)
    {
        if (cache.Cached(id) is { } cached)
            cached.Head = activity.ApplyTo(cached.Head);
        var row = database["UPDATE runs SET last_seen = ?2, finished = ?3, active = ?4 WHERE uuid = ?1 RETURNING project, id"]
            .Bind(1, id.Value).Bind(2, activity.LastSeenUnixMicros).Bind(3, activity.Finished ? 1 : 0).Bind(4, activity.ActiveMicros);
        if (!row.Step())
            return;
        _touched.Add((row.Int64(0), row.Int64(1)));
        row.Reset();
    }

    void MarkDirty(CachedRun run)
    {
        if (run.IsDirty)
            return;
        run.IsDirty = true;
        _dirtyRuns.Add(run);
    }

    void Write(CachedRun run)
    {
        run.IsDirty = false;
        var head = run.Head;
        database["""
            UPDATE runs SET trashed = ?2, modified = ?3, last_seen = ?4, finished = ?5, active = ?6, versions = ?7, requests = ?8, file_bytes = ?9
            WHERE id = ?1
            """]
            .Bind(1, run.Row).Bind(2, head.Trashed ? 1 : 0).Bind(3, head.ModifiedUnixMicros).Bind(4, head.LastSeenUnixMicros)
            .Bind(5, head.Finished ? 1 : 0).Bind(6, head.ActiveMicros).Bind(7, run.Versions).Bind(8, run.Requests).Bind(9, run.FileBytes).Execute();
    }
}

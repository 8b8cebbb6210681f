using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Brings deletions into the database: moves attributes and points out of every reader's sight, and back. Belongs to the writer.</summary>
/// <remarks>A deletion has the number of its journal entry. Deleted for good is kept and purged in one.</remarks>
sealed class DeletionApplier(Statements database, RunCache cache, SeriesWriter series, PathUses uses)
{
    public void Apply(CachedRun run, DeletionMade made, long entry)
    {
        database["INSERT INTO deletions (made, uuid, run, at, by, purging) VALUES (?1, ?2, ?3, ?4, ?5, 0)"]
            .Bind(1, entry).Bind(2, made.Deletion.Value).Bind(3, run.Row).Bind(4, made.UnixMicros).Bind(5, made.By).Execute();
        foreach (var part in made.Parts)
        {
            var attribute = cache.Attribute(run, part.Path) ?? throw new RecordFormatException($"'{part.Path}' is deleted but not there");
            if (part.Range is { } range)
                Take(run, attribute, entry, range);
            else
                Take(run, part.Path, attribute, entry);
        }
        if (!made.IsKept)
            Purge(run, entry);
    }

    void Take(CachedRun run, CachedAttribute attribute, long deletion, DeletedRange range)
    {
        database["""
            INSERT INTO deleted_steps (deletion, path, type, series, from_step, from_millionths, to_step, to_millionths) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """].Bind(1, deletion).Bind(2, attribute.PathRow).Bind(3, (long)attribute.Type).Bind(4, attribute.Series)
            .BindOrNull(5, range.From).BindOrNull(7, range.To).Execute();
        series.TakeSteps(run, attribute, deletion, range);
    }

    void Take(CachedRun run, AttributePath path, CachedAttribute attribute, long deletion)
    {
        database["""
            INSERT INTO deleted_attributes (deletion, path, type, series, value)
            SELECT ?1, path, type, series, value FROM attributes WHERE project = ?2 AND path = ?3 AND run = ?4
            """].Bind(1, deletion).Bind(2, run.ProjectRow).Bind(3, attribute.PathRow).Bind(4, run.Row).Execute();
        run.FileBytes -= attribute.File?.Size ?? attribute.Points.FileBytes;
        if (attribute.Type.IsSeries())
        {
            if (attribute.Floats is { } head)
                database["INSERT OR REPLACE INTO series_uses (run, path, first, last, series) VALUES (?1, ?2, ?3, ?4, ?5)"]
                    .Bind(1, run.Row).Bind(2, attribute.PathRow).Bind(3, head.Birth).Bind(4, deletion).Bind(5, attribute.Series).Execute();
            database["UPDATE deleted_attributes SET series = ?3, value = ?4 WHERE deletion = ?1 AND path = ?2"]
                .Bind(1, deletion).Bind(2, attribute.PathRow).Bind(3, attribute.Series).Bind(4, series.Keep(run, attribute)).Execute();
        }
        database["DELETE FROM attributes WHERE project = ?1 AND path = ?2 AND run = ?3"]
            .Bind(1, run.ProjectRow).Bind(2, attribute.PathRow).Bind(3, run.Row).Execute();
        uses.Count(run, path, attribute, -1);
        cache.Set(run, path, null);
    }

    public void Apply(CachedRun run, DeletionRestored restored, long entry)
    {
        foreach (var part in restored.Parts)
        {
            if (part.Range is null)
                Restore(run, part, restored.Made, entry);
            else
            {
                series.RestoreSteps(run, cache.Attribute(run, part.Path)!, restored.Made, part.Range.Value);
                database["DELETE FROM deleted_steps WHERE deletion = ?1 AND series = ?2"].Bind(1, restored.Made).Bind(2, part.Series).Execute();
            }
        }
        RemoveEmpty(database, restored.Made);
    }

    void Restore(CachedRun run, TakenPart part, long made, long entry)
    {
        var pathRow = cache.PathRowOrNew(part.Path);
        database["""
            INSERT INTO attributes (project, path, run, type, series, value)
            SELECT ?1, path, ?2, type, series, value FROM deleted_attributes WHERE deletion = ?3 AND path = ?4
            """].Bind(1, run.ProjectRow).Bind(2, run.Row).Bind(3, made).Bind(4, pathRow).Execute();
        database["DELETE FROM deleted_attributes WHERE deletion = ?1 AND path = ?2"].Bind(1, made).Bind(2, pathRow).Execute();
        var attribute = cache.Reload(run, part.Path, pathRow);
        run.FileBytes += attribute.File?.Size ?? attribute.Points.FileBytes;
        if (attribute.Floats is { } head)
        {
            // What was logged at this path in between was another series.
            (head.Birth, head.IsKept) = (entry, false);
            series.MarkUnsaved(cache.Heads(run), head);
            series.MarkDirty(run, attribute);
        }
        uses.Count(run, part.Path, attribute, 1);
    }

    /// <summary>Gives up what a deletion keeps. Float points are taken out of the blocks later; until then the deletion is marked.</summary>
    public void Purge(CachedRun run, long made)
    {
        var rows = database["SELECT type, series, value FROM deleted_attributes WHERE deletion = ?1"].Bind(1, made);
        while (rows.Step())
        {
            var (type, number) = ((AttributeType)rows.Int64(0), rows.Int64(1));
            if (number != 0)
                DeadData.AddSeries(database, number, type);
            if (type == AttributeType.FloatSeries && cache.Heads(run) is var heads && heads.Find(number) is { } head)
                heads.Drop(head);
            if (type is AttributeType.File or AttributeType.FileSet && HeldContent.Of(AttributeRow.ReadAssigned(type, rows, 2)) is { } content)
                DeadData.AddBlob(database, content.Blob);
        }
        database["DELETE FROM deleted_attributes WHERE deletion = ?1"].Bind(1, made).Execute();
        HiddenPoints.Purge(database, made);
        database["DELETE FROM deleted_steps WHERE deletion = ?1 AND type <> ?2"].Bind(1, made).Bind(2, (long)AttributeType.FloatSeries).Execute();
        database["UPDATE deletions SET purging = 1 WHERE made = ?1"].Bind(1, made).Execute();
        RemoveEmpty(database, made);
    }

    static void RemoveEmpty(Statements database, long made) => database["""
        DELETE FROM deletions WHERE made = ?1 AND NOT EXISTS (SELECT 1 FROM deleted_attributes WHERE deletion = ?1) AND NOT EXISTS (SELECT 1 FROM deleted_steps WHERE deletion = ?1)
        """].Bind(1, made).Execute();

    /// <summary>Some cuts to purge, of deletions up to a journal entry.</summary>
    public static List<SeriesCut> Purging(Statements database, long through, int most)
    {
        var cuts = new List<SeriesCut>();
        var rows = database["""
            SELECT DISTINCT d.run, s.series, d.made FROM deletions d JOIN deleted_steps s ON s.deletion = d.made WHERE d.purging = 1 AND d.made <= ?1 LIMIT ?2
            """].Bind(1, through).Bind(2, most);
        while (rows.Step())
            cuts.Add(new SeriesCut(rows.Int64(0), rows.Int64(1), rows.Int64(2)));
        return cuts;
    }

    public static void EndPurge(Statements database, SeriesCut cut)
    {
        database["DELETE FROM deleted_steps WHERE deletion = ?1 AND series = ?2"].Bind(1, cut.Deletion).Bind(2, cut.Series).Execute();
        RemoveEmpty(database, cut.Deletion);
    }

    /// <summary>The run is deleted for good: so is what its deletions keep.</summary>
    public void RemoveAll(CachedRun run)
    {
        var made = new List<long>();
        var rows = database["SELECT made FROM deletions WHERE run = ?1"].Bind(1, run.Row);
        while (rows.Step())
            made.Add(rows.Int64(0));
        foreach (var deletion in made)
        {
            Purge(run, deletion);
            // The cuts go with their series.
            database["DELETE FROM deleted_steps WHERE deletion = ?1"].Bind(1, deletion).Execute();
            RemoveEmpty(database, deletion);
        }
        database["DELETE FROM series_uses WHERE run = ?1"].Bind(1, run.Row).Execute();
    }
}

using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded.Tables;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Takes everything that the database has of a run out of it. Points and files are freed later, as those of deleted attributes.</summary>
static class DeletedRun
{
    public static void Remove(Statements database, CachedRun run)
    {
        // What deletions keep of its series goes with them.
        database["""
            INSERT OR IGNORE INTO dead_series SELECT h.series, h.type FROM attributes a INDEXED BY attributes_by_run JOIN hidden_points h ON h.of = a.series
            WHERE a.run = ?1 AND a.series <> 0
            """].Bind(1, run.Row).Execute();
        database["""
            DELETE FROM hidden_by WHERE series IN (SELECT h.series FROM attributes a INDEXED BY attributes_by_run JOIN hidden_points h ON h.of = a.series WHERE a.run = ?1 AND a.series <> 0)
            """].Bind(1, run.Row).Execute();
        database["DELETE FROM hidden_points WHERE of IN (SELECT series FROM attributes INDEXED BY attributes_by_run WHERE run = ?1 AND series <> 0)"].Bind(1, run.Row).Execute();
        foreach (var blob in Blobs(database, run.Row))
            DeadData.AddBlob(database, blob);
        database["INSERT OR IGNORE INTO dead_series SELECT series, type FROM attributes INDEXED BY attributes_by_run WHERE run = ?1 AND series <> 0"]
            .Bind(1, run.Row).Execute();
        database["""
            UPDATE path_uses SET runs = runs - 1 FROM (SELECT path, type FROM attributes INDEXED BY attributes_by_run WHERE run = ?1) gone
            WHERE path_uses.project = ?2 AND path_uses.kind = ?3 AND path_uses.path = gone.path AND path_uses.type = gone.type
            """].Bind(1, run.Row).Bind(2, run.ProjectRow).Bind(3, (long)run.Head.Kind).Execute();
        database["DELETE FROM attributes WHERE run = ?1"].Bind(1, run.Row).Execute();
        database["DELETE FROM annotations WHERE run = ?1"].Bind(1, run.Row).Execute();
        database["DELETE FROM requests WHERE run = ?1"].Bind(1, run.Row).Execute();
        database["DELETE FROM runs WHERE id = ?1"].Bind(1, run.Row).Execute();
    }

    /// <summary>What goes with the run.</summary>
    public static List<PathChange> Paths(Statements database, CachedRun run)
    {
        var paths = new List<PathChange>();
        var rows = database["SELECT path, type FROM attributes INDEXED BY attributes_by_run WHERE run = ?1"].Bind(1, run.Row);
        while (rows.Step())
            paths.Add(PathChange.OfAttribute(run.ProjectRow, run.Row, run.Head.Kind, rows.Int64(0), (AttributeType)rows.Int64(1), -1, null));
        return paths;
    }

    static List<BlobId> Blobs(Statements database, long run)
    {
        var blobs = new List<BlobId>();
        var rows = database["SELECT type, value FROM attributes INDEXED BY attributes_by_run WHERE run = ?1 AND type IN (?2, ?3)"];
        rows.Bind(1, run).Bind(2, (long)AttributeType.File).Bind(3, (long)AttributeType.FileSet);
        while (rows.Step())
            if (HeldContent.Of(AttributeRow.ReadAssigned((AttributeType)rows.Int64(0), rows, 1)) is { } content)
                blobs.Add(content.Blob);
        return blobs;
    }
}

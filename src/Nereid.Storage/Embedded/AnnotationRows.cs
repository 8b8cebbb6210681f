using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>The table <c>annotations</c> of runs.db.</summary>
static class AnnotationRows
{
    public static void Apply(Statements database, long run, AnnotationsChanged changed)
    {
        foreach (var annotation in changed.Put)
        {
            var insert = database["""
                INSERT OR REPLACE INTO annotations (run, uuid, step, millionths, at, text, author, made, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """];
            insert.Bind(1, run).Bind(2, annotation.Id.Value).Bind(6, annotation.Text).Bind(7, annotation.Author).Bind(8, annotation.MadeUnixMicros)
                .Bind(9, annotation.ChangedUnixMicros);
            _ = annotation.Step is { } step ? insert.Bind(3, step) : insert.BindNull(3).BindNull(4);
            _ = annotation.UnixMicros is { } at ? insert.Bind(5, at) : insert.BindNull(5);
            insert.Execute();
        }
        foreach (var id in changed.Removed)
            database["DELETE FROM annotations WHERE run = ?1 AND uuid = ?2"].Bind(1, run).Bind(2, id.Value).Execute();
    }

    public static bool Has(Statements database, long run, AnnotationId id)
    {
        var row = database["SELECT 1 FROM annotations WHERE run = ?1 AND uuid = ?2"].Bind(1, run).Bind(2, id.Value);
        if (!row.Step())
            return false;
        row.Reset();
        return true;
    }

    public static int Count(Statements database, long run)
    {
        var row = database["SELECT count(*) FROM annotations WHERE run = ?1"].Bind(1, run);
        row.Step();
        var count = (int)row.Int64(0);
        row.Reset();
        return count;
    }

    public static ImmutableArray<RunAnnotations> Read(Statements database, AnnotationQuery query, CancellationToken cancel)
    {
        var found = ImmutableArray.CreateBuilder<RunAnnotations>();
        var left = query.Limit;
        foreach (var id in query.Runs.Distinct())
        {
            cancel.ThrowIfCancellationRequested();
            var rows = database["SELECT r.id FROM runs r JOIN projects p ON p.id = r.project WHERE r.uuid = ?1 AND p.uuid = ?2"].Bind(1, id.Value).Bind(2, query.Project.Value);
            if (!rows.Step())
                continue;
            var run = rows.Int64(0);
            rows.Reset();
            if (Count(database, run) is not (> 0 and var total))
                continue;
            var annotations = Read(database, run, left);
            left -= annotations.Length;
            found.Add(new RunAnnotations(id, total, annotations));
        }
        return found.ToImmutable();
    }

    static ImmutableArray<Annotation> Read(Statements database, long run, int limit)
    {
        if (limit == 0)
            return [];
        var annotations = ImmutableArray.CreateBuilder<Annotation>();
        var rows = database["SELECT uuid, step, millionths, at, text, author, made, changed FROM annotations WHERE run = ?1 ORDER BY made, uuid LIMIT ?2"].Bind(1, run).Bind(2, limit);
        while (rows.Step())
            annotations.Add(new Annotation(
                new AnnotationId(rows.Guid(0)), rows.StepOrNull(1), rows.IsNull(3) ? null : rows.Int64(3), rows.Text(4), rows.Text(5), rows.Int64(6), rows.Int64(7)));
        return annotations.ToImmutable();
    }
}

using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Follows forks from parents to children, by the index of them.</summary>
static class ForkReader
{
    public static ImmutableArray<RunForks> Read(Statements database, ForkQuery query, CancellationToken cancel)
    {
        var found = ImmutableArray.CreateBuilder<RunForks>();
        if (ProjectRow(database, query) is not { } project)
            return [];
        var met = new HashSet<RunId>(query.Runs);
        var next = new Queue<RunId>(query.Runs.Distinct());
        var room = query.Limit;
        while (next.TryDequeue(out var run))
        {
            cancel.ThrowIfCancellationRequested();
            if (Count(database, run, project) is var total && total == 0)
                continue;
            var named = Forks(database, run, project, Math.Min(query.PerRun, room));
            room -= named.Length;
            found.Add(new RunForks(run, total, named));
            foreach (var fork in named)
                if (met.Add(fork))
                    next.Enqueue(fork);
        }
        return found.ToImmutable();
    }

    static long? ProjectRow(Statements database, ForkQuery query)
    {
        var row = database["SELECT id FROM projects WHERE uuid = ?1"].Bind(1, query.Project.Value);
        if (!row.Step())
            return null;
        var id = row.Int64(0);
        row.Reset();
        return id;
    }

    static long Count(Statements database, RunId run, long project)
    {
        var row = database["SELECT count(*) FROM runs INDEXED BY runs_by_parent WHERE fork_parent = ?1 AND project = ?2"].Bind(1, run.Value).Bind(2, project);
        row.Step();
        var count = row.Int64(0);
        row.Reset();
        return count;
    }

    static ImmutableArray<RunId> Forks(Statements database, RunId run, long project, int most)
    {
        var forks = ImmutableArray.CreateBuilder<RunId>();
        var rows = database["""
            SELECT uuid FROM runs INDEXED BY runs_by_parent WHERE fork_parent = ?1 AND project = ?2 ORDER BY fork_step, fork_millionths, id LIMIT ?3
            """].Bind(1, run.Value).Bind(2, project).Bind(3, most);
        while (rows.Step())
            forks.Add(new RunId(rows.Guid(0)));
        rows.Reset();
        return forks.ToImmutable();
    }
}

using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Querying;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Finds which paths occur in a project, from the kept counts and, for computed attributes, from the numbers of runs.</summary>
sealed class PathReader(Statements database)
{
    /// <summary>In all runs of the project.</summary>
    public List<AttributeMatch> Matches(AttributeSearch search, CancellationToken cancel)
    {
        var kinds = AttributeRanking.KindsOf(search.Kinds);
        var runs = new Dictionary<(string Path, AttributeType Type), long>();
        void Count(string path, AttributeType type, long count)
        {
            if (count > 0 && AttributeRanking.Matches(search, path, type))
                runs[(path, type)] = runs.GetValueOrDefault((path, type)) + count;
        }

        foreach (var kind in kinds)
        {
            foreach (var (path, type) in SystemAttributes.Computed)
                Count(path, type, RunsWithComputed(search, kind, path));
            var rows = Rows(search, kind);
            while (rows.Step())
            {
                cancel.ThrowIfCancellationRequested();
                Count(rows.Text(0), (AttributeType)rows.Int64(1), rows.Int64(2));
            }
        }
        return [.. runs.Select(found => new AttributeMatch(AttributePath.Of(found.Key.Path), found.Key.Type, found.Value))];
    }

    /// <summary>In these runs.</summary>
    public List<AttributeMatch> Matches(AttributeSearch search, List<StoredRun> runs, CancellationToken cancel)
    {
        var found = new Dictionary<(string Path, AttributeType Type), long>();
        void Count(string path, AttributeType type) => found[(path, type)] = found.GetValueOrDefault((path, type)) + 1;
        foreach (var run in runs)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var path in ComputedAttributes.PathsOf(run.Head))
                Count(path, SystemAttributes.Computed[path]);
            var rows = database["SELECT p.text, a.type FROM attributes a INDEXED BY attributes_by_run JOIN paths p ON p.id = a.path WHERE a.run = ?1"].Bind(1, run.Row);
            while (rows.Step())
                Count(rows.Text(0), (AttributeType)rows.Int64(1));
        }
        return [.. found.Where(each => AttributeRanking.Matches(search, each.Key.Path, each.Key.Type))
            .Select(each => new AttributeMatch(AttributePath.Of(each.Key.Path), each.Key.Type, each.Value))];
    }

    /// <summary>Which assigned attributes differ among these runs.</summary>
    public DifferingPage Differences(List<StoredRun> runs, int limit, CancellationToken cancel)
    {
        var differences = new Differences(runs.Count);
        foreach (var run in runs)
        {
            cancel.ThrowIfCancellationRequested();
            var rows = database["""
                SELECT p.text, a.type, a.value FROM attributes a INDEXED BY attributes_by_run JOIN paths p ON p.id = a.path WHERE a.run = ?1
                """].Bind(1, run.Row);
            while (rows.Step())
                if ((AttributeType)rows.Int64(1) is var type && DifferingQuery.Compares(type))
                    differences.Add(rows.Text(0), AttributeRow.ReadAssigned(type, rows, 2));
        }
        return differences.Page(limit);
    }

    Statement Rows(AttributeSearch search, RunKind kind)
    {
        const string uses = "SELECT p.text, u.type, u.runs FROM path_uses u JOIN paths p ON p.id = u.path WHERE u.project = (SELECT id FROM projects WHERE uuid = ?1) AND u.kind = ?2";
        var rows = search.Exact ? database[uses + " AND u.path = (SELECT id FROM paths WHERE text = ?3)"].Bind(3, search.Text) : database[uses];
        return rows.Bind(1, search.Project.Value).Bind(2, (long)kind);
    }

    long RunsWithComputed(AttributeSearch search, RunKind kind, string path)
    {
        var row = database["SELECT count(*), count(custom_id) FROM runs WHERE project = (SELECT id FROM projects WHERE uuid = ?1) AND kind = ?2"]
            .Bind(1, search.Project.Value).Bind(2, (long)kind);
        row.Step();
        var (all, withCustomId) = (row.Int64(0), row.Int64(1));
        row.Reset();
        return path == SystemAttributes.CustomRunId ? withCustomId
            : path is SystemAttributes.Owner or SystemAttributes.Trashed && kind == RunKind.ProjectMetadata ? 0
            : path == SystemAttributes.ModelId && kind != RunKind.ModelVersion ? 0
            : all;
    }
}

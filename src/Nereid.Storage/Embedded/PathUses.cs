using Nereid.Domain.Runs;
using Nereid.Storage.Embedded.Tables;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Counts in how many runs of a project and kind a path has a type.</summary>
/// <param name="changes">Takes what changed, for those who keep paths in memory.</param>
sealed class PathUses(Statements database, List<PathChange> changes)
{
    public void Count(CachedRun run, AttributePath path, CachedAttribute attribute, int change)
    {
        changes.Add(PathChange.OfAttribute(run.ProjectRow, run.Row, run.Head.Kind, attribute.PathRow, attribute.Type, change, path.Text));
        database["""
            INSERT INTO path_uses (project, kind, path, type, runs) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (project, kind, path, type) DO UPDATE SET runs = runs + excluded.runs
            """].Bind(1, run.ProjectRow).Bind(2, (long)run.Head.Kind).Bind(3, attribute.PathRow).Bind(4, (long)attribute.Type).Bind(5, change).Execute();
    }
}

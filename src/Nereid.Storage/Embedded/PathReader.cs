using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Querying;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Finds which paths occur in a project, from the kept counts and, for computed attributes, from the numbers of runs.</summary>
sealed class PathReader(Statements database)
{
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
}

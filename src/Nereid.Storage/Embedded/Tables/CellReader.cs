using Nereid.Domain.Runs;
using Nereid.Storage.Querying;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Reads cells of stored attributes from the database.</summary>
static class CellReader
{
    public static Cell Read(Statements database, FloatEngine floats, StoredRun run, ColumnKey key, CancellationToken cancel)
    {
        var row = database["""
            SELECT type, series, value FROM attributes WHERE project = ?1 AND path = (SELECT id FROM paths WHERE text = ?2) AND run = ?3
            """].Bind(1, run.ProjectRow).Bind(2, key.Path).Bind(3, run.Row);
        if (!row.Step())
            return default;
        var cell = Cell.Of(AttributeRow.Read(database, floats, run.Row, row, 0, cancel), key.Aggregate);
        row.Reset();
        return cell;
    }

    /// <summary>Reads a column in one scan.</summary>
    public static void Scan(Statements database, FloatEngine floats, RunList runs, long projectRow, TableColumn into, CancellationToken cancel)
    {
        const int betweenLooks = 0xFF;
        // In the order of runs: the primary key goes on with the run.
        var rows = database["SELECT run, type, series, value FROM attributes WHERE project = ?1 AND path = (SELECT id FROM paths WHERE text = ?2) ORDER BY run"];
        rows.Bind(1, projectRow).Bind(2, into.Key.Path);
        var (place, read) = (0, 0);
        while (rows.Step())
        {
            if ((++read & betweenLooks) == 0)
                cancel.ThrowIfCancellationRequested();
            var run = rows.Int64(0);
            while (place < runs.Count && runs[place].Row < run)
                place++;
            if (place < runs.Count && runs[place].Row == run)
                into.Set(place, Cell.Of(AttributeRow.Read(database, floats, run, rows, 1, cancel), into.Key.Aggregate));
        }
    }
}

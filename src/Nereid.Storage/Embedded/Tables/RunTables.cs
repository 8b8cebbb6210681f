using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Querying;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Tables in memory: nothing until somebody asks, then the runs of that project and each asked column by one scan. The writer notes which runs changed;
/// the next question reads the changed cells again, out of the same view of the database as everything else it reads.</summary>
/// <remarks>Safe for many threads. What was asked for longest ago goes first when the budget is full; a question that needs more than the budget still gets it.</remarks>
sealed class RunTables(FloatEngine floats, Presence presence, TableChanges changes, PathIndexes indexes, long budgetBytes)
{
    /// <summary>From this many changed runs on, a column is scanned anew, outside the lock.</summary>
    const int MostChanged = 2_000;

    readonly Dictionary<ProjectId, ProjectTable> _tables = [];
    long _questions;

    /// <summary>A view of a project as the database says it now.</summary>
    /// <param name="database">In a transaction that has read nothing yet.</param>
    /// <param name="needed">Columns that will be asked for; others are scanned for this question alone.</param>
    /// <param name="withPaths">Also of the project's paths.</param>
    public TableView View(Statements database, ProjectId project, IReadOnlyCollection<ColumnId> needed, bool withPaths, long nowUnixMicros, CancellationToken cancel)
    {
        ChangeLog? log;
        ProjectTable? table;
        PathIndexes.PathsLease? paths;
        long position, projectRow;
        var columns = new Dictionary<ColumnKey, CellColumn>();
        lock (changes.Gate)
        {
            // The first read: what follows sees the commits up to here, which are those that were noted.
            projectRow = ProjectTable.RowOf(database, project);
            paths = withPaths ? indexes.Begin(project, projectRow) : null;
            log = changes.Watch(projectRow);
            position = log.Look();
            if (_tables.TryGetValue(project, out table) && IsRefreshed(table, needed, database, columns, cancel))
            {
                table.Used = ++_questions;
                return new TableView(this, table, table.Take(), columns, position, database, floats, presence, paths, nowUnixMicros, cancel);
            }
            _tables.Remove(project);
        }
        table = new ProjectTable(project, projectRow, log) { Position = position };
        var rows = database[StoredRun.Select + "WHERE r.project = ?1 ORDER BY r.id"].Bind(1, projectRow);
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            table.Add(StoredRun.Read(rows));
        }
        lock (changes.Gate)
        {
            table.Used = ++_questions;
            if (projectRow != 0 && changes.IsWatched(projectRow, log))
                _tables[project] = table;
            Trim();
            return new TableView(this, table, table.Take(), columns, position, database, floats, presence, paths, nowUnixMicros, cancel);
        }
    }

    /// <summary>Brings runs and needed columns up to date. False when it is better to load the table anew.</summary>
    bool IsRefreshed(ProjectTable table, IReadOnlyCollection<ColumnId> needed, Statements database, Dictionary<ColumnKey, CellColumn> taken, CancellationToken cancel)
    {
        var wanted = needed.Select(ColumnKey.Of).Distinct().Where(table.Columns.ContainsKey).Select(key => table.Columns[key]).ToList();
        // A run that changed is read again in all columns at once, so that no two of them show different moments of it.
        foreach (var column in wanted.Where(column => table.Log.Since(column.Position) is not { Count: <= MostChanged }).ToList())
        {
            table.Columns.Remove(column.Key);
            wanted.Remove(column);
        }
        var changed = table.Log.Since(wanted.Count == 0 ? table.Position : Math.Min(table.Position, wanted.Min(column => column.Position)));
        if (changed is not { Count: <= MostChanged })
            return false;
        foreach (var runRow in changed.Order())
        {
            cancel.ThrowIfCancellationRequested();
            var run = StoredRun.ReadOne(database[StoredRun.Select + "WHERE r.id = ?1"].Bind(1, runRow));
            var place = table.PlaceOf(runRow);
            if (run is null && place is not null)
                return false;
            if (run is null)
                continue;
            if (place is { } known)
                table.Replace(known, run);
            else if (table.LastRow < runRow)
            {
                place = table.Count;
                table.Add(run);
            }
            else
                return false;
            foreach (var column in wanted)
                column.Set(place.Value, CellReader.Read(database, floats, run, column.Key, cancel));
        }
        table.Position = table.Log.Look();
        foreach (var column in wanted)
        {
            (column.Position, column.Used) = (table.Position, ++_questions);
            taken[column.Key] = column.Take();
        }
        return true;
    }

    /// <summary>Keeps a column that a question has scanned.</summary>
    /// <returns>Its cells.</returns>
    public CellColumn Keep(ProjectTable table, TableColumn column)
    {
        lock (changes.Gate)
        {
            column.Used = ++_questions;
            var cells = column.Take();
            if (_tables.GetValueOrDefault(table.Project) == table && (!table.Columns.TryGetValue(column.Key, out var other) || other.Position < column.Position))
                table.Columns[column.Key] = column;
            Trim();
            return cells;
        }
    }

    void Trim()
    {
        var bytes = _tables.Values.Sum(table => table.Bytes);
        while (bytes > budgetBytes && _tables.Values.SelectMany(table => table.Columns.Values.Select(column => (table, column))).MinBy(each => each.column.Used) is { table: { } owner } oldest)
        {
            bytes -= oldest.column.Bytes;
            owner.Columns.Remove(oldest.column.Key);
        }
        while (bytes > budgetBytes && _tables.Values.MinBy(table => table.Used) is { } table)
        {
            bytes -= table.Bytes;
            _tables.Remove(table.Project);
            changes.Forget(table.ProjectRow);
        }
    }

    /// <summary>Memory of all tables; for tests and figures.</summary>
    public long Bytes
    {
        get
        {
            lock (changes.Gate)
                return _tables.Values.Sum(table => table.Bytes);
        }
    }
}

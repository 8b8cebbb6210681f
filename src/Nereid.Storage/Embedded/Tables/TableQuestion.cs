using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>One question about a table: a view and the transaction it was taken in. For one thread; dispose it to end the question.</summary>
sealed class TableQuestion : IDisposable
{
    readonly ReadSessions.Lease _lease;

    TableQuestion(ReadSessions.Lease lease, TableView table) => (_lease, Table) = (lease, table);

    public Statements Database => _lease.Database;

    public TableView Table { get; }

    /// <remarks>A column that is scanned beside the writer may hold newer figures of series than the view it was scanned for. So those that are not in
    /// memory are scanned first; the view that answers is taken after, and reads again, with the writer stopped, what changed meanwhile.</remarks>
    public static TableQuestion Ask(
        ReadSessions sessions, RunTables tables, ProjectId project, IReadOnlyCollection<ColumnId> needed, bool withPaths, long nowUnixMicros, CancellationToken cancel)
    {
        var first = Begin();
        if (first.Table.HasAll(needed))
            return first;
        using (first)
            foreach (var column in needed)
                first.Table.Load(column);
        return Begin();

        TableQuestion Begin()
        {
            var lease = sessions.Begin();
            try
            {
                return new TableQuestion(lease, tables.View(lease.Database, project, needed, withPaths, nowUnixMicros, cancel));
            }
            catch
            {
                lease.Dispose();
                throw;
            }
        }
    }

    public void Dispose() => _lease.Dispose();
}

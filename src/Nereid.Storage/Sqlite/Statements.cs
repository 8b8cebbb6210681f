using Microsoft.Data.Sqlite;

namespace Nereid.Storage.Sqlite;

/// <summary>One connection with the statements prepared on it so far. Use by one thread at a time.</summary>
sealed class Statements(SqliteConnection connection) : IDisposable
{
    readonly Dictionary<string, Statement> _prepared = new(StringComparer.Ordinal);

    /// <param name="sql">A constant: it stays prepared for as long as the connection lives.</param>
    public Statement this[string sql]
    {
        get
        {
            if (!_prepared.TryGetValue(sql, out var statement))
                _prepared[sql] = statement = new Statement(connection, sql);
            return statement;
        }
    }

    /// <summary>False inside a transaction.</summary>
    public bool IsAutocommit => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) != 0;

    /// <summary>Pages that this connection has written since it was opened; in WAL mode, to the log.</summary>
    public int PagesWritten
    {
        get
        {
            const int cacheWrite = 9;
            SQLitePCL.raw.sqlite3_db_status(connection.Handle!, cacheWrite, out var written, out _, resetFlg: 0);
            return written;
        }
    }

    /// <summary>Rows that the last insert, update or delete touched.</summary>
    public int Changes => SQLitePCL.raw.sqlite3_changes(connection.Handle!);

    public void Run(string sql) => this[sql].Execute();

    /// <summary>Lets go of rows that a question which ended early left unread.</summary>
    public void ResetAll()
    {
        foreach (var statement in _prepared.Values)
            statement.Reset();
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        connection.Dispose();
    }
}

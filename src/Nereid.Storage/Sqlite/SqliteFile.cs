using Microsoft.Data.Sqlite;

namespace Nereid.Storage.Sqlite;

/// <summary>What a commit waits for.</summary>
public enum Synchronous
{
    /// <summary>The newest commits may be lost with the power, never the file. For data that the journal can rebuild.</summary>
    Normal,

    /// <summary>A commit is on disk when it returns.</summary>
    Full,
}

/// <summary>Opens SQLite databases the way all stores want them: write-ahead log, foreign keys, a patient lock.</summary>
public static class SqliteFile
{
    /// <summary>Milliseconds to wait for another connection's lock before a statement fails.</summary>
    const int BusyTimeoutMs = 10_000;

    /// <summary>An open connection of its own (no pool); the file is made when it is not there. Use by one thread at a time.</summary>
    public static SqliteConnection Open(string path, Synchronous synchronous) => Open(path, SqliteOpenMode.ReadWriteCreate,
        $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {(synchronous == Synchronous.Full ? "FULL" : "NORMAL")};");

    /// <summary>A connection that cannot change anything. Each transaction sees the last commit before it began.</summary>
    public static SqliteConnection OpenReadOnly(string path) => Open(path, SqliteOpenMode.ReadWrite, "PRAGMA query_only = ON;");

    /// <summary>Sets the time to wait for locks back to what it is when a connection is opened.</summary>
    internal static void BePatient(Statements database)
    {
        var pragma = database[$"PRAGMA busy_timeout = {BusyTimeoutMs}"];
        pragma.Step();
        pragma.Reset();
    }

    /// <summary>Does not wait for locks until <see cref="BePatient"/>.</summary>
    internal static void BeImpatient(Statements database)
    {
        var pragma = database["PRAGMA busy_timeout = 0"];
        pragma.Step();
        pragma.Reset();
    }

    static SqliteConnection Open(string path, SqliteOpenMode mode, string pragmas)
    {
        SqliteLibrary.Load();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA foreign_keys = ON; {pragmas}";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

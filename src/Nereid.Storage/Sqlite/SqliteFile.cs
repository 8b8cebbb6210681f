using Microsoft.Data.Sqlite;
using Nereid.Storage.Files;

namespace Nereid.Storage.Sqlite;

/// <summary>What a commit waits for.</summary>
public enum Synchronous
{
    /// <summary>The newest commits may be lost with the power, never the file. For data that the journal can rebuild.</summary>
    Normal,

    /// <summary>A commit is on disk when it returns.</summary>
    Full,
}

/// <summary>Opens SQLite databases the way all stores want them: write-ahead log, foreign keys, a patient lock, and what is deleted overwritten.</summary>
public static class SqliteFile
{
    /// <summary>Milliseconds to wait for another connection's lock before a statement fails.</summary>
    const int BusyTimeoutMs = 10_000;

    /// <summary>An open connection of its own (no pool); the file is made when it is not there. Use by one thread at a time.</summary>
    /// <remarks>A file of an earlier version, whose pages have no checksums, is written anew with them.</remarks>
    /// <exception cref="StoreOpenException">There is no room for that.</exception>
    public static SqliteConnection Open(string path, Synchronous synchronous)
    {
        MakePrivate(path);
        var connection = Open(path, SqliteOpenMode.ReadWriteCreate, $"PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA synchronous = {(synchronous == Synchronous.Full ? "FULL" : "NORMAL")};");
        try
        {
            if (ReservesNothing(path))
                WriteAnew(connection, path);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>What people log is theirs, and the catalog holds the signing key: only the owner of the process reads the file, from the first byte on. SQLite gives its side files
    /// the rights of the main one.</summary>
    static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!File.Exists(path))
            new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = OwnerAlone }).Dispose();
        else if (File.GetUnixFileMode(path) is var mode && (mode & ~OwnerAlone) != UnixFileMode.None)
            File.SetUnixFileMode(path, mode & OwnerAlone);
    }

    static bool ReservesNothing(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> header = stackalloc byte[PageSum.HeaderBytes];
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header[PageSum.ReservedPlace] == 0;
    }

    static void WriteAnew(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        try
        {
            command.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
            command.ExecuteNonQuery();
        }
        catch (SqliteException fault)
        {
            throw new StoreOpenException(
                $"'{path}' is of an earlier version and has to be written anew once, which needs free space of twice its size there and once in the folder for temporary files. SQLite says: {fault.Message}", fault);
        }
    }

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
            NativeSqlite.Reserve(connection.Handle!, PageSum.Bytes);
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA foreign_keys = ON; {pragmas}";
            command.ExecuteNonQuery();
            return connection;
        }
        catch (Exception fault)
        {
            connection.Dispose();
            if (fault is SqliteException { SqliteErrorCode: var code, SqliteExtendedErrorCode: var extended } error)
                throw new SqliteException($"{Path.GetFileName(path)}: {Explain(error)}", code, extended);
            throw;
        }
    }

    /// <summary>What is wrong, with the place when it is a damaged page. On the thread that met it.</summary>
    internal static string Explain(SqliteException fault) => fault.SqliteExtendedErrorCode == NativeSqlite.DamagedData && CheckedFiles.TakeDamage() is { } damage ? damage : fault.Message;
}

using System.Runtime.InteropServices;
using SQLitePCL;

namespace Nereid.Storage.Sqlite;

/// <summary>Connects Microsoft.Data.Sqlite to the SQLite that the operating system keeps up to date. Call <see cref="Load"/> before the first connection.</summary>
public static class SqliteLibrary
{
    /// <summary>STRICT tables came with 3.37.</summary>
    static readonly Version Oldest = new(3, 37, 0);

    static readonly Lazy<Version> Loaded = new(LoadOnce);

    static nint _library;

    /// <returns>The version of the library.</returns>
    /// <exception cref="SqliteLibraryException">There is none, or it is too old. The message says how to get one.</exception>
    public static Version Load() => Loaded.Value;

    static Version LoadOnce()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            var version = Version.Parse(raw.sqlite3_libversion().utf8_to_string());
            if (version < Oldest)
                throw new SqliteLibraryException($"SQLite {version} is too old; {Oldest} or newer is needed. {HowToGet}");
            NativeSqlite.Load(_library);
            CheckedFiles.Install();
            return version;
        }
        catch (DllNotFoundException)
        {
            throw new SqliteLibraryException($"The SQLite library is missing. {HowToGet}");
        }
    }

    static string HowToGet =>
        OperatingSystem.IsLinux() ? "On Debian and Ubuntu: apt-get install libsqlite3-0"
        : OperatingSystem.IsMacOS() ? "It is part of macOS; brew install sqlite gives a newer one."
        : "Put sqlite3.dll (from sqlite.org) beside the server.";

    static IEnumerable<string> Names =>
        OperatingSystem.IsWindows() ? ["sqlite3", "winsqlite3"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/opt/homebrew/opt/sqlite/lib/libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (!string.Equals(name, "e_sqlite3", StringComparison.Ordinal))
            return 0;
        foreach (var candidate in Names)
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var library))
                return _library = library;
        return 0;
    }
}

/// <summary>The system's SQLite cannot be used; the message is one line for the person who starts the server.</summary>
public sealed class SqliteLibraryException(string message) : Exception(message);

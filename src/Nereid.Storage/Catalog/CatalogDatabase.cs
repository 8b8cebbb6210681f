using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Catalog;

/// <summary>The open catalog.db: one connection used by one caller at a time, and a cache of answers that every change empties.</summary>
/// <remarks>A change is on disk when its call returns (WAL with synchronous FULL). Answers are put into the cache and the cache is emptied only
/// while the connection is held, so an answer older than a change can never outlive it.</remarks>
public sealed class CatalogDatabase : IDisposable
{
    /// <summary>Callers choose some keys, such as names that do not exist, so the cache is bounded.</summary>
    const int CachedAnswers = 20_000;

    readonly SqliteConnection _connection;
    readonly SemaphoreSlim _turn = new(1, 1);
    readonly ConcurrentDictionary<object, object?> _cache = new();

    CatalogDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the catalog in a folder, making or upgrading it as needed.</summary>
    /// <exception cref="StoreOpenException">It was written by a newer version; nothing was changed.</exception>
    /// <exception cref="SqliteException">It cannot be opened or written, such as on a full disk.</exception>
    public static CatalogDatabase Open(string folder)
    {
        var file = Path.Combine(folder, CatalogSchema.FileName);
        var connection = SqliteFile.Open(file, Synchronous.Full);
        try
        {
            CatalogSchema.Upgrade(connection);
            return new CatalogDatabase(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Asks without the cache.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> ask, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return ask(_connection);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes the log into the file and empties it: it holds what was deleted as it was before.</summary>
    public ValueTask<int> EmptyLogAsync(CancellationToken cancel) => ReadAsync(connection => connection.Run("PRAGMA wal_checkpoint(TRUNCATE)"), cancel);

    /// <summary>Asks once until the next change.</summary>
    /// <param name="key">Names the question with its arguments; a record compares right.</param>
    public async ValueTask<T> ReadCachedAsync<T>(object key, Func<SqliteConnection, T> ask, CancellationToken cancel)
    {
        if (_cache.TryGetValue(key, out var known))
            return (T)known!;
        await _turn.WaitAsync(cancel);
        try
        {
            var answer = ask(_connection);
            if (_cache.Count >= CachedAnswers)
                _cache.Clear();
            _cache[key] = answer;
            return answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Changes everything that <paramref name="change"/> does, or nothing when it throws.</summary>
    /// <param name="cancel">Cancels the waiting; a change that began is finished.</param>
    public async ValueTask<T> ChangeAsync<T>(Func<SqliteConnection, T> change, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            using var transaction = _connection.BeginTransaction();
            var answer = change(_connection);
            transaction.Commit();
            return answer;
        }
        finally
        {
            _cache.Clear();
            _turn.Release();
        }
    }

    /// <summary>Changes something that no cached answer shows, such as when a token was last used.</summary>
    public async ValueTask NoteAsync(Func<SqliteConnection, int> change, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            change(_connection);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _turn.Dispose();
    }
}

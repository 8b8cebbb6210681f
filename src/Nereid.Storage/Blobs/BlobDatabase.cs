using Microsoft.Data.Sqlite;
using Nereid.Storage.Catalog;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Blobs;

/// <summary>The open blobs.db: one connection, used by one caller at a time. A change is on disk when its call returns.</summary>
sealed class BlobDatabase : IDisposable
{
    readonly SqliteConnection _connection;
    readonly Lock _turn = new();

    BlobDatabase(SqliteConnection connection) => _connection = connection;

    public static BlobDatabase Open(string folder)
    {
        var connection = SqliteFile.Open(Path.Combine(folder, BlobSchema.FileName), Synchronous.Full);
        try
        {
            BlobSchema.Upgrade(connection);
            return new BlobDatabase(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public T Read<T>(Func<SqliteConnection, T> ask)
    {
        lock (_turn)
            return ask(_connection);
    }

    /// <summary>Changes everything that <paramref name="change"/> does, or nothing when it throws.</summary>
    /// <param name="then">What must happen before anybody else sees the change; a crash before its end is made good when the store opens again.</param>
    public T Change<T>(Func<SqliteConnection, T> change, Action<T>? then = null)
    {
        lock (_turn)
        {
            using var transaction = _connection.BeginTransaction();
            var answer = change(_connection);
            transaction.Commit();
            then?.Invoke(answer);
            return answer;
        }
    }

    public void Change(Action<SqliteConnection> change) => Change(connection =>
    {
        change(connection);
        return true;
    });

    public void Dispose() => _connection.Dispose();
}

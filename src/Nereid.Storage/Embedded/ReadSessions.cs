using System.Collections.Concurrent;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Read connections, lent out one question at a time. Each question sees the last commit before it began, and never waits for the writer.</summary>
sealed class ReadSessions(string databasePath) : IDisposable
{
    /// <summary>Idle connections above this are closed; each holds a page cache of about 2 MB.</summary>
    const int Kept = 8;

    readonly ConcurrentBag<Statements> _idle = [];
    bool _closed;

    public Lease Begin()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), this);
        if (!_idle.TryTake(out var session))
            session = new Statements(SqliteFile.OpenReadOnly(databasePath));
        session.Run("BEGIN");
        return new Lease(this, session);
    }

    void End(Statements session)
    {
        session.ResetAll();
        session.Run("COMMIT");
        if (_idle.Count < Kept && !Volatile.Read(ref _closed))
            _idle.Add(session);
        else
            session.Dispose();
    }

    public void Dispose()
    {
        Volatile.Write(ref _closed, true);
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    /// <summary>One connection for one question; dispose it to end the question.</summary>
    public readonly struct Lease(ReadSessions owner, Statements session) : IDisposable
    {
        public Statements Database => session;

        public void Dispose() => owner.End(session);
    }
}

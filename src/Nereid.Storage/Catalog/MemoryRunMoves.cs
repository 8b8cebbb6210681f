using System.Collections.Concurrent;
using Nereid.Domain;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Catalog;

/// <summary>Where moved runs went, in memory: the reference that <see cref="SqliteRunMoves"/> is held to.</summary>
public sealed class MemoryRunMoves : IRunMoves
{
    readonly ConcurrentDictionary<(ProjectId, string), RunId> _byAddress = new();
    readonly ConcurrentDictionary<RunId, RunId> _byRun = new();

    public ValueTask NoteAsync(RunHead from, RunId to, CancellationToken cancel)
    {
        _byAddress[(from.Project, from.ShortId)] = to;
        _byRun[from.Id] = to;
        return ValueTask.CompletedTask;
    }

    public ValueTask<RunId?> FindAsync(ProjectId project, string shortId, CancellationToken cancel) =>
        ValueTask.FromResult(_byAddress.TryGetValue((project, shortId), out var to) ? to : (RunId?)null);

    public ValueTask<RunId?> FindAsync(RunId run, CancellationToken cancel) => ValueTask.FromResult(_byRun.TryGetValue(run, out var to) ? to : (RunId?)null);
}

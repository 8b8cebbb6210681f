using System.Collections.Concurrent;
using Nereid.Domain;
using Nereid.Domain.Live;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Keeps every published change.</summary>
sealed class RecordedChanges : IChangeSink
{
    readonly ConcurrentQueue<RunChange> _changes = new();

    public void Publish(RunChange change) => _changes.Enqueue(change);

    /// <summary>All kinds published for a run so far, together.</summary>
    public ChangeKinds Of(RunId run) => _changes.Where(change => change.Run == run).Aggregate(ChangeKinds.None, (all, change) => all | change.Kinds);

    public void Clear() => _changes.Clear();
}

using System.Collections.Concurrent;
using Nereid.Domain;
using Nereid.Domain.Runs;

namespace Nereid.Server.Live;

/// <summary>Runs that gave a sign of life lately, to notice when one falls silent. Holds about as many as are running.</summary>
/// <remarks>Safe for use from many threads.</remarks>
public sealed class RecentRuns
{
    readonly ConcurrentDictionary<RunId, ProjectId> _runs = new();

    public int Count => _runs.Count;

    public void Note(ProjectId project, RunId run) => _runs.TryAdd(run, project);

    public IEnumerable<KeyValuePair<RunId, ProjectId>> All => _runs;

    public void Forget(RunId run) => _runs.TryRemove(run, out _);
}

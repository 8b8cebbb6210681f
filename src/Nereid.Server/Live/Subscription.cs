using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;

namespace Nereid.Server.Live;

/// <summary>What changed in one project since the listener last looked.</summary>
/// <param name="Everything">Too many runs to list; any may have changed, and <paramref name="Runs"/> is empty.</param>
public sealed record ProjectChanges(ProjectId Project, bool Everything, ImmutableArray<(RunId Run, ChangeKinds Kinds)> Runs);

/// <summary>One listener's marks. Marking is a dictionary update under a short lock; one reader takes them.</summary>
public sealed class Subscription : IDisposable
{
    /// <summary>Beyond this many changed runs of a project a listener is better off asking for all it shows.</summary>
    public const int RunsPerProject = 1000;

    readonly Lock _lock = new();
    readonly IReadOnlySet<RunId>? _onlyRuns;
    readonly Action<Subscription> _unsubscribe;
    readonly Dictionary<ProjectId, Dictionary<RunId, ChangeKinds>> _marks = [];
    readonly HashSet<ProjectId> _overflowed = [];
    readonly SemaphoreSlim _marked = new(0, 1);
    bool _told;

    internal Subscription(IReadOnlySet<ProjectId> projects, IReadOnlySet<RunId>? onlyRuns, UserId? person, Action<Subscription> unsubscribe)
    {
        Person = person;
        Projects = projects;
        _onlyRuns = onlyRuns;
        _unsubscribe = unsubscribe;
    }

    public IReadOnlySet<ProjectId> Projects { get; }

    /// <summary>Who is woken when he is told something; null for a listener to runs alone.</summary>
    public UserId? Person { get; }

    /// <returns>False when nothing was marked within the time.</returns>
    public Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancel) => _marked.WaitAsync(longest, cancel);

    /// <summary>Takes all marks and starts anew.</summary>
    public ImmutableArray<ProjectChanges> Take()
    {
        lock (_lock)
        {
            // A mark set between the wait and here is taken now; its wake-up must not come a second time for nothing.
            if (_marked.CurrentCount > 0)
                _marked.Wait(0);
            ImmutableArray<ProjectChanges> taken =
            [
                .. _overflowed.Select(project => new ProjectChanges(project, Everything: true, [])),
                .. _marks.Select(project => new ProjectChanges(project.Key, Everything: false, [.. project.Value.Select(run => (run.Key, run.Value))])),
            ];
            _marks.Clear();
            _overflowed.Clear();
            return taken;
        }
    }

    internal void Mark(RunChange change)
    {
        if (_onlyRuns is not null && !_onlyRuns.Contains(change.Run))
            return;
        lock (_lock)
        {
            if (!_overflowed.Contains(change.Project))
            {
                if (!_marks.TryGetValue(change.Project, out var runs))
                    _marks[change.Project] = runs = [];
                runs[change.Run] = runs.GetValueOrDefault(change.Run) | change.Kinds;
                if (runs.Count > RunsPerProject)
                {
                    _marks.Remove(change.Project);
                    _overflowed.Add(change.Project);
                }
            }
            if (_marked.CurrentCount == 0)
                _marked.Release();
        }
    }

    /// <summary>Whether its person was told something since this was last asked. To be asked after <see cref="Take"/>, which takes the wake-up away.</summary>
    public bool TakeTold()
    {
        lock (_lock)
        {
            var told = _told;
            _told = false;
            return told;
        }
    }

    internal void Tell()
    {
        lock (_lock)
        {
            _told = true;
            if (_marked.CurrentCount == 0)
                _marked.Release();
        }
    }

    /// <summary>Makes the listener look again at who it is, without anything having changed.</summary>
    internal void Wake()
    {
        lock (_lock)
        {
            if (_marked.CurrentCount == 0)
                _marked.Release();
        }
    }

    /// <summary>Ends the marking.</summary>
    public void Dispose()
    {
        _unsubscribe(this);
        // A publisher that still holds the old list may mark once more; the semaphore has no handle to free, so it is left to the collector.
    }
}

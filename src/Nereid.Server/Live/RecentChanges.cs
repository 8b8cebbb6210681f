using System.Collections.Concurrent;
using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;

namespace Nereid.Server.Live;

/// <param name="Kinds">All that changed of it within <see cref="RecentChanges.Kept"/>, also before <paramref name="Age"/>.</param>
/// <param name="Age">Since its last change.</param>
public sealed record RecentRun(RunId Run, ChangeKinds Kinds, TimeSpan Age);

/// <param name="EverythingAge">Set when too many runs changed to list them: since the last of those changes; <paramref name="Runs"/> is empty then.</param>
public sealed record RecentProject(ProjectId Project, TimeSpan? EverythingAge, ImmutableArray<RecentRun> Runs);

/// <summary>What changed in the last minute. A page asks for its data first and listens then; with this it learns what changed in between.</summary>
/// <remarks>Holds a bounded number of runs for each project that had changes lately. Safe for use from many threads.</remarks>
public sealed class RecentChanges(TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<ProjectId, OfProject> _projects = new();

    public void Note(RunChange change)
    {
        var now = clock.GetTimestamp();
        // A project may be dropped between being found and being written to; its new place gets the change then.
        while (!_projects.GetOrAdd(change.Project, _ => new OfProject()).TryNote(change, now, clock))
        {
        }
    }

    /// <param name="onlyRuns">Null for all runs of the projects.</param>
    /// <returns>The projects in which something changed.</returns>
    public IReadOnlyList<RecentProject> Of(IEnumerable<ProjectId> projects, IReadOnlySet<RunId>? onlyRuns)
    {
        var found = new List<RecentProject>();
        foreach (var project in projects)
        {
            if (!_projects.TryGetValue(project, out var recent))
                continue;
            var (everything, runs) = recent.Look(onlyRuns, clock);
            if (everything is not null || runs.Length > 0)
                found.Add(new RecentProject(project, everything, runs));
        }
        return found;
    }

    /// <summary>Drops the projects in which nothing changed for longer than is kept.</summary>
    public void Sweep()
    {
        foreach (var (project, recent) in _projects)
        {
            if (recent.EndIfOld(clock))
                _projects.TryRemove(new KeyValuePair<ProjectId, OfProject>(project, recent));
        }
    }

    sealed class OfProject
    {
        readonly Lock _lock = new();
        readonly Dictionary<RunId, (long At, ChangeKinds Kinds)> _runs = [];
        long? _everythingAt;
        bool _ended;

        public bool TryNote(RunChange change, long now, TimeProvider clock)
        {
            lock (_lock)
            {
                if (_ended)
                    return false;
                if (_everythingAt is { } at && clock.GetElapsedTime(at, now) <= Kept)
                {
                    _everythingAt = now;
                    return true;
                }
                var kinds = _runs.TryGetValue(change.Run, out var before) && clock.GetElapsedTime(before.At, now) <= Kept ? before.Kinds : ChangeKinds.None;
                _runs[change.Run] = (now, kinds | change.Kinds);
                if (_runs.Count > Subscription.RunsPerProject)
                {
                    DropOld(now, clock);
                    if (_runs.Count > Subscription.RunsPerProject)
                    {
                        _runs.Clear();
                        _everythingAt = now;
                    }
                }
                return true;
            }
        }

        public (TimeSpan? Everything, ImmutableArray<RecentRun> Runs) Look(IReadOnlySet<RunId>? onlyRuns, TimeProvider clock)
        {
            lock (_lock)
            {
                var now = clock.GetTimestamp();
                if (_everythingAt is { } at && clock.GetElapsedTime(at, now) is var age && age <= Kept)
                    return (age, []);
                DropOld(now, clock);
                return (null, [.. _runs.Where(run => onlyRuns is null || onlyRuns.Contains(run.Key)).Select(run => new RecentRun(run.Key, run.Value.Kinds, clock.GetElapsedTime(run.Value.At, now)))]);
            }
        }

        public bool EndIfOld(TimeProvider clock)
        {
            lock (_lock)
            {
                var now = clock.GetTimestamp();
                DropOld(now, clock);
                return _ended = _runs.Count == 0 && (_everythingAt is not { } at || clock.GetElapsedTime(at, now) > Kept);
            }
        }

        void DropOld(long now, TimeProvider clock)
        {
            foreach (var (run, (at, _)) in _runs)
            {
                if (clock.GetElapsedTime(at, now) > Kept)
                    _runs.Remove(run);
            }
        }
    }
}

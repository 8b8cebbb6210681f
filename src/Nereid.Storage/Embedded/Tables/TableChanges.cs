using System.Collections.Concurrent;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Tells the tables in memory which runs changed. The writer commits and notes the change in one go, under <see cref="Gate"/>; a question takes its
/// view of the database and its place in the notes under the same lock. So a view and the notes before it always say the same.</summary>
sealed class TableChanges
{
    readonly ConcurrentDictionary<long, ChangeLog> _logs = new();
    readonly ConcurrentDictionary<long, PathNotes> _paths = new();

    /// <summary>Held for the time of a commit or of bringing a table up to date, never for a scan.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Notes that a run was created, changed or deleted. Under <see cref="Gate"/>, after the change is visible. Costs nothing for projects that nobody looks at.</summary>
    public void Touch(long projectRow, long runRow)
    {
        if (_logs.TryGetValue(projectRow, out var log))
            log.Add(runRow);
    }

    /// <summary>Notes that a path came or went. Under <see cref="Gate"/>, after the change is visible.</summary>
    public void Touch(in PathChange change)
    {
        if (_paths.TryGetValue(change.ProjectRow, out var notes))
            notes.Add(change);
    }

    /// <summary>Begins to note what happens to the paths of a project. Under <see cref="Gate"/>.</summary>
    public PathNotes WatchPaths(long projectRow) => _paths.GetOrAdd(projectRow, _ => new PathNotes());

    /// <summary>Under <see cref="Gate"/>.</summary>
    public void ForgetPaths(long projectRow) => _paths.TryRemove(projectRow, out _);

    /// <summary>Begins to note the changes of a project. Under <see cref="Gate"/>.</summary>
    public ChangeLog Watch(long projectRow) => _logs.GetOrAdd(projectRow, _ => new ChangeLog());

    /// <summary>Under <see cref="Gate"/>.</summary>
    public void Forget(long projectRow) => _logs.TryRemove(projectRow, out _);

    /// <summary>Whether these are still the notes of the project. Under <see cref="Gate"/>.</summary>
    public bool IsWatched(long projectRow, ChangeLog log) => _logs.TryGetValue(projectRow, out var current) && current == log;
}

/// <summary>The runs of one project that changed, in order. Guarded by <see cref="TableChanges.Gate"/>.</summary>
sealed class ChangeLog
{
    /// <summary>Notes kept; a column that fell behind further is read anew.</summary>
    const int Most = 20_000;

    readonly List<long> _rows = [];
    readonly HashSet<long> _sinceLook = [];
    long _start;

    /// <summary>Where the notes end now. A change of a run that is in them already is noted again from here on.</summary>
    public long Look()
    {
        _sinceLook.Clear();
        return _start + _rows.Count;
    }

    public void Add(long runRow)
    {
        // Whoever looks next sees it once, however often the run was written to.
        if (!_sinceLook.Add(runRow))
            return;
        if (_rows.Count >= Most)
        {
            _rows.RemoveRange(0, Most / 2);
            _start += Most / 2;
        }
        _rows.Add(runRow);
    }

    /// <summary>The runs noted since a place; null when the notes do not go back so far.</summary>
    public HashSet<long>? Since(long place)
    {
        Look();
        return place < _start ? null : [.. _rows.Skip((int)(place - _start))];
    }
}

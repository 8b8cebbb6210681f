using Nereid.Domain;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>The path indexes of the projects that were asked about lately. The writer notes what changed; the next question applies it.</summary>
/// <remarks>Safe for many threads. The index asked for longest ago goes first when the budget is full; the last one stays.</remarks>
sealed class PathIndexes(TableChanges changes, long budgetBytes)
{
    readonly Dictionary<ProjectId, PathIndex> _indexes = [];
    long _questions;

    /// <summary>A view of a project's paths as the database says it now.</summary>
    /// <param name="database">In a transaction that has read nothing yet.</param>
    public PathsView View(Statements database, ProjectId project, CancellationToken cancel)
    {
        PathsLease lease;
        lock (changes.Gate)
            lease = Begin(project, ProjectTable.RowOf(database, project));
        return lease.Finish(database, cancel);
    }

    /// <summary>Under <see cref="TableChanges.Gate"/>, after the question's first read.</summary>
    public PathsLease Begin(ProjectId project, long projectRow)
    {
        var notes = changes.WatchPaths(projectRow);
        if (_indexes.TryGetValue(project, out var index) && index.IsRefreshed(notes))
        {
            notes.Drop(index.Position);
            index.Used = ++_questions;
            return new PathsLease(this, project, projectRow, notes, index.Take());
        }
        _indexes.Remove(project);
        return new PathsLease(this, project, projectRow, notes, null);
    }

    void Keep(PathIndex index, PathNotes notes)
    {
        lock (changes.Gate)
        {
            index.Used = ++_questions;
            // A project that nothing was written to has no row yet, and its notes would be those of all such projects.
            if (index.ProjectRow == 0 || changes.WatchPaths(index.ProjectRow) != notes || !notes.TrySince(index.Position, out _))
                return;
            _indexes.TryAdd(index.Project, index);
            var bytes = _indexes.Values.Sum(each => each.Bytes);
            while (bytes > budgetBytes && _indexes.Count > 1)
            {
                var oldest = _indexes.Values.MinBy(each => each.Used)!;
                bytes -= oldest.Bytes;
                _indexes.Remove(oldest.Project);
                changes.ForgetPaths(oldest.ProjectRow);
            }
        }
    }

    /// <summary>Memory of all indexes; for tests and figures.</summary>
    public long Bytes
    {
        get
        {
            lock (changes.Gate)
                return _indexes.Values.Sum(index => index.Bytes);
        }
    }

    /// <summary>A place in the notes, taken together with the transaction of a question; the index is loaded only when there was none.</summary>
    public sealed class PathsLease(PathIndexes owner, ProjectId project, long projectRow, PathNotes notes, PathsView? ready)
    {
        readonly long _position = notes.End;
        PathsView? _view = ready;

        public PathsView Finish(Statements database, CancellationToken cancel)
        {
            if (_view is not null)
                return _view;
            var index = new PathIndex(project, projectRow, _position);
            index.Load(database, cancel);
            _view = index.Take();
            owner.Keep(index, notes);
            return _view;
        }
    }
}

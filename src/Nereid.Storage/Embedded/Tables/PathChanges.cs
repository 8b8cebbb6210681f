using Nereid.Domain.Runs;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>A run has one attribute more or less, or there is one run more or less.</summary>
/// <param name="PathRow">Number of the path inside the database; 0 when the run itself came or went.</param>
/// <param name="Type">Of the attribute.</param>
/// <param name="Change">1 or -1.</param>
/// <param name="Path">Null where it must be known already: when attributes go with their run.</param>
/// <param name="HasCustomId">Of a run that came or went.</param>
readonly record struct PathChange(long ProjectRow, long RunRow, RunKind Kind, long PathRow, AttributeType Type, int Change, string? Path, bool HasCustomId)
{
    public static PathChange OfAttribute(long projectRow, long runRow, RunKind kind, long pathRow, AttributeType type, int change, string? path) =>
        new(projectRow, runRow, kind, pathRow, type, change, path, HasCustomId: false);

    public static PathChange OfRun(long projectRow, long runRow, RunHead head, int change) =>
        new(projectRow, runRow, head.Kind, 0, default, change, null, head.CustomId is not null);
}

/// <summary>What happened to the paths of one project, in order. Guarded by <see cref="TableChanges.Gate"/>.</summary>
sealed class PathNotes
{
    /// <summary>Notes kept; an index that fell behind further is loaded anew.</summary>
    const int Most = 200_000;

    readonly List<PathChange> _changes = [];
    long _start;

    /// <summary>Where the notes end now.</summary>
    public long End => _start + _changes.Count;

    public void Add(in PathChange change)
    {
        if (_changes.Count >= Most)
            Drop(End);
        _changes.Add(change);
    }

    /// <summary>Forgets what lies before a place.</summary>
    public void Drop(long before)
    {
        _changes.RemoveRange(0, (int)(before - _start));
        _start = before;
        if (_changes.Count == 0 && _changes.Capacity > Most / 16)
            _changes.Capacity = 0;
    }

    /// <summary>False when the notes do not go back so far.</summary>
    public bool TrySince(long place, out ReadOnlySpan<PathChange> changes)
    {
        changes = place < _start ? [] : System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_changes)[(int)(place - _start)..];
        return place >= _start;
    }
}

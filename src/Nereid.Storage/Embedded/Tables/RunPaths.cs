using System.Runtime.InteropServices;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Which paths single runs have, kept once somebody asked: runs of one script mostly have the same, and then share one list.
/// A list is true as long as the run gets and loses no attribute, whatever it logs.</summary>
/// <remarks>Safe for many threads.</remarks>
sealed class RunPaths
{
    /// <summary>Memory for lists; when it is full, all of them go.</summary>
    const long MostBytes = 64L * 1024 * 1024;
    const int MostChanged = 100_000;
    const int ListBytes = 48;

    readonly Lock _lock = new();
    readonly Dictionary<long, int> _first = [];
    readonly Dictionary<long, (PathSet Set, long Position)> _lists = [];
    readonly HashSet<PathSet> _sets = [];

    /// <summary>By run: the place in the notes behind its last change.</summary>
    readonly Dictionary<long, long> _changed = [];
    long _forgotten;
    long _setBytes;

    public long Bytes
    {
        get
        {
            lock (_lock)
                return _setBytes + (long)(_lists.Count + _changed.Count) * ListBytes;
        }
    }

    /// <summary>The first entry of a path; -1 for none.</summary>
    public int FirstOf(long pathRow)
    {
        lock (_lock)
            return _first.GetValueOrDefault(pathRow, -1);
    }

    public int[] FirstOf(List<long> pathRows)
    {
        var places = new int[pathRows.Count];
        lock (_lock)
            for (var i = 0; i < places.Length; i++)
                places[i] = _first[pathRows[i]];
        return places;
    }

    public void SetFirst(long pathRow, int place)
    {
        lock (_lock)
            _first[pathRow] = place;
    }

    /// <param name="position">In the notes, behind the change.</param>
    public void Changed(long run, long position)
    {
        lock (_lock)
        {
            _lists.Remove(run);
            _changed[run] = position;
            if (_changed.Count <= MostChanged)
                return;
            _changed.Clear();
            _forgotten = position;
            Clear();
        }
    }

    /// <summary>The lists of these runs that are known at a place in the notes, with how many of the runs have each.</summary>
    /// <param name="missing">Gets the others.</param>
    public Dictionary<PathSet, int> Find(IReadOnlyList<StoredRun> among, long position, List<long> missing)
    {
        var found = new Dictionary<PathSet, int>(ReferenceEqualityComparer.Instance);
        lock (_lock)
            foreach (var run in among)
                if (_lists.TryGetValue(run.Row, out var known) && IsTrue(run.Row, known.Position, position))
                    CollectionsMarshal.GetValueRefOrAddDefault(found, known.Set, out _)++;
                else
                    missing.Add(run.Row);
        return found;
    }

    /// <summary>Whether what was read at one place is also true at another.</summary>
    bool IsTrue(long run, long read, long position) => _changed.GetValueOrDefault(run, _forgotten) is var changed && changed <= read && changed <= position;

    /// <summary>Keeps a list that was read at a place in the notes.</summary>
    public PathSet Keep(long run, long position, int[] places)
    {
        var set = new PathSet(places);
        lock (_lock)
        {
            if (!IsTrue(run, position, position))
                return set;
            if (_setBytes + (long)_lists.Count * ListBytes > MostBytes)
                Clear();
            if (_sets.TryGetValue(set, out var known))
                set = known;
            else if (_sets.Add(set))
                _setBytes += ListBytes + (long)places.Length * sizeof(int);
            _lists[run] = (set, position);
            return set;
        }
    }

    void Clear()
    {
        _lists.Clear();
        _sets.Clear();
        _setBytes = 0;
    }
}

/// <summary>Places of an index that a run has. Equality is by content.</summary>
sealed class PathSet(int[] places) : IEquatable<PathSet>
{
    readonly int _hash = HashOf(places);

    public ReadOnlySpan<int> Places => places;

    public bool Equals(PathSet? other) => other is not null && _hash == other._hash && Places.SequenceEqual(other.Places);

    public override bool Equals(object? obj) => Equals(obj as PathSet);

    public override int GetHashCode() => _hash;

    static int HashOf(int[] places)
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(places.AsSpan()));
        return hash.ToHashCode();
    }
}

using Nereid.Domain.Operations;

namespace Nereid.Storage.Embedded;

/// <summary>Finds float series of one run by the UTF-8 of their paths, without making text of them. Belongs to the writer.</summary>
sealed class PathTable
{
    readonly record struct Entry(uint Hash, byte[] Path, CachedAttribute Series);

    readonly List<Entry> _entries = [];
    // Open addressing; place + 1, or 0 for free. A power of two, at least twice the number of entries.
    int[] _slots = new int[16];

    /// <param name="hash">Of <see cref="FloatRows.Hash"/>.</param>
    public CachedAttribute? Find(ReadOnlySpan<byte> path, uint hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; _slots[slot] is var place && place != 0; slot = (slot + 1) & mask)
            if (_entries[place - 1] is var entry && entry.Hash == hash && path.SequenceEqual(entry.Path))
                return entry.Series;
        return null;
    }

    /// <summary>Adds a path that is not there.</summary>
    public void Add(ReadOnlySpan<byte> path, uint hash, CachedAttribute series)
    {
        _entries.Add(new Entry(hash, path.ToArray(), series));
        if (_entries.Count * 2 > _slots.Length)
        {
            _slots = new int[_slots.Length * 2];
            for (var place = 0; place < _entries.Count; place++)
                Place(place);
        }
        else
            Place(_entries.Count - 1);
    }

    /// <summary>Forgets everything; for when an attribute goes.</summary>
    public void Clear()
    {
        if (_entries.Count == 0)
            return;
        _entries.Clear();
        _slots = new int[16];
    }

    void Place(int place)
    {
        var mask = _slots.Length - 1;
        var slot = (int)_entries[place].Hash & mask;
        while (_slots[slot] != 0)
            slot = (slot + 1) & mask;
        _slots[slot] = place + 1;
    }
}

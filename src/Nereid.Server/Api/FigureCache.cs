using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;

namespace Nereid.Server.Api;

/// <summary>Figures that were worked out from points, kept until their run, or one that it goes on from, changes.</summary>
/// <remarks>Whoever works figures out takes the entries of the runs first and reads points then. A change takes the entry away before the writer has its answer, so what
/// was read before the change lands in an entry that nobody will be given. Safe for use from many threads; one lock, held for a few instructions a run.</remarks>
sealed class FigureCache : IChangeSink
{
    /// <summary>Entries and figures together, of about 100 bytes each. When there are more, all go.</summary>
    const int Most = 200_000;

    const ChangeKinds OfPoints = ChangeKinds.Attributes | ChangeKinds.FloatSeries | ChangeKinds.Trash;

    readonly Lock _lock = new();
    readonly Dictionary<RunId, Entry> _entries = [];
    int _size;

    /// <summary>What is known of one run, under the cache's lock.</summary>
    public sealed class Entry(Entry? parent)
    {
        public Dictionary<SeriesFigure, FigureValue?> Values { get; } = [];

        public bool HasChanged { get; set; }

        public bool IsOld => HasChanged || parent is { IsOld: true };
    }

    /// <param name="lineage">The run, the one that it goes on from, and so on.</param>
    public Entry Open(ImmutableArray<RunId> lineage)
    {
        lock (_lock)
        {
            if (_size > Most)
            {
                _entries.Clear();
                _size = 0;
            }
            Entry? entry = null;
            for (var i = lineage.Length - 1; i >= 0; i--)
            {
                if (!_entries.TryGetValue(lineage[i], out var known) || known.IsOld)
                {
                    _entries[lineage[i]] = known = new Entry(entry);
                    _size++;
                }
                entry = known;
            }
            return entry ?? throw new ArgumentException("A lineage begins with the run itself.", nameof(lineage));
        }
    }

    public bool TryGet(Entry entry, SeriesFigure figure, out FigureValue? value)
    {
        lock (_lock)
            return entry.Values.TryGetValue(figure, out value);
    }

    public void Keep(Entry entry, SeriesFigure figure, FigureValue? value)
    {
        lock (_lock)
            if (entry.Values.TryAdd(figure, value))
                _size++;
    }

    public void Publish(RunChange change)
    {
        if ((change.Kinds & OfPoints) == ChangeKinds.None)
            return;
        lock (_lock)
            if (_entries.Remove(change.Run, out var entry))
            {
                entry.HasChanged = true;
                _size -= 1 + entry.Values.Count;
            }
    }
}

/// <summary>Says what changed in several places.</summary>
sealed class ChangeSinks(params ImmutableArray<IChangeSink> sinks) : IChangeSink
{
    public void Publish(RunChange change)
    {
        foreach (var sink in sinks)
            sink.Publish(change);
    }
}

using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Series.Heads;

/// <summary>What memory holds of one float series besides its points: its number, its figures, and the shapes it belongs to.</summary>
/// <remarks>Guarded by the run's lock.</remarks>
/// <param name="number">Inside the store; a series that is cleared goes on under a new number.</param>
/// <param name="ordinal">Its place in the run's table.</param>
/// <param name="pathRow">Number of the attribute's path inside the store.</param>
sealed class SeriesHead(long number, int ordinal, long pathRow, in SavedFigures saved)
{
    public readonly record struct Place(Shape Shape, int Column);

    Place[] _places = [];

    public long Number => number;

    public int Ordinal => ordinal;

    public long PathRow => pathRow;

    /// <summary>The journal entry from which its attribute has it; points by path of earlier ones are of others.</summary>
    public long Birth { get; set; } = saved.Birth;

    /// <summary>Points of journal entries up to this one are in the figures already.</summary>
    public long Through { get; private set; } = saved.Through;

    public SeriesDisplay? Display { get; set; } = saved.Display;

    public ImmutableArray<PreviewPoint> Previews { get; set; } = saved.Previews;

    /// <summary>The writer's own mark: the figures changed since they were saved.</summary>
    public bool IsUnsaved { get; set; }

    /// <summary>Where its rows are.</summary>
    public ReadOnlySpan<Place> Places => _places;

    /// <summary>Figures of all points; when <see cref="IsStale"/>, only first and last step, last value and the times are right.</summary>
    public FloatSummary Summary = saved.Summary;

    /// <summary>A late or repeated step came: the figures have to be counted anew from all points.</summary>
    public bool IsStale { get; private set; } = saved.IsStale;

    /// <summary>Deleted or cleared: its rows are left out when the heads go to disk.</summary>
    public bool IsDead { get; set; }

    /// <summary>Deleted, but kept: its rows go to disk as ever, its figures are saved with the deletion.</summary>
    public bool IsKept { get; set; }

    /// <summary>Changes with every point; tells whether a recount is still true.</summary>
    public long Version { get; private set; }

    public void AddPlace(Shape shape, int column)
    {
        // Two or three at most, mostly one: a list would take more memory than its content.
        Array.Resize(ref _places, _places.Length + 1);
        _places[^1] = new Place(shape, column);
    }

    /// <param name="entry">Of the journal.</param>
    public void Count(Step step, long unixMicros, double value, long entry)
    {
        if (entry <= Through)
            return;
        Version++;
        if (Summary.Count == 0 || step > Summary.LastStep)
            Summary.Add(new FloatPoint(step, unixMicros, value));
        else
        {
            Summary.Widen(new FloatPoint(step, unixMicros, value));
            IsStale = true;
        }
    }

    /// <summary>Points were taken away or came back: all figures have to be counted anew.</summary>
    /// <returns>False when they know of this entry already.</returns>
    public bool MarkStale(long entry)
    {
        if (entry <= Through)
            return false;
        Version++;
        return IsStale = true;
    }

    /// <summary>The figures, to be saved now.</summary>
    /// <param name="through">The journal's last entry.</param>
    public SavedFigures Save(long through)
    {
        Through = through;
        IsUnsaved = false;
        return new SavedFigures(Birth, Through, IsStale, Summary, Display, Previews);
    }

    /// <summary>Takes the figures of a recount, unless points came in the meantime.</summary>
    public void Recounted(in FloatSummary summary, long version)
    {
        if (version != Version)
            return;
        Summary = summary;
        IsStale = false;
    }
}

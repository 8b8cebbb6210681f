namespace Nereid.Domain.Queries;

/// <summary>How far back a series is read when its run is a fork.</summary>
/// <remarks>
/// A fork continues the series of its parent: it shows the parent's points up to the step of the fork, and of the parent's own ancestors those up to the
/// least fork step on the way. Of points at one step the youngest run's counts. Nothing is copied: points that an ancestor gets late, at or below the fork
/// step, appear in its forks, and what is deleted there disappears. A parent in the trash is read like any other; one that is gone ends the history.
/// A series exists when the run itself has it, or an inherited point. The nearest run that has an attribute at the path decides the type; history ends at one
/// with another type.
/// </remarks>
/// <param name="Generations">How many ancestors are read: 0 for the run's own points alone, 1 for its parent's too, and so on.</param>
public readonly record struct Lineage(int Generations)
{
    /// <summary>The run's own points.</summary>
    public static Lineage Own => default;

    /// <summary>All ancestors.</summary>
    public static Lineage Full => new(int.MaxValue);
}

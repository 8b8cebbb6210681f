using Nereid.Domain.Queries;
using Nereid.Storage.Series.Heads;

namespace Nereid.Storage.Series.Reading;

/// <summary>Points of a series that a deletion took away and that can be had back: those in a range of steps that had arrived before.</summary>
/// <param name="Deletion">Its journal entry.</param>
/// <param name="Sequence">Its place in the run's order of arrival.</param>
readonly record struct StepCut(long Deletion, DeletedRange Range, long Sequence)
{
    /// <summary>Brings the changes in memory to the cuts on disk. A change on its way to disk may be in both.</summary>
    public static List<StepCut> Merge(List<StepCut> onDisk, List<CutChange> changes)
    {
        foreach (var change in changes)
            if (change.IsUndone)
                onDisk.RemoveAll(cut => cut.Deletion == change.Cut.Deletion);
            else
                onDisk.Add(change.Cut);
        return onDisk;
    }

    /// <summary>Takes what is cut out of the sources.</summary>
    public static void Apply(List<StepCut> cuts, List<PointSource> sources)
    {
        for (var i = 0; i < sources.Count; i++)
            sources[i] = sources[i].Without(cuts)!;
        sources.RemoveAll(source => source is null);
    }
}

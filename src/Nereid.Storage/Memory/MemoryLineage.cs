using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Memory;

/// <summary>What <see cref="Lineage"/> means, in plain loops.</summary>
static class MemoryLineage
{
    /// <summary>The run and its ancestors, youngest first, each with the greatest step that is read of it.</summary>
    public static IEnumerable<(MemoryRun Run, Step? Limit)> Generations(Func<RunId, MemoryRun?> find, RunId run, Lineage lineage)
    {
        var (current, limit) = (find(run), (Step?)null);
        for (var ancestors = 0; current is not null; ancestors++)
        {
            yield return (current, limit);
            if (ancestors >= lineage.Generations || current.Head.Fork is not { } fork)
                yield break;
            limit = limit is { } known && known < fork.Step ? known : fork.Step;
            current = find(fork.Parent);
        }
    }

    /// <summary>A series made of all points that are seen; null when there is none.</summary>
    public static MemoryAttribute? Series(Func<RunId, MemoryRun?> find, SeriesId series)
    {
        MemoryAttribute? seen = null;
        var isOwn = false;
        foreach (var (run, limit) in Generations(find, series.Run, series.Lineage))
        {
            if (run.Attributes.GetValueOrDefault(series.Path) is not { } attribute)
                continue;
            if (seen is null && !attribute.Type.IsSeries() || seen is not null && seen.Type != attribute.Type)
                break;
            isOwn |= limit is null;
            seen ??= new MemoryAttribute(attribute.Type);
            seen.Inherit(attribute, limit);
        }
        return isOwn || seen is { PointCount: > 0 } ? seen : null;
    }
}

using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Memory;

/// <summary>What <see cref="FloatOrder.Rising"/> means, in plain loops.</summary>
static class MemoryRising
{
    /// <summary>Takes the points out of the operations that do not follow, and operations out of which nothing is left.</summary>
    /// <param name="operations">Of float series.</param>
    /// <param name="numbers">Goes with the operations.</param>
    public static void LeaveOut(
        Func<RunId, MemoryRun?> find, MemoryRun run, ImmutableArray<RunOperation>.Builder operations, List<int> numbers, SortedDictionary<PointFault, long> counts)
    {
        for (var i = operations.Count - 1; i >= 0; i--)
        {
            var append = (AppendFloats)operations[i];
            var attribute = run.Attributes.GetValueOrDefault(append.Path);
            if (attribute is { Type: not AttributeType.FloatSeries })
                continue;
            var kept = Kept(append, attribute?.Floats ?? [], LastInherited(find, run, append.Path), run.Head.Fork?.Step, counts);
            if (kept.Count == 0 && attribute is not null)
            {
                operations.RemoveAt(i);
                numbers.RemoveAt(i);
            }
            else
                operations[i] = append with { Points = kept.ToArray() };
        }
    }

    static List<FloatPoint> Kept(AppendFloats append, SortedList<Step, FloatPoint> stored, Step? inherited, Step? fork, SortedDictionary<PointFault, long> counts)
    {
        var kept = new List<FloatPoint>();
        var last = stored.Count == 0 ? (FloatPoint?)null : stored.Values[^1];
        foreach (var point in append.Points.Span)
        {
            PointFault? fault =
                point.Step <= fork && point.Step <= inherited ? PointFault.NotAfterFork
                : last is not { } before || point.Step > before.Step && point.UnixMicros >= before.UnixMicros ? null
                : point.Step > before.Step ? PointFault.EarlierTime
                : point.Step == before.Step ? (point.Value.Equals(before.Value) ? PointFault.Duplicate : PointFault.NotAfterLast)
                : stored.TryGetValue(point.Step, out var there) && there.Value.Equals(point.Value) ? PointFault.Duplicate
                : PointFault.NotAfterLast;
            if (fault is { } known)
                counts[known] = counts.GetValueOrDefault(known) + 1;
            else
                kept.Add((last = point).Value);
        }

        return kept;
    }

    static Step? LastInherited(Func<RunId, MemoryRun?> find, MemoryRun run, AttributePath path)
    {
        if (run.Head.Fork is not { } fork || MemoryLineage.Series(find, new SeriesId(fork.Parent, path, Lineage.Full)) is not { Type: AttributeType.FloatSeries } series)
            return null;
        var steps = series.Floats.Keys.Where(step => step <= fork.Step).ToList();
        return steps.Count == 0 ? null : steps[^1];
    }
}

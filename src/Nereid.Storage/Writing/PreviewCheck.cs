using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>Decides on previews. Resolved, the operation holds all previews that the series has then.</summary>
static class PreviewCheck
{
    public static Resolution Resolve(PreviewFloats operation, AttributeFacts? existing)
    {
        var all = new SortedDictionary<Step, PreviewPoint>();
        foreach (var kept in Shown(existing?.Previews ?? [], existing?.LastStep))
            all[kept.Step] = kept;
        foreach (var point in operation.Points)
        {
            if (point.Step.IsNext || !(point.Ratio is >= 0 and <= 1))
                return new Refusal(RejectReason.InvalidValue, $"A preview for '{operation.Path}' needs a step of its own and a ratio of 0 to 1; it has {point.Ratio}.");
            if (point.Step <= existing?.LastStep)
                return new Refusal(RejectReason.NotAfterLastStep,
                    $"A preview for '{operation.Path}' is at step {point.Step}; expected one after the last point, which is at step {existing?.LastStep}.");
            all[point.Step] = point;
        }

        return all.Count > Limits.PreviewPoints
            ? new Refusal(RejectReason.LimitExceeded, $"'{operation.Path}' would have previews at {all.Count} steps; at most {Limits.PreviewPoints} are allowed.")
            : operation with { Points = [.. all.Values] };
    }

    /// <summary>Those that no point has overtaken.</summary>
    /// <param name="previews">By step.</param>
    public static ImmutableArray<PreviewPoint> Shown(ImmutableArray<PreviewPoint> previews, Step? last) =>
        previews.IsDefaultOrEmpty ? [] : last is not { } known || previews[0].Step > known ? previews : [.. previews.Where(preview => preview.Step > known)];
}

using System.Collections.Immutable;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>What the check of an operation has to know of the attribute it touches.</summary>
/// <param name="LastStep">Of a series: its highest step; null when it has no points.</param>
/// <param name="Members">Of a string set; otherwise default.</param>
/// <param name="Previews">Of a float series that was given any, those that its points have overtaken included.</param>
readonly record struct AttributeFacts(AttributeType Type, Step? LastStep, ImmutableArray<string> Members, ImmutableArray<PreviewPoint> Previews = default)
{
    /// <summary>The facts after an operation, for the check of the next one. Null: the attribute is gone.</summary>
    /// <param name="resolved">As <see cref="OperationCheck"/> answered it.</param>
    public static AttributeFacts? After(RunOperation resolved, AttributeFacts? before) => resolved switch
    {
        DeleteAttribute => null,
        AssignValue assign => new(assign.Value.Type, null, assign.Value is StringSetValue set ? set.Values : default),
        ClearSeries clear => new(clear.SeriesType, null, default),
        PreviewFloats preview => new(AttributeType.FloatSeries, before?.LastStep, default, preview.Points),
        _ => new(ValueCheck.TypeOf(resolved)!.Value, Later(before?.LastStep, HighestStep(resolved)), default, before?.Previews ?? default),
    };

    static Step? HighestStep(RunOperation resolved)
    {
        Step? highest = null;
        switch (resolved)
        {
            case AppendFloats append:
                foreach (ref readonly var point in append.Points.Span)
                    highest = Later(highest, point.Step);
                break;
            case AppendStrings append:
                foreach (var point in append.Points)
                    highest = Later(highest, point.Step);
                break;
            case AppendFiles append:
                foreach (var point in append.Points)
                    highest = Later(highest, point.Step);
                break;
            case AppendHistograms append:
                foreach (var point in append.Points)
                    highest = Later(highest, point.Step);
                break;
        }
        return highest;
    }

    static Step? Later(Step? left, Step? right) => left is { } one && right is { } other ? (one > other ? one : other) : left ?? right;
}

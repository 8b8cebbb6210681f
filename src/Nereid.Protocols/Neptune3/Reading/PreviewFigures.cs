using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Previews among the points and figures of an answer.</summary>
static class PreviewFigures
{
    /// <summary>The figures that previews would have if they were final.</summary>
    public static FloatSeriesValue Of(ImmutableArray<PreviewPoint> previews)
    {
        var values = previews.Select(preview => preview.Value).Where(value => !double.IsNaN(value)).ToList();
        var mean = values.Count == 0 ? double.NaN : values.Sum() / values.Count;
        return new FloatSeriesValue(
            previews.Length, previews.Length - values.Count, previews[0].Step, previews[0].Value, previews[^1].Step, previews[^1].Value, previews[^1].UnixMicros,
            values.Count == 0 ? double.NaN : values.Min(), values.Count == 0 ? double.NaN : values.Max(), mean,
            values.Count == 0 ? double.NaN : values.Sum(value => (value - mean) * (value - mean)) / values.Count, null);
    }

    /// <summary>Those inside the window, in its order. All of them lie beyond the series' points.</summary>
    public static ImmutableArray<PreviewPoint> Inside(FloatSeriesValue? series, PointWindow window)
    {
        if (series is not { Previews: { IsEmpty: false } previews })
            return [];
        var inside = previews.Where(preview => !(preview.Step < window.From) && !(preview.Step > window.To)
            && (window.After is not { } after || (window.Descending ? preview.Step < after : preview.Step > after)));
        return [.. window.Descending ? inside.Reverse() : inside];
    }
}

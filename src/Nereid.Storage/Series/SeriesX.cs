using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Series;

/// <summary>Where a point lies on a chart's x axis.</summary>
static class SeriesX
{
    const double MicrosPerSecond = 1e6;

    /// <param name="originUnixMicros">Where relative axes begin: the least time of all points of all float series of the run, or of the series.</param>
    public static double Of(XAxis axis, Step step, long unixMicros, long originUnixMicros) =>
        axis == XAxis.Step ? step.Value : OfTime(axis, unixMicros, originUnixMicros);

    public static double OfTime(XAxis axis, long unixMicros, long originUnixMicros) => axis switch
    {
        XAxis.RelativeTime or XAxis.SinceFirstPoint => (unixMicros - originUnixMicros) / MicrosPerSecond,
        XAxis.AbsoluteTime => unixMicros / MicrosPerSecond,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "Not an axis of time."),
    };
}

using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Events that a run's code logged: the lines of its string series <c>events</c>.</summary>
static class LoggedEvents
{
    public const int MostOfRun = 200;

    // Lines can be long; so many are in memory at once.
    const int AtOnce = 20;
    static readonly AttributePath Path = AttributePath.Of("events");

    /// <summary>The last events of a run, by step, and how many it has. None when the run is not of the project.</summary>
    public static async Task<(long Total, IReadOnlyList<EventDto> Last)> ReadAsync(IRunReader reader, ProjectId project, RunId run, int limit, CancellationToken cancel)
    {
        if (await reader.GetAttributeAsync(run, Path, cancel) is not StringSeriesValue { Count: > 0 and var total } || (await reader.FindRunAsync(run, cancel))?.Project != project)
            return (0, []);
        var (most, last) = (Math.Min(limit, MostOfRun), new List<EventDto>());
        for (Step? after = null; last.Count < most;)
        {
            var asked = Math.Min(AtOnce, most - last.Count);
            if (await reader.ReadStringsAsync(new SeriesId(run, Path), new PointWindow(0, asked, Descending: true, After: after), cancel) is not { Points: { IsEmpty: false } points })
                break;
            last.AddRange(points.Select(Describe));
            after = points[^1].Step;
        }
        last.Reverse();
        return (total, last);
    }

    static EventDto Describe(StringPoint point)
    {
        var isCut = point.Value.Length > Limits.AnnotationLength;
        // Not through the middle of a character.
        var length = isCut && char.IsHighSurrogate(point.Value[Limits.AnnotationLength - 1]) ? Limits.AnnotationLength - 1 : Limits.AnnotationLength;
        return new EventDto(point.Step.Value, point.UnixMicros, isCut ? point.Value[..length] : point.Value, isCut);
    }
}

using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Lines of string series: console output and other logs.</summary>
static class LogEndpoints
{
    const int Lines = 10_000;
    const int Hits = 1_000;

    /// <summary>Lines that one search looks at: some tenths of a second. A longer log takes several requests.</summary>
    const long ExaminedLines = 200_000;

    public static void MapLogs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/runs/{runId}/logs", ReadAsync).WithName("readLog").OpenToGuests().WithTags("series")
            .WithSummary("Lines of a string series, counted from the beginning, or from the first line at or after a step or a moment; a negative offset counts backwards from there, and without either from the end.");
        api.MapGet("/runs/{runId}/logs/search", SearchAsync).WithName("searchLogs").OpenToGuests().WithTags("series")
            .WithSummary("Lines that contain a text, without regard to case, or in which a regular expression is found: of one string series, or of all of the run.");
    }

    static async Task<Results<Ok<LogPageDto>, Problem>> ReadAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel, long offset = 0, int limit = 1000,
        double? step = null, DateTimeOffset? time = null)
    {
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        if (limit is < 0 or > Lines)
            return Problems.Invalid("limit", $"Expected 0 to {Lines} lines, got {limit}.");
        if (step is not null && time is not null)
            return Problems.Invalid("time", "Expected a step or a time, not both.");
        PointPlace? place = time is { } moment ? new PointPlace.AtMoment(Moments.ToUnixMicros(moment)) : null;
        if (step is { } value)
        {
            if (!Step.TryFrom(value, out var at))
                return Problems.Invalid("step", "Expected a finite number.");
            place = new PointPlace.AtStep(at);
        }
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        var series = new SeriesId(open.Run.Id, attribute);
        if (place is not null)
        {
            if (await runs.FindPlaceAsync(series.Run, attribute, place, cancel) is not { } before)
                return Problems.NoSuchSeries("string series", path);
            offset = Math.Max(0, before + Math.Clamp(offset, -before, long.MaxValue - before));
        }
        return await PageAsync(runs, series, offset, limit, cancel) is { } page ? TypedResults.Ok(page) : Problems.NoSuchSeries("string series", path);
    }

    static async Task<LogPageDto?> PageAsync(IRunReader runs, SeriesId series, long offset, int limit, CancellationToken cancel)
    {
        if (offset >= 0)
            return await runs.ReadStringsAsync(series, new PointWindow(offset, limit), cancel) is { } page ? PageOf(page.Total, offset, page.Points) : null;
        // From the end: reading backwards keeps the answer right when lines arrive meanwhile.
        var fromEnd = -Math.Max(offset, -long.MaxValue);
        var behind = Math.Max(0, fromEnd - limit);
        return await runs.ReadStringsAsync(series, new PointWindow(behind, (int)Math.Min(limit, fromEnd), Descending: true), cancel) is { } tail
            ? PageOf(tail.Total, Math.Max(0, tail.Total - behind - tail.Points.Length), [.. tail.Points.Reverse()])
            : null;
    }

    static LogPageDto PageOf(long total, long offset, ImmutableArray<StringPoint> points) => new(
        total, offset, [.. points.Select((point, i) => new LogLineDto(offset + i, point.Step.Value, point.UnixMicros, point.Value))]);

    static async Task<Results<Ok<LogHitsDto>, Problem>> SearchAsync(
        Guid runId, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel, string? text = null, string? pattern = null,
        string? path = null, string? after = null, bool descending = false, int limit = 100)
    {
        if (text is not null && pattern is not null)
            return Problems.Invalid("pattern", "Expected a text or a pattern, not both.");
        if (!(pattern is null ? LineMatch.TryText(text ?? "", out var match, out var fault) : LineMatch.TryPattern(pattern, out match, out fault)))
            return Problems.Invalid(pattern is null ? "text" : "pattern", fault);
        if (limit is < 1 or > Hits)
            return Problems.Invalid("limit", $"Expected 1 to {Hits} lines, got {limit}.");
        if (!LogPlace.TryParse(after, out var place))
            return Problems.Invalid("after", "Expected the 'next' of an earlier answer.");
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);

        ImmutableArray<AttributePath> logs;
        if (path is null)
            logs = [.. (await runs.GetAttributesAsync(open.Run.Id, null, cancel)).Where(attribute => attribute.Value.Type == AttributeType.StringSeries).Select(attribute => attribute.Path)];
        else if (!AttributePath.TryParse(path, out var one, out fault))
            return Problems.Invalid("path", fault);
        else if (await runs.GetAttributeAsync(open.Run.Id, one, cancel) is not { Type: AttributeType.StringSeries })
            return Problems.NoSuchSeries("string series", path);
        else
            logs = [one];

        var hits = new List<LogHitDto>();
        var examined = 0L;
        foreach (var log in logs)
        {
            if (place is { } begun && log.CompareTo(begun.Log) < 0)
                continue;
            if (hits.Count == limit || examined >= ExaminedLines)
                return TypedResults.Ok(new LogHitsDto(hits, examined, new LogPlace(log, null).ToString()));
            var from = place is { } inside && inside.Log == log ? inside.Step : null;
            var search = new LineSearch(open.Run.Id, log, match, from, descending, limit - hits.Count, ExaminedLines - examined);
            // A log that was deleted since it was listed has no lines.
            if (await runs.SearchLinesAsync(search, cancel) is not { } found)
                continue;
            hits.AddRange(found.Hits.Select(hit => new LogHitDto(log.Text, hit.Index, hit.Line.Step.Value, hit.Line.UnixMicros, hit.Line.Value)));
            examined += found.Examined;
            if (found.Next is { } next)
                return TypedResults.Ok(new LogHitsDto(hits, examined, new LogPlace(log, next).ToString()));
        }
        return TypedResults.Ok(new LogHitsDto(hits, examined, null));
    }
}

using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Points of float series one by one; histograms; the series of a run with those it inherits.</summary>
static class SeriesEndpoints
{
    const int Points = 100_000;
    const int Histograms = 1000;
    const int Slices = 200;

    public static void MapSeries(this IEndpointRouteBuilder api)
    {
        api.MapPost("/series/points", ReadPointsAsync).WithName("readPoints").OpenToGuests().WithTags("series")
            .WithSummary("The points of one float series, ordered by step.");
        api.MapGet("/runs/{runId}/series", ListSeriesAsync).WithName("listSeries").OpenToGuests().WithTags("series")
            .WithSummary("The series of a run as their summaries, ordered by path; of a fork also those that it inherits.");
        api.MapGet("/runs/{runId}/histogram-series", ReadHistogramsAsync).WithName("readHistograms").OpenToGuests().WithTags("series")
            .WithSummary("Histograms of a histogram series, ordered by step; or with 'slices' so many of them, evenly spread over all.");
    }

    static async Task<Results<Ok<PointsDto>, Problem>> ReadPointsAsync(
        PointQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        if (!AttributePath.TryParse(body.Path, out var path, out var fault))
            return Problems.Invalid("$.path", fault);
        if (body.Limit is < 0 or > Points)
            return Problems.Invalid("$.limit", $"Expected 0 to {Points} points, got {body.Limit}.");
        if (body.Offset < 0)
            return Problems.Invalid("$.offset", $"Expected 0 or more, got {body.Offset}.");
        if (!TryBound(body.From, out var from))
            return Problems.Invalid("$.from", "Expected a finite number.");
        if (!TryBound(body.To, out var to))
            return Problems.Invalid("$.to", "Expected a finite number.");
        if (!TryBound(body.After, out var after))
            return Problems.Invalid("$.after", "Expected a finite number.");
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(body.RunId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        var window = new PointWindow(body.Offset, body.Limit, body.Order == PointOrder.Desc, from, to, after);
        if (await runs.ReadFloatsAsync(new SeriesId(open.Run.Id, path, body.Inherited ? Lineage.Full : Lineage.Own), window, cancel) is not { } page)
            return Problems.NoSuchSeries("float series", path.Text);
        return TypedResults.Ok(new PointsDto(
            page.Total, [.. page.Points.Select(point => point.Step.Value)], [.. page.Points.Select(point => point.UnixMicros)],
            [.. page.Points.Select(point => point.Value)]));
    }

    static async Task<Results<Ok<RunAttributesDto>, Problem>> ListSeriesAsync(
        Guid runId, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel, string? prefix = null, bool inherited = true)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        var series = await runs.GetSeriesAsync(open.Run.Id, prefix, inherited ? Lineage.Full : Lineage.Own, cancel);
        return TypedResults.Ok(new RunAttributesDto([.. series.Select(RunDescriptions.Describe)]));
    }

    static async Task<Results<Ok<HistogramSeriesPageDto>, Problem>> ReadHistogramsAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel, long offset = 0, int limit = 100, int? slices = null)
    {
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        if (limit is < 0 or > Histograms || offset < 0)
            return Problems.Invalid("limit", $"Expected a limit of 0 to {Histograms} and an offset of 0 or more.");
        if (slices is not null && (slices is < 1 or > Slices || offset != 0))
            return Problems.Invalid("slices", $"Expected 1 to {Slices}, and no offset beside it.");
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        var series = new SeriesId(open.Run.Id, attribute);
        if (await runs.ReadHistogramsAsync(series, new PointWindow(offset, slices ?? limit), cancel) is not { } page)
            return Problems.NoSuchSeries("histogram series", path);
        var entries = slices is { } most && page.Total > most
            ? await SpreadAsync(series, page.Total, most, runs, cancel)
            : [.. page.Points.Select((point, i) => Describe(offset + i, point))];
        return TypedResults.Ok(new HistogramSeriesPageDto(page.Total, offset, entries));
    }

    /// <summary>Some of many histograms, evenly spread by their places, the first and the last among them.</summary>
    static async Task<HistogramSeriesEntryDto[]> SpreadAsync(SeriesId series, long total, int slices, IRunReader runs, CancellationToken cancel)
    {
        var entries = new List<HistogramSeriesEntryDto>(slices);
        for (var i = 0; i < slices; i++)
        {
            var place = slices == 1 ? total - 1 : (long)((Int128)(total - 1) * i / (slices - 1));
            if (await runs.ReadHistogramsAsync(series, new PointWindow(place, 1), cancel) is { Points: [var point, ..] })
                entries.Add(Describe(place, point));
        }
        return [.. entries];
    }

    static HistogramSeriesEntryDto Describe(long index, HistogramPoint point) =>
        new(index, point.Step.Value, point.UnixMicros, new HistogramDto(point.Edges, point.Counts, point.IsDensity));

    static bool TryBound(double? value, out Step? bound)
    {
        bound = null;
        if (value is not { } number)
            return true;
        if (!Step.TryFrom(number, out var step))
            return false;
        bound = step;
        return true;
    }
}

using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Points of float series, in buckets or one by one; histograms.</summary>
static class SeriesEndpoints
{
    const int SeriesPerQuery = 1000;
    const int Buckets = 10_000;
    /// <summary>Of all series together: some hundred megabytes while the answer is made would be enough to hurt others.</summary>
    const int BucketsPerQuery = 2_000_000;

    const int Points = 100_000;
    const int Histograms = 1000;

    public static void MapSeries(this IEndpointRouteBuilder api)
    {
        api.MapPost("/series/buckets", ReadBucketsAsync).WithName("readBuckets").WithTags("series")
            .WithSummary("The exact shape of float series of one or many runs at a given width.");
        api.MapPost("/series/points", ReadPointsAsync).WithName("readPoints").WithTags("series")
            .WithSummary("The points of one float series, ordered by step.");
        api.MapGet("/runs/{runId}/histogram-series", ReadHistogramsAsync).WithName("readHistograms").WithTags("series")
            .WithSummary("Histograms of a histogram series, ordered by step.");
    }

    static async Task<Results<Ok<BucketAnswerDto>, Problem>> ReadBucketsAsync(
        BucketQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        if (body.Series.Count is 0 or > SeriesPerQuery)
            return Problems.Invalid("$.series", $"Expected 1 to {SeriesPerQuery} series, got {body.Series.Count}.");
        if (body.Buckets is < 1 or > Buckets)
            return Problems.Invalid("$.buckets", $"Expected 1 to {Buckets} buckets, got {body.Buckets}.");
        if ((long)body.Series.Count * body.Buckets > BucketsPerQuery)
            return Problems.Invalid("$.buckets", $"Expected series times buckets to be at most {BucketsPerQuery}, got {(long)body.Series.Count * body.Buckets}.");
        if (body.From is { } from && !double.IsFinite(from))
            return Problems.Invalid("$.from", "Expected a finite number.");
        if (body.To is { } to && (!double.IsFinite(to) || to < body.From))
            return Problems.Invalid("$.to", "Expected a finite number that is not below 'from'.");
        var series = ImmutableArray.CreateBuilder<SeriesId>(body.Series.Count);
        var admitted = new HashSet<Guid>();
        for (var i = 0; i < body.Series.Count; i++)
        {
            var (runId, text) = body.Series[i];
            if (!AttributePath.TryParse(text, out var path, out var fault))
                return Problems.Invalid($"$.series[{i}].path", fault);
            if (admitted.Add(runId))
            {
                var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
                if (open is null)
                    return Problems.RefusedRun(refusal, ProjectRole.Viewer);
            }
            series.Add(new SeriesId(new RunId(runId), path));
        }
        var answers = await runs.ReadBucketsAsync(new BucketQuery(series.MoveToImmutable(), body.X, body.From, body.To, body.Buckets), cancel);
        return TypedResults.Ok(new BucketAnswerDto(body.X, [.. answers.Select(Columns)]));
    }

    static SeriesBucketsDto Columns(SeriesBuckets answer)
    {
        var buckets = answer.Buckets;
        return new SeriesBucketsDto(
            answer.Series.Run.Value, answer.Series.Path.Text, answer.From, answer.To, answer.Total,
            Column(bucket => bucket.Index), Column(bucket => bucket.FirstX), Column(bucket => bucket.LastX), Column(bucket => bucket.Count),
            Column(bucket => bucket.Min), Column(bucket => bucket.Max), Column(bucket => bucket.Mean), Column(bucket => bucket.First),
            Column(bucket => bucket.Last), Column(bucket => bucket.NanCount), Column(bucket => bucket.PositiveInfinityCount),
            Column(bucket => bucket.NegativeInfinityCount));

        T[] Column<T>(Func<Bucket, T> figure) => [.. buckets.Select(figure)];
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
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(body.RunId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        var window = new PointWindow(body.Offset, body.Limit, body.Order == PointOrder.Desc, from, to);
        if (await runs.ReadFloatsAsync(new SeriesId(open.Run.Id, path), window, cancel) is not { } page)
            return Problems.NoSuchSeries("float series", path.Text);
        return TypedResults.Ok(new PointsDto(
            page.Total, [.. page.Points.Select(point => point.Step.Value)], [.. page.Points.Select(point => point.UnixMicros)],
            [.. page.Points.Select(point => point.Value)]));
    }

    static async Task<Results<Ok<HistogramSeriesPageDto>, Problem>> ReadHistogramsAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel, long offset = 0, int limit = 100)
    {
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        if (limit is < 0 or > Histograms || offset < 0)
            return Problems.Invalid("limit", $"Expected a limit of 0 to {Histograms} and an offset of 0 or more.");
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        if (await runs.ReadHistogramsAsync(new SeriesId(open.Run.Id, attribute), new PointWindow(offset, limit), cancel) is not { } page)
            return Problems.NoSuchSeries("histogram series", path);
        return TypedResults.Ok(new HistogramSeriesPageDto(page.Total, offset, [.. page.Points.Select((point, i) =>
            new HistogramSeriesEntryDto(offset + i, point.Step.Value, point.UnixMicros, new HistogramDto(point.Edges, point.Counts)))]));
    }

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

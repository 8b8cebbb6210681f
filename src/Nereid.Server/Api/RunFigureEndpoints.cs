using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Figures of series that are not kept with a run but worked out from its points: for the cells of the rows in sight.</summary>
static class RunFigureEndpoints
{
    const int Runs = 200;
    const int Figures = 20;

    /// <summary>Enough that the points of one bucket are a few pages at most; each is read once.</summary>
    const int SearchBuckets = 1_000;

    const int PagePoints = 50_000;

    public static void MapRunFigures(this IEndpointRouteBuilder api) =>
        api.MapPost("/projects/{projectId}/runs/figures", ReadAsync).WithName("readRunFigures").OpenToGuests().WithTags("runs")
            .WithSummary("Median, value at a step, or value where another series is best, of series of some runs.");

    static async Task<Results<Ok<RunFiguresDto>, Problem>> ReadAsync(
        Guid projectId, RunFiguresQueryDto body, HttpContext http, ProjectGate gate, IRunReader reader, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Runs.Count is 0 or > Runs)
            return Problems.Invalid("$.runs", $"Expected 1 to {Runs} runs, got {body.Runs.Count}.");
        if (body.Figures.Count is 0 or > Figures)
            return Problems.Invalid("$.figures", $"Expected 1 to {Figures} figures, got {body.Figures.Count}.");
        var figures = new Asked[body.Figures.Count];
        for (var i = 0; i < figures.Length; i++)
        {
            if (Read(body.Figures[i], $"$.figures[{i}]", out figures[i]) is { } problem)
                return problem;
        }
        // A run of another project has no figures here, as one that does not exist.
        var runs = new RunId?[body.Runs.Count];
        for (var i = 0; i < runs.Length; i++)
        {
            var head = await reader.FindRunAsync(new RunId(body.Runs[i]), cancel);
            runs[i] = head?.Project == project.Id ? head.Id : null;
        }
        var answers = new List<IReadOnlyList<RunFigureDto?>>(figures.Length);
        foreach (var figure in figures)
        {
            var values = new RunFigureDto?[runs.Length];
            for (var i = 0; i < runs.Length; i++)
                values[i] = runs[i] is { } run ? await figure.OfAsync(run, reader, cancel) : null;
            answers.Add(values);
        }
        return TypedResults.Ok(new RunFiguresDto(answers));
    }

    static Problem? Read(RunFigureQueryDto figure, string field, out Asked asked)
    {
        asked = default;
        if (!AttributePath.TryParse(figure.Path, out var path, out var fault))
            return Problems.Invalid($"{field}.path", fault);
        AttributePath? other = null;
        if (figure.Kind is RunFigureKind.WhereLowest or RunFigureKind.WhereHighest)
        {
            if (!AttributePath.TryParse(figure.Other ?? "", out var parsed, out fault))
                return Problems.Invalid($"{field}.other", fault);
            other = parsed;
        }
        if (figure.Kind == RunFigureKind.AtStep && (figure.Step is not { } step || !double.IsFinite(step)))
            return Problems.Invalid($"{field}.step", "Expected a finite number.");
        asked = new Asked(figure.Kind, path, figure.Step ?? 0, other);
        return null;
    }

    readonly record struct Asked(RunFigureKind Kind, AttributePath Path, double Step, AttributePath? Other)
    {
        public async ValueTask<RunFigureDto?> OfAsync(RunId run, IRunReader reader, CancellationToken cancel)
        {
            var series = new SeriesId(run, Path, Lineage.Full);
            switch (Kind)
            {
                case RunFigureKind.Median:
                    var statistics = (await reader.ReadStatisticsAsync(new StatisticsQuery([series], XAxis.Step, null, null, [0.5]), cancel))[0];
                    return statistics.Count > 0 ? new RunFigureDto(statistics.Quantiles[0], Step: null) : null;
                case RunFigureKind.AtStep:
                    return await AtAsync(series, Step, reader, cancel);
                default:
                    return await BestStepAsync(new SeriesId(run, Other!.Value, Lineage.Full), Kind == RunFigureKind.WhereHighest, reader, cancel) is { } best
                        ? await AtAsync(series, best, reader, cancel)
                        : null;
            }
        }
    }

    static async ValueTask<RunFigureDto?> AtAsync(SeriesId series, double step, IRunReader reader, CancellationToken cancel) =>
        (await reader.ReadNearestAsync(new NearestQuery([series], XAxis.Step, step), cancel))[0].Point is { } point ? new RunFigureDto(point.Value, point.Step.Value) : null;

    /// <summary>The first step at which the series has its least or greatest finite value: buckets say in which part it lies, and only that part is read.</summary>
    static async ValueTask<double?> BestStepAsync(SeriesId series, bool highest, IRunReader reader, CancellationToken cancel)
    {
        var buckets = (await reader.ReadBucketsAsync(new BucketQuery([series], XAxis.Step, null, null, SearchBuckets), cancel))[0].Buckets;
        Bucket? best = null;
        foreach (var bucket in buckets)
        {
            if (double.IsFinite(Best(bucket)) && (best is not { } before || (highest ? bucket.Max > before.Max : bucket.Min < before.Min)))
                best = bucket;
        }
        if (best is not { } found)
            return null;
        var (from, to) = (Domain.Runs.Step.From(found.FirstX), Domain.Runs.Step.From(found.LastX));
        for (Domain.Runs.Step? after = null; ;)
        {
            var points = (await reader.ReadFloatsAsync(series, new PointWindow(0, PagePoints, From: from, To: to, After: after), cancel))?.Points ?? [];
            foreach (var point in points)
            {
                if (point.Value.Equals(Best(found)))
                    return point.Step.Value;
            }
            if (points.Length < PagePoints)
                return null;
            after = points[^1].Step;
        }

        double Best(Bucket bucket) => highest ? bucket.Max : bucket.Min;
    }
}

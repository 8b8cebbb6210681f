using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Figures of series and formulas that are not kept with a run but worked out from its points: for the cells of the rows in sight.</summary>
static class RunFigureEndpoints
{
    const int Runs = 200;
    const int Figures = 20;

    public static void MapRunFigures(this IEndpointRouteBuilder api) =>
        api.MapPost("/projects/{projectId}/runs/figures", ReadAsync).WithName("readRunFigures").OpenToGuests().WithTags("runs")
            .WithSummary("Figures of series and formulas of some runs that are worked out from their points: median, value at a step, and so on.");

    static async Task<Results<Ok<RunFiguresDto>, Problem>> ReadAsync(
        Guid projectId, RunFiguresQueryDto body, HttpContext http, ProjectGate gate, IRunReader reader, RunFigures figures, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Runs.Count is 0 or > Runs)
            return Problems.Invalid("$.runs", $"Expected 1 to {Runs} runs, got {body.Runs.Count}.");
        if (body.Figures.Count is 0 or > Figures)
            return Problems.Invalid("$.figures", $"Expected 1 to {Figures} figures, got {body.Figures.Count}.");
        var asked = ImmutableArray.CreateBuilder<SeriesFigure>(body.Figures.Count);
        for (var i = 0; i < body.Figures.Count; i++)
        {
            if (SeriesFigure.Fault(body.Figures[i], $"$.figures[{i}]", out var figure) is { } problem)
                return problem;
            asked.Add(figure);
        }
        // A run of another project has no figures here, as one that does not exist.
        var heads = new List<RunHead>(body.Runs.Count);
        var places = new Dictionary<Guid, int>(body.Runs.Count);
        foreach (var run in body.Runs)
        {
            if (!places.ContainsKey(run) && await reader.FindRunAsync(new RunId(run), cancel) is { } head && head.Project == project.Id)
            {
                places[run] = heads.Count;
                heads.Add(head);
            }
        }
        var values = await figures.ReadAsync(heads, asked.MoveToImmutable(), cancel);
        return TypedResults.Ok(new RunFiguresDto([.. values.Select(row =>
            body.Runs.Select(run => places.TryGetValue(run, out var place) && row[place] is { } value ? new RunFigureDto(value.Value, value.Step) : null).ToArray())]));
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The runs that were forked from runs.</summary>
static class ForkEndpoints
{
    const int Parents = 1000;
    const int Named = 1000;

    public static void MapForks(this IEndpointRouteBuilder api) =>
        api.MapPost("/projects/{projectId}/runs/forks", ReadAsync).WithName("readForks").OpenToGuests().WithTags("runs")
            .WithSummary("The runs that were forked from some runs of the project, and those that were forked from these, generation after generation.");

    static async Task<Results<Ok<ForksDto>, Problem>> ReadAsync(
        Guid projectId, ForkQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, IRunSignals signals, TimeProvider clock, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Runs.Count > Parents)
            return Problems.Invalid("$.runs", $"Expected at most {Parents} runs, got {body.Runs.Count}.");
        if (body.PerRun is < 0 or > Named)
            return Problems.Invalid("$.perRun", $"Expected 0 to {Named} forks, got {body.PerRun}.");
        if (body.Limit is < 0 or > Named)
            return Problems.Invalid("$.limit", $"Expected 0 to {Named} forks, got {body.Limit}.");
        var parents = await runs.ReadForksAsync(new ForkQuery(project.Id, [.. body.Runs.Select(id => new RunId(id))], body.PerRun, body.Limit), cancel);
        var forks = parents.SelectMany(parent => parent.Forks).ToList();
        var page = await runs.QueryRunsAsync(
            new RunQuery(
                project.Id, [RunKind.Run], null, [], [new(RunDescriptions.NamePath), new(RunDescriptions.TagsPath), new(RunDescriptions.FailedPath)], 0, forks.Count)
            { Only = [.. forks] },
            cancel);
        var rows = page.Rows.ToDictionary(row => row.Head.Id);
        return TypedResults.Ok(new ForksDto(
            [.. parents.Select(parent => new ForkCountDto(parent.Run.Value, parent.Total))],
            // One that was deleted for good in between is left out.
            [.. forks.Where(rows.ContainsKey).Select(fork => RunDescriptions.DescribeRow(rows[fork], [], signals, clock))]));
    }
}

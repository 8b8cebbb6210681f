using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The table over a project's runs, and adding a run to it.</summary>
static class RunTableEndpoints
{
    const int PageRuns = 1000;
    const int Columns = 200;
    const int TextChars = 2000;

    static readonly RunPredicate IsTrashed =
        new RunPredicate.Compare(new ColumnId(AttributePath.Of(SystemAttributes.Trashed)), Comparison.Equal, "true");

    public static void MapRunTable(this IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{projectId}/runs/query", QueryAsync).WithName("queryRuns").WithTags("runs")
            .WithSummary("A page of the table over a project's runs.");
        api.MapPost("/projects/{projectId}/runs", CreateAsync).WithName("createRun").WithTags("runs")
            .Produces<CreatedRunDto>(StatusCodes.Status201Created)
            .WithSummary("Makes a run (201), or answers with the one of that custom id (200).");
    }

    static async Task<Results<Ok<RunPageDto>, Problem>> QueryAsync(
        Guid projectId, RunQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, TimeProvider clock, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Limit is < 0 or > PageRuns)
            return Problems.Invalid("$.limit", $"Expected 0 to {PageRuns} runs, got {body.Limit}.");
        if (body.Offset < 0)
            return Problems.Invalid("$.offset", $"Expected 0 or more, got {body.Offset}.");
        if (body.Text?.Length > TextChars)
            return Problems.Invalid("$.text", $"Expected at most {TextChars} characters, got {body.Text.Length}.");
        if (body.Columns.Count > Columns)
            return Problems.Invalid("$.columns", $"Expected at most {Columns} columns, got {body.Columns.Count}.");
        var columns = new AttributePath[body.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!AttributePath.TryParse(body.Columns[i], out columns[i], out var fault))
                return Problems.Invalid($"$.columns[{i}]", fault);
        }
        ImmutableArray<RunSort> sort = [];
        if (body.Sort is { } wanted)
        {
            if (!AttributePath.TryParse(wanted.Path, out var path, out var fault))
                return Problems.Invalid("$.sort.path", fault);
            sort = [new RunSort(new ColumnId(path, wanted.Type, wanted.Aggregate), wanted.Descending)];
        }

        AttributePath[] head = [RunDescriptions.NamePath, RunDescriptions.TagsPath, RunDescriptions.FailedPath];
        var page = await runs.QueryRunsAsync(
            new RunQuery(
                project.Id, [RunKind.Run], Where(body), sort, [.. columns.Concat(head).Distinct().Select(path => new ColumnId(path))],
                body.Offset, body.Limit),
            cancel);
        return TypedResults.Ok(new RunPageDto(
            page.Total, body.Offset, [.. page.Rows.Select(row => RunDescriptions.DescribeRow(row, columns, clock))]));
    }

    static RunPredicate Where(RunQueryDto body)
    {
        var kept = body.Trashed ? IsTrashed : new RunPredicate.Not(IsTrashed);
        return string.IsNullOrWhiteSpace(body.Text) ? kept : new RunPredicate.And([kept, new RunPredicate.MentionsText(body.Text.Trim())]);
    }

    static async Task<Results<Ok<CreatedRunDto>, Created<CreatedRunDto>, Problem>> CreateAsync(
        Guid projectId, NewRunDto body, HttpContext http, ProjectGate gate, IRunWriter writer, IRunReader runs, TimeProvider clock,
        CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Contributor, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Contributor);
        var first = ImmutableArray.CreateBuilder<RunOperation>();
        if (body.Name is { } name)
            first.Add(new AssignValue(RunDescriptions.NamePath, new StringValue(name)));
        if (body.Description is { } description)
            first.Add(new AssignValue(AttributePath.Of(SystemAttributes.Description), new StringValue(description)));
        if (body.Tags is { Count: > 0 } tags)
            first.Add(new AddToSet(RunDescriptions.TagsPath, [.. tags]));
        var answer = await writer.CreateAsync(
            new NewRun(project.Id, project.Key, RunKind.Run, user.Username, body.CustomId, First: first.ToImmutable()), cancel);
        switch (answer)
        {
            case CreateAnswer.Created created:
                var run = await RunDescriptions.DescribeAsync(new OpenRun(created.Run, project), runs, clock, cancel);
                return created.Existed
                    ? TypedResults.Ok(new CreatedRunDto(run, Created: false))
                    : TypedResults.Created($"/api/v1/runs/{run.Id}", new CreatedRunDto(run, Created: true));
            case CreateAnswer.Invalid invalid:
                return Problems.Refused("$", invalid.Detail);
            case CreateAnswer.ReadOnly readOnly:
                return Problems.ReadOnly(readOnly.Reason);
            default:
                throw new System.Diagnostics.UnreachableException(answer.GetType().Name);
        }
    }
}

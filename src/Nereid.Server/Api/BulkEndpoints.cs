using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Changes to many runs at once, named one by one or by a query.</summary>
static class BulkEndpoints
{
    const int TagsAtOnce = 1000;
    const int PageRuns = 10_000;

    public static void MapBulk(this IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{projectId}/runs/bulk", StartAsync).WithName("changeRuns").WithTags("runs")
            .WithSummary("Tags, moves to the trash, deletes, archives, stops and so on many runs. Large changes go on after the answer: ask getBulkChange.");
        api.MapGet("/projects/{projectId}/runs/bulk/{jobId}", GetAsync).WithName("getBulkChange").WithTags("runs").WithSummary("How far a change to many runs is.");
        api.MapPost("/projects/{projectId}/runs/bulk/{jobId}/undo", UndoAsync).WithName("undoBulkChange").WithTags("runs")
            .WithSummary("Takes a change to many runs back, run by run.");
    }

    static async Task<Results<Ok<BulkJobDto>, Problem>> StartAsync(
        Guid projectId, BulkRequestDto body, HttpContext http, ProjectGate gate, BulkTools tools, BulkJobs jobs, CancellationToken cancel)
    {
        var user = http.Caller().User;
        // To copy is to read here and to write there.
        var needed = body.Kind == BulkKind.Copy ? ProjectRole.Viewer : ProjectRole.Contributor;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), needed, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, needed);
        if (RunSelections.Fault(body.Runs, "$.runs") is { } problem)
            return problem;
        var isTagging = body.Kind is BulkKind.Tags or BulkKind.GroupTags;
        foreach (var (tags, field) in new[] { (body.Add, "$.add"), (body.Remove, "$.remove") })
        {
            if (tags is { Count: > 0 } && !isTagging)
                return Problems.Invalid(field, $"Expected tags with the kinds tags and groupTags only, not with {body.Kind}.");
            if (tags?.Count > TagsAtOnce)
                return Problems.Invalid(field, $"Expected at most {TagsAtOnce} tags, got {tags.Count}.");
            if (tags?.Any(tag => tag.Length == 0 || Encoding.UTF8.GetByteCount(tag) > Limits.SetMemberBytes) is true)
                return Problems.Invalid(field, $"Expected tags of 1 to {Limits.SetMemberBytes} bytes.");
        }
        if (isTagging && body.Add is not { Count: > 0 } && body.Remove is not { Count: > 0 })
            return Problems.Invalid("$.add", "Expected tags to add or to remove.");
        var isCopying = body.Kind is BulkKind.Copy or BulkKind.Move;
        if (isCopying != body.Target is not null)
            return Problems.Invalid("$.target", "Expected another project with the kinds copy and move, and with no other kind.");
        Project? target = null;
        if (body.Target is { } other)
        {
            if (other == projectId)
                return Problems.Invalid("$.target", "Expected another project than the one that the runs are in.");
            (target, refusal) = await gate.OpenProjectAsync(user, new ProjectId(other), ProjectRole.Contributor, cancel);
            if (target is null)
                return Problems.RefusedProject(refusal, ProjectRole.Contributor);
        }
        if (tools.Writer.ReadOnlyReason is { } reason)
            return Problems.ReadOnly(reason);

        var job = new BulkJob(project, body, await ResolveAsync(project.Id, body.Runs, tools.Reader, cancel), user.Username, target);
        await jobs.StartAsync(job, user, tools, cancel);
        return TypedResults.Ok(job.Describe());
    }

    static async Task<Results<Ok<BulkJobDto>, Problem>> GetAsync(
        Guid projectId, Guid jobId, HttpContext http, ProjectGate gate, BulkJobs jobs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        return jobs.Find(jobId) is { } job && job.Project == project.Id ? TypedResults.Ok(job.Describe()) : Problems.NoSuchJob();
    }

    static async Task<Results<Ok<BulkJobDto>, Problem>> UndoAsync(
        Guid projectId, Guid jobId, HttpContext http, ProjectGate gate, BulkTools tools, BulkJobs jobs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Contributor, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Contributor);
        if (jobs.Find(jobId) is not { } job || job.Project != project.Id)
            return Problems.NoSuchJob();
        if (job.IsRunning)
            return Problems.Refused("jobId", "The change is still on its way; wait for its end.");
        var undo = job.MakeUndo();
        await jobs.StartAsync(undo, http.Caller().User, tools, cancel);
        return TypedResults.Ok(undo.Describe());
    }

    /// <summary>Ids are looked at one by one later, when their run is changed; those of other projects are passed over.</summary>
    static async ValueTask<ImmutableArray<RunId>> ResolveAsync(ProjectId project, RunSelectionDto selection, IRunReader runs, CancellationToken cancel)
    {
        if (selection.Ids is { } ids)
            return [.. ids.Distinct().Select(id => new RunId(id))];
        var found = ImmutableArray.CreateBuilder<RunId>();
        for (var query = new RunQuery(project, [RunKind.Run], RunSelections.Where(selection), [], [], Offset: 0, PageRuns); ;)
        {
            var page = await runs.QueryRunsAsync(query, cancel);
            found.AddRange(page.Rows.Select(row => row.Head.Id));
            if (page.Next is null)
                return found.ToImmutable();
            query = query with { After = page.Next };
        }
    }
}

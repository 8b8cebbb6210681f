using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>One run: its head, its attributes, its signs of life, and signals to it.</summary>
static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        api.MapGet("/runs/lookup", LookUpAsync).WithName("lookUpRun").OpenToGuests().WithTags("runs")
            .WithSummary("A run of a project by its short id or its custom id. One that was moved to another project is answered from there.");
        api.MapGet("/runs/{runId}", GetAsync).WithName("getRun").OpenToGuests().WithTags("runs").WithSummary("A run by its id.");
        api.MapGet("/runs/{runId}/attributes", GetAttributesAsync).WithName("getAttributes").OpenToGuests().WithTags("runs")
            .WithSummary("All attributes of a run, ordered by path; series as their summaries.");
        api.MapPost("/runs/{runId}/heartbeat", HeartbeatAsync).WithName("heartbeat").WithTags("runs")
            .WithSummary("Keeps the run running; with finished it is idle from now on.");
        api.MapPost("/runs/{runId}/signals", SignalAsync).WithName("signalRun").WithTags("runs")
            .Produces<SignalSentDto>(StatusCodes.Status202Accepted)
            .WithSummary("Asks the clients that hold the run open to stop or abort.");
    }

    static async Task<Results<Ok<RunDto>, Problem>> LookUpAsync(
        Guid projectId, HttpContext http, ProjectGate gate, MovedRuns moved, IRunReader runs, IRunSignals signals, TimeProvider clock, CancellationToken cancel,
        string? shortId = null, string? customId = null)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (shortId is null == customId is null)
            return Problems.Invalid("shortId", "Expected either shortId or customId, and not both.");
        var run = shortId is not null
            ? await runs.FindByShortIdAsync(project.Id, shortId, cancel)
            : await runs.FindByCustomIdAsync(project.Id, RunKind.Run, customId!, cancel);
        // One that was moved lies in the trash here, or is gone.
        if (run is null or { Trashed: true } && shortId is not null
            && await moved.FollowAsync(http.Caller().User, project.Id, shortId, ProjectRole.Viewer, cancel) is { } there)
            return TypedResults.Ok(await RunDescriptions.DescribeAsync(there, runs, signals, clock, cancel));
        return run is null ? Problems.NoSuchRun() : TypedResults.Ok(await RunDescriptions.DescribeAsync(new OpenRun(run, project), runs, signals, clock, cancel));
    }

    static async Task<Results<Ok<RunDto>, Problem>> GetAsync(
        Guid runId, HttpContext http, ProjectGate gate, MovedRuns moved, IRunReader runs, IRunSignals signals, TimeProvider clock, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (refusal == Refusal.NotFound)
            open = await moved.FollowAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        return open is null
            ? Problems.RefusedRun(refusal, ProjectRole.Viewer)
            : TypedResults.Ok(await RunDescriptions.DescribeAsync(open, runs, signals, clock, cancel));
    }

    static async Task<Results<Ok<RunAttributesDto>, Problem>> GetAttributesAsync(
        Guid runId, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel, string? prefix = null)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        var attributes = await runs.GetAttributesAsync(open.Run.Id, prefix, cancel);
        return TypedResults.Ok(new RunAttributesDto(
            [.. attributes.Select(RunDescriptions.Describe)]));
    }

    static async Task<Results<NoContent, Problem>> HeartbeatAsync(
        Guid runId, HeartbeatDto? body, HttpContext http, ProjectGate gate, IRunWriter writer, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        return await writer.SeenAsync(open.Run.Id, body is { Finished: true }, cancel) ? TypedResults.NoContent() : Problems.NoSuchRun();
    }

    static async Task<Results<Accepted<SignalSentDto>, Problem>> SignalAsync(
        Guid runId, SignalDto body, HttpContext http, ProjectGate gate, IRunSignals signals, IChangeSink changes, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        var listeners = signals.Send(open.Run.Id, body.Kind);
        // Whoever looks at the run sees that it is about to end.
        changes.Publish(new RunChange(open.Project.Id, open.Run.Id, ChangeKinds.State));
        return TypedResults.Accepted((string?)null, new SignalSentDto(listeners));
    }
}

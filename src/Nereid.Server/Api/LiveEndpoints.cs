using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;
using Nereid.Server.Auth;
using Nereid.Server.Live;

namespace Nereid.Server.Api;

/// <summary>Server-sent events that say what changed. The first ones, <c>recent</c>, say what changed in the minute before and how long ago, since a page asks for its data before it listens.
/// Whoever connects again after a longer time asks again for all that it shows.</summary>
static class LiveEndpoints
{
    const int Projects = 100;
    const int Runs = 1000;

    /// <summary>At most four messages a second on one connection.</summary>
    static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a silent connection gets a comment.</summary>
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapLive(this IEndpointRouteBuilder api) =>
        api.MapGet("/live", ListenAsync).WithName("listen").OpenToGuests().WithTags("live")
            .Produces<LiveChangeDto>(StatusCodes.Status200OK, "text/event-stream")
            .WithSummary("Server-sent events: 'changed' about projects (all their runs, or only those named), before them 'recent' about the minute before, and with 'me' also 'told', when the caller has a new notice.");

    static async Task<IResult> ListenAsync(
        [FromQuery(Name = "project")] Guid[] projectIds, [FromQuery(Name = "run")] Guid[] runIds, HttpContext http, ProjectGate gate,
        IRunReader runs, ChangeFeed feed, ICredentials credentials, OpenLinks links, IHostApplicationLifetime lifetime, TimeProvider clock, CancellationToken cancel,
        bool me = false)
    {
        var user = http.Caller().User;
        if (projectIds.Length > Projects || runIds.Length > Runs || (projectIds.Length + runIds.Length == 0 && !me))
            return Problems.Invalid("project", $"Expected 1 to {Projects} projects or 1 to {Runs} runs to listen to, or 'me'.");
        var projects = new HashSet<ProjectId>();
        foreach (var id in projectIds)
        {
            var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(id), ProjectRole.Viewer, cancel);
            if (project is null)
                return Problems.RefusedProject(refusal, ProjectRole.Viewer);
            projects.Add(project.Id);
        }
        foreach (var id in runIds)
        {
            var (open, refusal) = await gate.OpenRunAsync(user, new RunId(id), ProjectRole.Viewer, cancel);
            if (open is null)
                return Problems.RefusedRun(refusal, ProjectRole.Viewer);
            projects.Add(open.Project.Id);
        }

        var onlyRuns = runIds.Length == 0 ? null : runIds.Select(id => new RunId(id)).ToHashSet();
        using var subscription = feed.Subscribe(projects, onlyRuns, me && !user.IsGuest ? user.Id : null);
        // After listening has begun, so that a change is in one of the two.
        var recent = feed.Changes.Of(projects, onlyRuns);
        await NoteRunningAsync(projects, feed, runs, cancel);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        try
        {
            await SendAsync(http, recent, subscription, clock, () => IsStillAllowedAsync(http, projects, gate, credentials, links, ending.Token), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client went away or the server stops: the stream simply ends.
            return Results.Empty;
        }
        return Results.Empty;
    }

    static async Task SendAsync(
        HttpContext http, IReadOnlyList<RecentProject> recent, Subscription subscription, TimeProvider clock, Func<Task<bool>> isStillAllowed, CancellationToken cancel)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.WriteAsync("retry: 1000\n\n", cancel);
        foreach (var project in recent)
            await WriteAsync(response, "recent", Describe(project), cancel);
        await response.WriteAsync(": listening\n\n", cancel);
        await response.Body.FlushAsync(cancel);
        while (true)
        {
            var changed = await subscription.WaitAsync(Heartbeat, cancel);
            // Before every message, so that not even the fact of a change reaches who lost access or signed out.
            if (!await isStillAllowed())
                return;
            if (changed)
            {
                foreach (var project in subscription.Take())
                    await WriteAsync(response, "changed", Describe(project), cancel);
                if (subscription.TakeTold())
                    await response.WriteAsync("event: told\ndata: {}\n\n", cancel);
            }
            else
            {
                await response.WriteAsync(": still here\n\n", cancel);
            }
            await response.Body.FlushAsync(cancel);
            await Task.Delay(Gap, clock, cancel);
        }
    }

    static Task WriteAsync(HttpResponse response, string name, LiveChangeDto change, CancellationToken cancel) =>
        response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(change, ApiJsonSettings.Shared.GetTypeInfo(typeof(LiveChangeDto)))}\n\n", cancel);

    static LiveChangeDto Describe(RecentProject recent) => new(
        recent.Project.Value, recent.EverythingAge is not null, [.. recent.Runs.Select(run => new LiveRunDto(run.Run.Value, [.. Kinds(run.Kinds)], (long)run.Age.TotalMilliseconds))],
        (long?)recent.EverythingAge?.TotalMilliseconds);

    static LiveChangeDto Describe(ProjectChanges changes) => new(
        changes.Project.Value, changes.Everything, [.. changes.Runs.Select(run => new LiveRunDto(run.Run.Value, [.. Kinds(run.Kinds)]))]);

    static IEnumerable<LiveKind> Kinds(ChangeKinds kinds) => Words.Where(word => (kinds & word.Kinds) != ChangeKinds.None).Select(word => word.Word);

    static readonly (ChangeKinds Kinds, LiveKind Word)[] Words =
    [
        (ChangeKinds.Created, LiveKind.Created),
        (ChangeKinds.Attributes, LiveKind.Attributes),
        (ChangeKinds.FloatSeries, LiveKind.Series),
        (ChangeKinds.StringSeries, LiveKind.Logs),
        (ChangeKinds.FileSeries, LiveKind.Files),
        (ChangeKinds.State, LiveKind.State),
        (ChangeKinds.Trash, LiveKind.Trash),
        (ChangeKinds.Annotations, LiveKind.Annotations),
    ];

    /// <summary>Runs that were running before anybody wrote to them in this process, so that their end is noticed too.</summary>
    static async Task NoteRunningAsync(IEnumerable<ProjectId> projects, ChangeFeed feed, IRunReader runs, CancellationToken cancel)
    {
        foreach (var project in projects)
        {
            var running = await runs.QueryRunsAsync(
                new RunQuery(project, [RunKind.Run], new RunPredicate.Compare(StateColumn, Comparison.Equal, "running"), [], [], 0, Runs), cancel);
            foreach (var row in running.Rows)
                feed.Recent.Note(project, row.Head.Id);
        }
    }

    static readonly ColumnId StateColumn = new(AttributePath.Of(SystemAttributes.State));

    static async Task<bool> IsStillAllowedAsync(
        HttpContext http, IEnumerable<ProjectId> projects, ProjectGate gate, ICredentials credentials, OpenLinks links, CancellationToken cancel)
    {
        if ((await CallerIdentity.FindAsync(http.Request, credentials, links, cancel)).Caller is not { } caller)
            return false;
        foreach (var project in projects)
        {
            if ((await gate.OpenProjectAsync(caller.User, project, ProjectRole.Viewer, cancel)).Value is null)
                return false;
        }
        return true;
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Saved views of a project's runs table, with their history.</summary>
static class ViewEndpoints
{
    public static void MapViews(this IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{projectId}/views", ListAsync).WithName("listViews").OpenToGuests().WithTags("views")
            .WithSummary("Saved views of all members and the caller's own, by name.");
        api.MapPost("/projects/{projectId}/views", CreateAsync).WithName("createView").WithTags("views").WithSummary("Saves a view.");
        api.MapPut("/projects/{projectId}/views/default", SetDefaultAsync).WithName("setDefaultView").WithTags("views")
            .WithSummary("Sets the view that the project opens with.");
        api.MapPut("/projects/{projectId}/views/{viewId}", UpdateAsync).WithName("updateView").WithTags("views")
            .WithSummary("Changes a view; what it was stays in its history.");
        api.MapDelete("/projects/{projectId}/views/{viewId}", DeleteAsync).WithName("deleteView").WithTags("views")
            .WithSummary("Deletes a view; restoreView brings it back.");
        api.MapPost("/projects/{projectId}/views/{viewId}/restore", RestoreAsync).WithName("restoreView").WithTags("views")
            .WithSummary("Brings a deleted view back.");
        api.MapGet("/projects/{projectId}/views/{viewId}/versions", ListVersionsAsync).WithName("listViewVersions").WithTags("views")
            .WithSummary("What a view was, newest first.");
    }

    static async Task<Results<Ok<SavedViewListDto>, Problem>> ListAsync(
        Guid projectId, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        var list = await views.ListAsync(project.Id, user.Id, cancel);
        // A link opens what was logged, not who works there.
        var described = list.Views.Select(Describe).Select(view => user.IsGuest ? view with { ChangedBy = "" } : view);
        return TypedResults.Ok(new SavedViewListDto([.. described], list.Default));
    }

    static async Task<Results<Created<SavedViewDto>, Problem>> CreateAsync(
        Guid projectId, NewSavedViewDto body, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var (project, problem) = await OpenAsync(projectId, body.IsPrivate, http, gate, cancel);
        if (project is null || (problem = Fault(body)) is not null)
            return problem!;
        var view = await views.CreateAsync(project.Id, body.Name, body.IsPrivate, body.State, http.Caller().User, cancel);
        return view is null
            ? Problems.Refused("$", $"The project has {ViewLimits.ViewsPerProject} views already; delete one first.")
            : TypedResults.Created($"/api/v1/projects/{projectId}/views/{view.Id}", Describe(view));
    }

    static async Task<Results<Ok<SavedViewDto>, Problem>> UpdateAsync(
        Guid projectId, Guid viewId, NewSavedViewDto body, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var (project, problem) = await OpenChangedAsync(projectId, viewId, body.IsPrivate, http, gate, views, cancel);
        if (project is null || (problem = Fault(body)) is not null)
            return problem!;
        var (change, view) = await views.UpdateAsync(
            project.Id, viewId, body.Name, body.IsPrivate, body.State, body.Version, http.Caller().User, cancel);
        return change switch
        {
            ViewChange.Done => TypedResults.Ok(Describe(view!)),
            ViewChange.OutOfDate => Problems.ViewChanged(view!.ChangedBy, view.Version),
            _ => Problems.NoSuchView(),
        };
    }

    static async Task<Results<NoContent, Problem>> DeleteAsync(
        Guid projectId, Guid viewId, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var (project, problem) = await OpenChangedAsync(projectId, viewId, isPrivate: true, http, gate, views, cancel);
        if (project is null)
            return problem!;
        return await views.DeleteAsync(project.Id, viewId, http.Caller().User, cancel) == ViewChange.Done
            ? TypedResults.NoContent() : Problems.NoSuchView();
    }

    static async Task<Results<NoContent, Problem>> RestoreAsync(
        Guid projectId, Guid viewId, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var (project, problem) = await OpenAsync(projectId, isPrivate: false, http, gate, cancel);
        if (project is null)
            return problem!;
        return await views.RestoreAsync(project.Id, viewId, http.Caller().User, cancel) == ViewChange.Done
            ? TypedResults.NoContent() : Problems.NoSuchView();
    }

    static async Task<Results<Ok<ViewVersionListDto>, Problem>> ListVersionsAsync(
        Guid projectId, Guid viewId, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        return await views.ListVersionsAsync(project.Id, viewId, user.Id, cancel) is not { } versions
            ? Problems.NoSuchView()
            : TypedResults.Ok(new ViewVersionListDto(
                [.. versions.Select(v => new ViewVersionDto(v.Version, v.Name, v.State, v.ChangedBy, Moments.ToUtc(v.ChangedUnixMicros)))]));
    }

    static async Task<Results<NoContent, Problem>> SetDefaultAsync(
        Guid projectId, DefaultViewDto body, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var (project, problem) = await OpenAsync(projectId, isPrivate: false, http, gate, cancel);
        if (project is null)
            return problem!;
        return await views.SetDefaultAsync(project.Id, body.View, cancel) == ViewChange.Done ? TypedResults.NoContent() : Problems.NoSuchView();
    }

    /// <summary>What all members see needs a contributor; what only the caller sees needs the right to read.</summary>
    static async Task<(Project? Project, Problem? Problem)> OpenAsync(
        Guid projectId, bool isPrivate, HttpContext http, ProjectGate gate, CancellationToken cancel)
    {
        var needed = isPrivate ? ProjectRole.Viewer : ProjectRole.Contributor;
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), needed, cancel);
        return project is null ? (null, Problems.RefusedProject(refusal, needed)) : (project, null);
    }

    /// <summary>As <see cref="OpenAsync"/>, for a view that is there: one of all members needs a contributor whatever it becomes.</summary>
    static async Task<(Project? Project, Problem? Problem)> OpenChangedAsync(
        Guid projectId, Guid viewId, bool isPrivate, HttpContext http, ProjectGate gate, IViewStore views, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return (null, Problems.RefusedProject(refusal, ProjectRole.Viewer));
        var before = await views.FindAsync(project.Id, viewId, user.Id, cancel);
        if (before is not { Owner: null } && isPrivate)
            return before is null ? await OpenAsync(projectId, isPrivate: false, http, gate, cancel) : (project, null);
        return await OpenAsync(projectId, isPrivate: false, http, gate, cancel);
    }

    static Problem? Fault(NewSavedViewDto body)
    {
        if (Names.Fault(body.Name) is { } fault)
            return Problems.Invalid("$.name", $"Expected the name of a view: {fault}.");
        if (body.State.Length > ViewLimits.StateChars)
            return Problems.Invalid("$.state", $"Expected at most {ViewLimits.StateChars} characters, got {body.State.Length}.");
        try
        {
            using var state = JsonDocument.Parse(body.State);
            return null;
        }
        catch (JsonException broken)
        {
            return Problems.Invalid("$.state", $"Expected JSON: {broken.Message}");
        }
    }

    static SavedViewDto Describe(SavedView view) => new(
        view.Id, view.Name, view.Owner is not null, view.State, view.Version, view.ChangedBy, Moments.ToUtc(view.ChangedUnixMicros));
}

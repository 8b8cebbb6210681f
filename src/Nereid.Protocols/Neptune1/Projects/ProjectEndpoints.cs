using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Projects;

/// <summary>Finding, listing and creating projects and workspaces. Lists hold only what the caller may see.</summary>
sealed class ProjectEndpoints(Lookup lookup, ICatalog catalog, IFirstUse firstUse, ProjectRules rules)
{
    /// <summary>A project with a name nobody used before is made here when the caller may create projects: old scripts carry old names.</summary>
    public async Task<IResult> GetAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Viewer, cancel);
        if (project.Value is { } found)
            return Answer(found);
        if (project.Refusal == Refusal.NotFound
            && identifier?.Split('/') is [{ Length: > 0 } workspace, { Length: > 0 } name]
            && await catalog.FindProjectAsync(workspace, name, cancel) is null
            && await firstUse.CreateAsync(context.Caller().User, workspace, name, cancel) is { } made)
            return Answer(made);
        return Lookup.ProjectFault(project.Refusal, identifier);
    }

    public async Task<IResult> ListAsync(HttpContext context, CancellationToken cancel)
    {
        if (!context.TryQueryNumber("limit", int.MaxValue, out var limit, out var fault))
            return fault!;
        var needed = context.Query("userRelation") == "memberOrHigher" ? ProjectRole.Contributor : ProjectRole.Viewer;
        var workspace = context.Query("organizationIdentifier");
        var term = context.Query("searchTerm") ?? "";
        var user = context.Caller().User;

        var seen = ImmutableArray.CreateBuilder<ProjectAnswer>();
        foreach (var project in await catalog.ListProjectsAsync(cancel))
        {
            if (workspace is not null && !Matches(project, workspace))
                continue;
            if (project.Name.Contains(term, StringComparison.OrdinalIgnoreCase) && await catalog.GetRoleAsync(user, project, cancel) >= needed)
                seen.Add(ProjectAnswer.Of(project));
        }

        return TypedResults.Json(
            new ProjectListAnswer([.. seen.Take((int)Math.Min(limit, int.MaxValue))], seen.Count, seen.Count), Neptune1Json.Default.ProjectListAnswer);
    }

    public async Task<IResult> ListWorkspacesAsync(HttpContext context, CancellationToken cancel)
    {
        var user = context.Caller().User;
        var workspaces = await catalog.ListWorkspacesAsync(cancel);
        var visible = new HashSet<WorkspaceId>();
        foreach (var workspace in workspaces)
        {
            if (user.IsAdministrator || await Workspaces.IsMemberAsync(catalog, workspace.Id, user, cancel))
                visible.Add(workspace.Id);
        }

        foreach (var project in await catalog.ListProjectsAsync(cancel))
        {
            if (!visible.Contains(project.WorkspaceId) && await catalog.GetRoleAsync(user, project, cancel) > ProjectRole.None)
                visible.Add(project.WorkspaceId);
        }

        return TypedResults.Json(
            [.. workspaces.Where(each => visible.Contains(each.Id)).Select(each => new OrganizationAnswer(each.Id.ToString(), each.Name))],
            Neptune1Json.Default.OrganizationAnswerArray);
    }

    public async Task<IResult> CreateAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.NewProjectBody, cancel);
        var user = context.Caller().User;
        if (await Workspaces.FindAsync(catalog, body.OrganizationId, cancel) is not { } workspace)
            return Fault.NotFound($"There is no workspace '{body.OrganizationId}' here, or you may not see it.");
        if (!user.MayCreateProjects && !await Workspaces.IsAdministratorAsync(catalog, workspace.Id, user, cancel))
            return Fault.Forbidden($"You may not create projects in workspace '{workspace.Name}'.");
        if (Words.ParseVisibility(body.Visibility ?? "priv") is not { } visibility)
            return Fault.Validation("visibility", "ERR_INVALID", $"The visibility '{body.Visibility}' is unknown; expected priv, workspace or pub.");

        if (visibility == Visibility.Public && !rules.PublicProjects)
            return Fault.VisibilityRestricted("pub", ["priv", "workspace"]);
        var answer = await catalog.CreateProjectAsync(
            new NewProject(workspace.Name, body.Name ?? "", body.ProjectKey, visibility, body.Description, user.Id), cancel);
        return answer switch
        {
            CreateProjectAnswer.Created { Existed: true } => Fault.Validation("name", "ERR_NOT_UNIQUE", $"A project '{workspace.Name}/{body.Name}' exists."),
            CreateProjectAnswer.Created created => Answer(created.Project),
            CreateProjectAnswer.KeyTaken taken => Fault.Conflict($"The project key '{taken.Key}' is taken.") with
            {
                ErrorType = "PROJECT_KEY_COLLISION", Key = taken.Key,
            },
            CreateProjectAnswer.Invalid { Field: "key" } invalid => Fault.BadRequest(invalid.Detail) with
            {
                ErrorType = "PROJECT_KEY_INVALID", Key = body.ProjectKey, Reason = invalid.Detail,
            },
            CreateProjectAnswer.Invalid invalid => Fault.Validation(invalid.Field, "ERR_INVALID", invalid.Detail),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }

    static bool Matches(Project project, string workspace) =>
        string.Equals(project.Workspace, workspace, StringComparison.OrdinalIgnoreCase)
        || string.Equals(project.WorkspaceId.ToString(), workspace, StringComparison.OrdinalIgnoreCase);

    static JsonHttpResult<ProjectAnswer> Answer(Project project) => TypedResults.Json(ProjectAnswer.Of(project), Neptune1Json.Default.ProjectAnswer);
}

/// <param name="Version">2 or more, or the client refuses the project as one of an older kind.</param>
sealed record ProjectAnswer(
    string Id, string Name, string OrganizationName, string OrganizationId, string ProjectKey, int Version, string Visibility, string Description)
{
    public static ProjectAnswer Of(Project project) => new(
        project.Id.ToString(), project.Name, project.Workspace, project.WorkspaceId.ToString(), project.Key, 2,
        Words.Of(project.Visibility), project.Description);
}

sealed record ProjectListAnswer(ImmutableArray<ProjectAnswer> Entries, int MatchingItemCount, int TotalItemCount);

sealed record OrganizationAnswer(string Id, string Name);

sealed record NewProjectBody(string? Name, string? Description, string? ProjectKey, string? OrganizationId, string? Visibility);

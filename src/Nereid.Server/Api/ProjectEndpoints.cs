using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Projects that the caller may see, and which attributes occur in them.</summary>
static class ProjectEndpoints
{
    const int SearchLimit = 1000;

    public static void MapProjects(this IEndpointRouteBuilder api)
    {
        api.MapGet("/projects", ListAsync).WithName("listProjects").WithTags("projects")
            .WithSummary("All projects that the caller may see, by workspace and name.");
        api.MapPost("/projects", CreateAsync).WithName("createProject").WithTags("projects")
            .Produces<ProjectDto>(StatusCodes.Status201Created)
            .WithSummary("Makes a project (201), or answers with the one of that name (200).");
        api.MapGet("/projects/lookup", LookUpAsync).WithName("lookUpProject").OpenToGuests().WithTags("projects").WithSummary("A project by its names.");
        api.MapGet("/projects/{projectId}", GetAsync).WithName("getProject").OpenToGuests().WithTags("projects").WithSummary("A project by its id.");
        api.MapGet("/projects/{projectId}/attributes", SearchAsync).WithName("searchAttributes").OpenToGuests().WithTags("projects")
            .WithSummary("Which attribute paths occur in the project's runs, best match first.");
    }

    static async Task<Ok<ProjectListDto>> ListAsync(HttpContext http, ICatalog catalog, IRunReader runs, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var visible = new List<ProjectDto>();
        foreach (var project in await catalog.ListProjectsAsync(cancel))
        {
            if (await catalog.GetRoleAsync(user, project, cancel) is not ProjectRole.None and var role)
                visible.Add(await DescribeAsync(project, role, runs, cancel));
        }
        return TypedResults.Ok(new ProjectListDto(
            [.. visible.OrderBy(p => p.Workspace, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase)]));
    }

    static async Task<Results<Ok<ProjectDto>, Created<ProjectDto>, Problem>> CreateAsync(
        NewProjectDto body, HttpContext http, ICatalog catalog, ProjectRules rules, IRunReader runs, CancellationToken cancel)
    {
        var user = http.Caller().User;
        if (!user.MayCreateProjects && !user.IsAdministrator)
            return Problems.Forbidden("Your account may not create projects; ask an administrator.");
        if (body.Visibility == Visibility.Public && !rules.PublicProjects)
            return Problems.Invalid("$.visibility", "This server allows no public projects; expected private or workspace.");
        var answer = await catalog.CreateProjectAsync(
            new NewProject(body.Workspace, body.Name, body.Key, body.Visibility, body.Description, user.Id), cancel);
        switch (answer)
        {
            case CreateProjectAnswer.KeyTaken taken:
                return Problems.KeyTaken(taken.Key);
            case CreateProjectAnswer.Invalid invalid:
                return Problems.Invalid($"$.{invalid.Field}", invalid.Detail);
            case CreateProjectAnswer.Created created:
                var role = await catalog.GetRoleAsync(user, created.Project, cancel);
                if (role == ProjectRole.None)
                    return Problems.NameTaken();
                var project = await DescribeAsync(created.Project, role, runs, cancel);
                return created.Existed ? TypedResults.Ok(project) : TypedResults.Created($"/api/v1/projects/{project.Id}", project);
            default:
                throw new System.Diagnostics.UnreachableException(answer.GetType().Name);
        }
    }

    static async Task<Results<Ok<ProjectDto>, Problem>> LookUpAsync(
        string workspace, string name, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, workspace, name, ProjectRole.Viewer, cancel);
        return project is null
            ? Problems.RefusedProject(refusal, ProjectRole.Viewer)
            : TypedResults.Ok(await DescribeAsync(project, await gate.GetRoleAsync(user, project, cancel), runs, cancel));
    }

    static async Task<Results<Ok<ProjectDto>, Problem>> GetAsync(
        Guid projectId, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        return project is null
            ? Problems.RefusedProject(refusal, ProjectRole.Viewer)
            : TypedResults.Ok(await DescribeAsync(project, await gate.GetRoleAsync(user, project, cancel), runs, cancel));
    }

    static async Task<Results<Ok<AttributeMatchesDto>, Problem>> SearchAsync(
        Guid projectId, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel,
        string text = "", int offset = 0, int limit = 100)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (text.Length > Limits.PathBytes)
            return Problems.Invalid("text", $"Expected at most {Limits.PathBytes} characters; no attribute path is longer.");
        if (limit is < 0 or > SearchLimit || offset < 0)
            return Problems.Invalid("limit", $"Expected a limit of 0 to {SearchLimit} and an offset of 0 or more.");
        var page = await runs.SearchAttributesAsync(new AttributeSearch(project.Id, text, Exact: false, [RunKind.Run], [], offset, limit), cancel);
        return TypedResults.Ok(AttributeEndpoints.Describe(page));
    }

    public static async ValueTask<ProjectDto> DescribeAsync(Project project, ProjectRole role, IRunReader runs, CancellationToken cancel)
    {
        var figures = await runs.GetProjectFiguresAsync(project.Id, cancel);
        return new ProjectDto(
            project.Id.Value, project.Workspace, project.Name, project.Key, project.Description, project.Visibility, role,
            Moments.ToUtc(project.CreatedUnixMicros), figures.Runs, Moments.ToUtc(figures.LastModifiedUnixMicros));
    }
}

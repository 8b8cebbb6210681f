using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Protocols.Neptune1.Experiments;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Renaming, opening and describing a project; its way into the trash, back, and out for good. For its owners.</summary>
static class ProjectChangeEndpoints
{
    public static void MapProjectChanges(this IEndpointRouteBuilder api)
    {
        api.MapPatch("/projects/{projectId}", ChangeAsync).WithName("changeProject").WithTags("projects")
            .WithSummary("Changes name, visibility or description. Id and key stay, and so do links by id; addresses with the old name lead nowhere. For owners of the project.");
        api.MapDelete("/projects/{projectId}", DeleteAsync).WithName("deleteProject").WithTags("projects")
            .WithSummary("Puts a project with all that is in it into the trash: gone for everybody at once, its name free. It can be restored for the time that the server keeps deletions, then it is deleted for good. For owners of the project.");
        api.MapGet("/projects/deleted", ListDeletedAsync).WithName("listDeletedProjects").WithTags("projects")
            .WithSummary("Projects in the trash that the caller owned, the latest first.");
        api.MapPost("/projects/{projectId}/restore", RestoreAsync).WithName("restoreProject").WithTags("projects")
            .WithSummary("Brings a project back from the trash, if no other took its name or key meanwhile. For those who owned it.");
        api.MapDelete("/projects/deleted/{projectId}", PurgeAsync).WithName("purgeProject").WithTags("projects")
            .WithSummary("Deletes a project in the trash for good: runs, series, files, notebooks, views. For those who owned it.");
    }

    static async Task<Results<Ok<ProjectDto>, Problem>> ChangeAsync(
        Guid projectId, ProjectChangeDto body, HttpContext http, ProjectGate gate, ICatalog catalog, ProjectRules rules, IRunReader runs, IRunWriter writer, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Owner, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Owner);
        if (body.Visibility == Visibility.Public && project.Visibility != Visibility.Public && !rules.PublicProjects)
            return Problems.Invalid("$.visibility", "This server allows no public projects; expected private or workspace.");
        var answer = await catalog.ChangeProjectAsync(project.Id, new ProjectChange(body.Name, body.Visibility, body.Description), cancel);
        if (answer is not ChangeProjectAnswer.Changed { Project: var changed })
            return ProblemOf(answer);
        // The project's own container says so as well, if a 1.x client ever asked for it.
        await writer.WriteAsync(new RunBatch(ProjectContainer.IdOf(changed), ProjectContainer.Describe(changed), IsEdit: true), cancel);
        return TypedResults.Ok(await ProjectEndpoints.DescribeAsync(changed, await catalog.GetRoleAsync(user, changed, cancel), runs, cancel));
    }

    static async Task<Results<Ok<DeletedProjectDto>, Problem>> DeleteAsync(
        Guid projectId, HttpContext http, ProjectGate gate, ICatalog catalog, ProjectRemoval removal, DeletionGrace grace, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Owner, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Owner);
        if (!await catalog.TrashProjectAsync(project.Id, user.Username, cancel)
            || (await catalog.ListTrashedProjectsAsync(cancel)).FirstOrDefault(each => each.Project.Id == project.Id) is not { } trashed)
            return Problems.NoSuchProject();
        if (grace.KeptFor > TimeSpan.Zero)
            return TypedResults.Ok(Describe(trashed, removal));
        return await removal.DeleteAsync(project.Id, cancel) is { } reason ? Problems.ReadOnly(reason) : TypedResults.Ok(Describe(trashed, removal) with { Until = null });
    }

    static async Task<Ok<DeletedProjectListDto>> ListDeletedAsync(HttpContext http, ICatalog catalog, ProjectRemoval removal, CancellationToken cancel)
    {
        var mine = new List<DeletedProjectDto>();
        foreach (var trashed in await catalog.ListTrashedProjectsAsync(cancel))
        {
            if (await catalog.GetRoleAsync(http.Caller().User, trashed.Project, cancel) >= ProjectRole.Owner)
                mine.Add(Describe(trashed, removal));
        }

        return TypedResults.Ok(new DeletedProjectListDto(mine));
    }

    static async Task<Results<Ok<ProjectDto>, Problem>> RestoreAsync(
        Guid projectId, HttpContext http, ICatalog catalog, IRunReader runs, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (trashed, refusal) = await OpenTrashedAsync(projectId, http, catalog, cancel);
        if (trashed is null)
            return Problems.RefusedProject(refusal, ProjectRole.Owner);
        var answer = await catalog.RestoreProjectAsync(trashed.Project.Id, cancel);
        return answer is ChangeProjectAnswer.Changed { Project: var project }
            ? TypedResults.Ok(await ProjectEndpoints.DescribeAsync(project, await catalog.GetRoleAsync(user, project, cancel), runs, cancel))
            : ProblemOf(answer);
    }

    static async Task<Results<NoContent, Problem>> PurgeAsync(
        Guid projectId, HttpContext http, ICatalog catalog, ProjectRemoval removal, CancellationToken cancel)
    {
        var (trashed, refusal) = await OpenTrashedAsync(projectId, http, catalog, cancel);
        if (trashed is null)
            return Problems.RefusedProject(refusal, ProjectRole.Owner);
        return await removal.DeleteAsync(trashed.Project.Id, cancel) is { } reason ? Problems.ReadOnly(reason) : TypedResults.NoContent();
    }

    static async ValueTask<Admission<TrashedProject>> OpenTrashedAsync(Guid projectId, HttpContext http, ICatalog catalog, CancellationToken cancel)
    {
        if ((await catalog.ListTrashedProjectsAsync(cancel)).FirstOrDefault(each => each.Project.Id.Value == projectId) is not { } trashed)
            return new(null, Refusal.NotFound);
        return await catalog.GetRoleAsync(http.Caller().User, trashed.Project, cancel) switch
        {
            ProjectRole.None => new(null, Refusal.NotFound),
            ProjectRole.Owner => new(trashed, Refusal.None),
            _ => new(null, Refusal.Forbidden),
        };
    }

    static Problem ProblemOf(ChangeProjectAnswer answer) => answer switch
    {
        ChangeProjectAnswer.NameTaken taken => Problems.NameTaken(taken.Name),
        ChangeProjectAnswer.KeyTaken taken => Problems.KeyTaken(taken.Key),
        ChangeProjectAnswer.Invalid invalid => Problems.Invalid($"$.{invalid.Field}", invalid.Detail),
        ChangeProjectAnswer.NoSuchProject => Problems.NoSuchProject(),
        _ => throw new UnreachableException(answer.GetType().Name),
    };

    static DeletedProjectDto Describe(TrashedProject trashed, ProjectRemoval removal) => new(
        trashed.Project.Id.Value, trashed.Project.Workspace, trashed.Project.Name, trashed.Project.Key, trashed.By,
        Moments.ToUtc(trashed.UnixMicros), removal.EndOf(trashed).UtcDateTime);
}

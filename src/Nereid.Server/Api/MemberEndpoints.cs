using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Who may do what in a project.</summary>
static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{projectId}/members", ListAsync).WithName("listMembers").WithTags("people")
            .WithSummary("Members of a project, and those whom its workspace lets in.");
        api.MapPut("/projects/{projectId}/members", SetAsync).WithName("setMember").WithTags("people")
            .WithSummary("Gives somebody of the workspace a role in a project. For its owners.");
        api.MapDelete("/projects/{projectId}/members/{userId}", RemoveAsync).WithName("removeMember").WithTags("people")
            .WithSummary("Takes a membership away. What the workspace gives stays. For owners of the project.");
    }

    static async Task<Results<Ok<MemberListDto>, Problem>> ListAsync(
        Guid projectId, HttpContext http, ProjectGate gate, ICatalog catalog, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        var granted = (await catalog.ListMembersAsync(project.Id, cancel)).ToDictionary(member => member.User, member => member.Role);
        var inWorkspace = (await catalog.ListWorkspaceMembersAsync(project.WorkspaceId, cancel)).Select(member => member.User);
        var members = new List<MemberDto>();
        foreach (var user in granted.Keys.Union(inWorkspace).OrderBy(user => Names.Fold(user.Username), StringComparer.Ordinal))
        {
            var byName = granted.GetValueOrDefault(user);
            // A public project is open to everybody, which makes nobody a member.
            if (await catalog.GetRoleAsync(user, project, cancel) is var role && (byName != ProjectRole.None || role > ProjectRole.Viewer))
                members.Add(new MemberDto(user.Id.Value, user.Username, user.IsServiceAccount, role, byName));
        }

        return TypedResults.Ok(new MemberListDto(members));
    }

    static async Task<Results<NoContent, Problem>> SetAsync(
        Guid projectId, MemberChangeDto body, HttpContext http, ProjectGate gate, ICatalog catalog, INotices notices, CancellationToken cancel)
    {
        var caller = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(caller, new ProjectId(projectId), ProjectRole.Owner, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Owner);
        if (body.Role == ProjectRole.None)
            return Problems.Invalid("$.role", "Expected viewer, contributor or owner; to take a membership away, delete it.");
        // An owner learns only of people of the workspace; an administrator knows everybody.
        if (await catalog.FindUserAsync(body.Username, cancel) is not { } user
            || !(caller.IsAdministrator || await IsInWorkspaceAsync(catalog, project.WorkspaceId, user, cancel)))
            return Problems.NoSuchUser();
        var before = (await catalog.ListMembersAsync(project.Id, cancel)).FirstOrDefault(member => member.User.Id == user.Id)?.Role;
        await catalog.SetMemberAsync(project.Id, user.Id, body.Role, cancel);
        if (before != body.Role)
            await notices.TellRoleAsync(caller, user, project, body.Role, cancel);
        return TypedResults.NoContent();
    }

    static async Task<Results<NoContent, Problem>> RemoveAsync(
        Guid projectId, Guid userId, HttpContext http, ProjectGate gate, ICatalog catalog, INotices notices, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Owner, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Owner);
        if ((await catalog.ListMembersAsync(project.Id, cancel)).FirstOrDefault(member => member.User.Id.Value == userId) is not { } member)
            return Problems.NoSuchUser();
        await catalog.SetMemberAsync(project.Id, member.User.Id, ProjectRole.None, cancel);
        await notices.TellRoleAsync(http.Caller().User, member.User, project, ProjectRole.None, cancel);
        return TypedResults.NoContent();
    }

    static async Task<bool> IsInWorkspaceAsync(ICatalog catalog, WorkspaceId workspace, User user, CancellationToken cancel) =>
        (await catalog.ListWorkspaceMembersAsync(workspace, cancel)).Any(member => member.User.Id == user.Id);
}

using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Workspaces, and who belongs to them.</summary>
static class WorkspaceEndpoints
{
    public static void MapWorkspaces(this IEndpointRouteBuilder api)
    {
        api.MapGet("/workspaces", ListAsync).WithName("listWorkspaces").WithTags("people")
            .WithSummary("Workspaces that the caller belongs to, by name; all of them for administrators of the server.");
        api.MapPost("/workspaces", CreateAsync).WithName("createWorkspace").WithTags("people")
            .WithSummary("Makes a workspace, of which the caller becomes administrator; or answers with the one of that name that the caller belongs to.");
        api.MapGet("/workspaces/{workspaceId}/members", ListMembersAsync).WithName("listWorkspaceMembers").WithTags("people")
            .WithSummary("Who belongs to a workspace. For its members.");
        api.MapPut("/workspaces/{workspaceId}/members", SetMemberAsync).WithName("setWorkspaceMember").WithTags("people")
            .WithSummary("Takes somebody who has an account into a workspace, or changes the role. For administrators of the workspace.");
        api.MapDelete("/workspaces/{workspaceId}/members/{userId}", RemoveMemberAsync).WithName("removeWorkspaceMember").WithTags("people")
            .WithSummary("Takes somebody out of a workspace; memberships in its projects stay. For administrators of the workspace.");
    }

    static async Task<Ok<WorkspaceListDto>> ListAsync(HttpContext http, ICatalog catalog, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var visible = new List<WorkspaceDto>();
        foreach (var workspace in await catalog.ListWorkspacesAsync(cancel))
        {
            if (await RoleAsync(catalog, user, workspace.Id, cancel) is not WorkspaceRole.None and var role)
                visible.Add(new WorkspaceDto(workspace.Id.Value, workspace.Name, role));
        }

        return TypedResults.Ok(new WorkspaceListDto(visible));
    }

    static async Task<Results<Ok<WorkspaceDto>, Problem>> CreateAsync(NewWorkspaceDto body, HttpContext http, ICatalog catalog, CancellationToken cancel)
    {
        var user = http.Caller().User;
        if (!user.MayCreateProjects && !user.IsAdministrator)
            return Problems.Forbidden("Your account may not create workspaces; ask an administrator.");
        var (workspace, fault) = await catalog.EnsureWorkspaceAsync(body.Name, user.Id, cancel);
        if (workspace is null)
            return Problems.Invalid("$.name", fault!);
        var role = await RoleAsync(catalog, user, workspace.Id, cancel);
        return role == WorkspaceRole.None ? Problems.WorkspaceTaken() : TypedResults.Ok(new WorkspaceDto(workspace.Id.Value, workspace.Name, role));
    }

    static async Task<Results<Ok<WorkspaceMemberListDto>, Problem>> ListMembersAsync(
        Guid workspaceId, HttpContext http, ICatalog catalog, CancellationToken cancel)
    {
        var (workspace, problem) = await OpenAsync(workspaceId, WorkspaceRole.Member, http, catalog, cancel);
        if (workspace is null)
            return problem!;
        return TypedResults.Ok(new WorkspaceMemberListDto([.. (await catalog.ListWorkspaceMembersAsync(workspace.Id, cancel)).Select(
            member => new WorkspaceMemberDto(member.User.Id.Value, member.User.Username, member.User.IsServiceAccount, member.Role))]));
    }

    static async Task<Results<NoContent, Problem>> SetMemberAsync(
        Guid workspaceId, WorkspaceMemberChangeDto body, HttpContext http, ICatalog catalog, INotices notices, CancellationToken cancel)
    {
        var (workspace, problem) = await OpenAsync(workspaceId, WorkspaceRole.Administrator, http, catalog, cancel);
        if (workspace is null)
            return problem!;
        if (body.Role == WorkspaceRole.None)
            return Problems.Invalid("$.role", "Expected member or administrator; to take somebody out, delete the membership.");
        if (await catalog.FindUserAsync(body.Username, cancel) is not { } user)
            return Problems.NoSuchUser();
        if (user.IsServiceAccount && body.Role == WorkspaceRole.Administrator)
            return Problems.Invalid("$.role", "A service account cannot administer a workspace.");
        var before = await RoleAsync(catalog, user, workspace.Id, cancel);
        await catalog.SetWorkspaceMemberAsync(workspace.Id, user.Id, body.Role, cancel);
        if (before != body.Role)
            await notices.TellRoleAsync(http.Caller().User, user, workspace, body.Role, cancel);
        return TypedResults.NoContent();
    }

    static async Task<Results<NoContent, Problem>> RemoveMemberAsync(
        Guid workspaceId, Guid userId, HttpContext http, ICatalog catalog, INotices notices, CancellationToken cancel)
    {
        var (workspace, problem) = await OpenAsync(workspaceId, WorkspaceRole.Administrator, http, catalog, cancel);
        if (workspace is null)
            return problem!;
        if ((await catalog.ListWorkspaceMembersAsync(workspace.Id, cancel)).FirstOrDefault(member => member.User.Id.Value == userId) is not { } member)
            return Problems.NoSuchUser();
        await catalog.SetWorkspaceMemberAsync(workspace.Id, member.User.Id, WorkspaceRole.None, cancel);
        await notices.TellRoleAsync(http.Caller().User, member.User, workspace, WorkspaceRole.None, cancel);
        return TypedResults.NoContent();
    }

    /// <summary>Whoever does not belong to a workspace does not learn that it exists.</summary>
    static async Task<(Workspace? Workspace, Problem? Problem)> OpenAsync(
        Guid id, WorkspaceRole needed, HttpContext http, ICatalog catalog, CancellationToken cancel)
    {
        var role = await RoleAsync(catalog, http.Caller().User, new WorkspaceId(id), cancel);
        if (role == WorkspaceRole.None || await catalog.FindWorkspaceAsync(new WorkspaceId(id), cancel) is not { } workspace)
            return (null, Problems.NoSuchWorkspace());
        return role >= needed ? (workspace, null) : (null, Problems.Forbidden("Only an administrator of the workspace may do this."));
    }

    static async Task<WorkspaceRole> RoleAsync(ICatalog catalog, User user, WorkspaceId workspace, CancellationToken cancel) => user.IsAdministrator
        ? WorkspaceRole.Administrator
        : (await catalog.ListWorkspaceMembersAsync(workspace, cancel)).FirstOrDefault(member => member.User.Id == user.Id)?.Role ?? WorkspaceRole.None;
}

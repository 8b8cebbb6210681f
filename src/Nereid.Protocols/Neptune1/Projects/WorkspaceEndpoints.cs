using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Live;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Projects;

/// <summary>Who joins a workspace, and how full it is.</summary>
sealed class WorkspaceEndpoints(ICatalog catalog, ISharedBlobs contents, INotices notices)
{
    /// <summary>A number of projects that nobody reaches: there is no such limit here, and the client wants a number.</summary>
    const int NoLimit = int.MaxValue;

    /// <summary>People who have an account become members at once. The server sends no e-mail, so nobody else can be invited.</summary>
    public async Task<IResult> InviteAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.NewInvitationsBody, cancel);
        var caller = context.Caller().User;
        if (await Workspaces.FindAsync(catalog, body.OrganizationIdentifier, cancel) is not { } workspace
            || !await Workspaces.IsMemberAsync(catalog, workspace.Id, caller, cancel))
            return NoWorkspace(body.OrganizationIdentifier);
        if (!await Workspaces.IsAdministratorAsync(catalog, workspace.Id, caller, cancel))
            return Fault.Forbidden($"Only its administrators invite people to workspace '{workspace.Name}'.");

        var members = (await catalog.ListWorkspaceMembersAsync(workspace.Id, cancel)).Select(member => member.User.Id).ToHashSet();
        var invited = new List<(User User, InvitationBody Entry, WorkspaceRole Role)>();
        if (body.InvitationsEntries.IsDefault)
            return Fault.BadRequest("The body has no 'invitationsEntries'; expected the list of people to invite.");
        foreach (var entry in body.InvitationsEntries)
        {
            if (entry is null)
                return Fault.BadRequest("An invitation is null; expected an object.");
            if (entry.InvitationType != "user")
                return Fault.Unprocessable("This server sends no e-mail. Make an account for the person and invite it by its name.");
            if (entry.Invitee is not { Length: > 0 } name || await catalog.FindUserAsync(name, cancel) is not { IsServiceAccount: false, Deactivated: false } user)
                return Fault.NotFound($"There is no user '{entry.Invitee}' on this server.");
            if (Words.ParseWorkspaceRole(entry.RoleGrant) is not { } role)
                return Fault.BadRequest($"The role '{entry.RoleGrant}' is unknown; expected owner or member.");
            if (members.Contains(user.Id))
                return Fault.Conflict($"'{user.Username}' is a member of workspace '{workspace.Name}' already.");
            invited.Add((user, entry, role));
        }

        foreach (var (user, entry, role) in invited)
        {
            await catalog.SetWorkspaceMemberAsync(workspace.Id, user.Id, role, cancel);
            await notices.TellRoleAsync(context.Caller().User, user, workspace, role, cancel);
            if (entry.AddToAllProjects == true)
                await AddToProjectsAsync(workspace, user, cancel);
        }

        return TypedResults.Ok();
    }

    public async Task<IResult> GetStatusAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("organizationIdentifier");
        if (await Workspaces.FindAsync(catalog, identifier, cancel) is not { } workspace
            || !await Workspaces.IsMemberAsync(catalog, workspace.Id, context.Caller().User, cancel))
            return NoWorkspace(identifier);
        var projects = (await catalog.ListProjectsAsync(cancel)).Where(project => project.WorkspaceId == workspace.Id).ToArray();
        var used = 0L;
        foreach (var project in projects)
            used += await contents.UsedBytesAsync(project.Id, cancel);
        var free = contents.Room.FreeBytes;
        var members = await catalog.ListWorkspaceMembersAsync(workspace.Id, cancel);
        return TypedResults.Json(
            new WorkspaceStatusAnswer(free, used + free, projects.Length, NoLimit, members.Length), Neptune1Json.Default.WorkspaceStatusAnswer);
    }

    async Task AddToProjectsAsync(Workspace workspace, User user, CancellationToken cancel)
    {
        foreach (var project in (await catalog.ListProjectsAsync(cancel)).Where(project => project.WorkspaceId == workspace.Id))
        {
            if ((await catalog.ListMembersAsync(project.Id, cancel)).All(member => member.User.Id != user.Id))
                await catalog.SetMemberAsync(project.Id, user.Id, ProjectRole.Contributor, cancel);
        }
    }

    static Fault NoWorkspace(string? identifier) => Fault.NotFound($"There is no workspace '{identifier}' here, or you may not see it.");
}

sealed record NewInvitationsBody(string? OrganizationIdentifier, ImmutableArray<InvitationBody?> InvitationsEntries);

/// <param name="InvitationType">user or emailRecipient.</param>
/// <param name="RoleGrant">owner or member.</param>
sealed record InvitationBody(string? Invitee, string? InvitationType, string? RoleGrant, bool? AddToAllProjects);

/// <param name="StorageBytesLimit">What is used and what is free together: the client shows the difference as used.</param>
sealed record WorkspaceStatusAnswer(long StorageBytesAvailable, long StorageBytesLimit, int ActiveProjectsUsage, int ActiveProjectsLimit, int MembersCount);

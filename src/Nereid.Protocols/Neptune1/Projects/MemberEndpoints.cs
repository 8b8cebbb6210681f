using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Projects;

/// <summary>Who belongs to projects and workspaces. The client asks for people and for service accounts in separate calls.</summary>
sealed class MemberEndpoints(Lookup lookup, ICatalog catalog, INotices notices)
{
    public async Task<IResult> ListMembersAsync(HttpContext context, CancellationToken cancel)
    {
        var (project, fault) = await ProjectAsync(context, ProjectRole.Viewer, cancel);
        if (project is null)
            return fault!;
        var members = (await EffectiveAsync(project, cancel)).Where(member => !member.User.IsServiceAccount);
        return TypedResults.Json(
            [.. members.Select(member => MemberAnswer.Of(member.User, Words.Of(member.Role)))], Neptune1Json.Default.MemberAnswerArray);
    }

    public async Task<IResult> ListServiceAccountsAsync(HttpContext context, CancellationToken cancel)
    {
        var (project, fault) = await ProjectAsync(context, ProjectRole.Viewer, cancel);
        if (project is null)
            return fault!;
        var accounts = (await EffectiveAsync(project, cancel)).Where(member => member.User.IsServiceAccount);
        return TypedResults.Json(
            [.. accounts.Select(member => new ProjectServiceAccountAnswer(Words.Of(member.Role), ServiceAccountAnswer.Of(member.User)))],
            Neptune1Json.Default.ProjectServiceAccountAnswerArray);
    }

    public async Task<IResult> AddMemberAsync(HttpContext context, CancellationToken cancel)
    {
        var (project, fault) = await ProjectAsync(context, ProjectRole.Owner, cancel);
        if (project is null)
            return fault!;
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.NewMemberBody, cancel);
        var user = body.UserId is { Length: > 0 } name ? await catalog.FindUserAsync(name, cancel) : null;
        return user is { IsServiceAccount: false } && await IsInWorkspaceAsync(project, user, cancel)
            ? await AddAsync(context, project, user, body.Role, cancel) as IResult
                ?? TypedResults.Json(MemberAnswer.Of(user, body.Role!), Neptune1Json.Default.MemberAnswer)
            : Fault.NotFound($"There is no user '{body.UserId}' in workspace '{project.Workspace}'.");
    }

    public async Task<IResult> AddServiceAccountAsync(HttpContext context, CancellationToken cancel)
    {
        var (project, fault) = await ProjectAsync(context, ProjectRole.Owner, cancel);
        if (project is null)
            return fault!;
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.NewProjectServiceAccountBody, cancel);
        return await ServiceAccountAsync(body.ServiceAccountId, cancel) is { } account
            ? await AddAsync(context, project, account, body.Role, cancel) as IResult
                ?? TypedResults.Json(
                    new ProjectServiceAccountAnswer(body.Role!, ServiceAccountAnswer.Of(account)), Neptune1Json.Default.ProjectServiceAccountAnswer)
            : Fault.NotFound($"There is no service account '{body.ServiceAccountId}'.");
    }

    public async Task<IResult> RemoveMemberAsync(HttpContext context, CancellationToken cancel)
    {
        var (project, fault) = await ProjectAsync(context, ProjectRole.Owner, cancel);
        if (project is null)
            return fault!;
        var name = context.Query("userId");
        return await RemoveAsync(context, project, name is null ? null : await catalog.FindUserAsync(name, cancel), name, cancel);
    }

    public async Task<IResult> RemoveServiceAccountAsync(HttpContext context, CancellationToken cancel)
    {
        var (project, fault) = await ProjectAsync(context, ProjectRole.Owner, cancel);
        if (project is null)
            return fault!;
        var id = context.Query("serviceAccountId");
        return await RemoveAsync(context, project, await ServiceAccountAsync(id, cancel), id, cancel);
    }

    public async Task<IResult> ListWorkspaceMembersAsync(HttpContext context, CancellationToken cancel)
    {
        var (workspace, fault) = await WorkspaceAsync(context, cancel);
        if (workspace is null)
            return fault!;
        var members = (await catalog.ListWorkspaceMembersAsync(workspace.Id, cancel)).Where(member => !member.User.IsServiceAccount);
        return TypedResults.Json(
            [.. members.Select(member => MemberAnswer.Of(member.User, Words.Of(member.Role)))], Neptune1Json.Default.MemberAnswerArray);
    }

    public async Task<IResult> ListWorkspaceServiceAccountsAsync(HttpContext context, CancellationToken cancel)
    {
        var (workspace, fault) = await WorkspaceAsync(context, cancel);
        if (workspace is null)
            return fault!;
        var deactivated = context.Query("deactivated") == "true";
        var accounts = (await catalog.ListWorkspaceMembersAsync(workspace.Id, cancel))
            .Where(member => member.User.IsServiceAccount && member.User.Deactivated == deactivated);
        return TypedResults.Json([.. accounts.Select(member => ServiceAccountAnswer.Of(member.User))], Neptune1Json.Default.ServiceAccountAnswerArray);
    }

    async Task<(Project? Project, Fault? Fault)> ProjectAsync(HttpContext context, ProjectRole needed, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, needed, cancel);
        return (project.Value, project.Value is null ? Lookup.ProjectFault(project.Refusal, identifier) : null);
    }

    /// <summary>The workspace, if the caller belongs to it.</summary>
    async Task<(Workspace? Workspace, Fault? Fault)> WorkspaceAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("organizationIdentifier");
        return await Workspaces.FindAsync(catalog, identifier, cancel) is { } workspace
            && await Workspaces.IsMemberAsync(catalog, workspace.Id, context.Caller().User, cancel)
            ? (workspace, null)
            : (null, Fault.NotFound($"There is no workspace '{identifier}' here, or you may not see it."));
    }

    /// <summary>Members by name, and with them everyone whom the project's visibility makes one.</summary>
    async Task<IEnumerable<ProjectMember>> EffectiveAsync(Project project, CancellationToken cancel)
    {
        var members = (await catalog.ListMembersAsync(project.Id, cancel)).ToDictionary(member => member.User.Id);
        if (project.Visibility == Visibility.Workspace)
        {
            // To the client, a project of the whole workspace belongs to all its people; service accounts are named one by one.
            foreach (var member in (await catalog.ListWorkspaceMembersAsync(project.WorkspaceId, cancel)).Where(member => !member.User.IsServiceAccount))
                members[member.User.Id] = new ProjectMember(member.User, ProjectRole.Owner);
        }

        return members.Values.OrderBy(member => member.User.Username, StringComparer.Ordinal);
    }

    async Task<Fault?> AddAsync(HttpContext context, Project project, User user, string? role, CancellationToken cancel)
    {
        if (Words.ParseRole(role) is not { } known)
            return Fault.BadRequest($"The role '{role}' is unknown; expected viewer, member or manager.");
        if ((await EffectiveAsync(project, cancel)).Any(member => member.User.Id == user.Id))
            return Fault.Conflict($"'{user.Username}' has access to project '{project.Workspace}/{project.Name}' already.");
        await catalog.SetMemberAsync(project.Id, user.Id, known, cancel);
        await notices.TellRoleAsync(context.Caller().User, user, project, known, cancel);
        return null;
    }

    async Task<IResult> RemoveAsync(HttpContext context, Project project, User? user, string? identifier, CancellationToken cancel)
    {
        var isNamed = user is not null && (await catalog.ListMembersAsync(project.Id, cancel)).Any(member => member.User.Id == user.Id);
        var isImplied = user is { IsServiceAccount: false } && project.Visibility == Visibility.Workspace;
        if (!isNamed || isImplied)
            return Fault.Unprocessable(
                isImplied
                    ? $"'{identifier}' has access because project '{project.Workspace}/{project.Name}' is open to its whole workspace."
                    : $"'{identifier}' is no member of project '{project.Workspace}/{project.Name}'.");
        await catalog.SetMemberAsync(project.Id, user!.Id, ProjectRole.None, cancel);
        await notices.TellRoleAsync(context.Caller().User, user, project, ProjectRole.None, cancel);
        return TypedResults.Ok();
    }

    async Task<bool> IsInWorkspaceAsync(Project project, User user, CancellationToken cancel) =>
        user.IsAdministrator || await Workspaces.IsMemberAsync(catalog, project.WorkspaceId, user, cancel);

    async ValueTask<User?> ServiceAccountAsync(string? id, CancellationToken cancel) =>
        Guid.TryParseExact(id, "D", out var value) && await catalog.FindUserAsync(new UserId(value), cancel) is { IsServiceAccount: true } account
            ? account
            : null;
}

sealed record MemberAnswer(string Role, MemberInfoAnswer RegisteredMemberInfo)
{
    public static MemberAnswer Of(User user, string role) => new(role, new MemberInfoAnswer(user.Username));
}

sealed record MemberInfoAnswer(string Username);

sealed record ServiceAccountAnswer(string Id, string DisplayName)
{
    public static ServiceAccountAnswer Of(User user) => new(user.Id.ToString(), user.Username);
}

sealed record ProjectServiceAccountAnswer(string Role, ServiceAccountAnswer ServiceAccountInfo);

/// <param name="UserId">The wire calls it an id; it is the user's name.</param>
sealed record NewMemberBody(string? UserId, string? Role);

sealed record NewProjectServiceAccountBody(string? ServiceAccountId, string? Role);

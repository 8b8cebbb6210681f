using Nereid.Domain.Access;
using Nereid.Server.Options;

namespace Nereid.Server.Auth;

/// <summary>Makes projects that scripts name for the first time, when the setting allows it.</summary>
/// <remarks>In a workspace that exists, only for its members and administrators: a typing error must not land in somebody else's.</remarks>
public sealed partial class FirstUse(ICatalog catalog, AccessOptions options, ILogger<FirstUse> log) : IFirstUse
{
    public async ValueTask<Project?> CreateAsync(User user, string workspace, string name, CancellationToken cancel)
    {
        if (!options.CreateProjectsOnFirstUse || user.Deactivated || !(user.IsAdministrator || user.MayCreateProjects))
            return null;
        if (await catalog.FindWorkspaceAsync(workspace, cancel) is { } existing && !await BelongsAsync(user, existing, cancel))
            return null;
        var answer = await catalog.CreateProjectAsync(new NewProject(workspace, name, null, Visibility.Private, null, user.Id), cancel);
        if (answer is not CreateProjectAnswer.Created made)
            return null;
        if (!made.Existed)
            LogMade(made.Project.Id, made.Project.Key, user.Id);
        return made.Project;
    }

    async ValueTask<bool> BelongsAsync(User user, Workspace workspace, CancellationToken cancel) =>
        user.IsAdministrator || (await catalog.ListWorkspaceMembersAsync(workspace.Id, cancel)).Any(member => member.User.Id == user.Id);

    [LoggerMessage(2002, LogLevel.Information, "Made the project {Project} (key {Key}) on first use by user {User}; --no-project-creation turns this off")]
    partial void LogMade(Domain.ProjectId project, string key, Domain.UserId user);
}

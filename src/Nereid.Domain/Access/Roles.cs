namespace Nereid.Domain.Access;

/// <summary>How a role in a project comes about.</summary>
public static class Roles
{
    /// <param name="user">Null for somebody unknown.</param>
    /// <param name="member">What membership of the project gives.</param>
    /// <param name="workspace">What membership of its workspace gives.</param>
    public static ProjectRole Of(User? user, Project project, ProjectRole member, WorkspaceRole workspace)
    {
        var open = project.Visibility == Visibility.Public ? ProjectRole.Viewer : ProjectRole.None;
        if (user is null)
            return open;
        if (user.Deactivated)
            return ProjectRole.None;
        if (user.IsAdministrator || workspace == WorkspaceRole.Administrator)
            return ProjectRole.Owner;

        // A service account is added to each project by itself, so that a leaked token of one script opens no others.
        var shared = project.Visibility == Visibility.Workspace && workspace == WorkspaceRole.Member && !user.IsServiceAccount
            ? ProjectRole.Contributor : ProjectRole.None;
        return (ProjectRole)Math.Max((byte)member, Math.Max((byte)shared, (byte)open));
    }
}

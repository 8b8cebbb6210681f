using Nereid.Domain.Access;

namespace Nereid.Domain.Live;

/// <summary>Tells people of roles that others gave them or took from them.</summary>
public static class RoleNotices
{
    public static ValueTask TellRoleAsync(this INotices notices, User by, User person, Project project, ProjectRole role, CancellationToken cancel) =>
        TellAsync(notices, by, person, NoticeKind.ProjectRole, $"{project.Workspace}/{project.Name}", role.ToString(), cancel);

    public static ValueTask TellRoleAsync(this INotices notices, User by, User person, Workspace workspace, WorkspaceRole role, CancellationToken cancel) =>
        TellAsync(notices, by, person, NoticeKind.WorkspaceRole, workspace.Name, role.ToString(), cancel);

    /// <summary>Nobody needs to be told what he did himself, and nobody reads what a service account is told.</summary>
    static ValueTask TellAsync(INotices notices, User by, User person, NoticeKind kind, string place, string role, CancellationToken cancel) =>
        by.Id == person.Id || person.IsServiceAccount
            ? ValueTask.CompletedTask
            : notices.TellAsync(person.Id, new NewNotice(kind, place, by.Username, role.ToLowerInvariant()), cancel);
}

using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Protocols.Neptune1.Projects;

/// <summary>Finds workspaces by the identifiers of the wire, their name or UUID, and answers who is what in them.</summary>
static class Workspaces
{
    public static async ValueTask<Workspace?> FindAsync(ICatalog catalog, string? identifier, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(identifier))
            return null;
        return Guid.TryParseExact(identifier, "D", out var id)
            ? (await catalog.ListWorkspacesAsync(cancel)).FirstOrDefault(each => each.Id == new WorkspaceId(id))
            : await catalog.FindWorkspaceAsync(identifier, cancel);
    }

    public static async ValueTask<bool> IsMemberAsync(ICatalog catalog, WorkspaceId workspace, User user, CancellationToken cancel) =>
        await RoleAsync(catalog, workspace, user, cancel) > WorkspaceRole.None;

    public static async ValueTask<bool> IsAdministratorAsync(ICatalog catalog, WorkspaceId workspace, User user, CancellationToken cancel) =>
        await RoleAsync(catalog, workspace, user, cancel) == WorkspaceRole.Administrator;

    static async ValueTask<WorkspaceRole> RoleAsync(ICatalog catalog, WorkspaceId workspace, User user, CancellationToken cancel) =>
        user.IsAdministrator
            ? WorkspaceRole.Administrator
            : (await catalog.ListWorkspaceMembersAsync(workspace, cancel)).FirstOrDefault(member => member.User.Id == user.Id)?.Role ?? WorkspaceRole.None;
}

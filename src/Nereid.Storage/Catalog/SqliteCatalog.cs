using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Storage.Catalog;

/// <summary>The catalog in catalog.db.</summary>
public sealed class SqliteCatalog(CatalogDatabase database, TimeProvider time) : ICatalog
{
    readonly record struct UserById(UserId Id);

    readonly record struct UserByName(string Folded);

    readonly record struct ProjectById(ProjectId Id);

    readonly record struct ProjectByName(string Workspace, string Name);

    readonly record struct RoleOf(UserId? User, ProjectId Project);

    readonly record struct WorkspaceByName(string Folded);

    static readonly object EveryProject = new();

    const string UserColumns = "u.id, u.username, u.is_service, u.is_administrator, u.may_create, u.is_deactivated";

    const string ProjectColumns = "p.id, p.workspace, w.name, p.name, coalesce(p.kept_key, p.key), p.visibility, p.description, p.created";

    const string AllProjectTables = "projects p JOIN workspaces w ON w.id = p.workspace";

    /// <summary>Without those in the trash.</summary>
    const string ProjectTables = AllProjectTables + " AND p.trashed IS NULL";

    public ValueTask<Workspace?> FindWorkspaceAsync(string name, CancellationToken cancel) =>
        database.ReadCachedAsync(new WorkspaceByName(Names.Fold(name)), connection => FindWorkspace(connection, name), cancel);

    public ValueTask<Workspace?> FindWorkspaceAsync(WorkspaceId id, CancellationToken cancel) =>
        database.ReadAsync(connection => connection.First(ReadWorkspace, "SELECT id, name FROM workspaces WHERE id = $id", ("$id", id.ToString())), cancel);

    public ValueTask<ImmutableArray<Workspace>> ListWorkspacesAsync(CancellationToken cancel) =>
        database.ReadAsync(connection => connection.All(ReadWorkspace, "SELECT id, name FROM workspaces ORDER BY folded"), cancel);

    public async ValueTask<(Workspace? Workspace, string? Fault)> EnsureWorkspaceAsync(string name, UserId creator, CancellationToken cancel) =>
        Names.WorkspaceFault(name) is { } fault
            ? (null, fault)
            : (await database.ChangeAsync(connection => EnsureWorkspace(connection, name, creator), cancel), null);

    public ValueTask<Project?> FindProjectAsync(ProjectId id, CancellationToken cancel) =>
        database.ReadCachedAsync(new ProjectById(id), connection => FindProject(connection, id), cancel);

    public ValueTask<Project?> FindProjectAsync(string workspace, string name, CancellationToken cancel) =>
        database.ReadCachedAsync(
            new ProjectByName(Names.Fold(workspace), Names.Fold(name)), connection => FindProject(connection, workspace, name), cancel);

    public ValueTask<ImmutableArray<Project>> ListProjectsAsync(CancellationToken cancel) =>
        database.ReadCachedAsync(
            EveryProject,
            connection => connection.All(ReadProject, $"SELECT {ProjectColumns} FROM {ProjectTables} ORDER BY w.folded, p.folded"),
            cancel);

    public async ValueTask<CreateProjectAnswer> CreateProjectAsync(NewProject project, CancellationToken cancel) =>
        NewProjectRules.Fault(project)
        ?? await database.ChangeAsync(connection => CreateProject(connection, project), cancel);

    public async ValueTask<ChangeProjectAnswer> ChangeProjectAsync(ProjectId project, ProjectChange change, CancellationToken cancel) =>
        NewProjectRules.Fault(change)
        ?? await database.ChangeAsync(connection => ChangeProject(connection, project, change), cancel);

    public ValueTask<bool> TrashProjectAsync(ProjectId project, string by, CancellationToken cancel) =>
        database.ChangeAsync(
            connection => connection.Run(
                """
                UPDATE projects SET trashed = $now, trashed_by = $by, kept_key = key, key = '/' || id, folded = '/' || id
                WHERE id = $project AND trashed IS NULL
                """,
                ("$now", time.GetUtcNow().ToUnixMicros()), ("$by", by), ("$project", project.ToString())) > 0,
            cancel);

    public ValueTask<ChangeProjectAnswer> RestoreProjectAsync(ProjectId project, CancellationToken cancel) =>
        database.ChangeAsync(connection => RestoreProject(connection, project), cancel);

    public ValueTask<ImmutableArray<TrashedProject>> ListTrashedProjectsAsync(CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                row => new TrashedProject(ReadProject(row), row.GetInt64(8), row.GetString(9)),
                $"SELECT {ProjectColumns}, p.trashed, p.trashed_by FROM {AllProjectTables} WHERE p.trashed IS NOT NULL ORDER BY p.trashed DESC, p.id"),
            cancel);

    public ValueTask<bool> DeleteProjectAsync(ProjectId project, CancellationToken cancel) =>
        database.ChangeAsync(connection => DeleteProject(connection, project), cancel);

    public ValueTask<ImmutableArray<ProjectId>> ListDeletedProjectsAsync(CancellationToken cancel) =>
        database.ReadAsync(connection => connection.All(row => new ProjectId(row.Id(0)), "SELECT id FROM deleted_projects ORDER BY id"), cancel);

    public async ValueTask<ImmutableArray<BlobId>> ForgetProjectAsync(ProjectId project, CancellationToken cancel)
    {
        var contents = await database.ChangeAsync(
            connection =>
            {
                connection.Run("DELETE FROM deleted_projects WHERE id = $project", ("$project", project.ToString()));
                return connection.All(
                    row => new BlobId(row.Id(0)), "DELETE FROM unused_contents WHERE project = $project RETURNING content", ("$project", project.ToString()));
            },
            cancel);
        await database.EmptyLogAsync(cancel);
        return contents;
    }

    public ValueTask<ProjectRole> GetRoleAsync(User? user, Project project, CancellationToken cancel) =>
        user is null
            ? ValueTask.FromResult(Roles.Of(null, project, ProjectRole.None, WorkspaceRole.None))
            : database.ReadCachedAsync(new RoleOf(user.Id, project.Id), connection => GetRole(connection, user.Id, project.Id), cancel);

    public ValueTask<ImmutableArray<ProjectMember>> ListMembersAsync(ProjectId project, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                row => new ProjectMember(ReadUser(row), (ProjectRole)row.GetInt64(6)),
                $"SELECT {UserColumns}, m.role FROM project_members m JOIN users u ON u.id = m.member WHERE m.project = $project ORDER BY u.folded",
                ("$project", project.ToString())),
            cancel);

    public ValueTask<ImmutableArray<WorkspaceMember>> ListWorkspaceMembersAsync(WorkspaceId workspace, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                row => new WorkspaceMember(ReadUser(row), (WorkspaceRole)row.GetInt64(6)),
                $"SELECT {UserColumns}, m.role FROM workspace_members m JOIN users u ON u.id = m.member WHERE m.workspace = $workspace ORDER BY u.folded",
                ("$workspace", workspace.ToString())),
            cancel);

    public async ValueTask SetMemberAsync(ProjectId project, UserId user, ProjectRole role, CancellationToken cancel) =>
        await database.ChangeAsync(connection => SetMember(connection, project, user, role), cancel);

    public async ValueTask SetWorkspaceMemberAsync(WorkspaceId workspace, UserId user, WorkspaceRole role, CancellationToken cancel) =>
        await database.ChangeAsync(connection => SetWorkspaceMember(connection, workspace, user, role), cancel);

    public ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancel) =>
        database.ReadCachedAsync(
            new UserById(id), connection => FindUser(connection, id), cancel);

    public ValueTask<User?> FindUserAsync(string username, CancellationToken cancel) =>
        database.ReadCachedAsync(new UserByName(Names.Fold(username)), connection => FindUser(connection, username), cancel);

    public ValueTask<ImmutableArray<User>> ListUsersAsync(CancellationToken cancel) =>
        database.ReadAsync(connection => connection.All(ReadUser, $"SELECT {UserColumns} FROM users u ORDER BY u.folded"), cancel);

    public ValueTask<User?> CreateUserAsync(
        string username, bool isServiceAccount, bool isAdministrator, bool mayCreateProjects, CancellationToken cancel)
    {
        if (Names.Fault(username) is { } fault)
            throw new ArgumentException(fault, nameof(username));
        var user = new User(UserId.New(), username, isServiceAccount, isAdministrator, mayCreateProjects, Deactivated: false);
        return database.ChangeAsync(connection => FindUser(connection, username) is null ? Insert(connection, user) : null, cancel);
    }

    public ValueTask<ChangeUserAnswer> ChangeUserAsync(UserId id, UserChange change, CancellationToken cancel) =>
        database.ChangeAsync(connection => ChangeUser(connection, id, change), cancel);

    static ChangeUserAnswer ChangeUser(SqliteConnection connection, UserId id, UserChange change)
    {
        if (FindUser(connection, id) is not { } user)
            return new ChangeUserAnswer.NoSuchUser();
        var changed = UserChanges.Apply(user, change);
        if (UserChanges.TakesAdministrator(user, changed)
            && connection.Scalar<long>("SELECT count(*) FROM users WHERE is_administrator = 1 AND is_deactivated = 0") == 1)
            return new ChangeUserAnswer.LastAdministrator();
        connection.Run(
            "UPDATE users SET is_administrator = $administrator, may_create = $create, is_deactivated = $deactivated WHERE id = $id",
            ("$administrator", changed.IsAdministrator), ("$create", changed.MayCreateProjects), ("$deactivated", changed.Deactivated), ("$id", id.ToString()));
        return new ChangeUserAnswer.Changed(changed);
    }

    CreateProjectAnswer CreateProject(SqliteConnection connection, NewProject wanted)
    {
        if (FindProject(connection, wanted.Workspace, wanted.Name) is { } existing)
            return new CreateProjectAnswer.Created(existing, Existed: true);
        var workspace = EnsureWorkspace(connection, wanted.Workspace, wanted.Creator);
        bool IsTaken(string key) => connection.Scalar<long>(
            "SELECT count(*) FROM projects WHERE workspace = $workspace AND key = $key", ("$workspace", workspace.Id.ToString()), ("$key", key)) > 0;
        if (wanted.Key is { } asked && IsTaken(asked))
            return new CreateProjectAnswer.KeyTaken(asked);

        var project = new Project(
            ProjectId.New(), workspace.Id, workspace.Name, wanted.Name, wanted.Key ?? ProjectKeys.Derive(wanted.Name, IsTaken),
            wanted.Visibility, wanted.Description ?? "", time.GetUtcNow().ToUnixMicros());
        connection.Run(
            """
            INSERT INTO projects (id, workspace, name, folded, key, visibility, description, created)
            VALUES ($id, $workspace, $name, $folded, $key, $visibility, $description, $created)
            """,
            ("$id", project.Id.ToString()), ("$workspace", workspace.Id.ToString()), ("$name", project.Name), ("$folded", Names.Fold(project.Name)),
            ("$key", project.Key), ("$visibility", (int)project.Visibility), ("$description", project.Description), ("$created", project.CreatedUnixMicros));
        SetMember(connection, project.Id, wanted.Creator, ProjectRole.Owner);
        return new CreateProjectAnswer.Created(project, Existed: false);
    }

    static ChangeProjectAnswer ChangeProject(SqliteConnection connection, ProjectId id, ProjectChange change)
    {
        if (FindProject(connection, id) is not { } project)
            return new ChangeProjectAnswer.NoSuchProject();
        var changed = NewProjectRules.Apply(project, change);
        if (FindProject(connection, changed.Workspace, changed.Name) is { } other && other.Id != id)
            return new ChangeProjectAnswer.NameTaken(changed.Name);
        connection.Run(
            "UPDATE projects SET name = $name, folded = $folded, visibility = $visibility, description = $description WHERE id = $id",
            ("$name", changed.Name), ("$folded", Names.Fold(changed.Name)), ("$visibility", (int)changed.Visibility), ("$description", changed.Description),
            ("$id", id.ToString()));
        return new ChangeProjectAnswer.Changed(changed);
    }

    static ChangeProjectAnswer RestoreProject(SqliteConnection connection, ProjectId id)
    {
        if (connection.First(
            ReadProject, $"SELECT {ProjectColumns} FROM {AllProjectTables} WHERE p.id = $id AND p.trashed IS NOT NULL", ("$id", id.ToString())) is not { } project)
            return new ChangeProjectAnswer.NoSuchProject();
        if (FindProject(connection, project.Workspace, project.Name) is not null)
            return new ChangeProjectAnswer.NameTaken(project.Name);
        if (connection.Scalar<long>(
            "SELECT count(*) FROM projects WHERE workspace = $workspace AND key = $key", ("$workspace", project.WorkspaceId.ToString()), ("$key", project.Key)) > 0)
            return new ChangeProjectAnswer.KeyTaken(project.Key);
        connection.Run(
            "UPDATE projects SET trashed = NULL, trashed_by = NULL, key = kept_key, kept_key = NULL, folded = $folded WHERE id = $id",
            ("$folded", Names.Fold(project.Name)), ("$id", id.ToString()));
        return new ChangeProjectAnswer.Changed(project);
    }

    static bool DeleteProject(SqliteConnection connection, ProjectId project) =>
        connection.Run(
            """
            INSERT INTO unused_contents (project, content)
                SELECT n.project, c.content FROM checkpoints c JOIN notebooks n ON n.id = c.notebook WHERE n.project = $project AND c.content IS NOT NULL;
            DELETE FROM checkpoints WHERE notebook IN (SELECT id FROM notebooks WHERE project = $project);
            DELETE FROM notebooks WHERE project = $project;
            DELETE FROM artifacts WHERE project = $project;
            DELETE FROM default_views WHERE project = $project;
            DELETE FROM view_versions WHERE view IN (SELECT id FROM views WHERE project = $project);
            DELETE FROM views WHERE project = $project;
            DELETE FROM share_links WHERE project = $project;
            DELETE FROM run_moves WHERE project = $project;
            DELETE FROM run_styles WHERE project = $project;
            DELETE FROM chart_settings WHERE project = $project;
            DELETE FROM project_members WHERE project = $project;
            INSERT INTO deleted_projects (id) SELECT id FROM projects WHERE id = $project;
            """,
            ("$project", project.ToString())) >= 0
        && connection.Run("DELETE FROM projects WHERE id = $project", ("$project", project.ToString())) > 0;

    Workspace EnsureWorkspace(SqliteConnection connection, string name, UserId creator)
    {
        if (FindWorkspace(connection, name) is { } existing)
            return existing;
        var workspace = new Workspace(WorkspaceId.New(), name);
        connection.Run(
            "INSERT INTO workspaces (id, name, folded, created) VALUES ($id, $name, $folded, $created)",
            ("$id", workspace.Id.ToString()), ("$name", name), ("$folded", Names.Fold(name)), ("$created", time.GetUtcNow().ToUnixMicros()));
        SetWorkspaceMember(connection, workspace.Id, creator, WorkspaceRole.Administrator);
        return workspace;
    }

    User Insert(SqliteConnection connection, User user)
    {
        connection.Run(
            """
            INSERT INTO users (id, username, folded, is_service, is_administrator, may_create, is_deactivated, created)
            VALUES ($id, $username, $folded, $service, $administrator, $create, 0, $created)
            """,
            ("$id", user.Id.ToString()), ("$username", user.Username), ("$folded", Names.Fold(user.Username)), ("$service", user.IsServiceAccount),
            ("$administrator", user.IsAdministrator), ("$create", user.MayCreateProjects), ("$created", time.GetUtcNow().ToUnixMicros()));
        return user;
    }

    /// <summary>Reads the user anew: the caller's copy may be older than a change of its rights.</summary>
    static ProjectRole GetRole(SqliteConnection connection, UserId user, ProjectId project) =>
        connection.First(
            row => Roles.Of(ReadUser(row), FindAnyProject(connection, project)!, (ProjectRole)row.GetInt64(6), (WorkspaceRole)row.GetInt64(7)),
            $"""
            SELECT {UserColumns}, coalesce(pm.role, 0), coalesce(wm.role, 0)
            FROM users u JOIN projects p ON p.id = $project
            LEFT JOIN project_members pm ON pm.project = p.id AND pm.member = u.id
            LEFT JOIN workspace_members wm ON wm.workspace = p.workspace AND wm.member = u.id
            WHERE u.id = $user
            """,
            ("$user", user.ToString()), ("$project", project.ToString()));

    static int SetMember(SqliteConnection connection, ProjectId project, UserId user, ProjectRole role) =>
        role == ProjectRole.None
            ? connection.Run(
                "DELETE FROM project_members WHERE project = $project AND member = $user", ("$project", project.ToString()), ("$user", user.ToString()))
            : connection.Run(
                "INSERT INTO project_members (project, member, role) VALUES ($project, $user, $role) ON CONFLICT DO UPDATE SET role = excluded.role",
                ("$project", project.ToString()), ("$user", user.ToString()), ("$role", (int)role));

    static int SetWorkspaceMember(SqliteConnection connection, WorkspaceId workspace, UserId user, WorkspaceRole role) =>
        role == WorkspaceRole.None
            ? connection.Run(
                "DELETE FROM workspace_members WHERE workspace = $workspace AND member = $user",
                ("$workspace", workspace.ToString()), ("$user", user.ToString()))
            : connection.Run(
                "INSERT INTO workspace_members (workspace, member, role) VALUES ($workspace, $user, $role) ON CONFLICT DO UPDATE SET role = excluded.role",
                ("$workspace", workspace.ToString()), ("$user", user.ToString()), ("$role", (int)role));

    static Workspace? FindWorkspace(SqliteConnection connection, string name) =>
        connection.First(ReadWorkspace, "SELECT id, name FROM workspaces WHERE folded = $folded", ("$folded", Names.Fold(name)));

    static Project? FindProject(SqliteConnection connection, ProjectId id) =>
        connection.First(ReadProject, $"SELECT {ProjectColumns} FROM {ProjectTables} WHERE p.id = $id", ("$id", id.ToString()));

    /// <summary>Also in the trash.</summary>
    static Project? FindAnyProject(SqliteConnection connection, ProjectId id) =>
        connection.First(ReadProject, $"SELECT {ProjectColumns} FROM {AllProjectTables} WHERE p.id = $id", ("$id", id.ToString()));

    static Project? FindProject(SqliteConnection connection, string workspace, string name) =>
        connection.First(
            ReadProject, $"SELECT {ProjectColumns} FROM {ProjectTables} WHERE w.folded = $workspace AND p.folded = $name",
            ("$workspace", Names.Fold(workspace)), ("$name", Names.Fold(name)));

    static User? FindUser(SqliteConnection connection, UserId id) =>
        connection.First(ReadUser, $"SELECT {UserColumns} FROM users u WHERE u.id = $id", ("$id", id.ToString()));

    static User? FindUser(SqliteConnection connection, string username) =>
        connection.First(ReadUser, $"SELECT {UserColumns} FROM users u WHERE u.folded = $folded", ("$folded", Names.Fold(username)));

    static Workspace ReadWorkspace(SqliteDataReader row) => new(new WorkspaceId(row.Id(0)), row.GetString(1));

    static Project ReadProject(SqliteDataReader row) => new(
        new ProjectId(row.Id(0)), new WorkspaceId(row.Id(1)), row.GetString(2), row.GetString(3), row.GetString(4),
        (Visibility)row.GetInt64(5), row.GetString(6), row.GetInt64(7));

    static User ReadUser(SqliteDataReader row) =>
        new(new UserId(row.Id(0)), row.GetString(1), row.Flag(2), row.Flag(3), row.Flag(4), row.Flag(5));
}

using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Storage.Catalog;

/// <summary>A catalog that forgets everything when the process ends: the reference for the others, and a fast one for tests.</summary>
/// <remarks>Safe for use from many threads: one lock around plain lists.</remarks>
public sealed class MemoryCatalog(TimeProvider time) : ICatalog
{
    readonly Lock _gate = new();
    readonly List<User> _users = [];
    readonly List<Workspace> _workspaces = [];
    readonly List<Project> _projects = [];
    readonly List<TrashedProject> _trash = [];
    readonly HashSet<ProjectId> _deleted = [];
    readonly Dictionary<(ProjectId Project, UserId User), ProjectRole> _members = [];
    readonly Dictionary<(WorkspaceId Workspace, UserId User), WorkspaceRole> _workspaceMembers = [];

    public ValueTask<Workspace?> FindWorkspaceAsync(string name, CancellationToken cancel) => Locked(() => FindWorkspace(name), cancel);

    public ValueTask<Workspace?> FindWorkspaceAsync(WorkspaceId id, CancellationToken cancel) =>
        Locked(() => _workspaces.Find(workspace => workspace.Id == id), cancel);

    public ValueTask<ImmutableArray<Workspace>> ListWorkspacesAsync(CancellationToken cancel) =>
        Locked(() => _workspaces.OrderBy(workspace => Names.Fold(workspace.Name), StringComparer.Ordinal).ToImmutableArray(), cancel);

    public ValueTask<(Workspace? Workspace, string? Fault)> EnsureWorkspaceAsync(string name, UserId creator, CancellationToken cancel) =>
        Locked<(Workspace?, string?)>(() => Names.WorkspaceFault(name) is { } fault ? (null, fault) : (EnsureWorkspace(name, creator), null), cancel);

    public ValueTask<Project?> FindProjectAsync(ProjectId id, CancellationToken cancel) =>
        Locked(() => _projects.Find(project => project.Id == id), cancel);

    public ValueTask<Project?> FindProjectAsync(string workspace, string name, CancellationToken cancel) =>
        Locked(() => FindProject(workspace, name), cancel);

    public ValueTask<ImmutableArray<Project>> ListProjectsAsync(CancellationToken cancel) =>
        Locked(
            () => _projects.OrderBy(project => Names.Fold(project.Workspace), StringComparer.Ordinal)
                .ThenBy(project => Names.Fold(project.Name), StringComparer.Ordinal).ToImmutableArray(),
            cancel);

    public ValueTask<CreateProjectAnswer> CreateProjectAsync(NewProject project, CancellationToken cancel) =>
        Locked(() => NewProjectRules.Fault(project) ?? CreateProject(project), cancel);

    public ValueTask<ChangeProjectAnswer> ChangeProjectAsync(ProjectId project, ProjectChange change, CancellationToken cancel) =>
        Locked(() => NewProjectRules.Fault(change) ?? ChangeProject(project, change), cancel);

    ChangeProjectAnswer ChangeProject(ProjectId id, ProjectChange change)
    {
        var place = _projects.FindIndex(project => project.Id == id);
        if (place < 0)
            return new ChangeProjectAnswer.NoSuchProject();
        var changed = NewProjectRules.Apply(_projects[place], change);
        if (FindProject(changed.Workspace, changed.Name) is { } other && other.Id != id)
            return new ChangeProjectAnswer.NameTaken(changed.Name);
        _projects[place] = changed;
        return new ChangeProjectAnswer.Changed(changed);
    }

    public ValueTask<bool> TrashProjectAsync(ProjectId project, string by, CancellationToken cancel) =>
        Locked(
            () =>
            {
                if (_projects.Find(known => known.Id == project) is not { } found)
                    return false;
                _projects.Remove(found);
                _trash.Add(new TrashedProject(found, time.GetUtcNow().ToUnixMicros(), by));
                return true;
            },
            cancel);

    public ValueTask<ChangeProjectAnswer> RestoreProjectAsync(ProjectId project, CancellationToken cancel) =>
        Locked<ChangeProjectAnswer>(
            () =>
            {
                if (_trash.Find(trashed => trashed.Project.Id == project) is not { Project: var found } trashed)
                    return new ChangeProjectAnswer.NoSuchProject();
                if (FindProject(found.Workspace, found.Name) is not null)
                    return new ChangeProjectAnswer.NameTaken(found.Name);
                if (_projects.Exists(known => known.WorkspaceId == found.WorkspaceId && known.Key == found.Key))
                    return new ChangeProjectAnswer.KeyTaken(found.Key);
                _trash.Remove(trashed);
                _projects.Add(found);
                return new ChangeProjectAnswer.Changed(found);
            },
            cancel);

    public ValueTask<ImmutableArray<TrashedProject>> ListTrashedProjectsAsync(CancellationToken cancel) =>
        Locked(() => _trash.OrderByDescending(trashed => trashed.UnixMicros).ThenBy(trashed => trashed.Project.Id.ToString(), StringComparer.Ordinal).ToImmutableArray(), cancel);

    public ValueTask<bool> DeleteProjectAsync(ProjectId project, CancellationToken cancel) =>
        Locked(
            () =>
            {
                foreach (var member in _members.Keys.Where(member => member.Project == project).ToArray())
                    _members.Remove(member);
                return _projects.RemoveAll(known => known.Id == project) + _trash.RemoveAll(trashed => trashed.Project.Id == project) > 0 && _deleted.Add(project);
            },
            cancel);

    public ValueTask<ImmutableArray<ProjectId>> ListDeletedProjectsAsync(CancellationToken cancel) => Locked(() => _deleted.ToImmutableArray(), cancel);

    public ValueTask<ImmutableArray<BlobId>> ForgetProjectAsync(ProjectId project, CancellationToken cancel) =>
        Locked(
            () =>
            {
                _deleted.Remove(project);
                return ImmutableArray<BlobId>.Empty;
            },
            cancel);

    public ValueTask<ProjectRole> GetRoleAsync(User? user, Project project, CancellationToken cancel) =>
        Locked(
            () => user is null || _users.Find(known => known.Id == user.Id) is not { } known
                ? Roles.Of(null, project, ProjectRole.None, WorkspaceRole.None)
                : Roles.Of(
                    known, project, _members.GetValueOrDefault((project.Id, user.Id)), _workspaceMembers.GetValueOrDefault((project.WorkspaceId, user.Id))),
            cancel);

    public ValueTask<ImmutableArray<ProjectMember>> ListMembersAsync(ProjectId project, CancellationToken cancel) =>
        Locked(
            () => UsersByName().Where(user => _members.ContainsKey((project, user.Id)))
                .Select(user => new ProjectMember(user, _members[(project, user.Id)])).ToImmutableArray(),
            cancel);

    public ValueTask<ImmutableArray<WorkspaceMember>> ListWorkspaceMembersAsync(WorkspaceId workspace, CancellationToken cancel) =>
        Locked(
            () => UsersByName().Where(user => _workspaceMembers.ContainsKey((workspace, user.Id)))
                .Select(user => new WorkspaceMember(user, _workspaceMembers[(workspace, user.Id)])).ToImmutableArray(),
            cancel);

    public async ValueTask SetMemberAsync(ProjectId project, UserId user, ProjectRole role, CancellationToken cancel) =>
        await Locked(() => Set(_members, (project, user), role), cancel);

    public async ValueTask SetWorkspaceMemberAsync(WorkspaceId workspace, UserId user, WorkspaceRole role, CancellationToken cancel) =>
        await Locked(() => Set(_workspaceMembers, (workspace, user), role), cancel);

    public ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancel) => Locked(() => _users.Find(user => user.Id == id), cancel);

    public ValueTask<User?> FindUserAsync(string username, CancellationToken cancel) => Locked(() => FindUser(username), cancel);

    public ValueTask<ImmutableArray<User>> ListUsersAsync(CancellationToken cancel) => Locked(() => UsersByName().ToImmutableArray(), cancel);

    public ValueTask<User?> CreateUserAsync(
        string username, bool isServiceAccount, bool isAdministrator, bool mayCreateProjects, CancellationToken cancel)
    {
        if (Names.Fault(username) is { } fault)
            throw new ArgumentException(fault, nameof(username));
        return Locked(
            () =>
            {
                if (FindUser(username) is not null)
                    return null;
                var user = new User(UserId.New(), username, isServiceAccount, isAdministrator, mayCreateProjects, Deactivated: false);
                _users.Add(user);
                return user;
            },
            cancel);
    }

    public ValueTask<ChangeUserAnswer> ChangeUserAsync(UserId id, UserChange change, CancellationToken cancel) =>
        Locked<ChangeUserAnswer>(
            () =>
            {
                var place = _users.FindIndex(user => user.Id == id);
                if (place < 0)
                    return new ChangeUserAnswer.NoSuchUser();
                var changed = UserChanges.Apply(_users[place], change);
                if (UserChanges.TakesAdministrator(_users[place], changed) && _users.Count(UserChanges.Administers) == 1)
                    return new ChangeUserAnswer.LastAdministrator();
                _users[place] = changed;
                return new ChangeUserAnswer.Changed(changed);
            },
            cancel);

    CreateProjectAnswer CreateProject(NewProject wanted)
    {
        if (FindProject(wanted.Workspace, wanted.Name) is { } existing)
            return new CreateProjectAnswer.Created(existing, Existed: true);
        var workspace = FindWorkspace(wanted.Workspace);
        bool IsTaken(string key) => _projects.Exists(project => project.WorkspaceId == workspace?.Id && project.Key == key);
        if (wanted.Key is { } asked && IsTaken(asked))
            return new CreateProjectAnswer.KeyTaken(asked);

        workspace = EnsureWorkspace(wanted.Workspace, wanted.Creator);
        var project = new Project(
            ProjectId.New(), workspace.Id, workspace.Name, wanted.Name, wanted.Key ?? ProjectKeys.Derive(wanted.Name, IsTaken),
            wanted.Visibility, wanted.Description ?? "", time.GetUtcNow().ToUnixMicros());
        _projects.Add(project);
        _members[(project.Id, wanted.Creator)] = ProjectRole.Owner;
        return new CreateProjectAnswer.Created(project, Existed: false);
    }

    Workspace EnsureWorkspace(string name, UserId creator)
    {
        if (FindWorkspace(name) is { } existing)
            return existing;
        var workspace = new Workspace(WorkspaceId.New(), name);
        _workspaces.Add(workspace);
        _workspaceMembers[(workspace.Id, creator)] = WorkspaceRole.Administrator;
        return workspace;
    }

    Workspace? FindWorkspace(string name) => _workspaces.Find(workspace => Names.Fold(workspace.Name) == Names.Fold(name));

    Project? FindProject(string workspace, string name) =>
        _projects.Find(project => Names.Fold(project.Workspace) == Names.Fold(workspace) && Names.Fold(project.Name) == Names.Fold(name));

    User? FindUser(string username) => _users.Find(user => Names.Fold(user.Username) == Names.Fold(username));

    IEnumerable<User> UsersByName() => _users.OrderBy(user => Names.Fold(user.Username), StringComparer.Ordinal);

    static bool Set<TKey, TRole>(Dictionary<TKey, TRole> roles, TKey key, TRole role)
        where TKey : notnull
        where TRole : struct, Enum
    {
        if (EqualityComparer<TRole>.Default.Equals(role, default))
            return roles.Remove(key);
        roles[key] = role;
        return true;
    }

    ValueTask<T> Locked<T>(Func<T> ask, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
            return ValueTask.FromResult(ask());
    }
}

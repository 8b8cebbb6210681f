using System.Collections.Immutable;

namespace Nereid.Domain.Access;

/// <summary>A workspace groups projects and people, such as a lab.</summary>
public sealed record Workspace(WorkspaceId Id, string Name);

/// <summary>Who may see a project without being its member. The numbers are written to disk.</summary>
public enum Visibility : byte
{
    /// <summary>Members only.</summary>
    Private = 1,

    /// <summary>Every member of the workspace contributes.</summary>
    Workspace = 2,

    /// <summary>Everyone may read.</summary>
    Public = 3,
}

/// <param name="Key">Prefix of its runs' short ids: 1 to 10 upper-case letters and digits, at least one letter; unique in the workspace, never changes.</param>
public sealed record Project(
    ProjectId Id, WorkspaceId WorkspaceId, string Workspace, string Name, string Key, Visibility Visibility, string Description, long CreatedUnixMicros);

/// <summary>A person, or a service account that acts for a script.</summary>
/// <param name="IsAdministrator">May do everything everywhere.</param>
/// <param name="MayCreateProjects">May create workspaces and projects, on first use too.</param>
public sealed record User(UserId Id, string Username, bool IsServiceAccount, bool IsAdministrator, bool MayCreateProjects, bool Deactivated)
{
    /// <summary>Somebody without an account, whom an open link lets read one project.</summary>
    public static readonly User Guest = new(default, "", IsServiceAccount: false, IsAdministrator: false, MayCreateProjects: false, Deactivated: false);

    /// <summary>The project that an open link lets this person read for the one request that carries it, whatever else he may do. <see cref="ProjectGate"/> alone looks at it.</summary>
    public ProjectId? OpenedByLink { get; init; }

    public bool IsGuest => Id == default;
}

/// <summary>What somebody may do in a project; each includes those before it. The numbers are written to disk.</summary>
public enum ProjectRole : byte
{
    None = 0,
    Viewer = 1,
    Contributor = 2,
    Owner = 3,
}

public enum WorkspaceRole : byte
{
    None = 0,
    Member = 1,
    Administrator = 2,
}

/// <param name="IsAdministrator">Null, here and below: stays as it is.</param>
public sealed record UserChange(bool? IsAdministrator = null, bool? MayCreateProjects = null, bool? Deactivated = null);

/// <summary>What became of a change of a user's rights.</summary>
public abstract record ChangeUserAnswer
{
    public sealed record Changed(User User) : ChangeUserAnswer;

    public sealed record NoSuchUser : ChangeUserAnswer;

    /// <summary>Nobody could undo it: the last administrator who can sign in stays one.</summary>
    public sealed record LastAdministrator : ChangeUserAnswer;
}

public sealed record ProjectMember(User User, ProjectRole Role);

public sealed record WorkspaceMember(User User, WorkspaceRole Role);

/// <summary>A project to create; the catalog makes up what is null.</summary>
public sealed record NewProject(string Workspace, string Name, string? Key, Visibility Visibility, string? Description, UserId Creator);

/// <summary>What became of a project's creation.</summary>
public abstract record CreateProjectAnswer
{
    /// <param name="Existed">A project of that name was there already; nothing was changed.</param>
    public sealed record Created(Project Project, bool Existed) : CreateProjectAnswer;

    public sealed record KeyTaken(string Key) : CreateProjectAnswer;

    /// <param name="Field">workspace, name, key, visibility or description.</param>
    public sealed record Invalid(string Field, string Detail) : CreateProjectAnswer;
}

/// <param name="Name">Null, here and below: stays as it is.</param>
public sealed record ProjectChange(string? Name = null, Visibility? Visibility = null, string? Description = null);

/// <summary>What became of a change of a project, or of its coming back from the trash.</summary>
public abstract record ChangeProjectAnswer
{
    public sealed record Changed(Project Project) : ChangeProjectAnswer;

    public sealed record NoSuchProject : ChangeProjectAnswer;

    /// <summary>Another project of the workspace has the name.</summary>
    public sealed record NameTaken(string Name) : ChangeProjectAnswer;

    /// <summary>Another project of the workspace has the key, which a project made while this one was in the trash may take.</summary>
    public sealed record KeyTaken(string Key) : ChangeProjectAnswer;

    /// <param name="Field">name, visibility or description.</param>
    public sealed record Invalid(string Field, string Detail) : ChangeProjectAnswer;
}

/// <summary>A project in the trash: nobody finds it, and it can come back until its time is over.</summary>
/// <param name="By">Who put it there.</param>
public sealed record TrashedProject(Project Project, long UnixMicros, string By);

/// <summary>How long what was deleted can come back; zero for not at all.</summary>
public sealed record DeletionGrace(TimeSpan KeptFor);

/// <summary>People, workspaces, projects and who may do what. Safe for use from many threads; every change is durable when its call returns.</summary>
public interface ICatalog
{
    /// <summary>Names are compared without regard to case.</summary>
    ValueTask<Workspace?> FindWorkspaceAsync(string name, CancellationToken cancel);

    ValueTask<Workspace?> FindWorkspaceAsync(WorkspaceId id, CancellationToken cancel);

    /// <summary>By name.</summary>
    ValueTask<ImmutableArray<Workspace>> ListWorkspacesAsync(CancellationToken cancel);

    /// <summary>Makes the workspace when it is not there; its creator becomes its administrator. Null with a reason when the name cannot be one.</summary>
    ValueTask<(Workspace? Workspace, string? Fault)> EnsureWorkspaceAsync(string name, UserId creator, CancellationToken cancel);

    ValueTask<Project?> FindProjectAsync(ProjectId id, CancellationToken cancel);

    /// <summary>Names are compared without regard to case; the stored form keeps its case.</summary>
    ValueTask<Project?> FindProjectAsync(string workspace, string name, CancellationToken cancel);

    /// <summary>All projects by workspace and name, for the caller to filter by <see cref="GetRoleAsync"/>.</summary>
    ValueTask<ImmutableArray<Project>> ListProjectsAsync(CancellationToken cancel);

    /// <summary>Creates the workspace too when it is not there. The creator becomes owner.</summary>
    ValueTask<CreateProjectAnswer> CreateProjectAsync(NewProject project, CancellationToken cancel);

    /// <summary>The key and the id never change.</summary>
    ValueTask<ChangeProjectAnswer> ChangeProjectAsync(ProjectId project, ProjectChange change, CancellationToken cancel);

    /// <summary>Nobody finds the project from now on, and its name and key are free. Everything of it stays.</summary>
    /// <returns>False when there is no such project, or it is in the trash already.</returns>
    ValueTask<bool> TrashProjectAsync(ProjectId project, string by, CancellationToken cancel);

    /// <summary>Brings a project back from the trash, if its name and key are still free.</summary>
    ValueTask<ChangeProjectAnswer> RestoreProjectAsync(ProjectId project, CancellationToken cancel);

    /// <summary>The latest first. <see cref="GetRoleAsync"/> answers for them as before.</summary>
    ValueTask<ImmutableArray<TrashedProject>> ListTrashedProjectsAsync(CancellationToken cancel);

    /// <summary>For good, also from the trash. Nobody finds the project from now on, and its name and key are free. Its notebooks and artifacts go at once; its runs and files are
    /// the caller's to delete before <see cref="ForgetProjectAsync"/>.</summary>
    /// <returns>False when there is no such project.</returns>
    ValueTask<bool> DeleteProjectAsync(ProjectId project, CancellationToken cancel);

    /// <summary>Deleted projects whose runs may still be there: after a crash somebody has to go on.</summary>
    ValueTask<ImmutableArray<ProjectId>> ListDeletedProjectsAsync(CancellationToken cancel);

    /// <summary>Everything of a deleted project is gone.</summary>
    /// <returns>Contents of its notebooks, for the caller to free.</returns>
    ValueTask<ImmutableArray<BlobId>> ForgetProjectAsync(ProjectId project, CancellationToken cancel);

    /// <summary>The role that membership, visibility and administration give together (see <see cref="Roles"/>). Null stands for somebody unknown.</summary>
    ValueTask<ProjectRole> GetRoleAsync(User? user, Project project, CancellationToken cancel);

    ValueTask<ImmutableArray<ProjectMember>> ListMembersAsync(ProjectId project, CancellationToken cancel);

    ValueTask<ImmutableArray<WorkspaceMember>> ListWorkspaceMembersAsync(WorkspaceId workspace, CancellationToken cancel);

    /// <summary>Role None removes the membership.</summary>
    ValueTask SetMemberAsync(ProjectId project, UserId user, ProjectRole role, CancellationToken cancel);

    /// <summary>Role None removes the membership.</summary>
    ValueTask SetWorkspaceMemberAsync(WorkspaceId workspace, UserId user, WorkspaceRole role, CancellationToken cancel);

    ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancel);

    ValueTask<User?> FindUserAsync(string username, CancellationToken cancel);

    ValueTask<ImmutableArray<User>> ListUsersAsync(CancellationToken cancel);

    /// <summary>Null when the name is taken.</summary>
    /// <exception cref="ArgumentException">The name breaks the rules of <see cref="Names"/>, which the caller asks first.</exception>
    ValueTask<User?> CreateUserAsync(string username, bool isServiceAccount, bool isAdministrator, bool mayCreateProjects, CancellationToken cancel);

    /// <summary>Counts from the next request of the user on, also of one who is signed in.</summary>
    ValueTask<ChangeUserAnswer> ChangeUserAsync(UserId id, UserChange change, CancellationToken cancel);
}

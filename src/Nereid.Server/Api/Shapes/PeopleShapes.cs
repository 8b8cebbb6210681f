using Nereid.Domain.Access;

namespace Nereid.Server.Api.Shapes;

/// <summary>A person, or a service account that acts for a script.</summary>
/// <param name="IsDeactivated">Can neither sign in nor use tokens; what it made stays.</param>
public sealed record PersonDto(Guid Id, string Username, bool IsServiceAccount, bool IsAdmin, bool MayCreateProjects, bool IsDeactivated);

public sealed record PersonListDto(IReadOnlyList<PersonDto> Users);

public sealed record NewPersonDto(string Username, bool IsServiceAccount = false, bool IsAdmin = false, bool MayCreateProjects = false);

/// <summary>What is null stays as it is.</summary>
public sealed record PersonChangeDto(bool? IsAdmin = null, bool? MayCreateProjects = null, bool? IsDeactivated = null);

/// <param name="Role">What the person may do, by membership, visibility and workspace together.</param>
/// <param name="Granted">What membership by name gives; none when the project's workspace lets the person in.</param>
public sealed record MemberDto(Guid UserId, string Username, bool IsServiceAccount, ProjectRole Role, ProjectRole Granted);

public sealed record MemberListDto(IReadOnlyList<MemberDto> Members);

/// <param name="Role">viewer, contributor or owner.</param>
public sealed record MemberChangeDto(string Username, ProjectRole Role);

/// <param name="Role">The caller's own.</param>
public sealed record WorkspaceDto(Guid Id, string Name, WorkspaceRole Role);

public sealed record WorkspaceListDto(IReadOnlyList<WorkspaceDto> Workspaces);

public sealed record NewWorkspaceDto(string Name);

public sealed record WorkspaceMemberDto(Guid UserId, string Username, bool IsServiceAccount, WorkspaceRole Role);

public sealed record WorkspaceMemberListDto(IReadOnlyList<WorkspaceMemberDto> Members);

/// <param name="Role">member or administrator.</param>
public sealed record WorkspaceMemberChangeDto(string Username, WorkspaceRole Role);

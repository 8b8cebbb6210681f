using Nereid.Domain.Access;

namespace Nereid.Server.Api.Shapes;

/// <summary>A project as the caller sees it.</summary>
/// <param name="Key">Prefix of its runs' short ids.</param>
/// <param name="Role">What the caller may do in it.</param>
/// <param name="RunCount">Runs that are not in the trash.</param>
/// <param name="LastActivity">Last write; null when there was none.</param>
public sealed record ProjectDto(
    Guid Id, string Workspace, string Name, string Key, string Description, Visibility Visibility, ProjectRole Role,
    DateTime Created, long RunCount, DateTime? LastActivity);

public sealed record ProjectListDto(IReadOnlyList<ProjectDto> Projects);

/// <param name="Key">Null: made from the name.</param>
public sealed record NewProjectDto(
    string Workspace, string Name, string? Key = null, Visibility Visibility = Visibility.Private, string? Description = null);

/// <summary>What is absent or null stays as it is.</summary>
public sealed record ProjectChangeDto(string? Name = null, Visibility? Visibility = null, string? Description = null);

/// <summary>A project in the trash.</summary>
/// <param name="Until">It can be restored until this moment, and is then deleted for good. Null: it was deleted for good at once, as this server keeps nothing.</param>
public sealed record DeletedProjectDto(Guid Id, string Workspace, string Name, string Key, string DeletedBy, DateTime Deleted, DateTime? Until);

public sealed record DeletedProjectListDto(IReadOnlyList<DeletedProjectDto> Projects);

/// <param name="Runs">In how many runs the path has this type.</param>
public sealed record AttributeMatchDto(string Path, Domain.Runs.AttributeType Type, long Runs);

/// <param name="Total">Matches in all, of which <paramref name="Attributes"/> is one page.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
public sealed record AttributeMatchesDto(long Total, IReadOnlyList<AttributeMatchDto> Attributes, string? Next);

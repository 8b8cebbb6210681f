namespace Nereid.Domain.Access;

/// <summary>What the host allows of projects.</summary>
/// <param name="PublicProjects">Projects may be open to everyone who reaches the server.</param>
public sealed record ProjectRules(bool PublicProjects);

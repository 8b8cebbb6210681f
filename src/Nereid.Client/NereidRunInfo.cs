namespace Nereid.Client;

/// <summary>What the server calls a run.</summary>
/// <param name="Id">For ever.</param>
/// <param name="ShortId">Unique in the project and made for people, such as <c>DIG-3</c>.</param>
/// <param name="Project"><c>workspace/project</c>.</param>
/// <param name="Server">Address of the server.</param>
public sealed record NereidRunInfo(Guid Id, string ShortId, string Project, Uri Server);

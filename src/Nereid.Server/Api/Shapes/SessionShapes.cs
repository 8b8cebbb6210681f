namespace Nereid.Server.Api.Shapes;

/// <summary>One of the two.</summary>
/// <param name="Ticket">From a one-time sign-in link.</param>
/// <param name="Token">An API token.</param>
public sealed record SignInDto(string? Ticket = null, string? Token = null);

public sealed record UserDto(Guid Id, string Username, bool IsAdmin, bool MayCreateProjects);

/// <param name="PublicAddress">Where clients reach this server.</param>
/// <param name="TrashKeptSeconds">How long runs stay in the trash before they are deleted for good; null for ever.</param>
public sealed record ServerDto(string Version, string PublicAddress, long? TrashKeptSeconds = null);

/// <summary>What an open link lets its bearer do: read this project.</summary>
/// <param name="Expires">Null: until it is revoked.</param>
public sealed record LinkGuestDto(Guid ProjectId, string Workspace, string Project, DateTime? Expires);

/// <param name="User">For somebody who is here by a link alone, the one without a name.</param>
/// <param name="Guest">Set for whom a link lets in who has no account.</param>
public sealed record MeDto(UserDto User, ServerDto Server, LinkGuestDto? Guest = null);

/// <param name="LifetimeDays">Null: until revoked.</param>
public sealed record NewApiTokenDto(string Name, int? LifetimeDays = null);

/// <param name="LastUsed">To the minute; null when never.</param>
public sealed record ApiTokenDto(Guid Id, string Name, DateTime Created, DateTime? Expires, DateTime? LastUsed);

/// <param name="Token">The token as clients take it. Shown this once; the server keeps only a hash.</param>
public sealed record CreatedApiTokenDto(Guid Id, string Name, DateTime Created, DateTime? Expires, string Token);

public sealed record ApiTokenListDto(IReadOnlyList<ApiTokenDto> Tokens);

/// <summary>Something that a person likes or keeps; what it means is the web app's business.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Value">At most 65,536 characters; null takes the entry away.</param>
public sealed record PreferenceDto(string Name, string? Value);

/// <param name="Preferences">By name.</param>
public sealed record PreferenceListDto(IReadOnlyList<PreferenceDto> Preferences);

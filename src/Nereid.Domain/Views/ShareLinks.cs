using System.Collections.Immutable;
using Nereid.Domain.Access;

namespace Nereid.Domain.Views;

/// <summary>A short address that stands for a long one inside a project. It opens nothing: who follows it needs the right to read the project.</summary>
/// <param name="Code">What stands in the short address: letters and digits made by the server.</param>
/// <param name="Address">Path and query of a page of the web app, starting with a slash.</param>
/// <param name="CreatedBy">User name.</param>
/// <param name="ExpiresUnixMicros">Null: until it is revoked.</param>
public sealed record ShareLink(
    string Code, ProjectId Project, string Address, UserId Owner, string CreatedBy, long CreatedUnixMicros, long? ExpiresUnixMicros);

public static class ShareLinkLimits
{
    /// <summary>Characters of the address. Ours: longer ones are no use to any browser.</summary>
    public const int AddressChars = 65_536;

    /// <summary>Links of one person in one project that have not expired. Ours.</summary>
    public const int LinksPerOwner = 10_000;
}

/// <summary>Short links. Every change is durable when its call returns.</summary>
public interface IShareLinkStore
{
    /// <summary>The same address asked for again by the same person with the same expiry gives the same link. Null when there are too many.</summary>
    ValueTask<ShareLink?> CreateAsync(ProjectId project, string address, User owner, long? expiresUnixMicros, CancellationToken cancel);

    /// <summary>Null when there is none, or when it has expired.</summary>
    ValueTask<ShareLink?> FindAsync(string code, CancellationToken cancel);

    /// <summary>The person's links in the project that have not expired, newest first.</summary>
    ValueTask<ImmutableArray<ShareLink>> ListAsync(ProjectId project, UserId owner, CancellationToken cancel);

    /// <summary>False when the person has no such link.</summary>
    ValueTask<bool> RevokeAsync(string code, UserId owner, CancellationToken cancel);
}

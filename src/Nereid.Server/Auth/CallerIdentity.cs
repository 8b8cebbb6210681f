using Nereid.Domain.Access;

namespace Nereid.Server.Auth;

/// <summary>Why an open link did not help.</summary>
public enum LinkUse
{
    None,

    /// <summary>It was revoked, has expired, or who made it lost the right to.</summary>
    Ended,

    /// <summary>It works, but not for this route.</summary>
    NotHere,
}

/// <summary>What the credentials of a request come to.</summary>
/// <param name="Caller">Null when there are none or they are not valid.</param>
/// <param name="Offered">There were some.</param>
/// <param name="Expired">An access token that was right but is too old.</param>
/// <param name="Link">What became of an open link, where the caller would be nobody without it.</param>
public readonly record struct CallerIdentity(Caller? Caller, bool Offered, bool Expired, LinkUse Link = LinkUse.None)
{
    /// <summary>The header by which Neptune 1.x clients send the API token, before they exchange it.</summary>
    public const string TokenHeader = "X-Neptune-Api-Token";

    const string BearerPrefix = "Bearer ";

    /// <summary>Looks the credentials up anew each time: what was revoked since the request began is found too.</summary>
    public static async Task<CallerIdentity> FindAsync(HttpRequest request, ICredentials credentials, OpenLinks links, CancellationToken cancel)
    {
        var own = await FindOwnAsync(request, credentials, cancel);
        // A token speaks for itself. Somebody who is signed in stays who he is; the link only adds what it opens.
        if (own.Caller is { ApiToken: not null } || HasToken(request) || LinkCookie.Read(request) is not { } text)
            return own;
        if (await links.OpenAsync(text, cancel) is not var (link, project))
            return own.Caller is null ? new(null, Offered: true, Expired: false, LinkUse.Ended) : own;
        if (request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<OpenToGuests>() is null)
            return own.Caller is null ? new(null, Offered: true, Expired: false, LinkUse.NotHere) : own;
        var caller = own.Caller ?? new Caller(User.Guest, null);
        return new(
            caller with { User = caller.User with { OpenedByLink = project.Id }, Link = new OpenedLink(project, link.Code, link.ExpiresUnixMicros) },
            Offered: true, Expired: false);
    }

    static bool HasToken(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Headers[TokenHeader].Count > 0;

    static async Task<CallerIdentity> FindOwnAsync(HttpRequest request, ICredentials credentials, CancellationToken cancel)
    {
        if (request.Headers.Authorization is [{ Length: > 0 } authorization, ..])
            return authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
                ? await CheckBearerAsync(authorization[BearerPrefix.Length..].Trim(), credentials, cancel)
                : new(null, Offered: true, Expired: false);
        if (request.Headers[TokenHeader] is [{ Length: > 0 } token, ..])
            return await CheckTokenAsync(token.Trim(), credentials, cancel);
        if (SessionCookie.Read(request) is { } session)
            return new(await credentials.CheckSessionAsync(session, cancel) is { } user ? new Caller(user, null) : null, Offered: true, Expired: false);
        return default;
    }

    static async Task<CallerIdentity> CheckBearerAsync(string text, ICredentials credentials, CancellationToken cancel)
    {
        if (!LooksLikeJwt(text))
            return await CheckTokenAsync(text, credentials, cancel);
        var check = await credentials.CheckAccessTokenAsync(text, cancel);
        return new(check.User is { } user ? new Caller(user, check.ApiToken) : null, Offered: true, check.Expired);
    }

    static async Task<CallerIdentity> CheckTokenAsync(string text, ICredentials credentials, CancellationToken cancel) =>
        new(await credentials.IdentifyTokenAsync(text, cancel) is var (user, token) ? new Caller(user, token) : null, Offered: true, Expired: false);

    static bool LooksLikeJwt(string text) => text.AsSpan().Count('.') == 2;
}

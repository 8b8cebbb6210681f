using Nereid.Domain.Access;

namespace Nereid.Server.Auth;

/// <summary>What the credentials of a request come to.</summary>
/// <param name="Caller">Null when there are none or they are not valid.</param>
/// <param name="Offered">There were some.</param>
/// <param name="Expired">An access token that was right but is too old.</param>
public readonly record struct CallerIdentity(Caller? Caller, bool Offered, bool Expired)
{
    /// <summary>The header by which Neptune 1.x clients send the API token, before they exchange it.</summary>
    public const string TokenHeader = "X-Neptune-Api-Token";

    const string BearerPrefix = "Bearer ";

    /// <summary>Looks the credentials up anew each time: what was revoked since the request began is found too.</summary>
    public static async Task<CallerIdentity> FindAsync(HttpRequest request, ICredentials credentials, CancellationToken cancel)
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

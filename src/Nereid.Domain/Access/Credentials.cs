using System.Collections.Immutable;

namespace Nereid.Domain.Access;

/// <summary>An API token as its owner may list it. The secret itself is kept only as a hash.</summary>
/// <param name="LastUsedUnixMicros">Kept to the minute.</param>
public sealed record ApiToken(Guid Id, UserId Owner, string Label, long CreatedUnixMicros, long? ExpiresUnixMicros, long? LastUsedUnixMicros);

/// <summary>Makes and checks everything that says who a caller is. Safe for use from many threads; changes are durable when the call returns.</summary>
/// <remarks>Secrets are 32 random bytes, stored as SHA-256. Checking costs one look-up.</remarks>
public interface ICredentials
{
    /// <returns>The token as clients take it: base64 of a JSON object with api_address, api_url and api_key; shown once.</returns>
    ValueTask<(ApiToken Token, string Text)> CreateTokenAsync(UserId owner, string label, TimeSpan? lifetime, CancellationToken cancel);

    /// <summary>The owner of a valid token (whole base64 text, or its bare key), or null.</summary>
    ValueTask<User?> CheckTokenAsync(string text, CancellationToken cancel);

    ValueTask<ImmutableArray<ApiToken>> ListTokensAsync(UserId owner, CancellationToken cancel);

    /// <returns>False when the owner has no such token.</returns>
    ValueTask<bool> RevokeTokenAsync(UserId owner, Guid token, CancellationToken cancel);

    /// <summary>A secret for a sign-in link, valid once and for a short while.</summary>
    ValueTask<string> CreateTicketAsync(UserId user, TimeSpan lifetime, CancellationToken cancel);

    /// <summary>Spends the ticket. Null when it is unknown, spent or expired.</summary>
    ValueTask<User?> SpendTicketAsync(string ticket, CancellationToken cancel);

    /// <returns>The secret that the browser's cookie carries.</returns>
    ValueTask<string> CreateSessionAsync(UserId user, CancellationToken cancel);

    ValueTask<User?> CheckSessionAsync(string session, CancellationToken cancel);

    ValueTask EndSessionAsync(string session, CancellationToken cancel);

    /// <summary>A signed, short-lived access token (a JWT, as OAuth clients expect) for a user, bound to the API token it came from.</summary>
    /// <param name="issuer">The <c>iss</c> claim: absolute URL.</param>
    AccessToken IssueAccessToken(User user, Guid apiToken, string issuer, TimeSpan lifetime);

    /// <summary>The user of a valid access token. The answer tells an expired one, correctly signed, from a wrong one.</summary>
    ValueTask<AccessTokenCheck> CheckAccessTokenAsync(string jwt, CancellationToken cancel);

    /// <summary>A stateless refresh secret for <paramref name="apiToken"/>; dies with that token.</summary>
    string IssueRefreshToken(User user, Guid apiToken, TimeSpan lifetime);

    /// <summary>The user and API token behind a refresh secret, or null.</summary>
    ValueTask<(User User, Guid ApiToken)?> CheckRefreshTokenAsync(string refreshToken, CancellationToken cancel);

    /// <summary>As <see cref="CheckTokenAsync"/>, with the id of the API token.</summary>
    ValueTask<(User User, Guid ApiToken)?> IdentifyTokenAsync(string text, CancellationToken cancel);
}

/// <param name="Text">The JWT.</param>
public readonly record struct AccessToken(string Text, DateTimeOffset Expires);

/// <param name="User">Null when the token is not valid.</param>
/// <param name="ApiToken">The API token that the access token came from.</param>
/// <param name="Expired">Rightly signed but too old.</param>
public readonly record struct AccessTokenCheck(User? User, Guid? ApiToken, bool Expired);

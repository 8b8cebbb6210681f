using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Storage.Catalog;

namespace Nereid.Server.Auth;

/// <summary>Makes and checks all credentials: the store keeps hashes, the signing key makes the short-lived ones.</summary>
public sealed partial class Credentials(
    ICredentialStore store, ICatalog catalog, ServerAddress address, SignedTokens signedTokens, TimeProvider time, ILogger<Credentials> log)
    : ICredentials
{
    /// <summary>The <c>azp</c> claim; clients send it back as their client id.</summary>
    const string Client = "nereid";

    const string Access = "access";

    const string Refresh = "refresh";

    static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(30);

    /// <summary>The last use of a token is written at most this often.</summary>
    static readonly TimeSpan UseGrain = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<Guid, long> _notedUses = new();

    long Now => time.GetUtcNow().ToUnixMicros();

    public async ValueTask<(ApiToken Token, string Text)> CreateTokenAsync(UserId owner, string label, TimeSpan? lifetime, CancellationToken cancel)
    {
        var secret = Secrets.Make();
        var now = time.GetUtcNow();
        var token = new ApiToken(Guid.CreateVersion7(now), owner, label, now.ToUnixMicros(), (now + lifetime)?.ToUnixMicros(), null);
        await store.AddTokenAsync(token, Secrets.Hash(secret), cancel);
        return (token, TokenText.Write(address.Text, secret));
    }

    public async ValueTask<User?> CheckTokenAsync(string text, CancellationToken cancel) => (await IdentifyTokenAsync(text, cancel))?.User;

    public async ValueTask<(User User, Guid ApiToken)?> IdentifyTokenAsync(string text, CancellationToken cancel)
    {
        if (TokenText.ReadKey(text) is not { } secret || await store.FindTokenAsync(Secrets.Hash(secret), cancel) is not { } token)
            return null;
        if (await OwnerAsync(token, cancel) is not { } user)
            return null;
        await NoteUseAsync(token.Id, cancel);
        return (user, token.Id);
    }

    public ValueTask<ImmutableArray<ApiToken>> ListTokensAsync(UserId owner, CancellationToken cancel) => store.ListTokensAsync(owner, cancel);

    public ValueTask<bool> RevokeTokenAsync(UserId owner, Guid token, CancellationToken cancel) => store.RemoveTokenAsync(owner, token, cancel);

    public async ValueTask<string> CreateTicketAsync(UserId user, TimeSpan lifetime, CancellationToken cancel)
    {
        var secret = Secrets.Make();
        await store.RemoveExpiredAsync(Now, cancel);
        await store.AddTicketAsync(Secrets.Hash(secret), new TimedUser(user, (time.GetUtcNow() + lifetime).ToUnixMicros()), cancel);
        return secret;
    }

    public async ValueTask<User?> SpendTicketAsync(string ticket, CancellationToken cancel) =>
        await ActiveAsync(await store.TakeTicketAsync(Secrets.Hash(ticket), cancel), cancel);

    public async ValueTask<string> CreateSessionAsync(UserId user, CancellationToken cancel)
    {
        var secret = Secrets.Make();
        await store.RemoveExpiredAsync(Now, cancel);
        await store.AddSessionAsync(Secrets.Hash(secret), new TimedUser(user, (time.GetUtcNow() + SessionLifetime).ToUnixMicros()), cancel);
        return secret;
    }

    public async ValueTask<User?> CheckSessionAsync(string session, CancellationToken cancel) =>
        await ActiveAsync(await store.FindSessionAsync(Secrets.Hash(session), cancel), cancel);

    public ValueTask EndSessionAsync(string session, CancellationToken cancel) => store.RemoveSessionAsync(Secrets.Hash(session), cancel);

    public AccessToken IssueAccessToken(User user, Guid apiToken, string issuer, TimeSpan lifetime)
    {
        var expires = time.GetUtcNow() + lifetime;
        return new AccessToken(Sign(Access, user, apiToken, issuer, expires), expires);
    }

    public string IssueRefreshToken(User user, Guid apiToken, TimeSpan lifetime) =>
        Sign(Refresh, user, apiToken, address.Text, time.GetUtcNow() + lifetime);

    public async ValueTask<AccessTokenCheck> CheckAccessTokenAsync(string jwt, CancellationToken cancel)
    {
        if (signedTokens.Read(jwt) is not { Use: Access } claims || await UserOfAsync(claims, cancel) is not { } user)
            return default;
        return IsOver(claims) ? new AccessTokenCheck(null, null, Expired: true) : new AccessTokenCheck(user, claims.Jti, Expired: false);
    }

    public async ValueTask<(User User, Guid ApiToken)?> CheckRefreshTokenAsync(string refreshToken, CancellationToken cancel) =>
        signedTokens.Read(refreshToken) is { Use: Refresh } claims && !IsOver(claims) && await UserOfAsync(claims, cancel) is { } user
            ? (user, claims.Jti)
            : null;

    string Sign(string use, User user, Guid apiToken, string issuer, DateTimeOffset expires) =>
        signedTokens.Sign(new TokenClaims(
            use, issuer, Client, user.Id.Value, apiToken, time.GetUtcNow().ToUnixTimeSeconds(), expires.ToUnixTimeSeconds()));

    bool IsOver(TokenClaims claims) => time.GetUtcNow().ToUnixTimeSeconds() >= claims.Exp;

    /// <summary>The API token behind the claims must still be there, valid, and of the same user.</summary>
    async ValueTask<User?> UserOfAsync(TokenClaims claims, CancellationToken cancel) =>
        await store.FindTokenAsync(claims.Jti, cancel) is { } token && token.Owner.Value == claims.Sub ? await OwnerAsync(token, cancel) : null;

    async ValueTask<User?> OwnerAsync(ApiToken token, CancellationToken cancel) =>
        await ActiveAsync(new TimedUser(token.Owner, token.ExpiresUnixMicros ?? long.MaxValue), cancel);

    async ValueTask<User?> ActiveAsync(TimedUser? timed, CancellationToken cancel) =>
        timed is not null && Now < timed.ExpiresUnixMicros && await catalog.FindUserAsync(timed.User, cancel) is { Deactivated: false } user
            ? user
            : null;

    async ValueTask NoteUseAsync(Guid token, CancellationToken cancel)
    {
        var now = Now;
        var noted = _notedUses.GetValueOrDefault(token);
        if (now - noted < UseGrain.Ticks / TimeSpan.TicksPerMicrosecond)
            return;
        _notedUses[token] = now;
        try
        {
            await store.NoteUseAsync(token, now, cancel);
        }
        catch (DbException fault)
        {
            // A full disk must not lock out the people who come to read, or to make room.
            LogUseNotNoted(fault.Message);
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "The last use of an API token could not be written: {Fault}")]
    partial void LogUseNotNoted(string fault);
}

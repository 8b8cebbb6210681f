using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Nereid.Domain.Access;
using Nereid.Protocols;

namespace Nereid.Server.Auth;

/// <summary>Finds out who asks: by the browser's session cookie, an API token, or an access token that was exchanged for one.</summary>
/// <remarks>A request that carries a token is judged by that token alone; a wrong one is not made good by a cookie. On success the
/// <see cref="Caller"/> is a feature of the request.</remarks>
public sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ICredentials credentials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Nereid";

    /// <summary>The header by which Neptune 1.x clients send the API token, before they exchange it.</summary>
    public const string TokenHeader = "X-Neptune-Api-Token";

    const string BearerPrefix = "Bearer ";

    bool _expired;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var cancel = Context.RequestAborted;
        if (Request.Headers.Authorization is [{ Length: > 0 } authorization, ..])
            return authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
                ? Answer(await CheckBearerAsync(authorization[BearerPrefix.Length..].Trim(), cancel))
                : AuthenticateResult.Fail("Only Bearer authorization is known.");
        if (Request.Headers[TokenHeader] is [{ Length: > 0 } token, ..])
            return Answer(await CheckTokenAsync(token.Trim(), cancel));
        if (SessionCookie.Read(Request) is { } session)
            return Answer(await credentials.CheckSessionAsync(session, cancel) is { } user ? new Caller(user, null) : null);
        return AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        if (Shape is { } shape)
            await shape.WriteUnauthorizedAsync(Context, _expired);
        else
            await Problems.WriteAsync(Context, _expired ? Problems.TokenExpired : Problems.NotSignedIn);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Shape?.WriteForbiddenAsync(Context) ?? Problems.WriteAsync(Context, Problems.NotAllowed);

    IRefusalShape? Shape => Context.GetEndpoint()?.Metadata.GetMetadata<IRefusalShape>();

    async Task<Caller?> CheckBearerAsync(string text, CancellationToken cancel)
    {
        if (!LooksLikeJwt(text))
            return await CheckTokenAsync(text, cancel);
        var check = await credentials.CheckAccessTokenAsync(text, cancel);
        _expired = check.Expired;
        return check.User is { } user ? new Caller(user, check.ApiToken) : null;
    }

    async Task<Caller?> CheckTokenAsync(string text, CancellationToken cancel) =>
        await credentials.IdentifyTokenAsync(text, cancel) is var (user, token) ? new Caller(user, token) : null;

    static bool LooksLikeJwt(string text) => text.AsSpan().Count('.') == 2;

    AuthenticateResult Answer(Caller? caller)
    {
        if (caller is null)
            return AuthenticateResult.Fail("Not a valid credential.");
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.User.Id.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}

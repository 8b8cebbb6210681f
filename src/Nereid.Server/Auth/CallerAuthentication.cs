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
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ICredentials credentials, OpenLinks links)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Nereid";

    bool _expired;

    LinkUse _link;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        (var caller, var offered, _expired, _link) = await CallerIdentity.FindAsync(Request, credentials, links, Context.RequestAborted);
        return offered ? Answer(caller) : AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        if (Shape is { } shape)
            await shape.WriteUnauthorizedAsync(Context, _expired);
        else
            await Problems.WriteAsync(Context, _expired ? Problems.TokenExpired : _link switch
            {
                LinkUse.Ended => Problems.LinkEnded,
                LinkUse.NotHere => Problems.NotByLink,
                _ => Problems.NotSignedIn,
            });
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Shape?.WriteForbiddenAsync(Context) ?? Problems.WriteAsync(Context, Problems.NotAllowed);

    IRefusalShape? Shape => Context.GetEndpoint()?.Metadata.GetMetadata<IRefusalShape>();

    AuthenticateResult Answer(Caller? caller)
    {
        if (caller is null)
            return AuthenticateResult.Fail("Not a valid credential.");
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.User.Id.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}

using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Server.Api.Shapes;
using Nereid.Server.Hosting;

namespace Nereid.Server.Api;

/// <summary>Signing a browser in and out, and who the caller is.</summary>
static class SessionEndpoints
{
    static readonly string Version =
        typeof(SessionEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapSession(this IEndpointRouteBuilder api)
    {
        api.MapPost("/session", SignInAsync).AllowAnonymous().WithName("signIn").WithTags("session")
            .WithSummary("Signs in by a one-time ticket or an API token and sets the session cookie.");
        api.MapDelete("/session", SignOutAsync).AllowAnonymous().WithName("signOut").WithTags("session")
            .WithSummary("Ends the session of the cookie; no error when there is none.");
        api.MapGet("/me", GetMe).WithName("getMe").OpenToGuests().WithTags("session").WithSummary("Who is signed in, and to what.");
    }

    static async Task<Results<Ok<MeDto>, Problem>> SignInAsync(
        SignInDto body, HttpContext http, ICredentials credentials, FailedSignIns failures, ServerAddress address, TrashRule trash, CancellationToken cancel)
    {
        var client = http.Connection.RemoteIpAddress;
        if (failures.IsBlocked(client))
            return Problems.TooManySignIns();
        if (body is not ({ Ticket: null, Token: not null } or { Ticket: not null, Token: null }))
            return Problems.Invalid("$", "Expected either a ticket or a token, and not both.");
        var user = body.Ticket is { } ticket
            ? await credentials.SpendTicketAsync(ticket, cancel)
            : await credentials.CheckTokenAsync(body.Token!, cancel);
        if (user is null)
        {
            failures.Note(client);
            return Problems.SignInFailed(body.Ticket is not null
                ? "The sign-in link is unknown, used up or too old; the server prints a new one at each start."
                : "The API token is not valid: it is malformed, revoked or expired.");
        }
        SessionCookie.Write(http.Response, await credentials.CreateSessionAsync(user.Id, cancel), address);
        return TypedResults.Ok(Describe(user, address, trash));
    }

    static async Task<NoContent> SignOutAsync(HttpContext http, ICredentials credentials, ServerAddress address, CancellationToken cancel)
    {
        if (SessionCookie.Read(http.Request) is { } session)
            await credentials.EndSessionAsync(session, cancel);
        SessionCookie.Remove(http.Response, address);
        LinkCookie.Remove(http.Response, address);
        return TypedResults.NoContent();
    }

    static Ok<MeDto> GetMe(HttpContext http, ServerAddress address, TrashRule trash) => TypedResults.Ok(
        Describe(http.Caller().User, address, trash) with
        {
            Guest = http.Caller() is { User.IsGuest: true, Link: { } link }
                ? new LinkGuestDto(link.Project.Id.Value, link.Project.Workspace, link.Project.Name, Moments.ToUtc(link.ExpiresUnixMicros)) : null,
        });

    static MeDto Describe(User user, ServerAddress address, TrashRule trash) =>
        new(new UserDto(user.Id.Value, user.Username, user.IsAdministrator, user.MayCreateProjects), new ServerDto(Version, address.Text, trash.KeptFor is { } kept ? (long)kept.TotalSeconds : null));
}

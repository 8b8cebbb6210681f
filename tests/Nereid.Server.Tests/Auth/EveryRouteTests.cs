using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Testing;

namespace Nereid.Server.Tests.Auth;

/// <summary>Walks the whole route table of the real server: what is not on the list of open routes needs a valid caller.</summary>
public sealed class EveryRouteTests(EveryRouteTests.Started started) : IClassFixture<EveryRouteTests.Started>
{
    /// <summary>Routes that need nobody, each for its reason. A new route is not open because somebody forgot it here: it fails this test.</summary>
    static readonly Dictionary<string, string> Open = new(StringComparer.Ordinal)
    {
        ["GET /health"] = "a monitor has no account",
        ["POST /api/v1/session"] = "this is the sign-in itself",
        ["DELETE /api/v1/session"] = "signing out twice is no error",
        ["GET /api/v1/openapi.json"] = "the description of the API is public",
        ["GET /api/backend/swagger.json"] = "the 1.x client fetches it before it authenticates",
        ["GET /api/leaderboard/swagger.json"] = "a description, as the one before",
        ["GET /api/artifacts/swagger.json"] = "a description, as the one before",
        ["POST /api/v1/links/open"] = "the secret in the body is the credential",
        ["GET /s/{link}"] = "the app's first page; with the right secret in the address, the preview card of the link",
        ["HEAD /s/{link}"] = "as the one before",
        ["GET /s/{link}/card.png"] = "the secret in the address is the credential",
        ["HEAD /s/{link}/card.png"] = "the secret in the address is the credential",
        ["GET /{**page}"] = "the pages of the web app, which hold no data",
        ["HEAD /{**page}"] = "the pages of the web app, which hold no data",
        ["GET /api/backend/v1/clients/config"] = "the 3.x client fetches it before it authenticates",
        ["GET /auth/realms/nereid/.well-known/openid-configuration"] = "a description of where to authenticate",
        ["POST /auth/realms/nereid/protocol/openid-connect/token"] = "the refresh token in the form is the credential",
        ["GET /storage/v1/{blob}"] = "the signature in the URL is the credential; without one it answers 400",
        ["PUT /storage/v1/{blob}"] = "the signature in the URL is the credential; without one it answers 400",
    };

    public sealed class Started : IAsyncLifetime
    {
        public RunningServer Server { get; private set; } = null!;

        public ManualTime Time { get; } = new(TimeProvider.System.GetUtcNow());

        public async Task InitializeAsync() => Server = await RunningServer.StartAsync(time: Time);

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }

    RunningServer Server => started.Server;

    IEnumerable<Route> Guarded => RouteTable.Of(Server).Where(route => !Open.ContainsKey(route.ToString()));

    [Fact]
    public async Task Every_route_refuses_a_request_without_credentials() => await RefusesAsync(_ => { });

    [Fact]
    public async Task Every_route_refuses_garbage_in_place_of_a_credential()
    {
        await RefusesAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "garbage"));
        await RefusesAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a.b.c"));
        await RefusesAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:admin"))));
        await RefusesAsync(request => request.Headers.Add("X-Neptune-Api-Token", "garbage"));
        await RefusesAsync(request => request.Headers.Add("Cookie", "nereid_session=garbage"));
    }

    [Fact]
    public async Task Every_route_refuses_credentials_that_have_expired()
    {
        var (token, text) = await Server.Credentials.CreateTokenAsync(Server.Administrator.Id, "short", TimeSpan.FromMinutes(1), CancellationToken.None);
        var (lasting, _) = await Server.Credentials.CreateTokenAsync(Server.Administrator.Id, "long", null, CancellationToken.None);
        var access = Server.Credentials.IssueAccessToken(Server.Administrator, lasting.Id, Server.Address, TimeSpan.FromMinutes(1)).Text;
        var session = await Server.Credentials.CreateSessionAsync(Server.Administrator.Id, CancellationToken.None);
        started.Time.Advance(TimeSpan.FromDays(31));

        await RefusesAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text));
        await RefusesAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access));
        await RefusesAsync(request => request.Headers.Add("Cookie", "nereid_session=" + session));
    }

    [Fact]
    public async Task Every_route_refuses_a_revoked_token()
    {
        var (token, text) = await Server.Credentials.CreateTokenAsync(Server.Administrator.Id, "revoked", null, CancellationToken.None);
        await Server.Credentials.RevokeTokenAsync(Server.Administrator.Id, token.Id, CancellationToken.None);

        await RefusesAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text));
    }

    [Fact]
    public async Task Every_route_of_every_protocol_that_is_not_marked_for_guests_refuses_one()
    {
        var project = await Server.AddProjectAsync("lab", "shared");
        var guest = await GuestLink.MakeAsync(Server, Server.Administrator, project);
        var marked = Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<OpenToGuests>() is not null).Select(route => route.RoutePattern.RawText!).ToHashSet(StringComparer.Ordinal);
        var open = new List<string>();
        foreach (var route in Guarded)
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path);
            request.Headers.Add("Cookie", $"{LinkCookie.Name}={guest}");
            request.Headers.Add(RequestGuards.OwnPageHeader, "1");
            using var answer = await Server.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var isRefused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            // A marked route shares its pattern with writes, which are refused; what it reads itself is the matrix's business.
            if (!isRefused && !marked.Contains(route.Pattern))
                open.Add($"{route} answered {(int)answer.StatusCode}");
        }

        Assert.Empty(open);
        Assert.All(marked, pattern => Assert.StartsWith("/api/v1/", pattern, StringComparison.Ordinal));
    }

    [Fact]
    public void The_list_of_open_routes_names_only_routes_that_exist() =>
        Assert.Empty(Open.Keys.Except(RouteTable.Of(Server).Select(route => route.ToString())));

    [Theory]
    [InlineData("/no-such-route/at/all")]
    [InlineData("/api/v1/no-such-route")]
    public async Task A_route_that_does_not_exist_tells_a_stranger_nothing(string path)
    {
        using var answer = await Server.Anonymous.PostAsync(new Uri(path, UriKind.Relative), null);
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.MethodNotAllowed });
    }

    async Task RefusesAsync(Action<HttpRequestMessage> dress)
    {
        var open = new List<string>();
        foreach (var route in Guarded)
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path);
            dress(request);
            using var answer = await Server.Anonymous.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
                open.Add($"{route} answered {(int)answer.StatusCode}");
        }

        Assert.Empty(open);
    }
}

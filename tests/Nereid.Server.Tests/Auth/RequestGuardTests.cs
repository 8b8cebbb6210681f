using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Nereid.Testing;

namespace Nereid.Server.Tests.Auth;

public sealed class RequestGuardTests(RequestGuardTests.Started started) : IClassFixture<RequestGuardTests.Started>
{
    public sealed class Started : IAsyncLifetime
    {
        public RunningServer Server { get; private set; } = null!;

        public string Session { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync(options => options with
            {
                Listen = options.Listen with { PublicAddress = new Uri("https://nereid.example.org") },
            });
            Session = await Server.Credentials.CreateSessionAsync(Server.Administrator.Id, CancellationToken.None);
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }

    RunningServer Server => started.Server;

    /// <summary>Creates an API token: a change that needs a caller.</summary>
    async Task<HttpResponseMessage> ChangeAsync(Action<HttpRequestMessage> dress)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/me/tokens") { Content = JsonContent.Create(new { name = "x" }) };
        dress(request);
        return await Server.Anonymous.SendAsync(request);
    }

    void WithCookie(HttpRequestMessage request) => request.Headers.Add("Cookie", "nereid_session=" + started.Session);

    static async Task<string?> ProblemAsync(HttpResponseMessage answer)
    {
        using var problem = await answer.Content.ReadFromJsonAsync<JsonDocument>();
        return problem!.RootElement.GetProperty("type").GetString();
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:80", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:9999", HttpStatusCode.OK)]
    [InlineData("[::1]:7878", HttpStatusCode.OK)]
    [InlineData("192.168.1.5", HttpStatusCode.OK)]
    [InlineData("nereid.example.org", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("nereid.example.org.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task Only_names_of_this_server_are_served(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = host;
        using var answer = await Server.Anonymous.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_change_by_cookie_needs_the_header_of_our_own_pages()
    {
        using var without = await ChangeAsync(WithCookie);
        using var with = await ChangeAsync(request =>
        {
            WithCookie(request);
            request.Headers.Add("X-Nereid-Request", "1");
        });

        Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);
        Assert.Equal("/problems/cross-site-request", await ProblemAsync(without));
        Assert.True(with.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_change_from_another_site_is_refused_whatever_it_carries(string header, string value)
    {
        using var answer = await ChangeAsync(request =>
        {
            WithCookie(request);
            request.Headers.Add("X-Nereid-Request", "1");
            request.Headers.Add(header, value);
        });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("/problems/cross-site-request", await ProblemAsync(answer));
    }

    [Fact]
    public async Task A_sign_in_from_another_site_is_refused_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(new { token = "x" }) };
        request.Headers.Add("Origin", "https://evil.example");
        using var answer = await Server.Anonymous.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_change_from_our_own_pages_is_taken_under_either_address()
    {
        foreach (var origin in new[] { Server.Anonymous.BaseAddress!.GetLeftPart(UriPartial.Authority), "https://nereid.example.org" })
        {
            using var answer = await ChangeAsync(request =>
            {
                WithCookie(request);
                request.Headers.Add("X-Nereid-Request", "1");
                request.Headers.Add("Origin", origin);
                request.Headers.Add("Sec-Fetch-Site", "same-origin");
            });
            Assert.True(answer.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task A_script_with_a_token_needs_no_such_header()
    {
        var (_, token) = await Server.Credentials.CreateTokenAsync(Server.Administrator.Id, "script", null, CancellationToken.None);
        using var answer = await ChangeAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));

        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_wrong_token_is_not_made_good_by_a_cookie()
    {
        using var answer = await ChangeAsync(request =>
        {
            WithCookie(request);
            request.Headers.Add("X-Nereid-Request", "1");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_socket_opened_by_another_site_is_refused()
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", "nereid_session=" + started.Session);
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        var address = new UriBuilder(Server.Anonymous.BaseAddress!) { Scheme = "ws", Path = $"/api/notifications/v1/runs/{Guid.NewGuid()}/{Guid.NewGuid()}/signal" }.Uri;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None));

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task No_other_site_is_ever_given_leave_to_read_an_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/me");
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        using var answer = await Server.Anonymous.SendAsync(request);

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/backend/swagger.json")]
    public async Task Every_answer_tells_browsers_to_be_strict(string path)
    {
        using var answer = await Server.Anonymous.GetAsync(new Uri(path, UriKind.Relative));

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("object-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Empty(answer.Headers.Server);
    }

    [Fact]
    public async Task Signing_in_sets_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_send()
    {
        var ticket = await Server.Credentials.CreateTicketAsync(Server.Administrator.Id, TimeSpan.FromMinutes(1), CancellationToken.None);
        using var answer = await Server.Anonymous.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { ticket });

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie")).ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
        using var again = await Server.Anonymous.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { ticket });
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }
}

public sealed class FailedSignInTests
{
    [Fact]
    public async Task After_many_failed_sign_ins_even_a_right_one_waits_for_a_minute()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(time: time);
        var (_, token) = await server.Credentials.CreateTokenAsync(server.Administrator.Id, "right", null, CancellationToken.None);
        async Task<HttpStatusCode> SignInAsync(string text)
        {
            using var answer = await server.Anonymous.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { token = text });
            return answer.StatusCode;
        }

        for (var i = 0; i < Nereid.Server.Auth.FailedSignIns.AllowedPerWindow; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync("wrong"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(token));
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(new { token }) };
        forged.Headers.Add("X-Forwarded-For", "10.1.2.3");
        using var refused = await server.Anonymous.SendAsync(forged);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(token));
    }
}

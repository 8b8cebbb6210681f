using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Nereid.Server.Auth;

namespace Nereid.Server.Tests.Api;

/// <summary>Signing in and out, and API tokens.</summary>
public class SessionTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_ticket_signs_in_once_with_a_cookie_that_scripts_cannot_read()
    {
        var ticket = await api.Server.Credentials.CreateTicketAsync(api.OwnerUser.Id, TimeSpan.FromMinutes(5), CancellationToken.None);

        var (status, cookie) = await SignInAsync(new JsonObject { ["ticket"] = ticket });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith($"{SessionCookie.Name}=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var again = await api.Nobody.PostAsync("/api/v1/session", new JsonObject { ["ticket"] = ticket });
        Assert.Equal((HttpStatusCode.Unauthorized, "sign-in-failed"), (again.Status, again.Problem));
    }

    [Fact]
    public async Task A_token_signs_in_and_signing_out_ends_it()
    {
        var (_, token) = await api.Server.Credentials.CreateTokenAsync(api.OwnerUser.Id, "browser", null, CancellationToken.None);
        var (_, cookie) = await SignInAsync(new JsonObject { ["token"] = token });

        var me = await WithCookieAsync(cookie!, HttpMethod.Get, "/api/v1/me");
        Assert.Equal(("olga", false, true), ((string?)me.Json!["user"]!["username"], (bool)me.Json["user"]!["isAdmin"]!, (bool)me.Json["user"]!["mayCreateProjects"]!));
        Assert.Equal(api.Server.Address, (string?)me.Json["server"]!["publicAddress"]);
        Assert.Equal(HttpStatusCode.NoContent, (await WithCookieAsync(cookie!, HttpMethod.Delete, "/api/v1/session", ownPage: true)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithCookieAsync(cookie!, HttpMethod.Get, "/api/v1/me")).Status);
    }

    [Fact]
    public async Task Preferences_are_a_persons_own()
    {
        Task<Answer> SetAsync(HttpClient person, string name, string? value) =>
            person.SendAsync(HttpMethod.Put, "/api/v1/me/preferences", JsonContent.Create(new JsonObject { ["name"] = name, ["value"] = value }));
        static string Of(Answer answer) => string.Join(";", answer.Json!["preferences"]!.AsArray().Select(one => $"{one!["name"]}={one["value"]}"));

        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync(api.Viewer, "theme", "dark")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync(api.Viewer, "theme", "light")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync(api.Viewer, "stars", "[]")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync(api.Viewer, "stars", null)).Status);

        Assert.Equal("theme=light", Of(await api.Viewer.AskAsync($"/api/v1/me/preferences")));
        Assert.DoesNotContain("light", Of(await api.Contributor.AskAsync($"/api/v1/me/preferences")), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "$.name"), Refused(await SetAsync(api.Viewer, "", "x")));
        Assert.Equal((HttpStatusCode.BadRequest, "$.value"), Refused(await SetAsync(api.Viewer, "x", new string('x', 65_537))));
        static (HttpStatusCode, string?) Refused(Answer answer) => (answer.Status, (string?)answer.Json!["field"]);
    }

    [Fact]
    public async Task A_cookie_alone_changes_nothing()
    {
        var (_, token) = await api.Server.Credentials.CreateTokenAsync(api.OwnerUser.Id, "browser", null, CancellationToken.None);
        var (_, cookie) = await SignInAsync(new JsonObject { ["token"] = token });

        var refused = await WithCookieAsync(cookie!, HttpMethod.Post, "/api/v1/me/tokens", body: """{"name":"stolen"}""");
        Assert.Equal((HttpStatusCode.Forbidden, "cross-site-request"), (refused.Status, refused.Problem));
        Assert.Equal(HttpStatusCode.Created, (await WithCookieAsync(cookie!, HttpMethod.Post, "/api/v1/me/tokens", """{"name":"own page"}""", ownPage: true)).Status);
    }

    [Fact]
    public async Task A_token_is_shown_once_listed_without_its_secret_and_useless_once_revoked()
    {
        var made = (await api.Contributor.PostTextAsync("/api/v1/me/tokens", """{"name":"laptop","lifetimeDays":7}""")).Json!;
        using var client = new HttpClient { BaseAddress = new Uri(api.Server.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)made["token"]!);

        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync($"/api/v1/me")).Status);
        var list = await api.Contributor.AskAsync($"/api/v1/me/tokens");
        Assert.DoesNotContain((string)made["token"]!, list.Text, StringComparison.Ordinal);
        Assert.Contains(list.Json!["tokens"]!.AsArray(), token => (string?)token!["name"] == "laptop" && (string?)token["expires"] == (string?)made["expires"]);
        Assert.Equal("no-such-token", (await api.Viewer.DeleteJsonAsync($"/api/v1/me/tokens/{made["id"]}")).Problem);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Contributor.DeleteJsonAsync($"/api/v1/me/tokens/{made["id"]}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.AskAsync($"/api/v1/me")).Status);
    }

    async Task<(HttpStatusCode Status, string? Cookie)> SignInAsync(JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await api.Nobody.PostAsync(new Uri("/api/v1/session", UriKind.Relative), content);
        return (response.StatusCode, response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null);
    }

    async Task<Answer> WithCookieAsync(string cookie, HttpMethod method, string path, string? body = null, bool ownPage = false)
    {
        using var handler = new SocketsHttpHandler { UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(api.Server.Address) };
        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        if (ownPage)
            client.DefaultRequestHeaders.Add(RequestGuards.OwnPageHeader, "1");
        using var content = body is null ? null : new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        return await client.SendAsync(method, path, content);
    }
}

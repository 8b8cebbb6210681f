using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Api;

/// <summary>People, service accounts, members and workspaces through the own API.</summary>
public class PeopleTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_service_account_is_made_given_a_token_let_into_a_project_and_writes_there()
    {
        using var root = await api.Server.SignInAsync(api.Server.Administrator);
        var workspace = await WorkspaceAsync(root, "lab");

        var bot = await root.PostAsync("/api/v1/users", Requests.Json("""{"username":"nightly","isServiceAccount":true}"""));
        Assert.Equal((HttpStatusCode.Created, true, false), (bot.Status, (bool)bot.Json!["isServiceAccount"]!, (bool)bot.Json["isAdmin"]!));
        using var asBot = await SignInAsync(root, (string)bot.Json["id"]!);

        Assert.Equal(HttpStatusCode.NotFound, (await asBot.AskAsync($"/api/v1/projects/{api.ProjectId}")).Status);
        Assert.Equal("no-such-user", (await PutAsync(api.Owner, $"/api/v1/projects/{api.ProjectId}/members", """{"username":"nightly","role":"contributor"}""")).Problem);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(root, $"/api/v1/workspaces/{workspace}/members", """{"username":"nightly","role":"member"}""")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(api.Owner, $"/api/v1/projects/{api.ProjectId}/members", """{"username":"Nightly","role":"contributor"}""")).Status);

        Assert.Equal(HttpStatusCode.Created, (await asBot.PostAsync($"/api/v1/projects/{api.ProjectId}/runs", Requests.Json("{}"))).Status);
        var members = (await api.Viewer.AskAsync($"/api/v1/projects/{api.ProjectId}/members")).Json!["members"]!.AsArray();
        var nightly = members.Single(member => (string?)member!["username"] == "nightly")!;
        Assert.Equal(("contributor", "contributor", true), ((string?)nightly["role"], (string?)nightly["granted"], (bool)nightly["isServiceAccount"]!));
        Assert.Equal("owner", (string?)members.Single(member => (string?)member!["username"] == "olga")!["role"]);

        Assert.Equal(HttpStatusCode.NoContent, (await api.Owner.DeleteJsonAsync($"/api/v1/projects/{api.ProjectId}/members/{bot.Json["id"]}")).Status);
        Assert.Equal("no-such-user", (await api.Owner.DeleteJsonAsync($"/api/v1/projects/{api.ProjectId}/members/{bot.Json["id"]}")).Problem);
        Assert.Equal(HttpStatusCode.NotFound, (await asBot.AskAsync($"/api/v1/projects/{api.ProjectId}")).Status);
    }

    [Fact]
    public async Task Who_is_deactivated_is_out_at_once_and_back_when_reactivated()
    {
        using var root = await api.Server.SignInAsync(api.Server.Administrator);
        var person = await root.PostAsync("/api/v1/users", Requests.Json("""{"username":"leaver","mayCreateProjects":true}"""));
        using var leaver = await SignInAsync(root, (string)person.Json!["id"]!);
        Assert.Equal(HttpStatusCode.OK, (await leaver.AskAsync($"/api/v1/me")).Status);

        var changed = await ChangeAsync(root, (string)person.Json["id"]!, """{"isDeactivated":true}""");
        Assert.Equal((true, true), ((bool)changed.Json!["isDeactivated"]!, (bool)changed.Json["mayCreateProjects"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, (await leaver.AskAsync($"/api/v1/me")).Status);

        await ChangeAsync(root, (string)person.Json["id"]!, """{"isDeactivated":false}""");
        Assert.Equal(HttpStatusCode.OK, (await leaver.AskAsync($"/api/v1/me")).Status);
    }

    [Fact]
    public async Task An_administrator_lists_and_revokes_tokens_of_others()
    {
        using var root = await api.Server.SignInAsync(api.Server.Administrator);
        var person = (string)(await root.PostAsync("/api/v1/users", Requests.Json("""{"username":"tina"}"""))).Json!["id"]!;
        using var tina = await SignInAsync(root, person);

        var token = Assert.Single((await root.AskAsync($"/api/v1/users/{person}/tokens")).Json!["tokens"]!.AsArray())!;
        Assert.Equal(("for a test", null), ((string?)token["name"], (string?)token["token"]));
        Assert.Equal(HttpStatusCode.NoContent, (await root.DeleteJsonAsync($"/api/v1/users/{person}/tokens/{token["id"]}")).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, (await tina.AskAsync($"/api/v1/me")).Status);
        Assert.Equal("no-such-token", (await root.DeleteJsonAsync($"/api/v1/users/{person}/tokens/{token["id"]}")).Problem);
    }

    [Theory]
    [InlineData("""{"username":"olga"}""", "username-taken")]
    [InlineData("""{"username":"OLGA"}""", "username-taken")]
    [InlineData("""{"username":""}""", "invalid-request")]
    [InlineData("""{"username":"../etc"}""", "invalid-request")]
    [InlineData("""{"username":"a\\b"}""", "invalid-request")]
    [InlineData("""{"username":"a\u0000b"}""", "invalid-request")]
    [InlineData("""{"username":"robot","isServiceAccount":true,"isAdmin":true}""", "invalid-request")]
    public async Task An_account_that_cannot_be_is_refused(string body, string problem)
    {
        using var root = await api.Server.SignInAsync(api.Server.Administrator);

        Assert.Equal(problem, (await root.PostAsync("/api/v1/users", Requests.Json(body))).Problem);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        using var root = await api.Server.SignInAsync(api.Server.Administrator);
        var id = api.Server.Administrator.Id.ToString();

        Assert.Equal("refused", (await ChangeAsync(root, id, """{"isAdmin":false}""")).Problem);
        Assert.Equal("refused", (await ChangeAsync(root, id, """{"isDeactivated":true}""")).Problem);
        Assert.Equal("no-such-user", (await ChangeAsync(root, Guid.NewGuid().ToString(), """{"isAdmin":false}""")).Problem);
    }

    [Fact]
    public async Task A_workspace_belongs_to_who_made_it_and_only_its_administrators_take_people_in()
    {
        var made = await api.Owner.PostAsync("/api/v1/workspaces", Requests.Json("""{"name":"own lab"}"""));
        var id = (string)made.Json!["id"]!;
        Assert.Equal("administrator", (string?)made.Json["role"]);

        Assert.Equal("no-such-workspace", (await api.Stranger.AskAsync($"/api/v1/workspaces/{id}/members")).Problem);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(api.Owner, $"/api/v1/workspaces/{id}/members", """{"username":"stan","role":"member"}""")).Status);
        Assert.Equal(["olga", "stan"], await NamesAsync(api.Stranger, id));
        Assert.Equal("not-allowed", (await PutAsync(api.Stranger, $"/api/v1/workspaces/{id}/members", """{"username":"stan","role":"administrator"}""")).Problem);
        Assert.Equal("no-such-user", (await PutAsync(api.Owner, $"/api/v1/workspaces/{id}/members", """{"username":"nobody","role":"member"}""")).Problem);
        Assert.Equal("invalid-request", (await PutAsync(api.Owner, $"/api/v1/workspaces/{id}/members", """{"username":"stan","role":"none"}""")).Problem);

        var stan = (await api.Server.Catalog.FindUserAsync("stan", CancellationToken.None))!;
        Assert.Equal(HttpStatusCode.NoContent, (await api.Owner.DeleteJsonAsync($"/api/v1/workspaces/{id}/members/{stan.Id}")).Status);
        Assert.Equal(["olga"], await NamesAsync(api.Owner, id));
        Assert.DoesNotContain((await api.Stranger.AskAsync($"/api/v1/workspaces")).Json!["workspaces"]!.AsArray(), workspace => (string?)workspace!["id"] == id);
    }

    [Fact]
    public async Task The_name_of_a_workspace_of_others_cannot_be_taken_over()
    {
        var other = await api.Server.Catalog.CreateUserAsync("wanda", false, false, mayCreateProjects: true, CancellationToken.None);
        using var wanda = await api.Server.SignInAsync(other!);

        Assert.Equal("workspace-name-taken", (await wanda.PostAsync("/api/v1/workspaces", Requests.Json("""{"name":"LAB"}"""))).Problem);
        Assert.Equal("invalid-request", (await wanda.PostAsync("/api/v1/workspaces", Requests.Json("""{"name":"api"}"""))).Problem);
        Assert.Equal("not-allowed", (await api.Stranger.PostAsync("/api/v1/workspaces", Requests.Json("""{"name":"mine"}"""))).Problem);
    }

    static async Task<string> WorkspaceAsync(HttpClient client, string name) => (string)(await client.AskAsync($"/api/v1/workspaces"))
        .Json!["workspaces"]!.AsArray().Single(workspace => (string?)workspace!["name"] == name)!["id"]!;

    static async Task<string[]> NamesAsync(HttpClient client, string workspace) =>
        [.. (await client.AskAsync($"/api/v1/workspaces/{workspace}/members")).Json!["members"]!.AsArray().Select(member => (string)member!["username"]!)];

    static Task<Answer> PutAsync(HttpClient client, string path, string json) => client.SendAsync(HttpMethod.Put, path, Body(json));

    static Task<Answer> ChangeAsync(HttpClient client, string user, string json) => client.SendAsync(HttpMethod.Patch, $"/api/v1/users/{user}", Body(json));

    static StringContent Body(string json) => new(json, new MediaTypeHeaderValue("application/json"));

    /// <summary>A client with a token that an administrator made for the user.</summary>
    async Task<HttpClient> SignInAsync(HttpClient root, string user)
    {
        var token = await root.PostAsync($"/api/v1/users/{user}/tokens", new JsonObject { ["name"] = "for a test" });
        var client = new HttpClient { BaseAddress = api.Server.Listening };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)token.Json!["token"]!);
        return client;
    }
}

using System.Net;
using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Api;

public class ViewTests(ApiServer api) : IClassFixture<ApiServer>
{
    string Views => $"/api/v1/projects/{api.ProjectId}/views";

    static JsonNode View(string name, string state = "{}", bool isPrivate = false, int? version = null) =>
        new JsonObject { ["name"] = name, ["state"] = state, ["isPrivate"] = isPrivate, ["version"] = version };

    async Task<string> SaveAsync(HttpClient client, JsonNode view)
    {
        var answer = await client.PostAsync(Views, view);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (string)answer.Json!["id"]!;
    }

    static async Task<Answer> PutAsync(HttpClient client, string path, JsonNode body) =>
        await client.SendAsync(HttpMethod.Put, path, new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));

    async Task<string[]> NamesAsync(HttpClient client) =>
        [.. (await client.SendAsync(HttpMethod.Get, Views)).Json!["views"]!.AsArray().Select(view => (string)view!["name"]!)];

    [Fact]
    public async Task A_view_of_all_members_is_seen_by_all_and_a_private_one_by_its_owner_alone()
    {
        await SaveAsync(api.Contributor, View("everybody's"));
        var own = await SaveAsync(api.Viewer, View("vera's own", isPrivate: true));

        Assert.Contains("everybody's", await NamesAsync(api.Viewer));
        Assert.Contains("vera's own", await NamesAsync(api.Viewer));
        Assert.DoesNotContain("vera's own", await NamesAsync(api.Owner));
        Assert.Equal((HttpStatusCode.NotFound, "no-such-view"), (await api.Owner.SendAsync(HttpMethod.Get, $"{Views}/{own}/versions")).Kind);
        Assert.Equal((HttpStatusCode.NotFound, "no-such-view"), (await PutAsync(api.Owner, $"{Views}/{own}", View("mine now"))).Kind);
    }

    [Fact]
    public async Task A_viewer_changes_only_what_is_his_own()
    {
        var shared = await SaveAsync(api.Contributor, View("team"));
        var own = await SaveAsync(api.Viewer, View("mine", isPrivate: true));

        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(api.Viewer, $"{Views}/{shared}", View("taken", isPrivate: true))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.Viewer.DeleteJsonAsync($"{Views}/{shared}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(api.Viewer, $"{Views}/{own}", View("for all"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(api.Viewer, $"{Views}/{own}", View("renamed", isPrivate: true))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Viewer.DeleteJsonAsync($"{Views}/{own}")).Status);
    }

    [Fact]
    public async Task A_change_made_from_an_older_version_is_refused_and_history_keeps_both()
    {
        var id = await SaveAsync(api.Owner, View("best", """{"q":"a"}"""));
        var first = await PutAsync(api.Contributor, $"{Views}/{id}", View("best", """{"q":"b"}""", version: 1));
        var late = await PutAsync(api.Owner, $"{Views}/{id}", View("best", """{"q":"c"}""", version: 1));

        Assert.Equal(2, (int)first.Json!["version"]!);
        Assert.Equal((HttpStatusCode.Conflict, "view-changed"), late.Kind);
        var versions = (await api.Viewer.SendAsync(HttpMethod.Get, $"{Views}/{id}/versions")).Json!["versions"]!.AsArray();
        Assert.Equal([("""{"q":"b"}""", "carl"), ("""{"q":"a"}""", "olga")], versions.Select(v => ((string)v!["state"]!, (string)v["changedBy"]!)));
    }

    [Fact]
    public async Task A_deleted_view_comes_back_and_the_default_goes_with_it()
    {
        var id = await SaveAsync(api.Owner, View("start here"));
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(api.Owner, $"{Views}/default", new JsonObject { ["view"] = id })).Status);
        Assert.Equal(id, (string?)(await api.Viewer.SendAsync(HttpMethod.Get, Views)).Json!["default"]);

        await api.Owner.DeleteJsonAsync($"{Views}/{id}");

        Assert.Null((await api.Viewer.SendAsync(HttpMethod.Get, Views)).Json!["default"]);
        Assert.DoesNotContain("start here", await NamesAsync(api.Viewer));
        Assert.Equal(HttpStatusCode.NoContent, (await api.Owner.SendAsync(HttpMethod.Post, $"{Views}/{id}/restore")).Status);
        Assert.Contains("start here", await NamesAsync(api.Viewer));
    }

    [Theory]
    [InlineData("", "{}", "$.name")]
    [InlineData("a/b", "{}", "$.name")]
    [InlineData("good", "{", "$.state")]
    public async Task A_malformed_view_is_refused_with_its_field(string name, string state, string field)
    {
        var answer = await api.Owner.PostAsync(Views, View(name, state));

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, (string?)answer.Json!["field"]));
    }

    [Fact]
    public async Task A_state_at_its_limit_is_taken_and_one_above_is_not()
    {
        static string State(int length) => $"\"{new string('x', length - 2)}\"";

        Assert.Equal(HttpStatusCode.Created, (await api.Owner.PostAsync(Views, View("large", State(200_000)))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.Owner.PostAsync(Views, View("larger", State(200_001)))).Status);
    }

    [Fact]
    public async Task A_private_view_cannot_be_the_default()
    {
        var id = await SaveAsync(api.Owner, View("olga's", isPrivate: true));

        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(api.Owner, $"{Views}/default", new JsonObject { ["view"] = id })).Status);
    }

    [Fact]
    public async Task A_short_link_leads_readers_of_the_project_and_nobody_else()
    {
        var links = $"/api/v1/projects/{api.ProjectId}/links";
        var made = await api.Viewer.PostAsync(links, new JsonObject { ["address"] = "/lab/digits/runs?q=adam" });
        var again = await api.Viewer.PostAsync(links, new JsonObject { ["address"] = "/lab/digits/runs?q=adam" });
        var code = (string)made.Json!["code"]!;

        Assert.Equal(code, (string?)again.Json!["code"]);
        Assert.Equal("/lab/digits/runs?q=adam", (string?)(await api.Owner.AskAsync($"/api/v1/links/{code}")).Json!["address"]);
        Assert.Equal((HttpStatusCode.NotFound, "no-such-link"), (await api.Stranger.AskAsync($"/api/v1/links/{code}")).Kind);
        Assert.Equal((HttpStatusCode.NotFound, "no-such-link"), (await api.Owner.DeleteJsonAsync($"/api/v1/links/{code}")).Kind);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Viewer.DeleteJsonAsync($"/api/v1/links/{code}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.Owner.AskAsync($"/api/v1/links/{code}")).Status);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("")]
    public async Task A_link_leads_nowhere_else(string address)
    {
        var answer = await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/links", new JsonObject { ["address"] = address });

        Assert.Equal((HttpStatusCode.BadRequest, "$.address"), (answer.Status, (string?)answer.Json!["field"]));
    }

    [Fact]
    public async Task Own_styles_and_shared_ones_are_kept_apart()
    {
        var run = await api.AddRunAsync();
        var path = $"/api/v1/projects/{api.ProjectId}/run-styles";
        JsonNode Change(JsonNode style, bool isPrivate) => new JsonObject { ["styles"] = new JsonArray(style), ["isPrivate"] = isPrivate };
        await PutAsync(api.Contributor, path, Change(Requests.Json($$"""{"target":"{{run}}","color":"3","dash":1}"""), isPrivate: false));
        await PutAsync(api.Viewer, path, Change(Requests.Json($$"""{"target":"{{run}}","color":"#aabbcc"}"""), isPrivate: true));

        string? ColorIn(Answer answer, string list) => (string?)answer.Json![list]!.AsArray().SingleOrDefault(style => (string?)style!["target"] == run)?["color"];
        var viewer = await api.Viewer.SendAsync(HttpMethod.Get, path);
        Assert.Equal(("3", "#aabbcc"), (ColorIn(viewer, "shared"), ColorIn(viewer, "own")));
        Assert.Null(ColorIn(await api.Owner.SendAsync(HttpMethod.Get, path), "own"));

        await PutAsync(api.Contributor, path, Change(Requests.Json($$"""{"target":"{{run}}"}"""), isPrivate: false));
        Assert.Null(ColorIn(await api.Viewer.SendAsync(HttpMethod.Get, path), "shared"));
    }

    [Fact]
    public async Task Own_chart_settings_and_shared_ones_are_kept_apart()
    {
        var path = $"/api/v1/projects/{api.ProjectId}/chart-settings";
        static JsonNode Change(string? state, bool isPrivate) => new JsonObject { ["state"] = state, ["isPrivate"] = isPrivate };
        await PutAsync(api.Contributor, path, Change("""{"stars":["loss"]}""", isPrivate: false));
        await PutAsync(api.Viewer, path, Change("{}", isPrivate: true));

        static (string?, string?) Both(Answer answer) => ((string?)answer.Json!["shared"], (string?)answer.Json!["own"]);
        Assert.Equal(("""{"stars":["loss"]}""", "{}"), Both(await api.Viewer.SendAsync(HttpMethod.Get, path)));
        Assert.Equal(("""{"stars":["loss"]}""", null), Both(await api.Owner.SendAsync(HttpMethod.Get, path)));

        await PutAsync(api.Contributor, path, Change(null, isPrivate: false));
        Assert.Equal((null, "{}"), Both(await api.Viewer.SendAsync(HttpMethod.Get, path)));
        var tooLong = await PutAsync(api.Viewer, path, Change(new string('x', 200_001), isPrivate: true));
        Assert.Equal((HttpStatusCode.BadRequest, "$.state"), (tooLong.Status, (string?)tooLong.Json!["field"]));
    }

    [Theory]
    [InlineData("""{"target":"run","color":"1"}""", "$.styles[0].target")]
    [InlineData("""{"target":"tag:","color":"1"}""", "$.styles[0].target")]
    [InlineData("""{"target":"tag:a","color":"red"}""", "$.styles[0].color")]
    [InlineData("""{"target":"tag:a","color":"#12345g"}""", "$.styles[0].color")]
    [InlineData("""{"target":"tag:a","dash":16}""", "$.styles[0].dash")]
    [InlineData("""{"target":"tag:a","width":9}""", "$.styles[0].width")]
    public async Task A_style_that_cannot_be_drawn_is_refused(string style, string field)
    {
        var answer = await PutAsync(api.Owner, $"/api/v1/projects/{api.ProjectId}/run-styles", new JsonObject { ["styles"] = new JsonArray(Requests.Json(style)) });

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, (string?)answer.Json!["field"]));
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Server.Tests.Live;
using Nereid.Testing;

namespace Nereid.Server.Tests.Api;

/// <summary>Links that let anyone who has them read one project.</summary>
public sealed class OpenLinkTests : IAsyncLifetime
{
    readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());

    RunningServer _server = null!;
    Project _project = null!;
    User _olga = null!;
    HttpClient _owner = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(time: _time);
        _project = await _server.AddProjectAsync("lab", "digits");
        _olga = await _server.AddUserAsync("olga");
        await SetRoleAsync(_olga, ProjectRole.Owner);
        _owner = await _server.SignInAsync(_olga);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    string Links => $"/api/v1/projects/{_project.Id}/links";

    async Task SetRoleAsync(User user, ProjectRole role) => await _server.Catalog.SetMemberAsync(_project.Id, user.Id, role, CancellationToken.None);

    static JsonObject Body(string audience = "anyone", string address = "/lab/digits/runs") => new() { ["address"] = address, ["audience"] = audience };

    Task<string> MakeAsync(int? lifetimeSeconds = null) => GuestLink.MakeAsync(_server, _olga, _project, lifetimeSeconds);

    async Task<(HttpStatusCode, string?)> ReadAsync(HttpClient client) => (await client.AskAsync($"/api/v1/projects/{_project.Id}")).Kind;

    [Fact]
    public async Task A_visitor_follows_the_link_and_is_let_in_by_a_cookie_that_no_script_reads()
    {
        var link = await MakeAsync(3600);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/links/open") { Content = new StringContent(new JsonObject { ["link"] = link }.ToJsonString(), Encoding.UTF8, "application/json") };
        using var opened = await _server.Anonymous.SendAsync(request);

        Assert.Equal("""{"address":"/lab/digits/runs","asGuest":true}""", await opened.Content.ReadAsStringAsync());
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Equal($"nereid_link={link}; path=/api/v1; samesite=strict; httponly", cookie);
        using var guest = GuestLink.Follow(_server, link);
        var me = (await guest.AskAsync($"/api/v1/me")).Json!;
        Assert.Equal(("", "digits", _project.Id.ToString()), ((string?)me["user"]!["username"], (string?)me["guest"]!["project"], (string?)me["guest"]!["projectId"]));
        Assert.Equal("viewer", (string?)(await guest.AskAsync($"/api/v1/projects/{_project.Id}")).Json!["role"]);
    }

    [Fact]
    public async Task The_secret_is_long_told_once_and_not_kept()
    {
        var link = await MakeAsync();
        var listed = (await _owner.SendAsync(HttpMethod.Get, Links)).Json!["links"]![0]!;

        Assert.Equal(55, link.Length);
        Assert.Null(listed["path"]);
        Assert.Equal(("anyone", link[..10]), ((string?)listed["audience"], (string?)listed["code"]));
        var secret = Encoding.ASCII.GetBytes(link[10..]);
        foreach (var file in Directory.EnumerateFiles(_server.DataFolder, "catalog.db*"))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new MemoryStream();
            await content.CopyToAsync(bytes);
            Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(secret));
        }
    }

    [Theory]
    [InlineData(ProjectRole.Viewer)]
    [InlineData(ProjectRole.Contributor)]
    public async Task Who_may_not_decide_who_sees_the_project_makes_links_for_members_alone(ProjectRole role)
    {
        var user = await _server.AddUserAsync("carl");
        await SetRoleAsync(user, role);
        using var client = await _server.SignInAsync(user);

        Assert.Equal((HttpStatusCode.Forbidden, "not-allowed"), (await client.PostAsync(Links, Body())).Kind);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(Links, Body("members"))).Status);
        Assert.False((bool)(await client.SendAsync(HttpMethod.Get, Links)).Json!["mayOpen"]!);
        Assert.True((bool)(await _owner.SendAsync(HttpMethod.Get, Links)).Json!["mayOpen"]!);
    }

    [Fact]
    public async Task The_host_can_forbid_such_links()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Access = options.Access with { LinksForAnyone = false } });
        var project = await server.AddProjectAsync("lab", "digits");
        using var client = await server.SignInAsync(server.Administrator);

        Assert.Equal((HttpStatusCode.Forbidden, "not-allowed"), (await client.PostAsync($"/api/v1/projects/{project.Id}/links", Body())).Kind);
        // One that was made before it was forbidden is no good either: the rule is asked with each use.
        var links = server.Get<Domain.Views.IShareLinkStore>();
        var secret = OpenLinks.MakeSecret();
        var made = await links.CreateAsync(new(project.Id, "/lab/digits/runs", null, Secrets.Hash(secret)), server.Administrator, CancellationToken.None);
        using var guest = GuestLink.Follow(server, made!.Code + secret);
        Assert.Equal((HttpStatusCode.Unauthorized, "link-ended"), (await guest.AskAsync($"/api/v1/projects/{project.Id}")).Kind);
    }

    [Fact]
    public async Task A_revoked_link_is_gone_at_once_and_so_is_whoever_listens()
    {
        var link = await MakeAsync();
        using var guest = GuestLink.Follow(_server, link);
        Assert.Equal((HttpStatusCode.OK, null), await ReadAsync(guest));
        await using var events = await EventStream.OpenAsync(guest, $"/api/v1/live?project={_project.Id}");

        Assert.Equal(HttpStatusCode.NoContent, (await _owner.DeleteJsonAsync($"/api/v1/links/{link[..10]}")).Status);

        Assert.Equal((HttpStatusCode.Unauthorized, "link-ended"), await ReadAsync(guest));
        Assert.Equal([], await events.RestAsync());
        Assert.Equal((HttpStatusCode.NotFound, "no-such-link"), (await _server.Anonymous.PostAsync("/api/v1/links/open", new JsonObject { ["link"] = link })).Kind);
    }

    [Fact]
    public async Task Any_owner_sees_and_ends_the_links_for_anyone_of_the_others()
    {
        var link = await MakeAsync();
        await _owner.PostAsync(Links, Body("members"));
        using var other = await _server.SignInAsync(_server.Administrator);

        var listed = Assert.Single((await other.SendAsync(HttpMethod.Get, Links)).Json!["links"]!.AsArray());
        Assert.Equal(("anyone", "olga"), ((string?)listed!["audience"], (string?)listed["createdBy"]));
        Assert.Equal(HttpStatusCode.NoContent, (await other.DeleteJsonAsync($"/api/v1/links/{link[..10]}")).Status);
    }

    [Fact]
    public async Task A_link_ends_when_its_time_is_over()
    {
        using var guest = GuestLink.Follow(_server, await MakeAsync(3600));
        _time.Advance(TimeSpan.FromSeconds(3500));
        Assert.Equal((HttpStatusCode.OK, null), await ReadAsync(guest));

        _time.Advance(TimeSpan.FromSeconds(101));

        Assert.Equal((HttpStatusCode.Unauthorized, "link-ended"), await ReadAsync(guest));
    }

    [Fact]
    public async Task A_link_ends_with_the_right_of_who_made_it()
    {
        using var guest = GuestLink.Follow(_server, await MakeAsync());
        await SetRoleAsync(_olga, ProjectRole.Contributor);
        Assert.Equal((HttpStatusCode.Unauthorized, "link-ended"), await ReadAsync(guest));

        await SetRoleAsync(_olga, ProjectRole.Owner);
        Assert.Equal((HttpStatusCode.OK, null), await ReadAsync(guest));
        await _server.Catalog.ChangeUserAsync(_olga.Id, new UserChange(Deactivated: true), CancellationToken.None);
        Assert.Equal((HttpStatusCode.Unauthorized, "link-ended"), await ReadAsync(guest));
    }

    [Fact]
    public async Task A_link_ends_with_its_project()
    {
        using var guest = GuestLink.Follow(_server, await MakeAsync());

        await _server.Catalog.TrashProjectAsync(_project.Id, "olga", CancellationToken.None);

        Assert.Equal((HttpStatusCode.Unauthorized, "link-ended"), await ReadAsync(guest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(54)]
    public async Task One_wrong_letter_or_one_too_few_opens_nothing(int place)
    {
        var link = await MakeAsync();
        var wrong = link[..place] + (link[place] == 'a' ? 'b' : 'a') + link[(place + 1)..];
        foreach (var text in new[] { wrong, link[..54], link + "a", link[..10], "" })
        {
            using var guest = GuestLink.Follow(_server, text);
            Assert.Equal(HttpStatusCode.Unauthorized, (await ReadAsync(guest)).Item1);
            Assert.Equal((HttpStatusCode.NotFound, "no-such-link"), (await _server.Anonymous.PostAsync("/api/v1/links/open", new JsonObject { ["link"] = text })).Kind);
        }
    }

    [Fact]
    public async Task Somebody_signed_in_stays_who_he_is_and_gains_reading_alone()
    {
        var link = await MakeAsync();
        var vera = await _server.AddUserAsync("vera");
        await SetRoleAsync(vera, ProjectRole.Viewer);
        using var member = await _server.SignInAsync(vera);
        var opened = await member.PostAsync("/api/v1/links/open", new JsonObject { ["link"] = link });
        Assert.False((bool)opened.Json!["asGuest"]!);

        var stan = await _server.AddUserAsync("stan");
        using var stranger = GuestLink.Follow(_server, link, await _server.Credentials.CreateSessionAsync(stan.Id, CancellationToken.None));
        Assert.Equal("viewer", (string?)(await stranger.AskAsync($"/api/v1/projects/{_project.Id}")).Json!["role"]);
        var me = (await stranger.AskAsync($"/api/v1/me")).Json!;
        Assert.Equal(("stan", null), ((string?)me["user"]!["username"], me["guest"]));
        Assert.Equal((HttpStatusCode.NotFound, "no-such-project"), (await stranger.AskAsync($"/api/v1/projects/{_project.Id}/members")).Kind);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/api/v1/projects/{_project.Id}/views", Requests.Json("""{"name":"mine","state":"{}","isPrivate":true}"""))).Status);
        Assert.Equal(HttpStatusCode.OK, (await stranger.AskAsync($"/api/v1/me/tokens")).Status);
    }

    [Fact]
    public async Task A_token_speaks_for_itself_whatever_link_comes_with_it()
    {
        using var guest = GuestLink.Follow(_server, await MakeAsync());
        guest.DefaultRequestHeaders.Authorization = new("Bearer", "bm9wZQ==");

        Assert.Equal((HttpStatusCode.Unauthorized, "not-signed-in"), await ReadAsync(guest));
    }

    [Fact]
    public async Task What_another_site_sends_with_the_cookie_is_refused()
    {
        using var guest = GuestLink.Follow(_server, await MakeAsync());
        guest.DefaultRequestHeaders.Remove(RequestGuards.OwnPageHeader);
        Assert.Equal((HttpStatusCode.Forbidden, "cross-site-request"), (await guest.PostAsync($"/api/v1/projects/{_project.Id}/runs/query", new JsonObject { ["columns"] = new JsonArray() })).Kind);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/links/open") { Content = new StringContent("""{"link":"x"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await _server.Anonymous.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/lab/other/runs")]
    [InlineData("/")]
    [InlineData("/api-tokens")]
    public async Task A_link_for_anyone_leads_to_its_own_project_alone(string address)
    {
        var answer = await _owner.PostAsync(Links, Body(address: address));

        Assert.Equal((HttpStatusCode.BadRequest, "$.address"), (answer.Status, (string?)answer.Json!["field"]));
    }

    [Fact]
    public async Task A_snapshot_keeps_its_runs_and_its_address_names_it()
    {
        var first = (string)(await _owner.PostAsync($"/api/v1/projects/{_project.Id}/runs", new JsonObject())).Json!["run"]!["id"]!;
        var body = Body("members", "/lab/digits/runs?q=adam");
        body["snapshotRuns"] = new JsonArray(first);
        var made = (await _owner.PostAsync(Links, body)).Json!;
        await _owner.PostAsync($"/api/v1/projects/{_project.Id}/runs", new JsonObject());

        var read = (await _owner.AskAsync($"/api/v1/links/{(string)made["code"]!}")).Json!;

        Assert.Equal(($"/lab/digits/runs?q=adam&snap={made["code"]}", true), ((string?)read["address"], (bool)read["isSnapshot"]!));
        Assert.Equal([first], read["snapshotRuns"]!.AsArray().Select(run => (string)run!));
        Assert.Null((await _owner.SendAsync(HttpMethod.Get, Links)).Json!["links"]![0]!["snapshotRuns"]);
        body["snapshotRuns"] = new JsonArray();
        Assert.Equal("$.snapshotRuns", (string?)(await _owner.PostAsync(Links, body)).Json!["field"]);
    }
}

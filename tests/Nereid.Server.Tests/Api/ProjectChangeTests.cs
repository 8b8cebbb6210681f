using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Server.Hosting;
using Nereid.Testing;

namespace Nereid.Server.Tests.Api;

/// <summary>A project's life through the own API: changed, into the trash, back, and out for good.</summary>
public sealed class ProjectChangeTests : IAsyncLifetime
{
    readonly ManualTime _time = new();
    RunningServer _server = null!;
    HttpClient _owner = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(time: _time);
        _owner = await _server.SignInAsync(await _server.AddUserAsync("olga", mayCreateProjects: true));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    async Task<string> CreateAsync(string name)
    {
        var made = await _owner.PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = "olga", ["name"] = name });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        return (string)made.Json!["id"]!;
    }

    Task<Answer> ChangeAsync(string project, string json) => 
        _owner.SendAsync(HttpMethod.Patch, $"/api/v1/projects/{project}", new StringContent(json, Encoding.UTF8, "application/json"));

    Task<Answer> GetAsync(string path) => _owner.SendAsync(HttpMethod.Get, path);

    Task<Answer> DeleteAsync(string project) => _owner.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{project}");

    Task<Answer> RestoreAsync(string project) => _owner.SendAsync(HttpMethod.Post, $"/api/v1/projects/{project}/restore");

    async Task<string[]> DeletedAsync() =>
        [.. (await _owner.AskAsync($"/api/v1/projects/deleted")).Json!["projects"]!.AsArray().Select(project => (string)project!["name"]!)];

    [Fact]
    public async Task Name_visibility_and_description_change_and_the_rest_stays()
    {
        var id = await CreateAsync("digits");
        var run = (string)(await _owner.PostAsync($"/api/v1/projects/{id}/runs", new JsonObject())).Json!["run"]!["shortId"]!;

        var renamed = await ChangeAsync(id, """{"name":"Numbers"}""");
        var opened = await ChangeAsync(id, """{"visibility":"workspace","description":"what it is"}""");

        Assert.Equal((HttpStatusCode.OK, "Numbers", "private"), (renamed.Status, (string?)renamed.Json!["name"], (string?)renamed.Json["visibility"]));
        Assert.Equal(
            ("Numbers", "workspace", "what it is", run.Split('-')[0], 1),
            ((string?)opened.Json!["name"], (string?)opened.Json["visibility"], (string?)opened.Json["description"], (string?)opened.Json["key"], (int)opened.Json["runCount"]!));
        Assert.Equal(id, (string?)(await _owner.AskAsync($"/api/v1/projects/lookup?workspace=olga&name=numbers")).Json!["id"]);
        Assert.Equal("no-such-project", (await _owner.AskAsync($"/api/v1/projects/lookup?workspace=olga&name=digits")).Problem);
    }

    [Fact]
    public async Task A_change_that_cannot_be_is_refused_whole()
    {
        var id = await CreateAsync("one");
        await CreateAsync("two");

        Assert.Equal((HttpStatusCode.Conflict, "project-name-taken"), (await ChangeAsync(id, """{"name":"TWO","description":"x"}""")).Kind);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (await ChangeAsync(id, """{"name":"a/b","description":"x"}""")).Kind);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (await ChangeAsync(id, """{"visibility":"secret"}""")).Kind);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (await ChangeAsync(id, $$"""{"description":"{{new string('x', Limits.DescriptionLength + 1)}}"}""")).Kind);
        var kept = (await _owner.AskAsync($"/api/v1/projects/{id}")).Json!;
        Assert.Equal(("one", ""), ((string?)kept["name"], (string?)kept["description"]));
    }

    [Fact]
    public async Task The_container_of_the_1x_client_says_the_same()
    {
        var id = await CreateAsync("contained");
        var of1x = $"/api/leaderboard/v1/attributes/string?experimentId={id}&attribute=";
        Assert.Equal("contained", (string?)(await GetAsync(of1x + "sys/name")).Json!["value"]);

        await ChangeAsync(id, """{"name":"renamed","visibility":"workspace"}""");

        Assert.Equal(
            ("renamed", "workspace"),
            ((string?)(await GetAsync(of1x + "sys/name")).Json!["value"], (string?)(await GetAsync(of1x + "sys/visibility")).Json!["value"]));
    }

    [Fact]
    public async Task A_deleted_project_is_gone_for_everybody_and_comes_back_whole()
    {
        var (id, run) = await FilledAsync("precious");

        var deleted = await DeleteAsync(id);

        Assert.Equal((HttpStatusCode.OK, "precious", "olga"), (deleted.Status, (string?)deleted.Json!["name"], (string?)deleted.Json["deletedBy"]));
        Assert.Equal(TimeSpan.FromDays(7), (DateTime)deleted.Json["until"]! - (DateTime)deleted.Json["deleted"]!);
        foreach (var path in new[] { $"/api/v1/projects/{id}", $"/api/v1/runs/{run}", $"/api/v1/runs/{run}/attributes", $"/api/leaderboard/v1/experiments?experimentId={run}" })
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(path)).Status);
        Assert.DoesNotContain("precious", (await _owner.AskAsync($"/api/v1/projects")).Text, StringComparison.Ordinal);
        Assert.Equal(["precious"], await DeletedAsync());
        Assert.Equal((HttpStatusCode.NotFound, "no-such-project"), (await DeleteAsync(id)).Kind);

        Assert.Equal(HttpStatusCode.OK, (await RestoreAsync(id)).Status);

        Assert.Empty(await DeletedAsync());
        Assert.Contains("SECRET-VALUE", (await _owner.AskAsync($"/api/v1/runs/{run}/attributes")).Text, StringComparison.Ordinal);
        Assert.Equal("SECRET-FILE", await _owner.GetStringAsync(new Uri($"/api/v1/runs/{run}/files?path=file", UriKind.Relative)));
    }

    [Fact]
    public async Task The_name_is_free_meanwhile_and_the_project_comes_back_once_it_is_free_again()
    {
        var id = await CreateAsync("taken");
        await DeleteAsync(id);
        var second = await CreateAsync("taken");

        Assert.Equal((HttpStatusCode.Conflict, "project-name-taken"), (await RestoreAsync(id)).Kind);
        await ChangeAsync(second, """{"name":"other"}""");
        Assert.Equal((HttpStatusCode.Conflict, "project-key-taken"), (await RestoreAsync(id)).Kind);
        await DeleteAsync(second);
        Assert.Equal(HttpStatusCode.OK, (await RestoreAsync(id)).Status);
    }

    [Fact]
    public async Task When_its_time_in_the_trash_is_over_nothing_of_it_is_left_in_any_file()
    {
        var (id, run) = await FilledAsync("SECRET-NAME");
        await DeleteAsync(id);
        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await _server.Get<ProjectRemoval>().FinishAsync(CancellationToken.None);
        Assert.Equal(["SECRET-NAME"], await DeletedAsync());

        _time.Advance(TimeSpan.FromMinutes(2));
        await _server.Get<ProjectRemoval>().FinishAsync(CancellationToken.None);

        Assert.Empty(await DeletedAsync());
        Assert.Equal((HttpStatusCode.NotFound, "no-such-project"), (await RestoreAsync(id)).Kind);
        await AssertGoneAsync(id, run);
    }

    [Fact]
    public async Task A_project_in_the_trash_can_be_deleted_for_good_at_once()
    {
        var (id, run) = await FilledAsync("SECRET-NAME");
        Assert.Equal((HttpStatusCode.NotFound, "no-such-project"), (await _owner.SendAsync(HttpMethod.Delete, $"/api/v1/projects/deleted/{id}")).Kind);
        await DeleteAsync(id);

        Assert.Equal(HttpStatusCode.NoContent, (await _owner.SendAsync(HttpMethod.Delete, $"/api/v1/projects/deleted/{id}")).Status);

        await AssertGoneAsync(id, run);
    }

    [Fact]
    public async Task A_server_that_keeps_nothing_deletes_at_once()
    {
        await _server.DisposeAsync();
        _server = await RunningServer.StartAsync(options => options with { Data = options.Data with { KeepDeleted = TimeSpan.Zero } }, _time);
        _owner = await _server.SignInAsync(await _server.AddUserAsync("olga", mayCreateProjects: true));
        var (id, run) = await FilledAsync("SECRET-NAME");

        var deleted = await DeleteAsync(id);

        Assert.Equal((HttpStatusCode.OK, null), (deleted.Status, deleted.Json!["until"]));
        await AssertGoneAsync(id, run);
    }

    /// <summary>A project with a run that has a value, points and a file.</summary>
    async Task<(string Project, string Run)> FilledAsync(string name)
    {
        var id = await CreateAsync(name);
        await ChangeAsync(id, """{"description":"SECRET-DESCRIPTION"}""");
        var run = (string)(await _owner.PostAsync($"/api/v1/projects/{id}/runs", new JsonObject { ["name"] = "SECRET-RUN" })).Json!["run"]!["id"]!;
        var written = await _owner.PostAsync($"/api/v1/runs/{run}/operations", Requests.Json("""
            {"operations":[{"op":"assign","path":"note","value":{"type":"string","value":"SECRET-VALUE"}},
                           {"op":"appendStrings","path":"log","unixMicros":[1],"values":["SECRET-LINE"]}]}
            """));
        Assert.Equal("""{"rejections":[]}""", written.Text);
        Assert.Equal(HttpStatusCode.OK, (await _owner.SendBytesAsync(HttpMethod.Put, $"/api/v1/runs/{run}/files?path=file", Encoding.UTF8.GetBytes("SECRET-FILE"))).Status);
        return (id, run);
    }

    async Task AssertGoneAsync(string project, string run)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _owner.AskAsync($"/api/v1/runs/{run}")).Status);
        // The journal and the files let go some minutes later.
        string? found = null;
        for (var minutes = 0; minutes < 200 && found != ""; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(50);
            found = string.Join(", ", FilesWith("SECRET-"));
        }

        Assert.Equal("", found);
        Assert.Equal(0, await _server.Get<ISharedBlobs>().UsedBytesAsync(new ProjectId(Guid.Parse(project)), CancellationToken.None));
    }

    IEnumerable<string> FilesWith(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(_server.DataFolder, "*", SearchOption.AllDirectories))
        {
            if (file.EndsWith(".lock", StringComparison.Ordinal))
                continue;
            byte[] bytes;
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
            }
            catch (Exception gone) when (gone is FileNotFoundException or EndOfStreamException)
            {
                continue;
            }
            if (bytes.AsSpan().IndexOf(wanted) >= 0)
                yield return Path.GetRelativePath(_server.DataFolder, file);
        }
    }
}

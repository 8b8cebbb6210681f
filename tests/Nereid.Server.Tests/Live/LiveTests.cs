using System.Net;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Server.Live;
using Nereid.Server.Tests.Api;
using Nereid.Testing;

namespace Nereid.Server.Tests.Live;

/// <summary>What one client writes is announced to another that listens, through real connections.</summary>
public class LiveTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_point_written_by_one_client_is_announced_to_another()
    {
        var run = await api.AddRunAsync();
        await using var events = await EventStream.OpenAsync(api.Viewer, $"/api/v1/live?project={api.ProjectId}");

        await api.WriteAsync(run, Requests.Json("""{"op":"appendFloats","path":"loss","unixMicros":[1],"values":[1]}"""));

        var change = await events.NextAsync();
        Assert.Equal((api.ProjectId, false), ((string?)change["project"], (bool)change["everything"]!));
        Assert.Equal((run, """["series"]"""), ((string?)change["runs"]![0]!["run"], change["runs"]![0]!["kinds"]!.ToJsonString()));
    }

    [Fact]
    public async Task Each_kind_of_change_has_its_word()
    {
        await using var events = await EventStream.OpenAsync(api.Viewer, $"/api/v1/live?project={api.ProjectId}");
        var run = await api.AddRunAsync();
        await events.UntilAsync(run, "created");
        await api.WriteAsync(run, Requests.Json("""{"op":"assign","path":"a","value":{"type":"int","value":1}}"""));
        await events.UntilAsync(run, "attributes");
        await api.WriteAsync(run, Requests.Json("""{"op":"appendStrings","path":"log","unixMicros":[1],"values":["x"]}"""));
        await events.UntilAsync(run, "logs");
        await api.Contributor.SendBytesAsync(HttpMethod.Post, $"/api/v1/runs/{run}/file-series?path={"i"}", [1]);
        await events.UntilAsync(run, "files");
        await api.Contributor.PostTextAsync($"/api/v1/runs/{run}/heartbeat", """{"finished":true}""");
        await events.UntilAsync(run, "state");
        await api.Server.Get<Domain.Operations.IRunWriter>().SetTrashedAsync([new RunId(Guid.Parse(run))], trashed: true, CancellationToken.None);
        await events.UntilAsync(run, "trash");
    }

    [Fact]
    public async Task Who_names_runs_hears_of_those_alone()
    {
        var (wanted, other) = (await api.AddRunAsync(), await api.AddRunAsync());
        await using var events = await EventStream.OpenAsync(api.Viewer, $"/api/v1/live?run={wanted}");

        await api.WriteAsync(other, Requests.Json("""{"op":"assign","path":"a","value":{"type":"int","value":1}}"""));
        await api.WriteAsync(wanted, Requests.Json("""{"op":"assign","path":"a","value":{"type":"int","value":1}}"""));

        Assert.Equal(wanted, (string?)Assert.Single((await events.NextAsync())["runs"]!.AsArray())!["run"]);
    }

    [Fact]
    public async Task Who_comes_is_told_what_changed_in_the_minute_before()
    {
        var (wanted, other) = (await api.AddRunAsync(), await api.AddRunAsync());
        await api.WriteAsync(wanted, Requests.Json("""{"op":"appendFloats","path":"loss","unixMicros":[1],"values":[1]}"""));

        var all = await EventStream.RecentAsync(api.Viewer, $"/api/v1/live?project={api.ProjectId}");
        var one = await EventStream.RecentAsync(api.Viewer, $"/api/v1/live?run={wanted}");

        Assert.Superset(new HashSet<string?> { wanted, other }, all.SelectMany(change => change["runs"]!.AsArray()).Select(run => (string?)run!["run"]).ToHashSet());
        var run = Assert.Single(Assert.Single(one)["runs"]!.AsArray())!;
        Assert.Equal((wanted, """["created","series"]"""), ((string?)run["run"], run["kinds"]!.ToJsonString()));
        Assert.InRange((long)run["ageMs"]!, 0, 60_000);
    }

    [Fact]
    public async Task A_stranger_cannot_listen()
    {
        using var refused = await api.Stranger.GetAsync(new Uri($"/api/v1/live?project={api.ProjectId}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Who_loses_access_hears_no_more()
    {
        var left = await api.Server.AddUserAsync("left");
        await api.Server.Catalog.SetMemberAsync(api.Project.Id, left.Id, ProjectRole.Viewer, CancellationToken.None);
        await using var events = await EventStream.OpenAsync(await api.Server.SignInAsync(left), $"/api/v1/live?project={api.ProjectId}");

        await api.Server.Catalog.SetMemberAsync(api.Project.Id, left.Id, ProjectRole.None, CancellationToken.None);
        await api.AddRunAsync();

        Assert.Equal([], await events.RestAsync());
    }

    [Fact]
    public async Task Who_revokes_the_token_hears_no_more()
    {
        var made = (await api.Viewer.PostTextAsync("/api/v1/me/tokens", """{"name":"short"}""")).Json!;
        using var client = new HttpClient { BaseAddress = new Uri(api.Server.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)made["token"]!);
        await using var events = await EventStream.OpenAsync(client, $"/api/v1/live?project={api.ProjectId}");

        await api.Viewer.DeleteJsonAsync($"/api/v1/me/tokens/{made["id"]}");
        await api.AddRunAsync();

        Assert.Equal([], await events.RestAsync());
    }

    [Fact]
    public async Task A_run_that_falls_silent_is_announced_as_changed_in_state()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var project = await server.AddProjectAsync("lab", "silent");
        var client = await server.SignInAsync(server.Administrator);
        var made = await client.PostAsync($"/api/v1/projects/{project.Id}/runs", new JsonObject());
        var run = new RunId(Guid.Parse((string)made.Json!["run"]!["id"]!));
        var feed = server.Get<ChangeFeed>();
        using var listener = feed.Subscribe(new HashSet<ProjectId> { project.Id }, null);
        var sweep = server.Get<StateSweep>();

        await sweep.SweepAsync(CancellationToken.None);
        Assert.Empty(listener.Take());
        time.Advance(Domain.Runs.RunHead.RunningFor + TimeSpan.FromSeconds(1));
        await sweep.SweepAsync(CancellationToken.None);

        var change = Assert.Single(listener.Take());
        Assert.Equal((run, ChangeKinds.State), Assert.Single(change.Runs));
        await sweep.SweepAsync(CancellationToken.None);
        Assert.Empty(listener.Take());
        Assert.Equal("idle", (string?)(await client.AskAsync($"/api/v1/runs/{run}")).Json!["state"]);
    }

    [Fact]
    public async Task A_run_that_was_running_before_anybody_listened_is_watched_too()
    {
        var run = await api.AddRunAsync();
        var feed = api.Server.Get<ChangeFeed>();
        feed.Recent.Forget(new RunId(Guid.Parse(run)));

        await using var events = await EventStream.OpenAsync(api.Viewer, $"/api/v1/live?project={api.ProjectId}");

        Assert.Contains(feed.Recent.All, recent => recent.Key.Value == Guid.Parse(run));
    }
}

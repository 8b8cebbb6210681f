using System.Net;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Runs;
using Nereid.Server.Live;
using Nereid.Server.Tests.Live;
using Nereid.Testing;

namespace Nereid.Server.Tests.Api;

/// <summary>What people are told.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());

    RunningServer _server = null!;
    Project _project = null!;
    User _vera = null!;
    HttpClient _owner = null!;
    HttpClient _viewer = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(time: _time);
        _project = await _server.AddProjectAsync("lab", "digits");
        _vera = await _server.AddUserAsync("vera");
        _owner = await _server.SignInAsync(_server.Administrator);
        _viewer = await _server.SignInAsync(_vera);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    static async Task<JsonArray> ListAsync(HttpClient client) => (await client.AskAsync($"/api/v1/me/notices")).Json!["notices"]!.AsArray();

    async Task GiveAsync(string role)
    {
        var body = new StringContent(new JsonObject { ["username"] = "vera", ["role"] = role }.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.NoContent, (await _owner.SendAsync(HttpMethod.Put, $"/api/v1/projects/{_project.Id}/members", body)).Status);
    }

    async Task<RunId> RunAsync(HttpClient client)
    {
        var made = await client.PostAsync($"/api/v1/projects/{_project.Id}/runs", new JsonObject { ["name"] = "model 4" });
        return new RunId(Guid.Parse((string)made.Json!["run"]!["id"]!));
    }

    async Task SweepAfterAsync(TimeSpan time)
    {
        _time.Advance(time);
        await _server.Get<StateSweep>().SweepAsync(CancellationToken.None);
    }

    async Task ChangeAsync(RunId run, JsonObject change)
    {
        change["runs"] = new JsonObject { ["ids"] = new JsonArray(run.ToString()) };
        Assert.Equal(1, (int)(await _owner.PostAsync($"/api/v1/projects/{_project.Id}/runs/bulk", change)).Json!["changed"]!);
    }

    static readonly TimeSpan Silent = RunHead.RunningFor + TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Roles_that_others_give_and_take_are_told_with_who_did_it()
    {
        await GiveAsync("contributor");
        await GiveAsync("contributor");
        await _owner.DeleteJsonAsync($"/api/v1/projects/{_project.Id}/members/{_vera.Id}");

        var told = (await ListAsync(_viewer)).Select(notice => ((string?)notice!["kind"], (string?)notice["place"], (string?)notice["actor"], (string?)notice["word"]));

        Assert.Equal([("projectRole", "lab/digits", "admin", "none"), ("projectRole", "lab/digits", "admin", "contributor")], told);
        Assert.Empty(await ListAsync(_owner));
    }

    [Fact]
    public async Task What_was_read_stays_and_what_was_cleared_goes()
    {
        await GiveAsync("viewer");
        await GiveAsync("owner");
        var older = (long)(await ListAsync(_viewer))[1]!["number"]!;

        await _viewer.PostAsync("/api/v1/me/notices/read", new JsonObject { ["upTo"] = older });
        Assert.Equal(1, (int)(await _viewer.AskAsync($"/api/v1/me/notices")).Json!["unread"]!);
        Assert.Equal([false, true], (await ListAsync(_viewer)).Select(notice => (bool)notice!["isRead"]!));
        await _viewer.DeleteJsonAsync($"/api/v1/me/notices?upTo={older}");
        Assert.Single(await ListAsync(_viewer));
    }

    [Fact]
    public async Task A_run_that_stops_answering_is_told_to_its_owner_once()
    {
        await GiveAsync("contributor");
        await _viewer.DeleteJsonAsync($"/api/v1/me/notices?upTo={long.MaxValue}");
        var run = await RunAsync(_viewer);
        await SweepAfterAsync(TimeSpan.FromSeconds(1));
        Assert.Empty(await ListAsync(_viewer));

        await SweepAfterAsync(Silent);

        var told = Assert.Single(await ListAsync(_viewer))!;
        Assert.Equal(("runSilent", run.ToString(), "DIGI-1", "model 4"), ((string?)told["kind"], (string?)told["runId"], (string?)told["runShortId"], (string?)told["runName"]));
        Assert.Empty(await ListAsync(_owner));
        // Somebody tags it later: that is no end of it.
        await _viewer.DeleteJsonAsync($"/api/v1/me/notices?upTo={long.MaxValue}");
        await ChangeAsync(run, new JsonObject { ["kind"] = "tags", ["add"] = new JsonArray("late") });
        await SweepAfterAsync(TimeSpan.FromSeconds(3));
        await SweepAfterAsync(TimeSpan.FromHours(1));
        Assert.Empty(await ListAsync(_viewer));
    }

    [Fact]
    public async Task A_run_that_ends_well_is_not_told_and_a_failed_one_is()
    {
        await GiveAsync("contributor");
        await _viewer.DeleteJsonAsync($"/api/v1/me/notices?upTo={long.MaxValue}");
        var good = await RunAsync(_viewer);
        var failed = await RunAsync(_viewer);
        await _viewer.PostAsync($"/api/v1/runs/{failed}/operations", Requests.Json("""{"operations":[{"op":"assign","path":"sys/failed","value":{"type":"bool","value":true}}]}"""));
        foreach (var run in new[] { good, failed })
            await _viewer.PostAsync($"/api/v1/runs/{run}/heartbeat", new JsonObject { ["finished"] = true });

        await SweepAfterAsync(TimeSpan.FromSeconds(2));

        var told = Assert.Single(await ListAsync(_viewer))!;
        Assert.Equal(("runFailed", failed.ToString()), ((string?)told["kind"], (string?)told["runId"]));
    }

    [Fact]
    public async Task Who_does_not_want_to_know_of_runs_is_not_told()
    {
        await GiveAsync("contributor");
        await _viewer.DeleteJsonAsync($"/api/v1/me/notices?upTo={long.MaxValue}");
        await _viewer.SendAsync(HttpMethod.Put, "/api/v1/me/preferences", new StringContent("""{"name":"notices.runs","value":"off"}""", System.Text.Encoding.UTF8, "application/json"));
        await RunAsync(_viewer);

        await SweepAfterAsync(Silent);

        Assert.Empty(await ListAsync(_viewer));
    }

    [Fact]
    public async Task A_notice_wakes_the_browsers_of_its_person_alone()
    {
        await using var mine = await EventStream.OpenAsync(_viewer, "/api/v1/live?me=true");
        using var other = _server.Get<ChangeFeed>().Subscribe(new HashSet<ProjectId>(), null, _server.Administrator.Id);

        await GiveAsync("viewer");

        await mine.UntilLineAsync("event: told");
        Assert.False(other.TakeTold());
    }

    [Fact]
    public async Task A_notice_says_how_many_with_labels_cut_and_a_short_change_makes_none()
    {
        var notices = _server.Get<INotices>();
        await notices.TellAsync(_vera.Id, new NewNotice(NoticeKind.BulkChange, new string('x', 1000), Word: "trash", Count: 12, Refused: 1), CancellationToken.None);

        var told = Assert.Single(await ListAsync(_viewer))!;

        Assert.Equal(("bulkChange", "trash", 12, 1, 300), ((string?)told["kind"], (string?)told["word"], (int)told["count"]!, (int)told["refused"]!, ((string)told["place"]!).Length));
        var run = await RunAsync(_owner);
        await ChangeAsync(run, new JsonObject { ["kind"] = "trash" });
        Assert.Empty(await ListAsync(_owner));
    }
}

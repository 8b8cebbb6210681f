using System.Net;
using System.Text.Json.Nodes;
using Nereid.Server.Tests.Live;

namespace Nereid.Server.Tests.Api;

/// <summary>Notes are pinned to runs, changed, deleted and brought back through the API; events that code logged come with them.</summary>
public class AnnotationTests(ApiServer api) : IClassFixture<ApiServer>
{
    static string Notes(string run) => $"/api/v1/runs/{run}/annotations";

    Task<Answer> MakeAsync(string run, string body) => api.Contributor.PostAsync(Notes(run), Requests.Json(body));

    async Task<JsonArray> ListAsync(string run) => (await api.Viewer.SendAsync(HttpMethod.Get, Notes(run))).Json!["annotations"]!.AsArray();

    async Task<JsonArray> QueryAsync(params string[] runs) => (await api.Viewer.PostAsync(
        $"/api/v1/projects/{api.ProjectId}/annotations/query", new JsonObject { ["runs"] = new JsonArray([.. runs.Select(run => JsonValue.Create(run))]) })).Json!["runs"]!.AsArray();

    [Fact]
    public async Task A_note_is_made_changed_deleted_and_brought_back_as_it_was()
    {
        var run = await api.AddRunAsync();

        var made = await MakeAsync(run, """{"text":"  lr dropped  ","step":100.5,"unixMicros":1780000000000000}""");
        Assert.Equal((HttpStatusCode.Created, "lr dropped", 100.5, 1_780_000_000_000_000, "carl", null),
            (made.Status, (string?)made.Json!["text"], (double)made.Json["step"]!, (long)made.Json["unixMicros"]!, (string?)made.Json["author"], made.Json["changed"]));
        var address = $"{Notes(run)}/{made.Json["id"]}";

        var changed = await api.Owner.SendAsync(HttpMethod.Patch, address, JsonContent("""{"text":"lr halved"}"""));
        Assert.Equal((HttpStatusCode.OK, "lr halved", 100.5, "carl"),
            (changed.Status, (string?)changed.Json!["text"], (double)changed.Json["step"]!, (string?)changed.Json["author"]));
        Assert.NotNull(changed.Json["changed"]);
        var moved = await api.Owner.SendAsync(HttpMethod.Patch, address, JsonContent("""{"step":7}"""));
        Assert.Equal(("lr halved", 7.0, null), ((string?)moved.Json!["text"], (double)moved.Json["step"]!, moved.Json["unixMicros"]));
        Assert.Equal(moved.Text, Assert.Single(await ListAsync(run))!.ToJsonString());

        Assert.Equal(HttpStatusCode.NoContent, (await api.Owner.DeleteJsonAsync(address)).Status);
        Assert.Empty(await ListAsync(run));
        Assert.Equal("no-such-annotation", (await api.Owner.DeleteJsonAsync(address)).Problem);
        Assert.Equal("no-such-annotation", (await api.Owner.SendAsync(HttpMethod.Patch, address, JsonContent("""{"text":"late"}"""))).Problem);

        var restored = await api.Owner.SendAsync(HttpMethod.Post, address + "/restore");
        Assert.Equal((HttpStatusCode.OK, moved.Text), (restored.Status, restored.Text));
        Assert.Equal(moved.Text, Assert.Single(await ListAsync(run))!.ToJsonString());
        Assert.Equal("no-such-annotation", (await api.Owner.SendAsync(HttpMethod.Post, address + "/restore")).Problem);
    }

    static StringContent JsonContent(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    [Theory]
    [InlineData("""{"text":"no place"}""", "$.step")]
    [InlineData("""{"text":"","step":1}""", "$.text")]
    [InlineData("""{"text":" \n ","step":1}""", "$.text")]
    [InlineData("""{"text":"a","step":"NaN"}""", "$.step")]
    [InlineData("""{"text":"a","unixMicros":-1}""", "$.unixMicros")]
    [InlineData("""{"text":"a","unixMicros":253402300800000000}""", "$.unixMicros")]
    [InlineData("""{"text":"a","step":1,"along":""}""", "$.along")]
    public async Task What_is_no_note_is_refused_with_the_field(string body, string field)
    {
        var run = await api.AddRunAsync();

        var refused = await MakeAsync(run, body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request", field), (refused.Status, refused.Problem, (string?)refused.Json!["field"]));
        Assert.Empty(await ListAsync(run));
    }

    [Fact]
    public async Task A_text_has_2000_characters_at_most_and_is_kept_to_the_letter()
    {
        var run = await api.AddRunAsync();
        var text = "<img src=x onerror=alert(1)> \u202e abc \U0001F600 ".PadRight(2000, 'x');

        Assert.Equal(HttpStatusCode.Created, (await api.Contributor.PostAsync(Notes(run), new JsonObject { ["text"] = text, ["step"] = 0 })).Status);
        Assert.Equal("$.text", (string?)(await api.Contributor.PostAsync(Notes(run), new JsonObject { ["text"] = text + "x", ["step"] = 0 })).Json!["field"]);

        Assert.Equal(text, (string?)Assert.Single(await ListAsync(run))!["text"]);
    }

    [Fact]
    public async Task Step_or_time_that_is_left_out_is_looked_up_along_a_series_where_it_has_points()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(run, Requests.Json("""{"op":"appendFloats","path":"loss","steps":[0,10,20],"unixMicros":[1000000,2000000,3000000],"values":[3,2,1]}"""));
        async Task<(double?, long?)> PlaceAsync(string place)
        {
            var made = await MakeAsync(run, $$"""{"text":"a","along":"loss",{{place}}}""");
            return ((double?)made.Json!["step"], (long?)made.Json["unixMicros"]);
        }

        Assert.Equal((11, 2_000_000), await PlaceAsync("\"step\":11"));
        Assert.Equal((21, null), await PlaceAsync("\"step\":21"));
        Assert.Equal((20, 2_900_000), await PlaceAsync("\"unixMicros\":2900000"));
        Assert.Equal((null, 999_999), await PlaceAsync("\"unixMicros\":999999"));
        Assert.Equal((3, 7), await PlaceAsync("\"step\":3,\"unixMicros\":7"));
        var none = await MakeAsync(run, """{"text":"a","along":"never","step":1}""");
        Assert.Equal((1.0, null), ((double)none.Json!["step"]!, none.Json["unixMicros"]));
    }

    [Fact]
    public async Task One_question_has_the_notes_and_events_of_many_runs()
    {
        var (annotated, logged, plain) = (await api.AddRunAsync(), await api.AddRunAsync(), await api.AddRunAsync());
        await MakeAsync(annotated, """{"text":"one","step":1}""");
        await MakeAsync(annotated, """{"text":"two","step":0}""");
        await api.WriteAsync(logged, Requests.Json($$"""{"op":"appendStrings","path":"events","steps":[5,100],"unixMicros":[1,2],"values":["warm-up over","{{new string('y', 2001)}}"]}"""));
        await api.WriteAsync(plain, Requests.Json("""{"op":"assign","path":"events","value":{"type":"string","value":"not a series"}}"""));

        var runs = await QueryAsync(plain, logged, annotated, logged);

        Assert.Equal([logged, annotated], runs.Select(run => (string?)run!["runId"]));
        Assert.Equal((0, 2, "warm-up over", false, 5.0), ((int)runs[0]!["total"]!, (int)runs[0]!["totalEvents"]!, (string?)runs[0]!["events"]![0]!["text"],
            (bool)runs[0]!["events"]![0]!["isCut"]!, (double)runs[0]!["events"]![0]!["step"]!));
        Assert.Equal((new string('y', 2000), true), ((string?)runs[0]!["events"]![1]!["text"], (bool)runs[0]!["events"]![1]!["isCut"]!));
        Assert.Equal(["one", "two"], runs[1]!["annotations"]!.AsArray().Select(note => (string?)note!["text"]));
    }

    [Fact]
    public async Task Of_many_events_the_last_come_and_all_are_counted()
    {
        var run = await api.AddRunAsync();
        var lines = new JsonArray([.. Enumerable.Range(0, 450).Select(i => JsonValue.Create($"event {i}"))]);
        await api.WriteAsync(run, new JsonObject { ["op"] = "appendStrings", ["path"] = "events", ["unixMicros"] = new JsonArray([.. Enumerable.Range(0, 450).Select(i => JsonValue.Create(i))]), ["values"] = lines });

        var found = Assert.Single(await QueryAsync(run))!;

        Assert.Equal((450, 200, "event 250", "event 449"),
            ((int)found["totalEvents"]!, found["events"]!.AsArray().Count, (string?)found["events"]![0]!["text"], (string?)found["events"]![199]!["text"]));
        var few = await api.Viewer.PostAsync($"/api/v1/projects/{api.ProjectId}/annotations/query", Requests.Json($$"""{"runs":["{{run}}"],"limit":3}"""));
        Assert.Equal(["event 447", "event 448", "event 449"], few.Json!["runs"]![0]!["events"]!.AsArray().Select(one => (string?)one!["text"]));
        var none = await api.Viewer.PostAsync($"/api/v1/projects/{api.ProjectId}/annotations/query", Requests.Json($$"""{"runs":["{{run}}"],"limit":0}"""));
        Assert.Equal((450, 0), ((int)none.Json!["runs"]![0]!["totalEvents"]!, none.Json["runs"]![0]!["events"]!.AsArray().Count));
    }

    [Fact]
    public async Task Runs_of_other_projects_are_left_out()
    {
        var other = await api.Server.AddProjectAsync("lab", $"other {Guid.NewGuid()}");
        using var administrator = await api.Server.SignInAsync(api.Server.Administrator);
        var run = (string)(await administrator.PostAsync($"/api/v1/projects/{other.Id}/runs", new JsonObject())).Json!["run"]!["id"]!;
        Assert.Equal(HttpStatusCode.Created, (await administrator.PostAsync(Notes(run), Requests.Json("""{"text":"secret","step":1}"""))).Status);
        await administrator.PostAsync($"/api/v1/runs/{run}/operations", Requests.Json("""{"operations":[{"op":"appendStrings","path":"events","unixMicros":[1],"values":["secret"]}]}"""));

        Assert.Empty(await QueryAsync(run));
    }

    [Fact]
    public async Task Questions_that_are_too_large_are_refused()
    {
        var runs = new JsonArray([.. Enumerable.Range(0, 1001).Select(_ => JsonValue.Create(Guid.NewGuid()))]);
        var address = $"/api/v1/projects/{api.ProjectId}/annotations/query";

        Assert.Equal("$.runs", (string?)(await api.Viewer.PostAsync(address, new JsonObject { ["runs"] = runs })).Json!["field"]);
        Assert.Equal("$.limit", (string?)(await api.Viewer.PostAsync(address, new JsonObject { ["runs"] = new JsonArray(), ["limit"] = 5001 })).Json!["field"]);
    }

    [Fact]
    public async Task A_listener_hears_of_a_note()
    {
        var run = await api.AddRunAsync();
        await using var stream = await EventStream.OpenAsync(api.Viewer, $"/api/v1/live?run={run}");

        await MakeAsync(run, """{"text":"look","step":1}""");

        await stream.UntilAsync(run, "annotations");
    }
}

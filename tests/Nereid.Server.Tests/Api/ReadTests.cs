using System.Net;
using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Api;

/// <summary>Tables, series, logs and attribute search read back what was written.</summary>
public class ReadTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_table_filters_sorts_pages_and_answers_cells_in_column_order()
    {
        var project = await NewProjectAsync("table");
        foreach (var (name, accuracy) in new[] { ("alpha", 0.5), ("beta", 0.9), ("gamma run", 0.7) })
        {
            var run = await NewRunAsync(project, name);
            await api.WriteAsync(run, Requests.Json($$"""{"op":"appendFloats","path":"accuracy","steps":[0,5],"unixMicros":[1,2],"values":[0,{{accuracy.ToString(System.Globalization.CultureInfo.InvariantCulture)}}]}"""));
        }
        await NewRunAsync(project, "without accuracy");

        var page = await QueryAsync(project, """{"columns":["none","accuracy"],"sort":[{"path":"accuracy","descending":true}],"offset":1,"limit":2}""");

        Assert.Equal((4, 1), ((int)page["total"]!, (int)page["offset"]!));
        Assert.Equal(["gamma run", "alpha"], page["runs"]!.AsArray().Select(run => (string?)run!["name"]));
        var cells = page["runs"]![0]!["cells"]!.AsArray();
        Assert.Null(cells[0]);
        Assert.Equal(("floatSeries", 0.7, 5.0, 2), ((string?)cells[1]!["type"], (double)cells[1]!["value"]!, (double)cells[1]!["lastStep"]!, (int)cells[1]!["count"]!));
        Assert.Equal("without accuracy", (string?)(await QueryAsync(project, """{"columns":[],"sort":[{"path":"accuracy"}]}"""))["runs"]![3]!["name"]);
        Assert.Equal("gamma run", (string?)Assert.Single((await QueryAsync(project, """{"columns":[],"filter":{"text":"GAMMA"}}"""))["runs"]!.AsArray())!["name"]);
        Assert.Equal((4, 0), ((int)(await QueryAsync(project, """{"columns":[],"limit":0}"""))["total"]!, (await QueryAsync(project, """{"columns":[],"limit":0}"""))["runs"]!.AsArray().Count));
    }

    [Fact]
    public async Task Runs_in_the_trash_are_apart()
    {
        var project = await NewProjectAsync("trash");
        var kept = await NewRunAsync(project, "kept");
        var trashed = await NewRunAsync(project, "trashed");
        await api.Server.Get<Domain.Operations.IRunWriter>().SetTrashedAsync([new Domain.RunId(Guid.Parse(trashed))], trashed: true, CancellationToken.None);

        Assert.Equal(kept, (string?)Assert.Single((await QueryAsync(project, """{"columns":[]}"""))["runs"]!.AsArray())!["id"]);
        Assert.Equal(trashed, (string?)Assert.Single((await QueryAsync(project, """{"columns":[],"filter":{"scope":"trashed"}}"""))["runs"]!.AsArray())!["id"]);
    }

    [Fact]
    public async Task Projects_say_what_the_caller_is_and_count_only_what_he_may_see()
    {
        var mine = await NewProjectAsync("mine");
        await NewRunAsync(mine, "one");

        var own = (await api.Owner.AskAsync($"/api/v1/projects/{mine}")).Json!;
        Assert.Equal(("olga", "mine", "owner", 1), ((string?)own["workspace"], (string?)own["name"], (string?)own["role"], (int)own["runCount"]!));
        Assert.NotNull(own["lastActivity"]);
        Assert.DoesNotContain(mine, (await api.Viewer.AskAsync($"/api/v1/projects")).Text, StringComparison.Ordinal);
        Assert.Contains(mine, (await api.Owner.AskAsync($"/api/v1/projects")).Text, StringComparison.Ordinal);
        Assert.Equal(mine, (string?)(await api.Owner.AskAsync($"/api/v1/projects/lookup?workspace={"olga"}&name={"mine"}")).Json!["id"]);
        Assert.Equal("""{"projects":[]}""", (await api.Stranger.AskAsync($"/api/v1/projects")).Text);
    }

    [Fact]
    public async Task Creating_a_project_that_exists_answers_with_it_to_its_members_and_with_a_conflict_to_others()
    {
        await NewProjectAsync("twice");
        var other = await api.Server.SignInAsync(await api.Server.AddUserAsync("otto", mayCreateProjects: true));
        var body = Requests.Json("""{"workspace":"olga","name":"twice"}""");

        Assert.Equal(HttpStatusCode.OK, (await api.Owner.PostAsync("/api/v1/projects", body)).Status);
        var refused = await other.PostAsync("/api/v1/projects", body);
        Assert.Equal((HttpStatusCode.Conflict, "project-name-taken"), (refused.Status, refused.Problem));
    }

    [Fact]
    public async Task A_key_that_is_taken_is_a_conflict()
    {
        var first = await api.Owner.PostAsync("/api/v1/projects", Requests.Json("""{"workspace":"olga","name":"keyed","key":"KEYED"}"""));
        Assert.Equal("KEYED", (string?)first.Json!["key"]);

        var second = await api.Owner.PostAsync("/api/v1/projects", Requests.Json("""{"workspace":"olga","name":"keyed2","key":"KEYED"}"""));

        Assert.Equal((HttpStatusCode.Conflict, "project-key-taken", "$.key"), (second.Status, second.Problem, (string?)second.Json!["field"]));
    }

    [Fact]
    public async Task Attribute_search_counts_runs_and_pages()
    {
        var project = await NewProjectAsync("search");
        for (var i = 0; i < 2; i++)
        {
            var run = await NewRunAsync(project, "r");
            await api.WriteAsync(
                run,
                Requests.Json("""{"op":"assign","path":"train/loss","value":{"type":"float","value":1}}"""),
                Requests.Json("""{"op":"assign","path":"other","value":{"type":"int","value":1}}"""));
        }

        var answer = await api.Owner.AskAsync($"/api/v1/projects/{project}/attributes?text={"LOSS"}");

        Assert.Equal("""{"total":1,"attributes":[{"path":"train/loss","type":"float","runs":2}],"next":null}""", answer.Text);
    }

    [Fact]
    public async Task Points_come_in_columns_with_non_finite_values_as_words()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(run, Requests.Json("""{"op":"appendFloats","path":"loss","steps":[3,1,2,2.5],"unixMicros":[30,10,20,25],"values":["NaN",1,"Infinity",0.1]}"""));

        var all = await api.Viewer.PostAsync("/api/v1/series/points", new JsonObject { ["runId"] = run, ["path"] = "loss" });
        Assert.Equal("""{"total":4,"steps":[1,2,2.5,3],"unixMicros":[10,20,25,30],"values":[1,"Infinity",0.1,"NaN"]}""", all.Text);
        var window = await api.Viewer.PostAsync(
            "/api/v1/series/points", new JsonObject { ["runId"] = run, ["path"] = "loss", ["from"] = 2, ["to"] = 3, ["order"] = "desc", ["offset"] = 1, ["limit"] = 1 });
        Assert.Equal("""{"total":3,"steps":[2.5],"unixMicros":[25],"values":[0.1]}""", window.Text);
    }

    [Fact]
    public async Task Points_without_steps_follow_one_another_and_a_repeated_step_replaces()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(
            run,
            Requests.Json("""{"op":"appendFloats","path":"loss","unixMicros":[1,2],"values":[5,6]}"""),
            Requests.Json("""{"op":"appendFloats","path":"loss","steps":[7,null],"unixMicros":[3,4],"values":[7,8]}"""),
            Requests.Json("""{"op":"appendFloats","path":"loss","steps":[0],"unixMicros":[9],"values":[50]}"""));

        var all = await api.Viewer.PostAsync("/api/v1/series/points", new JsonObject { ["runId"] = run, ["path"] = "loss" });

        Assert.Equal("""{"total":4,"steps":[0,1,7,8],"unixMicros":[9,2,3,4],"values":[50,6,7,8]}""", all.Text);
    }

    [Fact]
    public async Task Buckets_share_one_range_and_say_exactly_what_is_in_them()
    {
        var (one, two) = (await api.AddRunAsync(), await api.AddRunAsync());
        await api.WriteAsync(one, Requests.Json("""{"op":"appendFloats","path":"loss","steps":[0,1,2,10],"unixMicros":[1,2,3,4],"values":[4,2,"NaN",8]}"""));
        await api.WriteAsync(two, Requests.Json("""{"op":"appendFloats","path":"loss","steps":[5],"unixMicros":[1],"values":["-Infinity"]}"""));

        var answer = await api.Viewer.PostAsync("/api/v1/series/buckets", Requests.Json(
            $$"""{"series":[{"runId":"{{one}}","path":"loss"},{"runId":"{{two}}","path":"loss"},{"runId":"{{two}}","path":"none"}],"buckets":2}"""));

        Assert.Equal("step", (string?)answer.Json!["x"]);
        var series = answer.Json["series"]!.AsArray();
        Assert.Equal(
            $$"""{"runId":"{{one}}","path":"loss","from":0,"to":10,"total":4,"index":[0,1],"firstX":[0,10],"lastX":[2,10],"count":[3,1],"min":[2,8],"max":[4,8],"mean":[3,8],"first":[4,8],"last":["NaN",8],"nanCount":[1,0],"positiveInfinityCount":[0,0],"negativeInfinityCount":[0,0],"smoothed":null}""",
            series[0]!.ToJsonString());
        Assert.Equal(
            ("""["NaN"]""", """["-Infinity"]""", "[1]"),
            (series[1]!["min"]!.ToJsonString(), series[1]!["first"]!.ToJsonString(), series[1]!["negativeInfinityCount"]!.ToJsonString()));
        Assert.Equal((0, "[]"), ((int)series[2]!["total"]!, series[2]!["index"]!.ToJsonString()));
    }

    [Fact]
    public async Task A_file_of_series_has_every_point_and_runs_no_formula()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(run, Requests.Json("""{"op":"appendFloats","path":"=1+1,\"x\"","steps":[0,1.5],"unixMicros":[0,1000001],"values":["NaN",0.1]}"""));
        var many = string.Join(',', Enumerable.Range(0, 20_500));
        await api.WriteAsync(run, Requests.Json($$"""{"op":"appendFloats","path":"many","steps":[{{many}}],"unixMicros":[{{many}}],"values":[{{many}}]}"""));

        var answer = await api.Viewer.PostAsync("/api/v1/series/csv", Requests.Json(
            $$"""{"series":[{"runId":"{{run}}","path":"=1+1,\"x\""},{"runId":"{{run}}","path":"none"},{"runId":"{{run}}","path":"many"}]}"""));

        var lines = answer.Text.Split("\r\n");
        Assert.Equal("run,attribute,step,time,value", lines[0]);
        Assert.Matches(""""^[A-Z0-9]+-\d+,"'=1\+1,""x""",0,1970-01-01T00:00:00\.000000Z,NaN$"""", lines[1]);
        Assert.EndsWith(",1.5,1970-01-01T00:00:01.000001Z,0.1", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",20499,1970-01-01T00:00:00.020499Z,20499", lines[^2], StringComparison.Ordinal);
        Assert.Equal(2 + 20_500 + 2, lines.Length);
    }

    [Fact]
    public async Task Buckets_of_a_run_that_the_caller_may_not_see_are_refused_whole()
    {
        var seen = await api.AddRunAsync();
        var hidden = await NewRunAsync(await NewProjectAsync("hidden"), "hidden");

        var answer = await api.Viewer.PostAsync("/api/v1/series/buckets", Requests.Json(
            $$"""{"series":[{"runId":"{{seen}}","path":"a"},{"runId":"{{hidden}}","path":"a"}],"buckets":2}"""));

        Assert.Equal((HttpStatusCode.NotFound, "no-such-run"), (answer.Status, answer.Problem));
    }

    [Theory]
    [InlineData("", 0, "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("&offset=8", 8, "8 9")]
    [InlineData("&offset=2&limit=3", 2, "2 3 4")]
    [InlineData("&offset=-3", 7, "7 8 9")]
    [InlineData("&offset=-5&limit=2", 5, "5 6")]
    [InlineData("&offset=-100&limit=4", 0, "")]
    [InlineData("&offset=-9223372036854775808", 0, "")]
    [InlineData("&offset=-12&limit=4", 0, "0 1")]
    [InlineData("&offset=50", 50, "")]
    public async Task Log_lines_come_by_place_from_either_end(string window, int offset, string expected)
    {
        var run = await api.AddRunAsync();
        var lines = string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"{i}\""));
        await api.WriteAsync(run, Requests.Json($$"""{"op":"appendStrings","path":"log","unixMicros":[0,1,2,3,4,5,6,7,8,9],"values":[{{lines}}]}"""));

        var page = (await api.Viewer.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}/logs?path=log{window}")).Json!;

        Assert.Equal((10, expected), ((int)page["total"]!, string.Join(' ', page["lines"]!.AsArray().Select(line => (string?)line!["value"]))));
        Assert.Equal(page["lines"]!.AsArray().Select(line => (string?)line!["value"]), page["lines"]!.AsArray().Select(line => $"{line!["index"]}"));
        Assert.Equal(offset, (int)page["offset"]!);
    }

    [Theory]
    [InlineData("&step=4&limit=2", 4, "4 5")]
    [InlineData("&step=4.5&offset=-2&limit=3", 3, "3 4 5")]
    [InlineData("&time=1970-01-01T00:00:07Z", 7, "7 8 9")]
    [InlineData("&time=1970-01-01T00:00:07.5Z&offset=-1&limit=1", 7, "7")]
    [InlineData("&time=2026-01-01T00:00:00Z", 10, "")]
    [InlineData("&step=1&offset=-5&limit=3", 0, "0 1 2")]
    public async Task Log_lines_come_from_a_step_or_a_moment_on(string window, int offset, string expected)
    {
        var run = await api.AddRunAsync();
        await WriteTenLinesAsync(run, "log");

        var page = (await api.Viewer.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}/logs?path=log{window}")).Json!;

        Assert.Equal((offset, expected), ((int)page["offset"]!, string.Join(' ', page["lines"]!.AsArray().Select(line => (string?)line!["value"]))));
    }

    [Fact]
    public async Task Lines_of_all_logs_of_a_run_are_searched_page_by_page()
    {
        var run = await api.AddRunAsync();
        await WriteTenLinesAsync(run, "err");
        await WriteTenLinesAsync(run, "out");

        var found = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = (await api.Viewer.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}/logs/search?pattern=%5B468%5D&limit=2&after={after}")).Json!;
            Assert.InRange(page["hits"]!.AsArray().Count, 0, 2);
            found.AddRange(page["hits"]!.AsArray().Select(hit => $"{hit!["path"]} {hit["index"]} {hit["value"]}"));
            after = (string?)page["next"];
        }

        Assert.Equal(["err 4 4", "err 6 6", "err 8 8", "out 4 4", "out 6 6", "out 8 8"], found);
        var last = (await api.Viewer.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}/logs/search?text=8&path=out&descending=true")).Json!;
        Assert.Equal(("out", 8, null), ((string?)last["hits"]![0]!["path"], (int)last["hits"]![0]!["index"]!, (string?)last["next"]));
    }

    Task WriteTenLinesAsync(string run, string path) => api.WriteAsync(run, Requests.Json($$"""
        {"op":"appendStrings","path":"{{path}}","unixMicros":[{{string.Join(',', Enumerable.Range(0, 10).Select(i => i * 1_000_000))}}],"values":[{{string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"{i}\""))}}]}
        """));

    [Fact]
    public async Task Histograms_read_back()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(run, Requests.Json("""{"op":"appendHistograms","path":"w","steps":[4],"unixMicros":[9],"values":[{"edges":[0,0.5,1],"counts":[3,4]}]}"""));

        var page = await api.Viewer.AskAsync($"/api/v1/runs/{run}/histogram-series?path={"w"}");

        Assert.Equal("""{"total":1,"offset":0,"entries":[{"index":0,"step":4,"unixMicros":9,"histogram":{"edges":[0,0.5,1],"counts":[3,4],"isDensity":false}}]}""", page.Text);
    }

    async Task<string> NewProjectAsync(string name) =>
        (string)(await api.Owner.PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = "olga", ["name"] = name })).Json!["id"]!;

    async Task<string> NewRunAsync(string project, string name) =>
        (string)(await api.Owner.PostAsync($"/api/v1/projects/{project}/runs", new JsonObject { ["name"] = name })).Json!["run"]!["id"]!;

    async Task<JsonNode> QueryAsync(string project, string query) =>
        (await api.Owner.PostTextAsync($"/api/v1/projects/{project}/runs/query", query)).Json!;
}

using System.Net;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Server.Tests.Api;

/// <summary>What charts ask of float series.</summary>
public class ChartTests(ApiServer api) : IClassFixture<ApiServer>
{
    async Task<string> RunAsync(params string[] operations)
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(run, [.. operations.Select(Requests.Json)]);
        return run;
    }

    static string Floats(string path, string steps, string values) =>
        $$"""{"op":"appendFloats","path":"{{path}}","steps":[{{steps}}],"unixMicros":[{{string.Join(',', steps.Split(',').Select((_, i) => i * 1_000_000))}}],"values":[{{values}}]}""";

    Task<Answer> AskAsync(string what, string body) => api.Viewer.PostTextAsync($"/api/v1/series/{what}", body);

    static string Text(JsonNode? node) => node!.ToJsonString();

    [Fact]
    public async Task Buckets_lie_along_another_series_and_carry_a_smoothed_curve()
    {
        var run = await RunAsync(Floats("loss", "0,1,2", "4,8,6"), Floats("epoch", "0,1,2,3", "10,20,30,40"));

        var answer = (await AskAsync("buckets", $$"""
            {"smoothing":{"kind":"causalAverage","strength":2},"series":[{"runId":"{{run}}","path":"loss"}],"buckets":3,"x":"series","xSeries":"epoch"}
            """)).Json!;

        Assert.Equal(("series", 10, 30), ((string?)answer["x"], (int)answer["series"]![0]!["from"]!, (int)answer["series"]![0]!["to"]!));
        Assert.Equal(("[10,20,30]", "[4,8,6]", "[4,6,7]"),
            (Text(answer["series"]![0]!["lastX"]), Text(answer["series"]![0]!["mean"]), Text(answer["series"]![0]!["smoothed"])));
    }

    [Fact]
    public async Task A_formula_stands_where_a_series_could_and_answers_under_its_text()
    {
        var run = await RunAsync(Floats("train/loss", "0,1,2", "4,8,6"), Floats("val/loss", "0,2", "5,9"));
        var series = $$"""[{"runId":"{{run}}","formula":"val/loss - train/loss"}]""";

        var buckets = (await AskAsync("buckets", $$"""{"series":{{series}},"buckets":2}""")).Json!["series"]![0]!;
        var along = (await AskAsync("buckets", $$"""{"series":[{"runId":"{{run}}","path":"train/loss"}],"buckets":2,"x":"series","xFormula":"val/loss * 2"}""")).Json!["series"]![0]!;
        var nearest = (await AskAsync("nearest", $$"""{"series":{{series}},"at":5}""")).Json!["series"]![0]!;
        var csv = await AskAsync("csv", $$"""{"series":{{series}}}""");

        Assert.Equal(("val/loss - train/loss", "[1,3]"), ((string?)buckets["path"], Text(buckets["mean"])));
        Assert.Equal(("[10,18]", "[4,6]"), (Text(along["lastX"]), Text(along["mean"])));
        Assert.Equal((2, 3), ((int)nearest["point"]!["step"]!, (int)nearest["point"]!["value"]!));
        Assert.Equal([",val/loss - train/loss,0,1970-01-01T00:00:00.000000Z,1", ",val/loss - train/loss,2,1970-01-01T00:00:02.000000Z,3"],
            csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[line.IndexOf(',', StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task A_formula_with_a_fault_says_where_it_is()
    {
        var run = await RunAsync(Floats("loss", "0", "1"));

        var refused = await AskAsync("buckets", $$"""{"series":[{"runId":"{{run}}","formula":"loss +"}],"buckets":2}""");
        var both = await AskAsync("buckets", $$"""{"series":[{"runId":"{{run}}","path":"loss","formula":"loss"}],"buckets":2}""");
        var fault = (await AskAsync("formula", """{"text":"loss + mean(x)"}""")).Json!;
        var read = (await AskAsync("formula", """{"text":"val/loss - `train loss`"}""")).Json!;

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (refused.Status, both.Status));
        Assert.Equal(("$.series[0].formula", "$.series[0]"), ((string?)refused.Json!["field"], (string?)both.Json!["field"]));
        Assert.StartsWith("At 6: ", (string?)refused.Json!["detail"], StringComparison.Ordinal);
        Assert.Equal((7, "[]"), ((int)fault["fault"]!["offset"]!, Text(fault["names"])));
        Assert.Equal("""{"names":["val/loss","train loss"],"fault":null}""", Text(read));
    }

    [Fact]
    public async Task Groups_come_in_columns_with_one_for_each_quantile()
    {
        var run = await RunAsync(Floats("a", "0,9", "1,5"), Floats("b", "0", "3"));

        var answer = (await AskAsync("groups", $$"""
            {"groups":[[{"runId":"{{run}}","path":"a"},{"runId":"{{run}}","path":"b"}],[{"runId":"{{run}}","path":"none"}]],"buckets":3,"quantiles":[0,0.75],"gaps":"carry"}
            """)).Json!;

        Assert.Equal(
            """{"from":0,"to":9,"parts":3,"index":[0,1,2],"series":[2,1,1],"points":[2,0,1],"mean":[2,1,5],"standardDeviation":[1.4142135623730951,"NaN","NaN"],"standardError":[1,"NaN","NaN"],"min":[1,1,5],"max":[3,1,5],"pointMin":[1,"NaN",5],"pointMax":[3,"NaN",5],"median":[2,1,5],"quantiles":[[1,1,5],[2.5,1,5]]}""",
            Text(answer["groups"]![0]).Replace("0.9999999999999998", "1", StringComparison.Ordinal).Replace("1.0000000000000002", "1", StringComparison.Ordinal));
        Assert.Equal(("[]", "[[],[]]"), (Text(answer["groups"]![1]!["index"]), Text(answer["groups"]![1]!["quantiles"])));
    }

    [Fact]
    public async Task Statistics_and_the_nearest_point_answer_one_entry_for_each_series()
    {
        var run = await RunAsync(Floats("loss", "0,1,2,10", """4,"NaN",6,"Infinity" """));
        var series = $$"""[{"runId":"{{run}}","path":"loss"},{"runId":"{{run}}","path":"none"}]""";

        var statistics = (await AskAsync("statistics", $$"""{"series":{{series}},"from":0,"to":3,"quantiles":[0.5]}""")).Json!["series"]!;
        var nearest = (await AskAsync("nearest", $$"""{"series":{{series}},"at":7}""")).Json!["series"]!;

        Assert.Equal(
            $$"""{"runId":"{{run}}","path":"loss","count":3,"nanCount":1,"positiveInfinityCount":0,"negativeInfinityCount":0,"min":4,"max":6,"mean":5,"variance":1,"firstX":0,"first":4,"lastX":2,"last":6,"quantiles":[5]}""",
            Text(statistics[0]));
        Assert.Equal((0, null, "[\"NaN\"]"), ((int)statistics[1]!["count"]!, statistics[1]!["firstX"], Text(statistics[1]!["quantiles"])));
        Assert.Equal("""{"x":10,"step":10,"unixMicros":3000000,"value":"Infinity"}""", Text(nearest[0]!["point"]));
        Assert.Null(nearest[1]!["point"]);
    }

    [Fact]
    public async Task Metrics_are_ranked_by_their_last_change_and_by_how_far_runs_lie_apart()
    {
        var (one, other) = (await RunAsync(Floats("rank/a", "0,5", "9,1"), Floats("rank/b", "0", "\"NaN\"")), await RunAsync(Floats("rank/a", "0,1,2", "1,1,4")));

        var answer = (await api.Viewer.PostTextAsync($"/api/v1/projects/{api.ProjectId}/series/ranking",
            $$$"""{"paths":["rank/a","rank/b","rank/none"],"filter":{"only":["{{{one}}}","{{{other}}}"]}}""")).Json!;

        Assert.Equal((2, 0), ((int)answer["runs"]!, (int)answer["runsLeft"]!));
        Assert.Equal(
            """[{"path":"rank/a","runs":2,"lastUnixMicros":2000000,"least":1,"greatest":4},{"path":"rank/b","runs":1,"lastUnixMicros":0,"least":null,"greatest":null},{"path":"rank/none","runs":0,"lastUnixMicros":null,"least":null,"greatest":null}]""",
            Text(answer["series"]));
    }

    [Fact]
    public async Task Of_many_histograms_some_evenly_spread_ones_are_answered_and_densities_say_that_they_are()
    {
        static string Bars(int i) => $$"""{"edges":[0,1,2],"counts":[{{i}},0.5],"isDensity":true}""";
        var run = await RunAsync($$"""{"op":"appendHistograms","path":"weights","unixMicros":[{{string.Join(',', Enumerable.Range(0, 11))}}],"values":[{{string.Join(',', Enumerable.Range(0, 11).Select(Bars))}}]}""");

        var answer = (await api.Viewer.AskAsync($"/api/v1/runs/{run}/histogram-series?path=weights&slices=3")).Json!;

        Assert.Equal((11, "[0,5,10]"), ((int)answer["total"]!, Text(new JsonArray([.. answer["entries"]!.AsArray().Select(entry => (JsonNode)(int)entry!["index"]!)]))));
        Assert.Equal("""{"edges":[0,1,2],"counts":[5,0.5],"isDensity":true}""", Text(answer["entries"]![1]!["histogram"]));
        Assert.Equal("slices", (string?)(await api.Viewer.AskAsync($"/api/v1/runs/{run}/histogram-series?path=weights&slices=201")).Json!["field"]);
    }

    [Fact]
    public async Task A_fork_answers_with_what_it_inherits_when_asked()
    {
        var parent = await RunAsync(Floats("loss", "0,1,2", "1,2,3"), Floats("other", "0", "7"));
        var writer = api.Server.Get<IRunWriter>();
        var created = Assert.IsType<CreateAnswer.Created>(await writer.CreateAsync(
            new NewRun(api.Project.Id, api.Project.Key, RunKind.Run, "olga", Fork: new ForkPoint(new RunId(Guid.Parse(parent)), Step.From(1))), CancellationToken.None));
        var fork = created.Run.Id.Value.ToString();
        await api.WriteAsync(fork, Requests.Json(Floats("loss", "5", "9")));
        var series = $$"""[{"runId":"{{fork}}","path":"loss"}]""";

        var buckets = (await AskAsync("buckets", $$"""{"series":{{series}},"buckets":10,"inherited":true}""")).Json!["series"]![0]!;
        var own = (await AskAsync("buckets", $$"""{"series":{{series}},"buckets":10}""")).Json!["series"]![0]!;
        var points = (await AskAsync("points", $$"""{"runId":"{{fork}}","path":"loss","inherited":true,"after":0}""")).Json!;
        var listed = await api.Viewer.AskAsync($"/api/v1/runs/{fork}/series");
        var listedOwn = await api.Viewer.AskAsync($"/api/v1/runs/{fork}/series?inherited=false&prefix=lo");

        Assert.Equal(("[1,2,9]", "[9]"), (Text(buckets["mean"]), Text(own["mean"])));
        Assert.Equal(("[1,5]", 2), (Text(points["steps"]), (int)points["total"]!));
        Assert.Equal([("loss", 3), ("other", 1)], listed.Json!["attributes"]!.AsArray().Select(one => ((string?)one!["path"], (int)one["count"]!)));
        Assert.Equal([("loss", 1)], listedOwn.Json!["attributes"]!.AsArray().Select(one => ((string?)one!["path"], (int)one["count"]!)));
    }

    [Fact]
    public async Task The_forks_of_a_run_are_answered_with_their_heads_and_how_many_there_are()
    {
        var writer = api.Server.Get<IRunWriter>();
        async Task<string> ForkAsync(string parent, double step) => Assert.IsType<CreateAnswer.Created>(await writer.CreateAsync(
            new NewRun(api.Project.Id, api.Project.Key, RunKind.Run, "olga", Fork: new ForkPoint(new RunId(Guid.Parse(parent)), Step.From(step))), CancellationToken.None)).Run.Id.Value.ToString();
        var root = await RunAsync();
        var late = await ForkAsync(root, 7);
        var early = await ForkAsync(root, 3);
        var grandchild = await ForkAsync(early, 4);
        await api.WriteAsync(grandchild, Requests.Json("""{"op":"assign","path":"sys/name","value":{"type":"string","value":"third"}}"""));

        async Task<JsonNode> AskAsync(string body) => (await api.Viewer.PostTextAsync($"/api/v1/projects/{api.ProjectId}/runs/forks", body)).Json!;
        var all = await AskAsync($$"""{"runs":["{{root}}"]}""");
        var one = await AskAsync($$"""{"runs":["{{root}}"],"perRun":1,"limit":1}""");

        Assert.Equal([early, late, grandchild], all["runs"]!.AsArray().Select(run => (string?)run!["id"]));
        Assert.Equal("third", (string?)all["runs"]![2]!["name"]);
        Assert.Equal($$"""{"parent":"{{early}}","step":4}""", Text(all["runs"]![2]!["fork"]));
        Assert.Equal([(root, 2), (early, 1)], all["parents"]!.AsArray().Select(parent => ((string)parent!["runId"]!, (int)parent["forks"]!)));
        Assert.Equal([early], one["runs"]!.AsArray().Select(run => (string?)run!["id"]));
        Assert.Equal([(root, 2), (early, 1)], one["parents"]!.AsArray().Select(parent => ((string)parent!["runId"]!, (int)parent["forks"]!)));
        Assert.Equal("$.perRun", (string?)(await AskAsync("""{"runs":[],"perRun":1001}"""))["field"]);
        Assert.Equal("$.limit", (string?)(await AskAsync("""{"runs":[],"limit":-1}"""))["field"]);
    }

    [Theory]
    [InlineData("buckets", "\"buckets\":10,\"x\":\"series\"", "$.xSeries")]
    [InlineData("buckets", "\"buckets\":10,\"xSeries\":\"a\"", "$.xSeries")]
    [InlineData("buckets", "\"buckets\":10,\"x\":\"series\",\"xSeries\":\"\"", "$.xSeries")]
    [InlineData("buckets", "\"buckets\":10,\"smoothing\":{\"kind\":\"exponential\",\"strength\":1}", "$.smoothing.strength")]
    [InlineData("buckets", "\"buckets\":10,\"smoothing\":{\"kind\":\"gaussian\",\"strength\":\"NaN\"}", "$.smoothing.strength")]
    [InlineData("buckets", "\"buckets\":10001", "$.buckets")]
    [InlineData("buckets", "\"buckets\":10,\"steadyWidth\":-1", "$.steadyWidth")]
    [InlineData("buckets", "\"buckets\":10,\"steadyWidth\":0,\"from\":1", "$.steadyWidth")]
    [InlineData("statistics", "\"from\":2,\"to\":1", "$.to")]
    [InlineData("statistics", "\"quantiles\":[0.5,1.5]", "$.quantiles[1]")]
    [InlineData("statistics", "\"quantiles\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]", "$.quantiles")]
    [InlineData("nearest", "\"at\":\"Infinity\"", "$.at")]
    public async Task A_fault_is_named_by_its_place(string what, string rest, string field)
    {
        var answer = await AskAsync(what, $$"""{"series":[{"runId":"{{await RunAsync(Floats("a", "1", "1"))}}","path":"a"}],{{rest}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, (string?)answer.Json!["field"]));
    }

    [Fact]
    public async Task Faults_in_groups_are_named_by_their_place()
    {
        var run = await RunAsync(Floats("a", "1", "1"));
        async Task<string?> FieldAsync(string groups) => (string?)(await AskAsync("groups", $$"""{"groups":{{groups}},"buckets":10}""")).Json!["field"];

        Assert.Equal("$.groups", await FieldAsync("[]"));
        Assert.Equal("$.groups", await FieldAsync("[[],[]]"));
        Assert.Equal("$.groups[1][0].path", await FieldAsync($$"""[[],[{"runId":"{{run}}","path":""}]]"""));
    }

    [Theory]
    [InlineData("buckets", "\"series\":[{0},{1}],\"buckets\":2")]
    [InlineData("groups", "\"groups\":[[{0}],[{1}]],\"buckets\":2")]
    [InlineData("statistics", "\"series\":[{0},{1}]")]
    [InlineData("nearest", "\"series\":[{0},{1}],\"at\":1")]
    public async Task One_run_that_the_caller_may_not_see_refuses_the_whole_question(string what, string body)
    {
        var project = (string)(await api.Owner.PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = "olga", ["name"] = $"hidden-{what}" })).Json!["id"]!;
        var hidden = (string)(await api.Owner.PostAsync($"/api/v1/projects/{project}/runs", new JsonObject())).Json!["run"]!["id"]!;
        var seen = await RunAsync(Floats("a", "1", "1"));
        string Fill(string other) => "{" + body
            .Replace("{0}", $$"""{"runId":"{{seen}}","path":"a"}""", StringComparison.Ordinal)
            .Replace("{1}", $$"""{"runId":"{{other}}","path":"a"}""", StringComparison.Ordinal) + "}";

        Assert.Equal((HttpStatusCode.NotFound, "no-such-run"), (await AskAsync(what, Fill(hidden))).Kind);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(what, Fill(seen))).Status);
    }
}

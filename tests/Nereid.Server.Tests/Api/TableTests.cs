using System.Net;
using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Api;

/// <summary>Filters, groups, values and attribute searches over HTTP: what the stores answer is theirs to test, how it is asked and said is tested here.</summary>
public class TableTests(ApiServer api) : IClassFixture<ApiServer>
{
    async Task<string> ProjectAsync()
    {
        var project = (string)(await api.Owner.PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = "olga", ["name"] = $"t{Guid.NewGuid():N}" })).Json!["id"]!;
        foreach (var (name, optimizer, loss) in new[] { ("a", "adam", "0.5"), ("b", "sgd", "0.25"), ("c", "sgd", "0.75") })
        {
            var run = (string)(await api.Owner.PostAsync($"/api/v1/projects/{project}/runs", new JsonObject { ["name"] = name })).Json!["run"]!["id"]!;
            await api.WriteAsync(
                run,
                Requests.Json($$$"""{"op":"assign","path":"params/optimizer","value":{"type":"string","value":"{{{optimizer}}}"}}"""),
                Requests.Json($$"""{"op":"appendFloats","path":"train/loss","unixMicros":[1,2],"values":[{{loss}},2]}"""));
        }
        return project;
    }

    Task<Answer> AskAsync(string project, string route, string body) => api.Owner.PostTextAsync($"/api/v1/projects/{project}/{route}", body);

    async Task<string> NamesAsync(string project, string query)
    {
        var answer = await AskAsync(project, "runs/query", query);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return string.Join(',', answer.Json!["runs"]!.AsArray().Select(run => (string?)run!["name"]));
    }

    [Fact]
    public async Task Text_and_tree_select_the_same_runs_and_sort_keys_come_in_order()
    {
        var project = await ProjectAsync();

        Assert.Equal("c,b", await NamesAsync(project, """{"columns":[],"filter":{"nql":"params/optimizer = sgd"}}"""));
        Assert.Equal("c,b", await NamesAsync(project,
            """{"columns":[],"filter":{"where":{"type":"and","parts":[{"type":"compare","column":{"path":"params/optimizer","type":"string"},"operator":"equal","value":"sgd"},{"type":"not","part":{"type":"exists","column":{"path":"never"}}}]}}}"""));
        Assert.Equal("b", await NamesAsync(project, """{"columns":[],"filter":{"nql":"min(`train/loss`:floatSeries) < 0.3","dialect":"neptune3"}}"""));
        Assert.Equal("c,b", await NamesAsync(project, """{"columns":[],"filter":{"nql":"`params/optimizer`:string != \"adam\" AND never != 1","dialect":"neptune3"}}"""));
        Assert.Equal("", await NamesAsync(project, """{"columns":[],"filter":{"nql":"never != 1"}}"""));
        Assert.Equal("c,b,a", await NamesAsync(project, """{"columns":[],"sort":[{"path":"params/optimizer","descending":true},{"path":"train/loss","aggregate":"min","descending":true}]}"""));
        Assert.Equal("", await NamesAsync(project, """{"columns":[],"filter":{"scope":"trashed"}}"""));
        Assert.Equal("c,b,a", await NamesAsync(project, """{"columns":[],"filter":{"scope":"all"}}"""));
    }

    [Fact]
    public async Task A_faulty_query_is_told_its_place_and_what_was_expected()
    {
        var answer = await AskAsync(await ProjectAsync(), "runs/query", """{"columns":[],"filter":{"nql":"a = 1\n b = 2"}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-query", "$.filter.nql"), (answer.Status, answer.Problem, (string?)answer.Json!["field"]));
        var query = answer.Json["query"]!;
        Assert.Equal((7, 1, 2, 2), ((int)query["offset"]!, (int)query["length"]!, (int)query["line"]!, (int)query["column"]!));
        Assert.Equal(["AND", "OR"], query["expected"]!.AsArray().Select(each => (string?)each!["text"]));
    }

    [Fact]
    public async Task Pages_go_on_from_where_the_last_one_ended()
    {
        var project = await ProjectAsync();
        var first = (await AskAsync(project, "runs/query", """{"columns":[],"sort":[{"path":"train/loss","aggregate":"first"}],"limit":2}""")).Json!;

        Assert.Equal("c", await NamesAsync(project, $$"""{"columns":[],"sort":[{"path":"train/loss","aggregate":"first"}],"limit":2,"after":"{{first["next"]}}"}"""));
        Assert.Equal("$.after", (string?)(await AskAsync(project, "runs/query", $$"""{"columns":[],"after":"{{first["next"]}}"}""")).Json!["field"]);
    }

    [Fact]
    public async Task Groups_have_values_figures_and_members()
    {
        var project = await ProjectAsync();
        var answer = (await AskAsync(project, "runs/groups",
            """{"by":[{"path":"params/optimizer"}],"figures":[{"path":"train/loss","aggregate":"min"}],"sort":[{"by":"runs","descending":true}]}""")).Json!;

        var group = answer["groups"]![0]!;
        Assert.Equal((2, 3, 2), ((int)answer["total"]!, (int)answer["runs"]!, (int)group["runs"]!));
        Assert.Equal("""{"kind":"text","text":"sgd","number":null,"members":null}""", group["values"]![0]!.ToJsonString());
        Assert.Equal((2, 0.5, 0.25, 0.75, 0.5), ((int)group["figures"]![0]!["count"]!, (double)group["figures"]![0]!["mean"]!, (double)group["figures"]![0]!["min"]!, (double)group["figures"]![0]!["max"]!, (double)group["figures"]![0]!["median"]!));
        Assert.Null(answer["groups"]![1]!["figures"]![0]!["standardDeviation"]);
        Assert.Equal("c,b", await NamesAsync(project, $$$"""{"columns":[],"group":{"by":[{"path":"params/optimizer"}],"key":"{{{group["key"]}}}"}}"""));
    }

    [Fact]
    public async Task Attributes_are_found_by_every_kind_of_text_and_values_and_differences_told()
    {
        var project = await ProjectAsync();
        async Task<string> FoundAsync(string body) => string.Join(',', (await AskAsync(project, "attributes/search", body)).Json!["attributes"]!.AsArray().Select(each => $"{each!["path"]}:{each["type"]}:{each["runs"]}"));

        Assert.Equal("train/loss:floatSeries:3", await FoundAsync("""{"text":"LOSS"}"""));
        Assert.Equal("params/optimizer:string:3,train/loss:floatSeries:3", await FoundAsync("""{"text":"^(params|train)/","matching":"regex"}"""));
        Assert.Equal("params/optimizer:string:3", await FoundAsync("""{"text":"/ & !loss & !^sys","matching":"extended"}"""));
        Assert.Equal("params/optimizer:string:2", await FoundAsync("""{"text":"opt","types":["string"],"filter":{"nql":"params/optimizer = sgd"}}"""));
        var first = (await AskAsync(project, "attributes/search", """{"text":"s","limit":1}""")).Json!;
        Assert.Equal((int)first["total"]! - 1, (await AskAsync(project, "attributes/search", $$"""{"text":"s","after":"{{first["next"]}}"}""")).Json!["attributes"]!.AsArray().Count);

        var values = (await AskAsync(project, "attributes/values", """{"column":{"path":"params/optimizer"},"text":"D"}""")).Json!;
        Assert.Equal(["sgd:2", "adam:1"], values["values"]!.AsArray().Select(each => $"{each!["value"]!["text"]}:{each["runs"]}"));
        var differing = (await AskAsync(project, "attributes/differing", "{}")).Json!;
        Assert.Equal("""{"runs":3,"total":2,"columns":[{"path":"params/optimizer","runs":3,"values":2},{"path":"sys/name","runs":3,"values":3}]}""", differing.ToJsonString());
    }

    [Theory]
    [InlineData("""{"text":"`a` = 1 and (b = x or not c exists)"}""", """`a` = "1" AND (`b` = "x" OR NOT `c` EXISTS)""")]
    [InlineData("""{"where":{"type":"or","parts":[{"type":"mentions","text":"x"},{"type":"compare","column":{"path":"l","type":"floatSeries","aggregate":"max"},"operator":"greaterOrEqual","value":"3"}]}}""",
        """MENTIONS "x" OR max(`l`:floatSeries) >= "3" """)]
    public async Task A_query_goes_between_text_and_tree(string body, string text)
    {
        var parsed = (await api.Viewer.PostTextAsync("/api/v1/nql/parse", body)).Json!;

        Assert.Equal(text.TrimEnd(), (string?)parsed["text"]);
        var again = (await api.Viewer.PostAsync("/api/v1/nql/parse", new JsonObject { ["where"] = parsed["where"]!.DeepClone() })).Json!;
        Assert.Equal(parsed.ToJsonString(), again.ToJsonString());
    }

    [Fact]
    public async Task A_fault_or_nothing_is_told_apart_from_a_query()
    {
        var fault = (await api.Viewer.PostTextAsync("/api/v1/nql/parse", """{"text":"lr:float > high"}""")).Json!;
        var blank = (await api.Viewer.PostTextAsync("/api/v1/nql/parse", """{"text":" "}""")).Json!;

        Assert.Null(fault["where"]);
        Assert.Equal((11, "value"), ((int)fault["fault"]!["offset"]!, (string?)fault["fault"]!["expected"]![0]!["kind"]));
        Assert.Equal("""{"where":null,"text":"","fault":null}""", blank.ToJsonString());
    }

    [Fact]
    public async Task Figures_that_are_not_kept_are_worked_out_from_the_points()
    {
        var run = await api.AddRunAsync();
        var bare = await api.AddRunAsync();
        await api.WriteAsync(
            run,
            Requests.Json("""{"op":"appendFloats","path":"loss","steps":[0,10,20,30],"unixMicros":[1,2,3,4],"values":[4,"NaN",1,2]}"""),
            Requests.Json("""{"op":"appendFloats","path":"accuracy","steps":[0,10,20,30],"unixMicros":[1,2,3,4],"values":[0.1,0.9,0.5,0.9]}"""));

        var answer = await AskAsync(api.ProjectId, "runs/figures", $$"""
            {"runs":["{{run}}","{{bare}}","{{Guid.Empty}}"],"figures":[
              {"path":"loss","kind":"median"},
              {"path":"loss","kind":"atStep","step":22},
              {"path":"accuracy","kind":"whereLowest","other":"loss"},
              {"path":"loss","kind":"whereHighest","other":"accuracy"}]}
            """);

        Assert.Equal(
            """{"figures":[[{"value":2,"step":null},null,null],[{"value":1,"step":20},null,null],[{"value":0.5,"step":20},null,null],[{"value":"NaN","step":10},null,null]]}""",
            answer.Text);
    }

    [Theory]
    [InlineData("""{"runs":[],"figures":[{"path":"a","kind":"median"}]}""", "$.runs")]
    [InlineData("""{"runs":["00000000-0000-0000-0000-000000000001"],"figures":[]}""", "$.figures")]
    [InlineData("""{"runs":["00000000-0000-0000-0000-000000000001"],"figures":[{"path":"a","kind":"atStep"}]}""", "$.figures[0].step")]
    [InlineData("""{"runs":["00000000-0000-0000-0000-000000000001"],"figures":[{"path":"a","kind":"whereLowest"}]}""", "$.figures[0].other")]
    public async Task A_figure_that_makes_no_sense_is_refused_with_its_field(string body, string field)
    {
        var answer = await AskAsync(api.ProjectId, "runs/figures", body);

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, (string?)answer.Json!["field"]));
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Server.Tests.Api;

/// <summary>Columns whose cells are worked out from points, over HTTP: their values, sorting by them, and exporting them.</summary>
public class TableFigureTests(ApiServer api) : IClassFixture<ApiServer>
{
    const string Gap = """{"formula":"val/loss - train/loss","kind":"last"}""";

    async Task<(string Project, string[] Runs)> ProjectAsync(params string[] names)
    {
        var project = (string)(await api.Owner.PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = "olga", ["name"] = $"f{Guid.NewGuid():N}" })).Json!["id"]!;
        var runs = new List<string>();
        foreach (var name in names)
            runs.Add((string)(await api.Owner.PostAsync($"/api/v1/projects/{project}/runs", new JsonObject { ["name"] = name })).Json!["run"]!["id"]!);
        return (project, [.. runs]);
    }

    static JsonNode Floats(string path, string steps, string values) => Requests.Json(
        $$"""{"op":"appendFloats","path":"{{path}}","steps":[{{steps}}],"unixMicros":[{{string.Join(',', Enumerable.Range(1, steps.Split(',').Length))}}],"values":[{{values}}]}""");

    static JsonNode Number(string path, double value) => Requests.Json($$$"""{"op":"assign","path":"{{{path}}}","value":{"type":"float","value":{{{value}}}}}""");

    Task<Answer> AskAsync(string project, string route, string body) => api.Owner.PostTextAsync($"/api/v1/projects/{project}/runs/{route}", body);

    async Task<string> NamesAsync(string project, string figure, bool descending = false, string rest = "")
    {
        var answer = await AskAsync(project, "query", $$"""{"columns":[],"sort":[{"figure":{{figure}},"descending":{{(descending ? "true" : "false")}}}]{{rest}}}""");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return string.Join(',', answer.Json!["runs"]!.AsArray().Select(run => (string?)run!["name"]));
    }

    [Fact]
    public async Task A_formula_has_the_figures_of_a_series_and_one_over_numbers_has_one_value()
    {
        var (project, runs) = await ProjectAsync("a", "b");
        await api.WriteAsync(runs[0], Floats("train/loss", "0,1,2,3", "4,3,2,1"), Floats("val/loss", "1,3,5", "5,4,9"), Number("lr", 0.5), Number("decay", 0.25));
        await api.WriteAsync(runs[1], Floats("train/loss", "0", "4"), Number("lr", 2));

        async Task<string> ValuesAsync(string figure) =>
            string.Join(' ', (await AskAsync(project, "figures", $$"""{"runs":["{{runs[0]}}","{{runs[1]}}"],"figures":[{{figure}}]}""")).Json!["figures"]![0]!.AsArray()
                .Select(value => value is null ? "-" : $"{value["value"]}@{value["step"]}"));
        string Gaps(string kind) => $$"""{"formula":"val/loss - train/loss","kind":"{{kind}}"}""";

        Assert.Equal("3@3 -", await ValuesAsync(Gap));
        Assert.Equal(["2@1 -", "2@ -", "3@ -", "2.5@ -", "2.5@ -", "0.25@ -", "2@ -"],
            [await ValuesAsync(Gaps("first")), await ValuesAsync(Gaps("min")), await ValuesAsync(Gaps("max")), await ValuesAsync(Gaps("mean")), await ValuesAsync(Gaps("median")), await ValuesAsync(Gaps("variance")), await ValuesAsync(Gaps("count"))]);
        Assert.Equal("2@1 -", await ValuesAsync("""{"formula":"val/loss - train/loss","kind":"atStep","step":0}"""));
        Assert.Equal("3@3 -", await ValuesAsync("""{"formula":"val/loss - train/loss","kind":"whereLowest","other":"train/loss"}"""));
        Assert.Equal("1@3 4@0", await ValuesAsync("""{"path":"train/loss","kind":"last"}"""));
        Assert.Equal("0.125@ -", await ValuesAsync("""{"formula":"lr * decay","kind":"max"}"""));
        Assert.Equal("- -", await ValuesAsync("""{"formula":"lr * decay","kind":"count"}"""));
        Assert.Equal("- -", await ValuesAsync("""{"formula":"lr * step()","kind":"max"}"""));
    }

    [Fact]
    public async Task A_table_is_sorted_by_figures_with_missing_ones_last_and_pages_are_whole()
    {
        var (project, runs) = await ProjectAsync("none", "c", "a", "b", "a2");
        foreach (var (run, values) in new[] { (1, "9,3,3"), (2, "9,1,1"), (3, "0,2,2"), (4, "7,1,1") })
            await api.WriteAsync(runs[run], Floats("loss", "0,1,2", values));
        const string median = """{"path":"loss","kind":"median"}""";

        Assert.Equal("a2,a,b,c,none", await NamesAsync(project, median));
        Assert.Equal("c,b,a2,a,none", await NamesAsync(project, median, descending: true));
        Assert.Equal("b,c", await NamesAsync(project, median, rest: ""","offset":2,"limit":2"""));
        Assert.Equal("a,b", await NamesAsync(project, median, rest: ""","filter":{"nql":"last(`loss`:floatSeries) < 3 AND name != a2"}"""));

        var seen = new List<string>();
        string? after = null;
        do
        {
            var rest = after is null ? "" : $",\"after\":\"{after}\"";
            var page = (await AskAsync(project, "query", $$"""{"columns":[],"limit":2,"sort":[{"figure":{{median}}},{"path":"sys/name","descending":true}]{{rest}}}""")).Json!;
            Assert.Equal(5, (int)page["total"]!);
            seen.AddRange(page["runs"]!.AsArray().Select(run => (string)run!["name"]!));
            after = (string?)page["next"];
        }
        while (after is not null);
        Assert.Equal(["a2", "a", "b", "c", "none"], seen);
    }

    [Fact]
    public async Task New_points_of_a_run_or_of_one_that_it_goes_on_from_change_the_order_at_once()
    {
        var (project, runs) = await ProjectAsync("parent", "other");
        await api.WriteAsync(runs[0], Floats("loss", "0,1", "1,1"));
        await api.WriteAsync(runs[1], Floats("loss", "0,1", "2,2"));
        var parent = new RunId(Guid.Parse(runs[0]));
        var fork = Assert.IsType<CreateAnswer.Created>(await api.Server.Get<IRunWriter>().CreateAsync(
            new NewRun(new ProjectId(Guid.Parse(project)), "F", RunKind.Run, "olga", Fork: new ForkPoint(parent, Step.From(5))), CancellationToken.None)).Run;
        await api.WriteAsync(fork.Id.Value.ToString(), Requests.Json("""{"op":"assign","path":"sys/name","value":{"type":"string","value":"fork"}}"""));
        const string mean = """{"path":"loss","kind":"mean"}""";
        Assert.Equal("fork,parent,other", await NamesAsync(project, mean));

        await api.WriteAsync(runs[1], Floats("loss", "2", "-9"));
        Assert.Equal("other,fork,parent", await NamesAsync(project, mean));
        await api.WriteAsync(fork.Id.Value.ToString(), Floats("loss", "6", "-90"));
        Assert.Equal("fork,other,parent", await NamesAsync(project, mean));
        await api.WriteAsync(runs[0], Floats("loss", "2", "9000"));
        Assert.Equal("other,fork,parent", await NamesAsync(project, mean));
    }

    [Fact]
    public async Task An_export_has_figures_and_their_order()
    {
        var (project, runs) = await ProjectAsync("a", "b", "c");
        await api.WriteAsync(runs[0], Floats("train/loss", "0,1", "1,1"), Floats("val/loss", "0,1", "5,4"));
        await api.WriteAsync(runs[1], Floats("train/loss", "0,1", "1,1"), Floats("val/loss", "0,1", "3,1"));
        string Request(string format) =>
            $$$"""
            {"format":"{{{format}}}","runs":{"query":""},"sort":{"figure":{{{Gap}}}},
             "columns":[{"path":"sys/name"},{"figure":{{{Gap}}}},{"label":"median","figure":{"path":"val/loss","kind":"median"}},{"path":"val/loss"}]}
            """;

        Assert.Equal("sys/name,val/loss - train/loss,median,val/loss\r\nb,0,2,1\r\na,3,4.5,4\r\nc,,,\r\n", (await AskAsync(project, "export", Request("csv"))).Text.TrimStart('\uFEFF'));
        Assert.Equal(
            """[{"sys/name":"b","val/loss - train/loss":0,"median":2,"val/loss":1},{"sys/name":"a","val/loss - train/loss":3,"median":4.5,"val/loss":4},{"sys/name":"c","val/loss - train/loss":null,"median":null,"val/loss":null}]""",
            (await AskAsync(project, "export", Request("json"))).Text);
        var zip = await AskAsync(project, "export", Request("seriesZip"));
        Assert.Equal((HttpStatusCode.BadRequest, "$.columns[1].figure"), (zip.Status, (string?)zip.Json!["field"]));
    }

    [Fact]
    public async Task More_runs_than_figures_are_worked_out_for_are_refused_with_both_numbers()
    {
        var (project, _) = await ProjectAsync();
        var writer = api.Server.Get<IRunWriter>();
        var id = new ProjectId(Guid.Parse(project));
        await Task.WhenAll(Enumerable.Range(0, 10_001).Select(_ => writer.CreateAsync(new NewRun(id, "F", RunKind.Run, "olga"), CancellationToken.None)));
        var body = $$"""{"columns":[],"sort":[{"figure":{{Gap}}}]}""";

        var answer = await AskAsync(project, "query", body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "too-many-runs", "$.sort"), (answer.Status, answer.Problem, (string?)answer.Json!["field"]));
        Assert.Contains("10,000 runs, and 10,001 match", (string)answer.Json["detail"]!, StringComparison.Ordinal);
        Assert.Equal("too-many-runs", (await AskAsync(project, "export", $$$"""{"format":"csv","runs":{"query":""},"columns":[{"path":"sys/id"}],"sort":{"figure":{{{Gap}}}}}""")).Problem);
        Assert.Equal(10_001, (int)(await AskAsync(project, "query", body.Replace("\"columns\":[]", "\"columns\":[],\"limit\":0", StringComparison.Ordinal))).Json!["total"]!);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(project, "query", body.Replace("\"columns\":[]", "\"columns\":[],\"filter\":{\"nql\":\"sys/id != F-1\"}", StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("query", """{"columns":[],"sort":[{"figure":{"path":"a","kind":"median"},"path":"a"}]}""", "$.sort[0]")]
    [InlineData("query", """{"columns":[],"sort":[{}]}""", "$.sort[0]")]
    [InlineData("query", """{"columns":[],"sort":[{"figure":{"kind":"median"}}]}""", "$.sort[0].figure")]
    [InlineData("query", """{"columns":[],"sort":[{"figure":{"formula":"a +","kind":"median"}}]}""", "$.sort[0].figure.formula")]
    [InlineData("export", """{"format":"csv","runs":{"query":""},"columns":[{"path":"a","figure":{"path":"a","kind":"median"}}]}""", "$.columns[0]")]
    [InlineData("export", """{"format":"csv","runs":{"query":""},"columns":[{"figure":{"path":"a","kind":"atStep"}}]}""", "$.columns[0].figure.step")]
    [InlineData("export", """{"format":"csv","runs":{"query":""},"columns":[{"path":""}]}""", "$.columns[0].path")]
    public async Task What_makes_no_sense_is_refused_with_its_field(string route, string body, string field)
    {
        var answer = await AskAsync(api.ProjectId, route, body);

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, (string?)answer.Json?["field"]));
    }
}

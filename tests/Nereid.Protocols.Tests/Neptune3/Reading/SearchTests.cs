using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Tests.Neptune1;
using static Nereid.Protocols.Tests.Neptune3.Reading.ReadingClient;

namespace Nereid.Protocols.Tests.Neptune3.Reading;

public sealed class SearchTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Fact]
    public async Task An_entry_has_its_project_and_the_asked_attributes_by_type()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r1", null, "exp",
            Set("int", new IntValue(-3)), Set("float", new FloatValue(double.NegativeInfinity)), Set("text", new StringValue("é")),
            Set("flag", new BoolValue(true)), Set("when", new DatetimeValue(1_500_000)), Set("set", new StringSetValue(["b", "a"])),
            Points("loss", (0, 1), (1, double.NaN), (2, 3)),
            new AppendStrings(AttributePath.Of("log"), [new StringPoint(Step.From(4), 0, "line")]),
            new AppendHistograms(AttributePath.Of("hist"), [new HistogramPoint(Step.From(7), 0, [0, 1, 2], [3, 4])]));
        var columns = string.Join(',', new[] { "int", "float", "text", "flag", "when", "set", "loss", "log", "hist", "none", "sys/id", "sys/size", "sys/archived",
            "sys/diagnostics/run_uuid", "sys/running_time_seconds" }.Select(path => "{\"path\":\"" + path + "\"}"));

        var found = await client.SearchAsync($$$"""{"attributeFilters":[{{{columns}}}],"experimentLeader":true,"pagination":{"limit":10,"offset":0}}""");

        Assert.Equal(1, found.Number(1));
        var entry = Assert.Single(found.Messages(3));
        Assert.Equal(
            [run.Id.ToString(), "run", client.Project.Id.ToString(), client.Project.WorkspaceId.ToString(), client.Project.Name, "lab"],
            Enumerable.Range(1, 6).Select(entry.Text));
        var attributes = Attributes(entry, 7);
        Assert.DoesNotContain("none", attributes.Keys);
        Assert.Equal(14, attributes.Count);
        Assert.All(attributes, attribute => Assert.Equal(attribute.Key, attribute.Value.Text(1)));
        Assert.Equal(-3, attributes["int"].Message(3).Number(3));
        Assert.Equal(double.NegativeInfinity, attributes["float"].Message(4).Double(3));
        Assert.Equal("é", attributes["text"].Message(5).Text(3));
        Assert.Equal(1, attributes["flag"].Message(6).Number(3));
        Assert.Equal(1500, attributes["when"].Message(7).Number(3));
        Assert.Equal(["a", "b"], attributes["set"].Message(8).Texts(3));
        var loss = attributes["loss"].Message(9);
        Assert.Equal((2, 3, 1, 3, 2, 1), (loss.Double(3), loss.Double(4), loss.Double(5), loss.Double(6), loss.Double(7), loss.Double(8)));
        Assert.Equal((4, "line"), (attributes["log"].Message(11).Double(3), attributes["log"].Message(11).Text(4)));
        var histogram = attributes["hist"].Message(13).Message(4);
        Assert.Equal("COUNTING", histogram.Text(1));
        Assert.Equal([0, 1, 2], histogram.Packed(2));
        Assert.Equal([3, 4], histogram.Packed(3));
        Assert.Equal(run.ShortId, attributes["sys/id"].Message(5).Text(3));
        Assert.Equal("int", attributes["sys/size"].Text(2));
        Assert.Equal(0, attributes["sys/archived"].Message(6).Number(3));
        Assert.Equal(run.Id.ToString(), attributes["sys/diagnostics/run_uuid"].Message(5).Text(3));
        Assert.Equal("float", attributes["sys/running_time_seconds"].Text(2));
    }

    [Theory]
    [InlineData("`int`:int = 2", "b")]
    [InlineData("`int`:integer == \"2\"", "b")]
    [InlineData("`int`:int != 2", "c a")]
    [InlineData("`float`:float > 1e-05", "b")]
    [InlineData("`float`:float <= \"inf\"", "b a")]
    [InlineData("`float`:float = \"nan\"", "")]
    [InlineData("`flag`:bool == \"True\"", "a")]
    [InlineData("`flag`:bool = false", "b")]
    [InlineData("`when`:datetime > \"2020-01-01T00:00:00+01:00\"", "a")]
    [InlineData("`text`:string CONTAINS \"ell\"", "a")]
    [InlineData("`text`:string NOT CONTAINS \"ell\"", "c b")]
    [InlineData("`text`:string MATCHES \"^h.*o$\"", "a")]
    [InlineData("`text`:string NOT MATCHES \"o$\"", "c b")]
    [InlineData("`text`:string > \"h\"", "b a")]
    [InlineData("`set`:stringSet CONTAINS \"x\"", "a")]
    [InlineData("`set`:stringSet NOT CONTAINS \"x\"", "c b")]
    [InlineData("`loss`:floatSeries > 2", "b")]
    [InlineData("min(`loss`:floatSeries) = 1", "a")]
    [InlineData("max(`loss`:floatSeries) >= 9", "b")]
    [InlineData("average(`loss`:floatSeries) = 1.5", "a")]
    [InlineData("variance(`loss`:floatSeries) = 0.25", "a")]
    [InlineData("last(`log`:stringSeries) = \"end\"", "a")]
    [InlineData("`loss`:floatSeries EXISTS", "b a")]
    [InlineData("`loss`:float EXISTS", "")]
    [InlineData("NOT (`loss`:floatSeries EXISTS)", "c")]
    [InlineData("(`int`:int = 1) OR (`int`:int = 2)", "b a")]
    [InlineData("(`int`:int > 0) AND (NOT (`int`:int = 2))", "a")]
    [InlineData("`sys/custom_run_id`:string MATCHES \"a|c\"", "c a")]
    [InlineData("`sys/archived`:bool != \"True\"", "c b a")]
    [InlineData("`sys/size`:int = 0", "c b a")]
    [InlineData("`sys/running_time_seconds`:float >= 0", "c b a")]
    [InlineData("`sys/diagnostics/run_uuid`:string EXISTS", "c b a")]
    [InlineData("", "c b a")]
    public async Task A_query_selects(string query, string expected)
    {
        var client = await ReadingClient.StartAsync(server);
        await FillAsync(client);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), await client.IdsAsync(query));
    }

    [Theory]
    [InlineData("int", "int", null, "ascending", "a b c")]
    [InlineData("int", "int", null, "descending", "b a c")]
    [InlineData("text", "string", null, "ascending", "a b c")]
    [InlineData("loss", "floatSeries", null, "ascending", "a b c")]
    [InlineData("loss", "floatSeries", "min", "descending", "b a c")]
    [InlineData("loss", "floatSeries", "variance", "ascending", "a b c")]
    [InlineData("loss", "float", null, "ascending", "c b a")]
    [InlineData("sys/custom_run_id", "string", "none", "ascending", "a b c")]
    [InlineData("sys/size", "int", null, "ascending", "c b a")]
    [InlineData("when", "datetime", null, "descending", "a b c")]
    public async Task Rows_are_sorted_by_any_attribute_and_those_without_it_come_last(string path, string type, string? aggregate, string direction, string expected)
    {
        var client = await ReadingClient.StartAsync(server);
        await FillAsync(client);
        var mode = aggregate is null ? "null" : $"\"{aggregate}\"";
        var sorting = $$$""","sorting":{"dir":"{{{direction}}}","aggregationMode":{{{mode}}},"sortBy":{"name":"{{{path}}}","type":"{{{type}}}"}}""";

        Assert.Equal(expected.Split(' '), await client.IdsAsync("", sorting));
    }

    [Theory]
    [InlineData(2, 0, "c b")]
    [InlineData(2, 2, "a")]
    [InlineData(2, 4, "")]
    [InlineData(0, 0, "")]
    [InlineData(10_000, 0, "c b a")]
    public async Task Pages_have_limit_and_offset(int limit, int offset, string expected)
    {
        var client = await ReadingClient.StartAsync(server);
        await FillAsync(client);

        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            await client.IdsAsync("", $$$""","pagination":{"limit":{{{limit}}},"offset":{{{offset}}}}"""));
    }

    [Fact]
    public async Task Of_an_experiment_only_the_head_is_listed()
    {
        var client = await ReadingClient.StartAsync(server);
        await client.RunAsync("plain");
        var old = await client.RunAsync("old", null, "exp");
        await client.WriteAsync(old, Set("sys/experiment/is_head", new BoolValue(false)));
        await client.RunAsync("new", null, "exp");

        var heads = await client.SearchAsync("""{"attributeFilters":[{"path":"sys/name"},{"path":"sys/custom_run_id"}],"experimentLeader":true}""");

        Assert.Equal("new", Attributes(Assert.Single(heads.Messages(3)), 7)["sys/custom_run_id"].Message(5).Text(3));
        Assert.Equal(3, (await client.SearchAsync("""{"attributeFilters":[]}""")).Messages(3).Count());
    }

    [Fact]
    public async Task A_run_without_a_custom_id_goes_by_its_short_id()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync(null, null, null, Points("loss", (0, 1)));
        await client.RunAsync("other");

        Assert.Equal([run.ShortId], await client.IdsAsync($"`sys/custom_run_id`:string == \"{run.ShortId}\""));
        Assert.Equal(["other"], await client.IdsAsync($"`sys/custom_run_id`:string != \"{run.ShortId}\""));
        Assert.Equal(2, (await client.IdsAsync("`sys/custom_run_id`:string EXISTS")).Length);
        var series = await client.ReadAsync(Floats, $$$"""
            {"requests":[{"requestId":"0","series":{"holder":{"identifier":"CUSTOM/{{{client.Name}}}/{{{run.ShortId}}}","type":"experiment"},"attribute":"loss","lineage":"FULL"}}],"perSeriesPointsLimit":5}
            """);
        Assert.Equal(1, series.Message(1).Message(2).Number(1));
    }

    [Fact]
    public async Task Inherited_series_stand_in_the_table_of_a_fork()
    {
        var client = await ReadingClient.StartAsync(server);
        var parent = await client.RunAsync("parent", null, null, Points("loss", (0, 5), (1, 4), (2, 9)), Points("late", (2, 1)), Points("only", (0, 7)));
        await client.RunAsync("fork", new ForkPoint(parent.Id, Step.From(1)), null, Points("loss", (2, 1)));

        var found = await client.SearchAsync("""
            {"attributeFilters":[{"path":"loss"},{"path":"late"},{"path":"only"}],"query":{"query":"`sys/custom_run_id`:string = \"fork\""}}
            """);

        var attributes = Attributes(Assert.Single(found.Messages(3)), 7);
        Assert.Equal(["loss", "only"], attributes.Keys);
        Assert.Equal((2, 1, 5), (attributes["loss"].Message(9).Double(3), attributes["loss"].Message(9).Double(5), attributes["loss"].Message(9).Double(6)));
        Assert.Equal(7, attributes["only"].Message(9).Double(4));
    }

    [Fact]
    public async Task A_search_over_everything_merges_the_projects_that_the_caller_sees()
    {
        var (one, two, hidden) = (await ReadingClient.StartAsync(server, Visibility.Public), await ReadingClient.StartAsync(server, Visibility.Public), await ReadingClient.StartAsync(server));
        await one.RunAsync("a", null, null, Set("rank", new FloatValue(1.5)), Set("mark", new StringValue("global")));
        await two.RunAsync("b", null, null, Set("rank", new IntValue(2)), Set("mark", new StringValue("global")));
        await one.RunAsync("c", null, null, Set("rank", new IntValue(3)), Set("mark", new StringValue("global")));
        await hidden.RunAsync("d", null, null, Set("mark", new StringValue("global")));
        using var http = await server.SignInAsync(await server.Server.AddUserAsync("global-reader"));
        async Task<(long Total, string[] Rows)> FindAsync(string more)
        {
            var answer = await one.PostAsync(
                GlobalSearch, """{"query":{"query":"`mark`:string = \"global\""},"sorting":{"dir":"descending","sortBy":{"name":"rank"}}""" + more + "}", http);
            var found = ProtoNode.Of(answer.Bytes);
            return (found.Number(1), [.. found.Messages(3).Select(entry => $"{entry.Text(6)}/{entry.Text(5)}/{Attributes(entry, 7)["sys/custom_run_id"].Message(5).Text(3)}")]);
        }

        Assert.Equal($"{one.Name}/c {two.Name}/b {one.Name}/a", string.Join(' ', (await FindAsync("")).Rows));
        Assert.Equal((3, $"{two.Name}/b"), ((await FindAsync("")).Total, string.Join(' ', (await FindAsync(""","pagination":{"limit":1,"offset":1}""")).Rows)));
    }

    [Theory]
    [InlineData("""{"query":{"query":"`a`:int >"}}""", "cannot be read")]
    [InlineData("""{"query":{"query":"`a`:string MATCHES \"(\""}}""", "regular expression")]
    [InlineData("""{"pagination":{"limit":10001}}""", "10001")]
    [InlineData("""{"pagination":{"limit":-1}}""", "-1")]
    [InlineData("""{"pagination":{"limit":1,"offset":-1}}""", "-1")]
    [InlineData("""{"attributeFilters":[{"path":""}]}""", "empty")]
    [InlineData("""{"sorting":{"sortBy":{"name":"a","type":"colour"}}}""", "colour")]
    [InlineData("""{"attributeFilters":3}""", "JSON")]
    [InlineData("null", "JSON")]
    [InlineData("{", "JSON")]
    public async Task What_cannot_be_answered_is_refused_with_a_reason(string body, string reason)
    {
        var client = await ReadingClient.StartAsync(server);

        var answer = await client.PostAsync($"{Search}?projectIdentifier={client.Name}", body);

        Assert.Equal((400, 400), (answer.Status, (int)answer.Body!["code"]!));
        Assert.Contains(reason, (string)answer.Body["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lab/none")]
    [InlineData("none/none")]
    [InlineData("nonsense")]
    [InlineData("0192f0c1-0000-7000-8000-000000000000")]
    public async Task A_project_that_is_not_there_is_denied_as_the_client_expects(string project)
    {
        var client = await ReadingClient.StartAsync(server);

        var answer = await client.PostAsync($"{Search}?projectIdentifier={project}", "{}");

        Assert.Equal((403, "ACCESS_DENIED"), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task Somebody_who_may_not_see_the_project_finds_none_and_its_id_works_for_who_may()
    {
        var client = await ReadingClient.StartAsync(server);
        using var http = await server.SignInAsync(await server.Server.AddUserAsync("search-stranger"));

        Assert.Equal(403, (await client.PostAsync($"{Search}?projectIdentifier={client.Name}", "{}", http)).Status);
        Assert.Equal(200, (await client.PostAsync($"{Search}?projectIdentifier={client.Project.Id}", "{}")).Status);
    }

    static async Task FillAsync(ReadingClient client)
    {
        await client.RunAsync("a", null, null,
            Set("int", new IntValue(1)), Set("float", new FloatValue(0)), Set("flag", new BoolValue(true)), Set("text", new StringValue("hello")),
            Set("when", new DatetimeValue(1_700_000_000_000_000)), Set("set", new StringSetValue(["x", "y"])), Points("loss", (0, 1), (1, 2)),
            new AppendStrings(AttributePath.Of("log"), [new StringPoint(Step.From(0), 0, "start"), new StringPoint(Step.From(1), 0, "end")]));
        await client.RunAsync("b", null, null,
            Set("int", new IntValue(2)), Set("float", new FloatValue(double.PositiveInfinity)), Set("flag", new BoolValue(false)), Set("text", new StringValue("next")),
            Set("when", new DatetimeValue(1_000_000_000_000_000)), Set("set", new StringSetValue([])), Points("loss", (0, 9), (1, 3)));
        await client.RunAsync("c");
    }
}

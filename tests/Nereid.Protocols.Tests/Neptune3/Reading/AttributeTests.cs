using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Tests.Neptune1;
using static Nereid.Protocols.Tests.Neptune3.Reading.ReadingClient;

namespace Nereid.Protocols.Tests.Neptune3.Reading;

/// <summary>Definitions and values of attributes.</summary>
public sealed class AttributeTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Theory]
    [InlineData("", "a/int:int a/x:float b:string m:floatSeries n:floatSeries x.y:bool")]
    [InlineData(""","attributeNameFilter":{}""", "a/int:int a/x:float b:string m:floatSeries n:floatSeries x.y:bool")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[]}""", "")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{}]}""", "a/int:int a/x:float b:string m:floatSeries n:floatSeries x.y:bool")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["^a/"]}]}""", "a/int:int a/x:float")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["^a/","x"]},{"mustMatchRegexes":["^b$"]}]}""", "a/x:float b:string")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{"mustNotMatchRegexes":["a","b"]}]}""", "m:floatSeries n:floatSeries x.y:bool")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["x"],"mustNotMatchRegexes":["/"]}]}""", "x.y:bool")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["^(x\\.y|a/x|gone)$"]}]}""", "a/x:float x.y:bool")]
    [InlineData(""","attributeNameFilter":{"mustMatchRegexes":["x"],"mustNotMatchRegexes":["y"]}""", "a/x:float")]
    [InlineData(""","attributeFilter":[{"attributeType":"floatSeries"},{"attributeType":"bool"}]""", "m:floatSeries n:floatSeries x.y:bool")]
    [InlineData(""","attributeFilter":[]""", "")]
    [InlineData(""","experimentIdsFilter":[]""", "")]
    [InlineData(""","experimentIdsFilter":["lab/none/NO-1","nonsense","RUN2"]""", "m:floatSeries n:floatSeries")]
    [InlineData(""","experimentIdsFilter":["RUN1","RUN1"]""", "a/int:int a/x:float b:string m:floatSeries x.y:bool")]
    public async Task Definitions_are_filtered_by_name_type_and_run(string filter, string expected)
    {
        var client = await ReadingClient.StartAsync(server);
        var (one, two) = await FillAsync(client);

        var (found, next) = await client.DefinitionsAsync(
            filter.Replace("RUN1", client.Id(one), StringComparison.Ordinal).Replace("RUN2", $"CUSTOM/{client.Name}/{two.CustomId}", StringComparison.Ordinal));

        Assert.Null(next);
        Assert.Equal(expected, string.Join(' ', found.Where(each => !each.StartsWith("sys/", StringComparison.Ordinal))));
        if (filter.Length == 0)
            Assert.Contains("sys/owner:string", found);
    }

    [Fact]
    public async Task System_attributes_have_the_names_and_types_of_3x()
    {
        var client = await ReadingClient.StartAsync(server);
        await FillAsync(client);

        var (found, _) = await client.DefinitionsAsync(""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["^sys/"]}]}""");

        foreach (var definition in new[] { "sys/id:string", "sys/custom_run_id:string", "sys/archived:bool", "sys/trashed:bool", "sys/size:int", "sys/state:experimentState",
            "sys/running_time_seconds:float", "sys/diagnostics/run_uuid:string", "sys/diagnostics/project_uuid:string", "sys/creation_time:datetime" })
            Assert.Contains(definition, found);
        Assert.DoesNotContain("sys/size:float", found);
        Assert.Equal(
            ["sys/creation_time:datetime", "sys/modification_time:datetime", "sys/ping_time:datetime"],
            (await client.DefinitionsAsync(
                ""","attributeFilter":[{"attributeType":"datetime"}],"attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["sys/.*_time"]}]}""")).Found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_of_definitions_join_to_the_whole(int limit)
    {
        var client = await ReadingClient.StartAsync(server);
        await FillAsync(client);
        var whole = (await client.DefinitionsAsync("")).Found;
        var joined = new List<string>();
        for (string? token = null; ;)
        {
            var next = token is null ? "" : $",\"nextPageToken\":\"{token}\"";
            var (found, following) = await client.DefinitionsAsync($$$""","nextPage":{"limit":{{{limit}}}{{{next}}}}""");
            Assert.True(found.Length <= limit);
            joined.AddRange(found);
            if ((token = following) is null)
                break;
        }

        Assert.Equal(whole, joined);
        Assert.Equal(whole.Order(StringComparer.Ordinal), whole);
    }

    [Fact]
    public async Task A_fork_lists_what_it_inherits_and_nothing_later()
    {
        var client = await ReadingClient.StartAsync(server);
        var parent = await client.RunAsync("parent", null, null, Points("early", (0, 1)), Points("late", (5, 1)), Set("config", new IntValue(1)));
        var fork = await client.RunAsync("fork", new ForkPoint(parent.Id, Step.From(1)), null, Points("own", (2, 1)));

        var found = (await client.DefinitionsAsync($$""","experimentIdsFilter":["{{client.Id(fork)}}"]""")).Found;

        Assert.Equal(["early:floatSeries", "own:floatSeries"], found.Where(each => !each.StartsWith("sys/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Projects_that_are_not_there_are_passed_over_while_one_is()
    {
        var client = await ReadingClient.StartAsync(server);
        await FillAsync(client);
        var both = await client.PostAsync(Definitions, $$$"""{"projectIdentifiers":["{{{client.Name}}}","lab/none","{{{client.Name}}}"],"attributeFilter":[{"attributeType":"bool"}],"attributeNameFilter":{"mustMatchRegexes":["x"]}}""");
        var none = await client.PostAsync(Definitions, """{"projectIdentifiers":["lab/none"]}""");

        Assert.Equal("x.y", (string?)Assert.Single(both.Body!["entries"]!.AsArray())!["name"]);
        Assert.Equal((403, "ACCESS_DENIED"), (none.Status, none.ErrorType));
        Assert.Equal(403, (await client.PostAsync(Definitions, "{}")).Status);
    }

    [Theory]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["(a"]}]}""", "regular expression '(a'")]
    [InlineData(""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["(?=a)"]}]}""", "regular expression '(?=a)'")]
    [InlineData(""","attributeFilter":[{"attributeType":"colour"}]""", "colour")]
    [InlineData(""","nextPage":{"limit":0}""", "limit 0")]
    [InlineData(""","nextPage":{"limit":100001}""", "limit 100001")]
    [InlineData(""","nextPage":{"limit":5,"nextPageToken":"x!"}""", "token")]
    public async Task What_cannot_be_answered_is_refused_with_a_reason(string more, string reason)
    {
        var client = await ReadingClient.StartAsync(server);
        foreach (var path in new[] { Definitions, $"{Values}?projectIdentifier={client.Name}" })
        {
            var answer = await client.PostAsync(path, $$"""{"projectIdentifiers":["{{client.Name}}"]{{more}}}""");

            Assert.Equal((400, 400), (answer.Status, (int)answer.Body!["code"]!));
            Assert.Contains(reason, (string)answer.Body["message"]!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, ""","attributeNameFilter":{"mustMatchRegexes":["^[^s]"]} """)]
    [InlineData(2, ""","attributeNamesFilter":["a/int","a/x","b","m","n","x.y","gone"]""")]
    [InlineData(3, ""","attributeNameFilter":{"mustMatchAny":[{"mustMatchRegexes":["^(a/int|a/x|b|m|n|x\\.y|gone)$"]}]} """)]
    [InlineData(100, ""","attributeNameFilter":{"mustMatchRegexes":["^[^s]"]} """)]
    public async Task Pages_of_values_join_to_all_values_in_the_order_of_the_runs(int limit, string filter)
    {
        var client = await ReadingClient.StartAsync(server);
        var (one, two) = await FillAsync(client);
        var joined = new List<string>();
        for (string? token = null; ;)
        {
            var next = token is null ? "" : $",\"nextPageToken\":\"{token}\"";
            var page = await client.ValuesAsync($$$"""
                {"experimentIdsFilter":["{{{two.Id}}}","{{{client.Id(one)}}}"]{{{filter}}},"nextPage":{"limit":{{{limit}}}{{{next}}}}}
                """);
            var values = page.Messages(1).SelectMany(entry => entry.Messages(3).Select(attribute => $"{entry.Text(2)}:{attribute.Text(1)}:{attribute.Text(2)}")).ToList();
            Assert.True(values.Count <= limit);
            joined.AddRange(values);
            if ((token = page.Message(2).Has(1) ? page.Message(2).Text(1) : null) is null)
                break;
        }

        Assert.Equal(
            [$"{two.ShortId}:m:floatSeries", $"{two.ShortId}:n:floatSeries",
                .. new[] { "a/int:int", "a/x:float", "b:string", "m:floatSeries", "x.y:bool" }.Select(each => $"{one.ShortId}:{each}")],
            joined);
    }

    [Fact]
    public async Task Without_a_filter_for_runs_all_runs_answer_and_types_are_kept_to()
    {
        var client = await ReadingClient.StartAsync(server);
        var (one, two) = await FillAsync(client);

        var page = await client.ValuesAsync("""{"attributeNamesFilter":["m","b"],"attributeFilter":[{"attributeType":"floatSeries"}]}""");

        Assert.Equal([one.ShortId, two.ShortId], page.Messages(1).Select(entry => entry.Text(2)));
        Assert.All(page.Messages(1), entry => Assert.Equal("m", Assert.Single(entry.Messages(3)).Text(1)));
        Assert.Equal(one.Id.ToString(), page.Messages(1).First().Text(1));
        Assert.Empty((await client.ValuesAsync("""{"experimentIdsFilter":[]}""")).Messages(1));
    }

    [Fact]
    public async Task One_run_is_read_as_the_first_reading_client_does()
    {
        var client = await ReadingClient.StartAsync(server);
        var (one, _) = await FillAsync(client);
        var definitions = await server.GetAsync($"/api/leaderboard/v1/proto/attributes/queryAttributeDefinitions?experimentIdentifier={client.Id(one)}");
        var found = ProtoNode.Of(definitions.Bytes).Messages(1).Select(entry => $"{entry.Text(1)}:{entry.Text(2)}").ToList();
        var some = await client.ReadAsync(
            $"/api/leaderboard/v1/proto/attributes/attributes?holderIdentifier={client.Id(one)}&holderType=experiment", """{"attributePathsFilter":["m","b","gone"]}""");
        var missing = await server.GetAsync($"/api/leaderboard/v1/proto/attributes/queryAttributeDefinitions?experimentIdentifier={client.Name}/NO-1");

        Assert.Contains("m:floatSeries", found);
        Assert.Contains("sys/state:experimentState", found);
        Assert.Equal(["b", "m"], Attributes(some, 7).Keys);
        Assert.Equal((one.Id.ToString(), client.Project.Name), (some.Text(1), some.Text(5)));
        Assert.Equal(404, missing.Status);
    }

    [Fact]
    public async Task Projects_are_created_once_and_listed()
    {
        var client = await ReadingClient.StartAsync(server);
        const string body = """{"name":"made-by-3x","description":null,"projectKey":null,"organizationIdentifier":"lab","visibility":"priv"}""";
        var made = await client.PostAsync("/api/backend/v1/projects", body);
        var again = await client.PostAsync("/api/backend/v1/projects", body);
        var elsewhere = await client.PostAsync("/api/backend/v1/projects", body.Replace("\"lab\"", "\"nowhere\"", StringComparison.Ordinal));
        var badKey = await client.PostAsync("/api/backend/v1/projects", """{"name":"x","organizationIdentifier":"lab","projectKey":"no!"}""");
        var badVisibility = await client.PostAsync("/api/backend/v1/projects", """{"name":"x","organizationIdentifier":"lab","visibility":"hidden"}""");
        using var http = await server.SignInAsync(await server.Server.AddUserAsync("no-creator"));
        var list = await server.GetAsync("/api/backend/v1/projects?userRelation=viewerOrHigher&sortBy=lastViewed");

        Assert.Equal(200, made.Status);
        foreach (var field in new[] { "id", "name", "projectKey", "organizationId", "organizationName", "version" })
            Assert.NotNull(made.Body![field]);
        Assert.Equal(409, again.Status);
        Assert.Equal((404, "Organization nowhere not found"), (elsewhere.Status, elsewhere.Text));
        Assert.Equal((400, 400), (badKey.Status, badVisibility.Status));
        Assert.Equal(403, (await client.PostAsync("/api/backend/v1/projects", body, http)).Status);
        Assert.Contains(list.Body!["entries"]!.AsArray(), entry => (string?)entry!["name"] == "made-by-3x" && (string?)entry["organizationName"] == "lab");
    }

    static async Task<(RunHead One, RunHead Two)> FillAsync(ReadingClient client) => (
        await client.RunAsync("one", null, null,
            Set("a/int", new IntValue(1)), Set("a/x", new FloatValue(1)), Set("b", new StringValue("x")), Set("x.y", new BoolValue(true)), Points("m", (0, 1))),
        await client.RunAsync("two", null, null, Points("m", (0, 1)), Points("n", (0, 1))));
}

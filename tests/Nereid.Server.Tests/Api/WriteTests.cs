using System.Net;
using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Api;

/// <summary>Runs are made, written and read back through the API.</summary>
public class WriteTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_new_run_has_what_it_was_made_with()
    {
        var made = await api.Contributor.PostAsync(
            $"/api/v1/projects/{api.ProjectId}/runs", Requests.Json("""{"customId":"first","name":"baseline","description":"d","tags":["b","a"]}"""));

        Assert.Equal(HttpStatusCode.Created, made.Status);
        var run = made.Json!["run"]!;
        Assert.Equal(
            ("lab", "digits", "first", "run", "baseline", "running", "carl", """["a","b"]""", false, false),
            ((string?)run["workspace"], (string?)run["project"], (string?)run["customId"], (string?)run["kind"], (string?)run["name"],
                (string?)run["state"], (string?)run["owner"], run["tags"]!.ToJsonString(), (bool)run["trashed"]!, (bool)run["failed"]!));
        Assert.Matches("^[A-Z0-9]+-[0-9]+$", (string)run["shortId"]!);
        Assert.Equal(run.ToJsonString(), (await api.Viewer.AskAsync($"/api/v1/runs/{run["id"]}")).Text);
        Assert.Equal(run.ToJsonString(), (await api.Viewer.AskAsync($"/api/v1/runs/lookup?projectId={api.ProjectId}&shortId={run["shortId"]}")).Text);
        Assert.Equal(run.ToJsonString(), (await api.Viewer.AskAsync($"/api/v1/runs/lookup?projectId={api.ProjectId}&customId={"first"}")).Text);
    }

    [Fact]
    public async Task A_custom_id_makes_one_run_however_often_it_is_sent()
    {
        var body = Requests.Json("""{"customId":"once"}""");
        var first = await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/runs", body);
        var second = await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/runs", body);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal((true, false), ((bool)first.Json!["created"]!, (bool)second.Json!["created"]!));
        Assert.Equal((string?)first.Json["run"]!["id"], (string?)second.Json["run"]!["id"]);
    }

    [Fact]
    public async Task Every_assignable_value_reads_back()
    {
        var run = await api.AddRunAsync();
        (string Path, string Written, string Read)[] values =
        [
            ("int", """{"type":"int","value":9223372036854775807}""", """{"type":"int","value":9223372036854775807,"path":"int"}"""),
            ("float", """{"type":"float","value":0.1}""", """{"type":"float","value":0.1,"path":"float"}"""),
            ("nan", """{"type":"float","value":"NaN"}""", """{"type":"float","value":"NaN","path":"nan"}"""),
            ("inf", """{"type":"float","value":"-Infinity"}""", """{"type":"float","value":"-Infinity","path":"inf"}"""),
            ("bool", """{"type":"bool","value":true}""", """{"type":"bool","value":true,"path":"bool"}"""),
            ("string", """{"type":"string","value":"é 🌊"}""", """{"type":"string","value":"é 🌊","path":"string"}"""),
            ("time", """{"type":"datetime","value":"2026-11-20T16:00:00.123456+01:00"}""",
                """{"type":"datetime","value":"2026-11-20T15:00:00.123456Z","unixMicros":1795186800123456,"path":"time"}"""),
            ("set", """{"type":"stringSet","value":["b","a","b"]}""", """{"type":"stringSet","value":["a","b"],"path":"set"}"""),
            ("artifact", """{"type":"artifact","value":"00ff"}""", """{"type":"artifact","value":"00ff","path":"artifact"}"""),
            ("git", """{"type":"gitRef","value":{"commitId":"abc","branch":"main","dirty":true,"remotes":["r"]}}""",
                """{"type":"gitRef","value":{"commitId":"abc","message":null,"authorName":null,"authorEmail":null,"commitTime":null,"branch":"main","dirty":true,"remotes":["r"]},"path":"git"}"""),
            ("notebook", """{"type":"notebookRef","value":{"notebookId":"n"}}""",
                """{"type":"notebookRef","value":{"notebookId":"n","checkpointId":null,"notebookName":null},"path":"notebook"}"""),
        ];

        await api.WriteAsync(run, [.. values.Select(value => (JsonNode)new JsonObject { ["op"] = "assign", ["path"] = $"v/{value.Path}", ["value"] = Requests.Json(value.Written) })]);

        foreach (var (path, _, read) in values)
        {
            var answer = await api.Viewer.AskAsync($"/api/v1/runs/{run}/attributes?prefix={$"v/{path}"}");
            var expected = Requests.Json(read);
            expected["path"] = $"v/{path}";
            var attribute = Assert.Single(answer.Json!["attributes"]!.AsArray(), one => (string?)one!["path"] == $"v/{path}");
            Assert.True(JsonNode.DeepEquals(expected, attribute), $"expected {expected.ToJsonString()}, got {attribute!.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Sets_grow_shrink_and_are_cleared_and_attributes_deleted()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(
            run,
            Requests.Json("""{"op":"addToSet","path":"set","values":["a","b","c"]}"""),
            Requests.Json("""{"op":"removeFromSet","path":"set","values":["b","never there"]}"""),
            Requests.Json("""{"op":"addToSet","path":"cleared","values":["a"]}"""),
            Requests.Json("""{"op":"clearSet","path":"cleared"}"""),
            Requests.Json("""{"op":"assign","path":"gone","value":{"type":"int","value":1}}"""),
            Requests.Json("""{"op":"delete","path":"gone"}"""),
            Requests.Json("""{"op":"appendFloats","path":"emptied","unixMicros":[1],"values":[1]}"""),
            Requests.Json("""{"op":"clearSeries","path":"emptied","type":"floatSeries"}"""),
            Requests.Json("""{"op":"configureSeries","path":"emptied","display":{"min":0,"unit":"%"}}"""));

        var own = (await AttributesAsync(run)).Where(attribute => !((string)attribute!["path"]!).StartsWith("sys/", StringComparison.Ordinal)).ToList();

        Assert.Equal(["cleared", "emptied", "set"], own.Select(attribute => (string)attribute!["path"]!));
        Assert.Equal("""["a","c"]""", own[2]!["value"]!.ToJsonString());
        Assert.Equal("[]", own[0]!["value"]!.ToJsonString());
        Assert.Equal(
            """{"type":"floatSeries","value":null,"count":0,"nanCount":0,"firstStep":null,"first":null,"lastStep":null,"lastUnixMicros":null,"min":null,"max":null,"mean":null,"variance":null,"display":{"min":0,"max":null,"unit":"%"},"path":"emptied"}""",
            own[1]!.ToJsonString());
    }

    [Fact]
    public async Task One_wrong_operation_of_many_stops_no_other_and_is_named_by_its_place()
    {
        var run = await api.AddRunAsync();
        const int wrong = 7_345;
        var operations = Enumerable.Range(0, 10_000).Select(i => (JsonNode)new JsonObject
        {
            ["op"] = "assign",
            ["path"] = i == wrong ? new string('x', 1025) : $"p/{i:D5}",
            ["value"] = new JsonObject { ["type"] = "int", ["value"] = i },
        });

        var answer = await api.Contributor.PostAsync($"/api/v1/runs/{run}/operations", new JsonObject { ["operations"] = new JsonArray([.. operations]) });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var refused = Assert.Single(answer.Json!["rejections"]!.AsArray());
        Assert.Equal((wrong, "invalidValue"), ((int)refused!["index"]!, (string?)refused["reason"]));
        Assert.Contains("1025 bytes", (string)refused["detail"]!, StringComparison.Ordinal);
        Assert.Equal(9_999, (await AttributesAsync(run)).Count(attribute => ((string)attribute!["path"]!).StartsWith("p/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Refusals_of_the_store_and_of_the_reader_come_in_the_order_of_the_request()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(run, Requests.Json("""{"op":"assign","path":"text","value":{"type":"string","value":"x"}}"""));

        var answer = await api.Contributor.PostAsync($"/api/v1/runs/{run}/operations", Requests.Json("""
            {"operations":[
                {"op":"assign","path":"","value":{"type":"int","value":1}},
                {"op":"assign","path":"text","value":{"type":"int","value":1}},
                {"op":"assign","path":"sys/id","value":{"type":"string","value":"x"}},
                {"op":"appendFloats","path":"loss","steps":[1],"unixMicros":[1,2],"values":[1,2]},
                {"op":"appendFloats","path":"loss","steps":["NaN"],"unixMicros":[1],"values":[1]},
                {"op":"clearSeries","path":"text","type":"string"},
                {"op":"assign","path":"good","value":{"type":"int","value":1}}
            ]}
            """));

        Assert.Equal(
            ["0 invalidValue", "1 typeMismatch", "2 readOnlyAttribute", "3 invalidValue", "4 invalidValue", "5 invalidValue"],
            answer.Json!["rejections"]!.AsArray().Select(one => $"{one!["index"]} {one["reason"]}"));
        Assert.Contains("1 steps, 2 times, 2 values", (string)answer.Json["rejections"]![3]!["detail"]!, StringComparison.Ordinal);
        Assert.Contains(await AttributesAsync(run), attribute => (string?)attribute!["path"] == "good");
    }

    [Fact]
    public async Task A_batch_with_a_request_id_is_applied_once()
    {
        var run = await api.AddRunAsync();
        var batch = Requests.Json("""{"requestId":"0192f0c1-1111-7000-8000-000000000000","operations":[{"op":"appendFloats","path":"loss","unixMicros":[1],"values":[1]},{"op":"assign","path":"","value":{"type":"int","value":1}}]}""");

        var first = await api.Contributor.PostAsync($"/api/v1/runs/{run}/operations", batch);
        var second = await api.Contributor.PostAsync($"/api/v1/runs/{run}/operations", batch);

        Assert.Equal(first, second with { Json = first.Json });
        Assert.Equal(1, (long)(await AttributesAsync(run)).Single(attribute => (string?)attribute!["path"] == "loss")!["count"]!);
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("{", "$")]
    [InlineData("{}", "$")]
    [InlineData("""{"operations":null}""", "$.operations")]
    [InlineData("""{"operations":[],"extra":1}""", "$.extra")]
    [InlineData("""{"operations":[{"op":"explode","path":"a"}]}""", "$.operations[0]")]
    [InlineData("""{"operations":[{"op":"assign","path":"a","value":{"type":"int","value":"one"}}]}""", "$.operations[0].value.value")]
    [InlineData("""{"operations":[{"op":"assign","path":"a","value":{"type":"int","value":99999999999999999999}}]}""", "$.operations[0].value.value")]
    [InlineData("""{"operations":[{"op":"assign","path":"a"}]}""", "$.operations[0]")]
    [InlineData("""{"operations":[{"op":"addToSet","path":"a","values":"b"}]}""", "$.operations[0].values")]
    [InlineData("""{"requestId":"seven","operations":[]}""", "$.requestId")]
    public async Task A_body_that_cannot_be_read_says_where(string body, string field)
    {
        var run = await api.AddRunAsync();

        var answer = await api.Contributor.PostTextAsync($"/api/v1/runs/{run}/operations", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (answer.Status, answer.Problem));
        Assert.StartsWith(field, (string)answer.Json!["field"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nereid.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Dto", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_operations_than_a_batch_may_have_are_refused_whole()
    {
        var run = await api.AddRunAsync();
        var text = new System.Text.StringBuilder("""{"operations":[""").AppendJoin(',', Enumerable.Repeat("""{"op":"delete","path":"a"}""", Domain.Limits.OperationsPerBatch + 1)).Append("]}");

        var answer = await api.Contributor.PostTextAsync($"/api/v1/runs/{run}/operations", text.ToString());

        Assert.Equal(("invalid-request", "$.operations"), (answer.Problem, (string?)answer.Json!["field"]));
    }

    [Fact]
    public async Task A_body_larger_than_a_route_takes_is_refused()
    {
        // The client asks before it sends, so that the refusal is not lost in a connection that breaks while the body is on its way.
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(api.Server.Address) };
        client.DefaultRequestHeaders.Authorization = api.Owner.DefaultRequestHeaders.Authorization;
        client.DefaultRequestHeaders.ExpectContinue = true;

        var answer = await client.PostTextAsync("/api/v1/series/points", $$"""{"path":"{{new string('a', 5 * 1024 * 1024)}}"}""");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task A_finished_run_is_idle_and_a_sign_of_life_takes_it_back()
    {
        var run = await api.AddRunAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await api.Contributor.PostTextAsync($"/api/v1/runs/{run}/heartbeat", """{"finished":true}""")).Status);
        Assert.Equal("idle", (string?)(await api.Viewer.AskAsync($"/api/v1/runs/{run}")).Json!["state"]);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Contributor.SendAsync(HttpMethod.Post, $"/api/v1/runs/{run}/heartbeat")).Status);
        Assert.Equal("running", (string?)(await api.Viewer.AskAsync($"/api/v1/runs/{run}")).Json!["state"]);
    }

    [Fact]
    public async Task A_signal_reaches_whoever_holds_the_run_open()
    {
        var run = await api.AddRunAsync();
        Assert.Equal("""{"listeners":0}""", (await api.Contributor.PostTextAsync($"/api/v1/runs/{run}/signals", """{"kind":"stop"}""")).Text);
        var signals = api.Server.Get<Domain.Runs.IRunSignals>();
        using var enough = new CancellationTokenSource();
        await using var heard = signals.ListenAsync(new Domain.RunId(Guid.Parse(run)), enough.Token).GetAsyncEnumerator(enough.Token);
        var next = heard.MoveNextAsync();

        var sent = await api.Contributor.PostTextAsync($"/api/v1/runs/{run}/signals", """{"kind":"abort"}""");

        Assert.Equal((HttpStatusCode.Accepted, """{"listeners":1}"""), (sent.Status, sent.Text));
        Assert.True(await next);
        Assert.Equal(Domain.Runs.RunSignal.Abort, heard.Current);
        await enough.CancelAsync();
    }

    async Task<JsonArray> AttributesAsync(string run) => (await api.Viewer.AskAsync($"/api/v1/runs/{run}/attributes")).Json!["attributes"]!.AsArray();
}

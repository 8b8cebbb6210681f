using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Protocols.Tests.Neptune1;
using Nereid.Protocols.Tests.Neptune3;
using Nereid.Protocols.Tests.Neptune3.Reading;

namespace Nereid.Protocols.Tests;

/// <summary>The same things logged by neptune-scale, by the 1.x client and by our own API are the same to all three readers.</summary>
public sealed class AlikeTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Project = "lab/vision";
    const long Moment = 1_760_000_000_123;

    /// <summary>What differs between any two runs, or belongs to the way they were made.</summary>
    static readonly string[] OfOneRun =
    [
        "sys/id", "sys/custom_run_id", "sys/creation_time", "sys/modification_time", "sys/ping_time", "sys/monitoring_time", "sys/running_time",
        "sys/running_time_seconds", "sys/diagnostics/run_uuid", "sys/family", "sys/forking/depth", "sys/relative_creation_time_ms",
    ];

    static int s_runs;

    sealed record Logged(string Wire, string Uuid, string ShortId)
    {
        public string Identifier => $"{Project}/{ShortId}";
    }

    [Fact]
    public async Task A_run_is_the_same_to_every_reader_whatever_client_logged_it()
    {
        var tag = "alike" + Interlocked.Increment(ref s_runs);
        Logged[] runs = [await LogBy3xAsync(tag), await LogBy1xAsync(tag), await LogByOwnAsync(tag)];

        var different = new StringBuilder();
        await CompareAsync(runs, ReadBy3xAsync, different);
        await CompareAsync(runs, ReadPointsBy3xAsync, different);
        await CompareAsync(runs, ReadBy1xAsync, different);
        await CompareAsync(runs, ReadPointsBy1xAsync, different);
        await CompareAsync(runs, ReadByOwnAsync, different);

        Assert.True(different.Length == 0, different.ToString());
    }

    [Theory]
    [InlineData("`lr`:float == \"0.1\"")]
    [InlineData("`epochs`:int >= \"7\"")]
    [InlineData("`flag`:bool == \"True\"")]
    [InlineData("`model`:string MATCHES \"^resn\"")]
    [InlineData("`when`:datetime == \"2025-10-09T08:53:20.123Z\"")]
    [InlineData("`sys/group_tags`:stringSet CONTAINS \"b\"")]
    [InlineData("`sys/failed`:bool == \"True\"")]
    [InlineData("`sys/description`:string CONTAINS \"words\"")]
    [InlineData("max(`loss`:floatSeries) == \"3\"")]
    [InlineData("last(`loss`:floatSeries) < \"0.6\"")]
    [InlineData("average(`loss`:floatSeries) > \"1\"")]
    [InlineData("`log`:stringSeries == \"two\"")]
    [InlineData("`sys/owner`:string == \"admin\"")]
    [InlineData("`sys/trashed`:bool == \"False\"")]
    [InlineData("`sys/state`:experimentState = \"running\"")]
    [InlineData("`weights`:fileRef EXISTS")]
    public async Task A_query_finds_all_of_them_in_every_protocol(string condition)
    {
        var tag = "asked" + Interlocked.Increment(ref s_runs);
        Logged[] runs = [await LogBy3xAsync(tag), await LogBy1xAsync(tag), await LogByOwnAsync(tag)];
        var query = $"({condition}) AND (`sys/tags`:stringSet CONTAINS \"{tag}\")";

        Assert.Equal(Ids(runs), await FindBy3xAsync(query));
        if (!condition.Contains("fileRef", StringComparison.Ordinal))
            Assert.Equal(Ids(runs), await FindBy1xAsync(query.Replace("average(", "mean(", StringComparison.Ordinal)));
        Assert.Equal(Ids(runs), await FindByOwnAsync(query));
    }

    [Fact]
    public async Task What_3x_has_no_word_for_is_left_out_and_spoils_nothing()
    {
        var run = await LogBy1xAsync("sets" + Interlocked.Increment(ref s_runs));
        using var tar = new ByteArrayContent(Encoding.UTF8.GetBytes("content"));
        tar.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var uploaded = await Answer.OfAsync(await server.Http.PostAsync(new Uri($"/api/leaderboard/v1/attributes/storage/fileset/upload?experimentIdentifier={run.Uuid}&attribute=set&subPath=a.txt", UriKind.Relative), tar));
        Assert.Equal(200, uploaded.Status);
        await server.AcceptedAsync(run.Uuid, $$$"""[{"path":"artifact","assignArtifact":{"hash":"{{{new string('a', 64)}}}"}}]""");

        var attributes = await ReadBy3xAsync(run);

        Assert.DoesNotContain(attributes, line => line.StartsWith("set ", StringComparison.Ordinal) || line.StartsWith("artifact", StringComparison.Ordinal));
        Assert.Contains(attributes, line => line.StartsWith("lr ", StringComparison.Ordinal));
    }

    async Task<Logged> LogBy3xAsync(string tag)
    {
        var id = $"{tag}-scale";
        await IngestAsync(Scale.Create(Project, id, new ProtoMessage()));
        ProtoMessage Set(params string[] members) => new ProtoMessage().Message(12, members.Aggregate(new ProtoMessage(), (set, member) => set.Text(1, member)));
        var tags = new ProtoMessage().Message(1, new ProtoMessage().Message(1, new ProtoMessage().Text(1, tag).Varint(2, 1)));
        var seconds = Moment / 1000;
        var nanos = (int)(Moment % 1000) * 1_000_000;
        ProtoMessage Points(ulong step, double loss, string line) =>
            Scale.Snapshot(step, (8, "loss", Scale.Float(loss)), (8, "log", Scale.Text(line))).Message(2, Scale.Time(seconds, nanos));
        await IngestAsync(Scale.Batch(Project, id,
            Scale.Snapshot(null, (4, "lr", Scale.Float(0.1)), (4, "epochs", new ProtoMessage().Varint(3, 7)), (4, "flag", new ProtoMessage().Varint(5, 1)),
                (4, "model", Scale.Text("resnet")), (4, "when", new ProtoMessage().Message(8, Scale.Time(seconds, nanos))), (4, "sys/group_tags", Set("a", "b")),
                (4, "sys/description", Scale.Text("in words")), (4, "sys/failed", new ProtoMessage().Varint(5, 1)), (5, "sys/tags", tags),
                (4, "weights", Scale.File($"{id}/weights.bin", 3, "application/octet-stream"))),
            Points(0, 3, "one"), Points(1, 0.5, "two")));
        var found = await FindBy3xAsync($"`sys/custom_run_id`:string == \"{id}\"");
        return new Logged("3.x", await UuidAsync(found.Single()), found.Single());
    }

    async Task<Logged> LogBy1xAsync(string tag)
    {
        var made = await server.PostAsync("/api/leaderboard/v1/experiments", """{"projectIdentifier":"lab/vision","type":"run"}""");
        var (uuid, shortId) = ((string)made.Body!["id"]!, (string)made.Body["shortId"]!);
        await server.AcceptedAsync(uuid, $$$"""
            [{"path":"lr","assignFloat":{"value":0.1}},{"path":"epochs","assignInt":{"value":7}},{"path":"flag","assignBool":{"value":true}},
             {"path":"model","assignString":{"value":"resnet"}},{"path":"when","assignDatetime":{"valueMilliseconds":{{{Moment}}}}},
             {"path":"sys/group_tags","insertStrings":{"values":["a","b"]}},{"path":"sys/description","assignString":{"value":"in words"}},
             {"path":"sys/failed","assignBool":{"value":true}},{"path":"sys/tags","insertStrings":{"values":["{{{tag}}}"]}},
             {"path":"loss","logFloats":{"entries":[{"value":3,"step":0,"timestampMilliseconds":{{{Moment}}}},{"value":0.5,"step":1,"timestampMilliseconds":{{{Moment}}}}]}},
             {"path":"log","logStrings":{"entries":[{"value":"one","step":0,"timestampMilliseconds":{{{Moment}}}},{"value":"two","step":1,"timestampMilliseconds":{{{Moment}}}}]}}]
            """);
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var uploaded = await Answer.OfAsync(await server.Http.PostAsync(new Uri($"/api/leaderboard/v1/attributes/storage/file/upload?experimentIdentifier={uuid}&attribute=weights&ext=bin", UriKind.Relative), content));
        Assert.Equal(200, uploaded.Status);
        return new Logged("1.x", uuid, shortId);
    }

    async Task<Logged> LogByOwnAsync(string tag)
    {
        using var http = await server.Server.SignInAsync(server.Server.Administrator);
        var made = await SendOwnAsync(http, HttpMethod.Post, $"/api/v1/projects/{server.Project.Id}/runs", """{"description":"in words"}""");
        var (uuid, shortId) = ((string)made["run"]!["id"]!, (string)made["run"]!["shortId"]!);
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(Moment).ToString("O", CultureInfo.InvariantCulture);
        var answer = await SendOwnAsync(http, HttpMethod.Post, $"/api/v1/runs/{uuid}/operations", $$$"""
            {"operations":[
             {"op":"assign","path":"lr","value":{"type":"float","value":0.1}},{"op":"assign","path":"epochs","value":{"type":"int","value":7}},
             {"op":"assign","path":"flag","value":{"type":"bool","value":true}},{"op":"assign","path":"model","value":{"type":"string","value":"resnet"}},
             {"op":"assign","path":"when","value":{"type":"datetime","value":"{{{moment}}}"}},{"op":"addToSet","path":"sys/group_tags","values":["b","a"]},
             {"op":"assign","path":"sys/failed","value":{"type":"bool","value":true}},{"op":"addToSet","path":"sys/tags","values":["{{{tag}}}"]},
             {"op":"appendFloats","path":"loss","values":[3,0.5],"steps":[0,1],"unixMicros":[{{{Moment}}}000,{{{Moment}}}000]},
             {"op":"appendStrings","path":"log","values":["one","two"],"steps":[0,1],"unixMicros":[{{{Moment}}}000,{{{Moment}}}000]}]}
            """);
        Assert.Empty(answer["rejections"]?.AsArray() ?? []);
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var uploaded = await http.PutAsync(new Uri($"/api/v1/runs/{uuid}/files?path=weights&extension=bin", UriKind.Relative), content);
        Assert.True(uploaded.IsSuccessStatusCode, await uploaded.Content.ReadAsStringAsync());
        return new Logged("own", uuid, shortId);
    }

    /// <param name="different">Gets what one of the runs shows and another does not.</param>
    static async Task CompareAsync(Logged[] runs, Func<Logged, Task<string[]>> readAsync, StringBuilder different)
    {
        var first = await readAsync(runs[0]);
        Assert.NotEmpty(first);
        foreach (var other in runs[1..])
        {
            var read = await readAsync(other);
            foreach (var line in first.Except(read))
                different.AppendLine(CultureInfo.InvariantCulture, $"{readAsync.Method.Name}: not of {other.Wire}: {line}");
            foreach (var line in read.Except(first))
                different.AppendLine(CultureInfo.InvariantCulture, $"{readAsync.Method.Name}: only of {other.Wire}: {line}");
        }
    }

    async Task<string[]> ReadBy3xAsync(Logged run)
    {
        var answer = await PostAsync($"{ReadingClient.Values}?projectIdentifier={Uri.EscapeDataString(Project)}", $$"""{"experimentIdsFilter":["{{run.Identifier}}"],"attributeNameFilter":{},"nextPage":{"limit":1000} }""");
        var attributes = ProtoNode.Of(answer.Bytes).Messages(1).SelectMany(entry => entry.Messages(3));
        var names = await PostAsync(ReadingClient.Definitions, $$"""{"projectIdentifiers":["{{Project}}"],"experimentIdsFilter":["{{run.Identifier}}"],"attributeNameFilter":{},"nextPage":{"limit":1000} }""");
        var listed = names.Body!["entries"]!.AsArray().Select(entry => ((string)entry!["name"]!, (string)entry["type"]!)).ToList();
        var shown = attributes.Select(attribute => (Name: attribute.Text(1), Type: attribute.Text(2), Value: ValueOf(attribute))).ToList();
        // What is listed has a value, but for the state, which has no message.
        Assert.Equal(listed.Order().ToArray(), shown.Select(each => (each.Name, each.Type)).Order().ToArray());
        return [.. shown.Where(each => !OfOneRun.Contains(each.Name)).Select(each => $"{each.Name} {each.Type} {each.Value}")];
    }

    /// <summary>Where a file lies differs; what it is does not.</summary>
    static string ValueOf(ProtoNode attribute) => attribute.Text(2) == "fileRef"
        ? $"{attribute.Message(10).Number(4)} {attribute.Message(10).Text(5)} .{attribute.Message(10).Text(3).Split('.')[^1]}"
        : AnswerLines.Value(attribute).Replace("alike", "", StringComparison.Ordinal);

    async Task<string[]> ReadPointsBy3xAsync(Logged run)
    {
        string Request(string path) => $$"""{"requestId":"{{path}}","series":{"holder":{"identifier":"{{run.Identifier}}","type":"experiment"},"attribute":"{{path}}","lineage":"FULL"} }""";
        var floats = await PostAsync(ReadingClient.Floats, $$"""{"requests":[{{Request("loss")}}]}""");
        var texts = await PostAsync(ReadingClient.Others + "?useDeprecatedStringFields=false", $$"""{"requests":[{{Request("log")}}]}""");
        var link = await PostAsync("/api/storagebridge/v1/signedUrl", $$"""{"files":[{"project_identifier":"{{Project}}","path":{{System.Text.Json.JsonSerializer.Serialize(await PlaceAsync(run))}},"permission":"read"}]}""");
        var bytes = await server.SendAsync(HttpMethod.Get, new Uri((string)link.Body!["files"]![0]!["url"]!).PathAndQuery);
        return
        [
            .. ProtoNode.Of(floats.Bytes).Message(1).Message(2).Messages(2).Select(point => $"{point.Number(1)} {point.Double(2)} {point.Double(3)}"),
            .. ProtoNode.Of(texts.Bytes).Message(1).Message(4).Messages(1).Select(point => $"{point.Number(1)} {point.Double(2)} {point.Message(6).Text(1)}"),
            // A reference of 3.x without bytes is not found; the others have theirs.
            run.Wire == "3.x" ? $"{bytes.Status}".Replace("404", "200 01-02-03", StringComparison.Ordinal) : $"{bytes.Status} {BitConverter.ToString(bytes.Bytes)}",
        ];
    }

    async Task<string> PlaceAsync(Logged run)
    {
        var answer = await PostAsync($"{ReadingClient.Values}?projectIdentifier={Uri.EscapeDataString(Project)}", $$"""{"experimentIdsFilter":["{{run.Identifier}}"],"attributeNamesFilter":["weights"],"nextPage":{"limit":10} }""");
        return ProtoNode.Of(answer.Bytes).Message(1).Message(3).Message(10).Text(3);
    }

    async Task<string[]> ReadBy1xAsync(Logged run)
    {
        var answer = await server.GetAsync("/api/leaderboard/v1/attributes?experimentId=" + Uri.EscapeDataString(run.Uuid));
        Assert.Equal(200, answer.Status);
        var lines = new List<string>();
        foreach (var attribute in answer.Body!["attributes"]!.AsArray())
        {
            var name = (string)attribute!["name"]!;
            if (OfOneRun.Contains(name) || name.StartsWith("sys/experiment/", StringComparison.Ordinal))
                continue;
            var properties = attribute.AsObject().Where(each => each.Key is not ("name" or "type") && each.Value is not null)
                .Select(each => $"{each.Key}={each.Value!.ToJsonString()}");
            lines.Add($"{name} {attribute["type"]} {string.Join(' ', properties)}".Replace("alike", "", StringComparison.Ordinal));
        }

        return [.. lines];
    }

    async Task<string[]> ReadPointsBy1xAsync(Logged run)
    {
        var lines = new List<string>();
        foreach (var (kind, path) in new[] { ("float", "loss"), ("string", "log") })
        {
            var answer = await server.GetAsync($"/api/leaderboard/v1/attributes/series/{kind}?experimentId={run.Uuid}&attribute={path}&limit=100&offset=0");
            Assert.Equal(200, answer.Status);
            lines.Add(answer.Text);
        }

        return [.. lines];
    }

    async Task<string[]> ReadByOwnAsync(Logged run)
    {
        using var http = await server.Server.SignInAsync(server.Server.Administrator);
        var answer = await SendOwnAsync(http, HttpMethod.Get, $"/api/v1/runs/{run.Uuid}/attributes", null);
        return [.. answer["attributes"]!.AsArray().Where(attribute => !OfOneRun.Contains((string)attribute!["path"]!) && (string)attribute["path"]! != "weights")
            .Select(attribute => attribute!.ToJsonString().Replace("alike", "", StringComparison.Ordinal))];
    }

    static string[] Ids(IEnumerable<Logged> runs) => [.. runs.Select(run => run.ShortId).Order(StringComparer.Ordinal)];

    async Task<string[]> FindBy3xAsync(string query)
    {
        var answer = await PostAsync($"{ReadingClient.Search}?projectIdentifier={Uri.EscapeDataString(Project)}&type=run",
            $$$"""{"attributeFilters":[{"path":"sys/id"}],"experimentLeader":false,"query":{"query":{{{System.Text.Json.JsonSerializer.Serialize(query)}}}}}""");
        return [.. ProtoNode.Of(answer.Bytes).Messages(3).Select(entry => entry.Message(7).Message(5).Text(3)).Order(StringComparer.Ordinal)];
    }

    async Task<string> UuidAsync(string shortId) => (string)(await server.GetAsync($"/api/leaderboard/v1/experiments?experimentId={Uri.EscapeDataString($"{Project}/{shortId}")}")).Body!["id"]!;

    async Task<string[]> FindBy1xAsync(string query)
    {
        var answer = await server.PostAsync($"/api/leaderboard/v1/leaderboard/entries/search?projectIdentifier={Uri.EscapeDataString(Project)}&type=run",
            $$$"""{"query":{"query":{{{System.Text.Json.JsonSerializer.Serialize(query)}}}},"pagination":{"limit":100,"offset":0}}""");
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Body!["entries"]!.AsArray()
            .Select(entry => (string)entry!["attributes"]!.AsArray().Single(attribute => (string)attribute!["name"]! == "sys/id")!["stringProperties"]!["value"]!).Order(StringComparer.Ordinal)];
    }

    async Task<string[]> FindByOwnAsync(string query)
    {
        using var http = await server.Server.SignInAsync(server.Server.Administrator);
        var answer = await SendOwnAsync(http, HttpMethod.Post, $"/api/v1/projects/{server.Project.Id}/runs/query",
            $$"""{"filter":{"nql":{{System.Text.Json.JsonSerializer.Serialize(query)}} },"columns":[],"limit":100}""");
        return [.. answer["runs"]!.AsArray().Select(run => (string)(run!["run"] ?? run)["shortId"]!).Order(StringComparer.Ordinal)];
    }

    async Task IngestAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        Assert.Equal(200, (int)(await server.Http.PostAsync(new Uri("/api/client/v1/ingest", UriKind.Relative), content)).StatusCode);
    }

    async Task<Answer> PostAsync(string path, string json)
    {
        var answer = await server.PostAsync(path, json);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    static async Task<JsonNode> SendOwnAsync(HttpClient http, HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {text}");
        return JsonNode.Parse(text)!;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Api;

/// <summary>The binary answers, read as docs/api/columns.md says, hold what the JSON answers hold.</summary>
public class ColumnAnswerTests(ApiServer api) : IClassFixture<ApiServer>
{
    const string MediaType = "application/vnd.nereid.columns";

    async Task<HttpResponseMessage> AskAsync(string what, string body, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/series/{what}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Accept", accept);
        return await api.Viewer.SendAsync(request);
    }

    /// <summary>The header, and the columns of each table as JSON would have them.</summary>
    static (JsonNode Header, List<Dictionary<string, string[]>> Tables) Read(byte[] bytes)
    {
        Assert.Equal("NRDCOLS1", Encoding.ASCII.GetString(bytes, 0, 8));
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        var header = JsonNode.Parse(Encoding.UTF8.GetString(bytes, 12, length))!;
        var data = (12 + length + 7) / 8 * 8;
        var end = data;
        var tables = new List<Dictionary<string, string[]>>();
        foreach (var table in header["tables"]!.AsArray())
        {
            var rows = (int)table!["rows"]!;
            var columns = new Dictionary<string, string[]>();
            foreach (var column in table["columns"]!.AsArray())
            {
                var isDouble = (string?)column!["type"] == "f64";
                if (column["constant"] is { } constant)
                {
                    columns[(string)column["name"]!] = [.. Enumerable.Repeat(constant.ToString(), rows)];
                    continue;
                }
                var at = data + (int)column["offset"]!;
                Assert.Equal(0, at % 8);
                columns[(string)column["name"]!] = [.. Enumerable.Range(0, rows).Select(row => isDouble
                    ? BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at + 8 * row)).ToString("R", CultureInfo.InvariantCulture)
                    : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4 * row)).ToString(CultureInfo.InvariantCulture))];
                end = Math.Max(end, (at + rows * (isDouble ? 8 : 4) + 7) / 8 * 8);
            }
            tables.Add(columns);
        }
        Assert.Equal(end, bytes.Length);
        return (header, tables);
    }

    static void AssertHolds(JsonNode json, JsonNode header, Dictionary<string, string[]> columns)
    {
        foreach (var (name, member) in json.AsObject())
        {
            if (member is JsonArray { Count: > 0 } many && many[0] is JsonArray)
                for (var i = 0; i < many.Count; i++)
                    AssertColumn(many[i]!.AsArray(), columns[$"{name}[{i}]"]);
            else if (member is JsonArray column && columns.TryGetValue(name, out var found))
                AssertColumn(column, found);
            else if (member is JsonValue)
                Assert.Equal(member.ToString(), header[name]!.ToString());
        }
    }

    static void AssertColumn(JsonArray expected, string[] actual) => Assert.Equal(
        expected.Select(value => double.Parse(value!.ToString(), CultureInfo.InvariantCulture)), actual.Select(value => double.Parse(value, CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Buckets_and_groups_are_the_same_in_both_forms()
    {
        var run = await api.AddRunAsync();
        var points = Enumerable.Range(0, 500).ToList();
        await api.WriteAsync(
            run,
            new JsonObject
            {
                ["op"] = "appendFloats", ["path"] = "loss", ["steps"] = new JsonArray([.. points.Select(i => (JsonNode)(i * 0.3))]),
                ["unixMicros"] = new JsonArray([.. points.Select(i => (JsonNode)i)]), ["values"] = new JsonArray([.. points.Select(i => i % 50 == 7 ? (JsonNode)"NaN" : Math.Sin(i))]),
            },
            Requests.Json("""{"op":"appendFloats","path":"flat é","unixMicros":[1,2,3],"values":[5,5,5]}"""));
        var (loss, flat, none) = ($$"""{"runId":"{{run}}","path":"loss"}""", $$"""{"runId":"{{run}}","path":"flat é"}""", $$"""{"runId":"{{run}}","path":"none"}""");

        foreach (var (what, list, body) in new[]
        {
            ("buckets", "series", $$"""{"smoothing":{"kind":"exponential","strength":0.9},"series":[{{loss}},{{flat}},{{none}}],"buckets":37}"""),
            ("buckets", "series", $$"""{"series":[{{none}}],"buckets":3,"x":"relativeTime"}"""),
            ("groups", "groups", $$"""{"groups":[[{{loss}},{{flat}}],[{{none}}],[]],"buckets":11,"quantiles":[0.1,0.9]}"""),
        })
        {
            using var json = await AskAsync(what, body, "application/json");
            using var binary = await AskAsync(what, body, MediaType);
            Assert.Equal((HttpStatusCode.OK, MediaType), (binary.StatusCode, binary.Content.Headers.ContentType?.MediaType));
            Assert.Contains("Accept", binary.Headers.Vary);
            var expected = JsonNode.Parse(await json.Content.ReadAsStringAsync())!;
            var (header, tables) = Read(await binary.Content.ReadAsByteArrayAsync());
            Assert.Equal((what, (string?)expected["x"]), ((string?)header["kind"], (string?)header["x"]));
            Assert.Equal(expected[list]!.AsArray().Count, tables.Count);
            for (var i = 0; i < tables.Count; i++)
                AssertHolds(expected[list]![i]!, header["tables"]![i]!, tables[i]);
        }
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/vnd.nereid.columns;q=0, application/json", "application/json")]
    [InlineData("application/json;q=0.5, application/vnd.nereid.columns", MediaType)]
    public async Task The_form_follows_from_what_the_request_accepts(string accept, string expected)
    {
        var run = await api.AddRunAsync();

        using var answer = await AskAsync("buckets", $$"""{"series":[{"runId":"{{run}}","path":"a"}],"buckets":1}""", accept);
        using var refusal = await AskAsync("buckets", """{"series":[],"buckets":1}""", accept);

        Assert.Equal(expected, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType?.MediaType);
    }
}

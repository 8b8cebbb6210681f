using System.Net;

namespace Nereid.Server.Tests.Api;

/// <summary>Limits and forms of parameters, and the problem that each fault is answered with.</summary>
public class ParameterTests(ApiServer api) : IClassFixture<ApiServer>
{
    const string Unknown = "0192f0c1-0000-7000-8000-000000000000";

    [Theory]
    [InlineData("/projects/seven", "projectId", "UUID")]
    [InlineData("/runs/seven", "runId", "UUID")]
    [InlineData("/runs/{run}/logs", "path", "missing")]
    [InlineData("/runs/{run}/logs?path=", "path", "empty")]
    [InlineData("/runs/{run}/logs?path=%00", "path", "NUL")]
    [InlineData("/runs/{run}/logs?path=a&offset=many", "offset", "whole number")]
    [InlineData("/runs/{run}/logs?path=a&limit=10001", "limit", "0 to 10000")]
    [InlineData("/runs/{run}/logs?path=a&limit=-1", "limit", "0 to 10000")]
    [InlineData("/runs/{run}/logs?path=a&step=NaN", "step", "finite")]
    [InlineData("/runs/{run}/logs?path=a&step=1&time=2026-01-01T00:00:00Z", "time", "not both")]
    [InlineData("/runs/{run}/logs?path=a&time=yesterday", "time", "moment")]
    [InlineData("/runs/{run}/logs/search", "text", "Expected")]
    [InlineData("/runs/{run}/logs/search?text=a&pattern=b", "pattern", "not both")]
    [InlineData("/runs/{run}/logs/search?pattern=(", "pattern", "regular expression")]
    [InlineData("/runs/{run}/logs/search?text=a&limit=0", "limit", "1 to 1000")]
    [InlineData("/runs/{run}/logs/search?text=a&after=!", "after", "earlier answer")]
    [InlineData("/runs/{run}/file-series?path=a&limit=1001", "limit", "0 to 1000")]
    [InlineData("/runs/{run}/file-series?path=a&offset=-1", "limit", "0 or more")]
    [InlineData("/runs/{run}/file-series/content?path=a&index=-1", "index", "0 or more")]
    [InlineData("/runs/{run}/histogram-series?path=a&limit=1001", "limit", "0 to 1000")]
    [InlineData("/runs/{run}/files?path=a&download=perhaps", "download", "true or false")]
    [InlineData("/runs/lookup?projectId={project}", "shortId", "either")]
    [InlineData("/runs/lookup?projectId={project}&shortId=A-1&customId=b", "shortId", "either")]
    [InlineData("/projects/{project}/attributes?limit=1001", "limit", "0 to 1000")]
    [InlineData("/live", "project", "1 to 100")]
    [InlineData("/live?project=all", "projectIds", "UUID")]
    public async Task A_wrong_parameter_is_named_with_what_was_expected(string path, string field, string expected)
    {
        var answer = await api.Viewer.SendAsync(HttpMethod.Get, "/api/v1" + await FillAsync(path));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request", field), (answer.Status, answer.Problem, (string?)answer.Json!["field"]));
        Assert.Contains(expected, (string)answer.Json["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"limit":1001}""", "$.limit")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"limit":-1}""", "$.limit")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"offset":-1}""", "$.offset")]
    [InlineData("/projects/{project}/runs/query", """{"columns":["ok",""]}""", "$.columns[1]")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"sort":[{"path":""}]}""", "$.sort[0].path")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"after":"x"}""", "$.after")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"group":{"by":[{"path":"a"}],"key":"x"}}""", "$.group.key")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"filter":{"where":{"type":"and","parts":[]}}}""", "$.filter.where.parts")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"filter":{"where":{"type":"not","part":{"type":"exists","column":{"path":""}}}}}""", "$.filter.where.part.column.path")]
    [InlineData("/projects/{project}/runs/query", """{"columns":[],"filter":{"where":{"type":"compare","column":{"path":"a"},"operator":"matches","value":"("}}}""", "$.filter.where")]
    [InlineData("/projects/{project}/runs/groups", """{"by":[]}""", "$.by")]
    [InlineData("/projects/{project}/runs/groups", """{"by":[{"path":"a"}],"sort":[{"by":"mean"}]}""", "$.sort[0].index")]
    [InlineData("/projects/{project}/attributes/search", """{"text":"(","matching":"regex"}""", "$.text")]
    [InlineData("/projects/{project}/attributes/search", """{"after":"x"}""", "$.after")]
    [InlineData("/projects/{project}/attributes/values", """{"column":{"path":"a"},"limit":1001}""", "$.limit")]
    [InlineData("/projects/{project}/attributes/differing", """{"limit":-1}""", "$.limit")]
    [InlineData("/nql/parse", """{}""", "$.text")]
    [InlineData("/series/points", """{"runId":"{run}","path":"a","limit":100001}""", "$.limit")]
    [InlineData("/series/points", """{"runId":"{run}","path":"a","offset":-1}""", "$.offset")]
    [InlineData("/series/points", """{"runId":"{run}","path":"a","from":"NaN"}""", "$.from")]
    [InlineData("/series/points", """{"runId":"{run}","path":"a","to":"Infinity"}""", "$.to")]
    [InlineData("/series/points", """{"runId":"{run}","path":""}""", "$.path")]
    [InlineData("/series/points", """{"runId":"{run}","path":"a","order":"sideways"}""", "$.order")]
    [InlineData("/series/buckets", """{"series":[],"buckets":10}""", "$.series")]
    [InlineData("/series/buckets", """{"series":[{"runId":"{run}","path":"a"}],"buckets":0}""", "$.buckets")]
    [InlineData("/series/buckets", """{"series":[{"runId":"{run}","path":"a"}],"buckets":10001}""", "$.buckets")]
    [InlineData("/series/buckets", """{"series":[{"runId":"{run}","path":""}],"buckets":1}""", "$.series[0].path")]
    [InlineData("/series/buckets", """{"series":[{"runId":"{run}","path":"a"}],"buckets":1,"from":"NaN"}""", "$.from")]
    [InlineData("/series/buckets", """{"series":[{"runId":"{run}","path":"a"}],"buckets":1,"from":2,"to":1}""", "$.to")]
    [InlineData("/me/tokens", """{"name":""}""", "$.name")]
    [InlineData("/me/tokens", """{"name":"a","lifetimeDays":0}""", "$.lifetimeDays")]
    [InlineData("/me/tokens", """{"name":"a","lifetimeDays":99999}""", "$.lifetimeDays")]
    [InlineData("/session", "{}", "$")]
    [InlineData("/session", """{"ticket":"a","token":"b"}""", "$")]
    public async Task A_wrong_member_of_a_body_is_named(string path, string body, string field)
    {
        var answer = await api.Owner.PostTextAsync("/api/v1" + await FillAsync(path), await FillAsync(body));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request", field), (answer.Status, answer.Problem, (string?)answer.Json!["field"]));
    }

    [Theory]
    [InlineData("GET", "/projects/" + Unknown, null, "no-such-project")]
    [InlineData("GET", "/projects/lookup?workspace=lab&name=none", null, "no-such-project")]
    [InlineData("POST", "/projects/" + Unknown + "/runs", "{}", "no-such-project")]
    [InlineData("GET", "/live?project=" + Unknown, null, "no-such-project")]
    [InlineData("GET", "/live?run=" + Unknown, null, "no-such-run")]
    [InlineData("GET", "/runs/" + Unknown, null, "no-such-run")]
    [InlineData("GET", "/runs/lookup?projectId={project}&shortId=NONE-9", null, "no-such-run")]
    [InlineData("POST", "/runs/" + Unknown + "/operations", """{"operations":[]}""", "no-such-run")]
    [InlineData("POST", "/runs/" + Unknown + "/heartbeat", null, "no-such-run")]
    [InlineData("POST", "/series/points", """{"runId":"{run}","path":"none"}""", "no-such-series")]
    [InlineData("GET", "/runs/{run}/logs?path=none", null, "no-such-series")]
    [InlineData("GET", "/runs/{run}/logs?path=none&offset=-5", null, "no-such-series")]
    [InlineData("GET", "/runs/{run}/logs/search?text=a&path=none", null, "no-such-series")]
    [InlineData("GET", "/runs/{run}/histogram-series?path=none", null, "no-such-series")]
    [InlineData("GET", "/runs/{run}/file-series?path=none", null, "no-such-series")]
    [InlineData("GET", "/runs/{run}/file-series/content?path=none&index=0", null, "no-such-series")]
    [InlineData("GET", "/runs/{run}/files?path=none", null, "no-such-file")]
    [InlineData("DELETE", "/me/tokens/" + Unknown, null, "no-such-token")]
    public async Task What_does_not_exist_is_not_found(string method, string path, string? body, string problem)
    {
        var content = body is null ? null : new StringContent(await FillAsync(body), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

        var answer = await api.Owner.SendAsync(new HttpMethod(method), "/api/v1" + await FillAsync(path), content);

        Assert.Equal((HttpStatusCode.NotFound, problem), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task Two_hundred_and_one_columns_are_one_too_many()
    {
        var columns = string.Join(',', Enumerable.Range(0, 201).Select(i => $"\"c{i}\""));

        var answer = await api.Viewer.PostTextAsync($"/api/v1/projects/{api.ProjectId}/runs/query", $$"""{"columns":[{{columns}}]}""");

        Assert.Equal(("invalid-request", "$.columns"), (answer.Problem, (string?)answer.Json!["field"]));
    }

    [Theory]
    [InlineData(200, 10_000, true)]
    [InlineData(201, 10_000, false)]
    public async Task The_buckets_of_all_series_together_have_a_limit(int series, int buckets, bool allowed)
    {
        var run = await FillAsync("{run}");
        var asked = string.Join(',', Enumerable.Range(0, series).Select(i => $$"""{"runId":"{{run}}","path":"s{{i}}"}"""));

        var answer = await api.Viewer.PostTextAsync("/api/v1/series/buckets", $$"""{"series":[{{asked}}],"buckets":{{buckets}}}""");

        Assert.Equal(allowed ? null : "$.buckets", (string?)answer.Json!["field"]);
    }

    string? _run;

    async Task<string> FillAsync(string text)
    {
        _run ??= await api.AddRunAsync();
        return text.Replace("{project}", api.ProjectId, StringComparison.Ordinal).Replace("{run}", _run, StringComparison.Ordinal);
    }
}

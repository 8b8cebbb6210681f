using System.Net;

namespace Nereid.Server.Tests.Api;

/// <summary>Parts of runs are deleted, listed, restored and purged through the API.</summary>
public class DeletionTests(ApiServer api) : IClassFixture<ApiServer>
{
    async Task<string> RunAsync()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(
            run,
            Requests.Json("""{"op":"appendFloats","path":"train/loss","unixMicros":[1,2,3],"values":[3,2,1]}"""),
            Requests.Json("""{"op":"assign","path":"train/lr","value":{"type":"float","value":0.5}}"""),
            Requests.Json("""{"op":"assign","path":"other","value":{"type":"int","value":7}}"""));
        return run;
    }

    [Fact]
    public async Task A_tree_is_deleted_listed_and_restored()
    {
        var run = await RunAsync();

        var made = await api.Contributor.PostAsync($"/api/v1/runs/{run}/deletions", Requests.Json("""{"parts":[{"kind":"tree","path":"train"},{"kind":"steps","path":"other"}]}"""));
        Assert.Equal((HttpStatusCode.OK, 1, "typeMismatch"), (made.Status, (int)made.Json!["rejections"]![0]!["index"]!, (string?)made.Json["rejections"]![0]!["reason"]));
        Assert.DoesNotContain("train/", (await api.Viewer.AskAsync($"/api/v1/runs/{run}/attributes")).Text, StringComparison.Ordinal);

        var listed = (await api.Viewer.AskAsync($"/api/v1/runs/{run}/deletions")).Json!["deletions"]![0]!;
        Assert.Equal(((string?)made.Json["id"], "carl", 2), ((string?)listed["id"], (string?)listed["by"], (int)listed["total"]!));
        Assert.Equal(("attribute", "train/loss", "floatSeries"),
            ((string?)listed["parts"]![0]!["kind"], (string?)listed["parts"]![0]!["path"], (string?)listed["parts"]![0]!["type"]));

        var restored = await api.Contributor.SendAsync(HttpMethod.Post, $"/api/v1/runs/{run}/deletions/{made.Json["id"]}/restore");
        Assert.Equal((HttpStatusCode.OK, "[]"), (restored.Status, restored.Json!["blocked"]!.ToJsonString()));
        Assert.Contains("train/loss", (await api.Viewer.AskAsync($"/api/v1/runs/{run}/attributes")).Text, StringComparison.Ordinal);
        Assert.Equal("no-such-deletion", (await api.Contributor.SendAsync(HttpMethod.Post, $"/api/v1/runs/{run}/deletions/{made.Json["id"]}/restore")).Problem);
    }

    [Fact]
    public async Task Steps_are_deleted_and_purged()
    {
        var run = await RunAsync();
        var made = await api.Contributor.PostAsync($"/api/v1/runs/{run}/deletions", Requests.Json("""{"parts":[{"kind":"steps","path":"train/loss","from":1}]}"""));

        var points = await api.Viewer.PostAsync("/api/v1/series/points", Requests.Json($$"""{"runId":"{{run}}","path":"train/loss"}"""));
        Assert.Equal(1, (int)points.Json!["total"]!);
        var part = (await api.Viewer.AskAsync($"/api/v1/runs/{run}/deletions")).Json!["deletions"]![0]!["parts"]![0]!;
        Assert.Equal(("steps", 1.0, null), ((string?)part["kind"], (double)part["from"]!, part["to"]));

        Assert.Equal(HttpStatusCode.NoContent, (await api.Contributor.SendAsync(HttpMethod.Delete, $"/api/v1/runs/{run}/deletions/{made.Json!["id"]}")).Status);
        Assert.Equal("no-such-deletion", (await api.Contributor.SendAsync(HttpMethod.Delete, $"/api/v1/runs/{run}/deletions/{made.Json["id"]}")).Problem);
        Assert.Equal("[]", (await api.Viewer.AskAsync($"/api/v1/runs/{run}/deletions")).Json!["deletions"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"kind":"steps","path":"train/loss","from":"NaN"}""")]
    [InlineData("""{"kind":"steps","path":"train/loss","from":2,"to":1}""")]
    [InlineData("""{"kind":"tree","path":"train","from":2}""")]
    [InlineData("""{"kind":"attribute","path":""}""")]
    [InlineData("""{"kind":"attribute","path":"sys/id"}""")]
    public async Task What_cannot_be_deleted_is_refused_with_a_reason(string part)
    {
        var run = await RunAsync();

        var made = await api.Contributor.PostAsync($"/api/v1/runs/{run}/deletions", Requests.Json($$"""{"parts":[{{part}}]}"""));

        Assert.Equal((HttpStatusCode.OK, null), (made.Status, made.Json!["id"]));
        Assert.NotEmpty((string)made.Json["rejections"]![0]!["detail"]!);
    }
}

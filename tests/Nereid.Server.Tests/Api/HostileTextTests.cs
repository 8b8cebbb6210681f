using System.Net;
using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Api;

/// <summary>Texts that break careless programs, in every place that takes a text: kept exactly, or refused with a clear problem; never a fault.</summary>
public class HostileTextTests(ApiServer api) : IClassFixture<ApiServer>
{
    public static TheoryData<string> Texts =>
    [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(1)</script>",
        "'; DROP TABLE runs; --",
        "../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%252E%252E%252F",
        "file:///etc/passwd#fragment?query",
        "C:\\Windows\\win.ini",
        "//proc/self/environ",
        "nul\0inside",
        "line\r\nbreak: header",
        "\u202Eright to left\u202C \u2066isolate\u2069",
        "e\u0301 is not \u00e9",
        "👩‍👩‍👧‍👦 and 漢字",
        "{{7*7}} ${7*7} #{7*7} %s %n",
        " leading and trailing ",
        "__proto__",
        "sys",
        new string('x', 2000),
        new string('字', 341),
        "a" + new string('/', 50) + "b",
        "\ufeffbyte order mark",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Values_and_labels_come_back_exactly(string text)
    {
        var created = await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/runs", new JsonObject { ["name"] = text, ["description"] = text });
        var run = (string)created.Json!["run"]!["id"]!;
        Assert.Equal(text, (string?)created.Json["run"]!["name"]);
        await api.WriteAsync(
            run,
            new JsonObject { ["op"] = "assign", ["path"] = "text", ["value"] = new JsonObject { ["type"] = "string", ["value"] = text } },
            new JsonObject { ["op"] = "appendStrings", ["path"] = "log", ["unixMicros"] = new JsonArray(1), ["values"] = new JsonArray(text) },
            new JsonObject { ["op"] = "configureSeries", ["path"] = "series", ["display"] = new JsonObject { ["unit"] = text.Length < 300 ? text : "%" } });
        Assert.Equal(text, (string?)(await api.Viewer.AskAsync($"/api/v1/runs/{run}/attributes?prefix={"text"}")).Json!["attributes"]![0]!["value"]);
        Assert.Equal(text, (string?)(await api.Viewer.AskAsync($"/api/v1/runs/{run}/logs?path={"log"}")).Json!["lines"]![0]!["value"]);

        var appended = await api.Contributor.SendBytesAsync(HttpMethod.Post, $"/api/v1/runs/{run}/file-series?path={"i"}&name={text}&description={text}", [1]);
        Assert.Equal(HttpStatusCode.OK, appended.Status);
        var entry = (await api.Viewer.AskAsync($"/api/v1/runs/{run}/file-series?path={"i"}")).Json!["entries"]![0]!;
        Assert.Equal((text, text), ((string?)entry["name"], (string?)entry["description"]));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_path_is_kept_exactly_or_refused(string text)
    {
        var run = await api.AddRunAsync();
        var possible = Domain.Runs.AttributePath.TryParse(text, out _, out _);

        var answer = await api.Owner.PostAsync($"/api/v1/runs/{run}/operations", new JsonObject
        {
            ["operations"] = new JsonArray(new JsonObject { ["op"] = "appendFloats", ["path"] = text, ["unixMicros"] = new JsonArray(1), ["values"] = new JsonArray(1.5) }),
        });

        Assert.Equal((HttpStatusCode.OK, possible ? 0 : 1), (answer.Status, answer.Json!["rejections"]!.AsArray().Count));
        var points = await api.Viewer.PostAsync("/api/v1/series/points", new JsonObject { ["runId"] = run, ["path"] = text });
        Assert.Equal(possible ? HttpStatusCode.OK : HttpStatusCode.BadRequest, points.Status);
        var upload = await api.Contributor.SendBytesAsync(HttpMethod.Put, $"/api/v1/runs/{run}/files?path={$"files/{text}"}", [1, 2]);
        Assert.Equal(Domain.Runs.AttributePath.TryParse($"files/{text}", out _, out _) ? HttpStatusCode.OK : HttpStatusCode.BadRequest, upload.Status);
        if (!possible)
            return;
        var row = (await api.Viewer.PostAsync($"/api/v1/projects/{api.ProjectId}/runs/query", new JsonObject
        {
            ["columns"] = new JsonArray(text),
            ["sort"] = new JsonArray(new JsonObject { ["path"] = text }),
        })).Json!["runs"]!.AsArray().Single(one => (string?)one!["id"] == run)!;
        Assert.Equal((text, 1.5), ((string?)row["cells"]![0]!["path"], (double)row["cells"]![0]!["value"]!));
        Assert.Contains(
            (await api.Viewer.AskAsync($"/api/v1/projects/{api.ProjectId}/attributes?text={text}")).Json!["attributes"]!.AsArray(),
            match => (string?)match!["path"] == text);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Tags_ids_and_names_are_kept_exactly_or_refused(string text)
    {
        var run = await api.AddRunAsync();
        var tagged = await api.Owner.PostAsync($"/api/v1/runs/{run}/operations", new JsonObject
        {
            ["operations"] = new JsonArray(new JsonObject { ["op"] = "addToSet", ["path"] = "sys/tags", ["values"] = new JsonArray(text) }),
        });
        var tags = (await api.Viewer.AskAsync($"/api/v1/runs/{run}")).Json!["tags"]!.AsArray().Select(tag => (string?)tag);
        if (tagged.Json!["rejections"]!.AsArray().Count == 0)
            Assert.Equal([text], tags);
        else
            Assert.Empty(tags);

        var custom = await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/runs", new JsonObject { ["customId"] = text });
        if (custom.Status == HttpStatusCode.Created)
            Assert.Equal(text, (string?)(await api.Viewer.AskAsync($"/api/v1/runs/lookup?projectId={api.ProjectId}&customId={text}")).Json!["customId"]);
        else
            Assert.Equal("refused", custom.Problem);

        var project = await api.Owner.PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = "olga", ["name"] = text });
        if (project.Status == HttpStatusCode.Created)
            Assert.Equal(text, (string?)(await api.Owner.AskAsync($"/api/v1/projects/lookup?workspace={"olga"}&name={text}")).Json!["name"]);
        else
            Assert.Equal(("invalid-request", "$.name"), (project.Problem, (string?)project.Json!["field"]));
        var workspace = await api.Owner.PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = text, ["name"] = "p" });
        Assert.True(workspace.Status == HttpStatusCode.Created || workspace.Problem == "invalid-request", workspace.Text);

        var token = await api.Contributor.PostAsync("/api/v1/me/tokens", new JsonObject { ["name"] = text });
        if (token.Status == HttpStatusCode.Created)
            Assert.Contains((await api.Contributor.AskAsync($"/api/v1/me/tokens")).Json!["tokens"]!.AsArray(), one => (string?)one!["name"] == text);
        else
            Assert.Equal(("invalid-request", "$.name"), (token.Problem, (string?)token.Json!["field"]));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Searching_for_it_is_harmless(string text)
    {
        var query = await api.Viewer.PostAsync($"/api/v1/projects/{api.ProjectId}/runs/query", new JsonObject { ["columns"] = new JsonArray(), ["filter"] = new JsonObject { ["text"] = text } });
        Assert.Equal(HttpStatusCode.OK, query.Status);
        Assert.Equal(HttpStatusCode.OK, (await api.Viewer.PostAsync("/api/v1/nql/parse", new JsonObject { ["text"] = text })).Status);
        var pattern = await api.Viewer.PostAsync($"/api/v1/projects/{api.ProjectId}/attributes/search", new JsonObject { ["text"] = text, ["matching"] = "extended" });
        Assert.Contains(pattern.Status, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        Assert.Equal("no-such-project", (await api.Viewer.AskAsync($"/api/v1/projects/lookup?workspace={text}&name={text}")).Problem);
        Assert.Equal("no-such-run", (await api.Viewer.AskAsync($"/api/v1/runs/lookup?projectId={api.ProjectId}&shortId={text}")).Problem);
        Assert.Equal(HttpStatusCode.OK, (await api.Viewer.AskAsync($"/api/v1/runs/{await api.AddRunAsync()}/attributes?prefix={text}")).Status);
        var signIn = await api.Nobody.PostAsync("/api/v1/session", new JsonObject { ["token"] = text });
        Assert.Contains(signIn.Problem, new[] { "sign-in-failed", "too-many-attempts" });
    }

    [Fact]
    public async Task A_text_that_is_not_unicode_is_refused()
    {
        var run = await api.AddRunAsync();

        var answer = await api.Owner.PostTextAsync(
            $"/api/v1/runs/{run}/operations", """{"operations":[{"op":"assign","path":"a","value":{"type":"string","value":"\ud800"}}]}""");

        Assert.True(answer.Status == HttpStatusCode.BadRequest || answer.Json!["rejections"]!.AsArray().Count == 1, answer.Text);
    }
}

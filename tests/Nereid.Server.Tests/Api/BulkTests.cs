using System.Net;
using System.Text.Json.Nodes;
using Nereid.Testing;

namespace Nereid.Server.Tests.Api;

public class BulkTests(ApiServer api) : IClassFixture<ApiServer>
{
    string Runs => $"/api/v1/projects/{api.ProjectId}/runs";

    async Task<JsonNode> ChangeAsync(JsonNode body)
    {
        var answer = await api.Owner.PostAsync($"{Runs}/bulk", body);
        Assert.Equal((HttpStatusCode.OK, null), answer.Kind);
        return await EndAsync(answer.Json!);
    }

    async Task<JsonNode> UndoAsync(JsonNode job)
    {
        var answer = await api.Owner.SendAsync(HttpMethod.Post, $"{Runs}/bulk/{(string?)job["id"]}/undo");
        Assert.Equal((HttpStatusCode.OK, null), answer.Kind);
        return await EndAsync(answer.Json!);
    }

    async Task<JsonNode> EndAsync(JsonNode job)
    {
        await Eventually.IsTrueAsync(
            async () =>
            {
                if ((string?)job["state"] != "running")
                    return true;
                job = (await api.Owner.SendAsync(HttpMethod.Get, $"{Runs}/bulk/{(string?)job["id"]}")).Json!;
                return false;
            },
            "the job ends");
        return job;
    }

    async Task<string> TagsAsync(string run) =>
        string.Join(' ', (await api.Owner.AskAsync($"/api/v1/runs/{run}")).Json!["tags"]!.AsArray().Select(tag => (string)tag!));

    static JsonArray Ids(params string[] runs) => [.. runs.Select(run => (JsonNode)run)];

    [Fact]
    public async Task Undo_takes_back_only_the_tags_that_were_added()
    {
        var (one, two) = (await api.AddRunAsync(), await api.AddRunAsync());
        await ChangeAsync(new JsonObject { ["kind"] = "tags", ["runs"] = new JsonObject { ["ids"] = Ids(one) }, ["add"] = new JsonArray("good", "old") });

        var job = await ChangeAsync(new JsonObject
        {
            ["kind"] = "tags", ["runs"] = new JsonObject { ["ids"] = Ids(one, two) }, ["add"] = new JsonArray("good"), ["remove"] = new JsonArray("old"),
        });
        Assert.Equal((2, 2, true), ((int)job["total"]!, (int)job["changed"]!, (bool)job["canUndo"]!));
        Assert.Equal("good", await TagsAsync(one));
        Assert.Equal("good", await TagsAsync(two));

        await UndoAsync(job);
        Assert.Equal("good old", await TagsAsync(one));
        Assert.Equal("", await TagsAsync(two));
    }

    [Fact]
    public async Task A_query_names_the_runs_and_trash_comes_back()
    {
        var tag = $"q{Guid.NewGuid():N}";
        var runs = new[] { await api.AddRunAsync(), await api.AddRunAsync(), await api.AddRunAsync() };
        await ChangeAsync(new JsonObject { ["kind"] = "tags", ["runs"] = new JsonObject { ["ids"] = Ids(runs) }, ["add"] = new JsonArray(tag) });

        var job = await ChangeAsync(new JsonObject { ["kind"] = "trash", ["runs"] = new JsonObject { ["query"] = $"tags CONTAINS {tag}" } });
        Assert.Equal((3, 3), ((int)job["total"]!, (int)job["changed"]!));
        Assert.All(await Task.WhenAll(runs.Select(run => api.Owner.AskAsync($"/api/v1/runs/{run}"))), run => Assert.True((bool)run.Json!["trashed"]!));

        await UndoAsync(job);
        Assert.All(await Task.WhenAll(runs.Select(run => api.Owner.AskAsync($"/api/v1/runs/{run}"))), run => Assert.False((bool)run.Json!["trashed"]!));
    }

    [Fact]
    public async Task Archiving_twice_changes_nothing_the_second_time_and_undo_removes_the_mark()
    {
        var run = await api.AddRunAsync();
        var archive = new JsonObject { ["kind"] = "archive", ["runs"] = new JsonObject { ["ids"] = Ids(run) } };
        async Task<string> MarkAsync() => (await api.Owner.AskAsync($"/api/v1/runs/{run}/attributes?prefix=sys%2Farchived")).Text;

        var first = await ChangeAsync(archive);
        var second = await ChangeAsync(archive.DeepClone());
        Assert.Equal((1, 0), ((int)first["changed"]!, (int)second["changed"]!));

        await UndoAsync(first);
        Assert.Equal("""{"attributes":[]}""", await MarkAsync());
    }

    [Fact]
    public async Task Runs_of_other_projects_are_passed_over()
    {
        var other = await api.Server.AddProjectAsync("lab", $"other{Guid.NewGuid():N}");
        await api.Server.Catalog.SetMemberAsync(other.Id, api.OwnerUser.Id, Domain.Access.ProjectRole.Owner, CancellationToken.None);
        var foreign = (string)(await api.Owner.PostAsync($"/api/v1/projects/{other.Id}/runs", new JsonObject())).Json!["run"]!["id"]!;

        var trash = await ChangeAsync(new JsonObject { ["kind"] = "trash", ["runs"] = new JsonObject { ["ids"] = Ids(foreign) } });
        var tags = await ChangeAsync(new JsonObject { ["kind"] = "tags", ["runs"] = new JsonObject { ["ids"] = Ids(foreign) }, ["add"] = new JsonArray("x") });

        Assert.Equal((0, 0), ((int)trash["changed"]!, (int)tags["changed"]!));
        Assert.Equal("", await TagsAsync(foreign));
    }

    [Fact]
    public async Task Only_what_is_in_the_trash_is_deleted_for_good()
    {
        var runs = new[] { await api.AddRunAsync(), await api.AddRunAsync() };
        await ChangeAsync(new JsonObject { ["kind"] = "trash", ["runs"] = new JsonObject { ["ids"] = Ids(runs[0]) } });

        var job = await ChangeAsync(new JsonObject { ["kind"] = "delete", ["runs"] = new JsonObject { ["ids"] = Ids(runs) } });

        Assert.Equal((1, 1, false), ((int)job["changed"]!, (int)job["refused"]!, (bool)job["canUndo"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await api.Owner.AskAsync($"/api/v1/runs/{runs[0]}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.Owner.AskAsync($"/api/v1/runs/{runs[1]}")).Status);
    }

    [Fact]
    public async Task Series_come_as_a_file_each_with_an_index_that_names_them()
    {
        var runs = new[] { await api.AddRunAsync(), await api.AddRunAsync() };
        foreach (var run in runs)
            await api.WriteAsync(run, Requests.Json("""{"op":"appendFloats","path":"../a,b","steps":[0,1.5],"unixMicros":[1,2],"values":[2,"NaN"]}"""));

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Runs}/export")
        {
            Content = new StringContent(
                new JsonObject { ["format"] = "seriesZip", ["runs"] = new JsonObject { ["ids"] = Ids(runs) }, ["columns"] = new JsonArray(Column("../a,b"), Column("none")) }.ToJsonString(),
                System.Text.Encoding.UTF8, "application/json"),
        };
        using var response = await api.Viewer.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        using var zip = new System.IO.Compression.ZipArchive(await response.Content.ReadAsStreamAsync());
        string Read(string name) => new StreamReader(zip.GetEntry(name)!.Open()).ReadToEnd();

        Assert.Equal(["series-0001.csv", "series-0002.csv", "index.csv"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal("file,attribute,points\r\nseries-0001.csv,\"../a,b\",4\r\nseries-0002.csv,none,0\r\n", Read("index.csv"));
        Assert.Equal(5, Read("series-0001.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(",1.5,1970-01-01T00:00:00.000002Z,NaN", Read("series-0001.csv"), StringComparison.Ordinal);
        Assert.Equal("run,attribute,step,time,value\r\n", Read("series-0002.csv"));
        static JsonNode Column(string path) => new JsonObject { ["path"] = path };
    }

    [Fact]
    public async Task Runs_in_the_trash_say_who_moved_them_there_and_when()
    {
        var run = await api.AddRunAsync();
        async Task<JsonArray> MarksAsync() => (await api.Owner.AskAsync($"/api/v1/runs/{run}/attributes?prefix=sys%2Ftrashed_")).Json!["attributes"]!.AsArray();

        var job = await ChangeAsync(new JsonObject { ["kind"] = "trash", ["runs"] = new JsonObject { ["ids"] = Ids(run) } });
        var marks = await MarksAsync();
        Assert.Equal([("sys/trashed_by", "string"), ("sys/trashed_time", "datetime")], marks.Select(mark => ((string)mark!["path"]!, (string)mark["type"]!)));
        Assert.Equal("olga", (string?)marks[0]!["value"]);

        await UndoAsync(job);
        Assert.Empty(await MarksAsync());
    }

    [Fact]
    public async Task A_copy_has_every_attribute_point_and_file_and_says_where_it_came_from()
    {
        var target = await api.Server.AddProjectAsync("lab", $"target{Guid.NewGuid():N}");
        await api.Server.Catalog.SetMemberAsync(target.Id, api.OwnerUser.Id, Domain.Access.ProjectRole.Contributor, CancellationToken.None);
        var run = await api.AddRunAsync("to copy");
        await api.WriteAsync(
            run,
            Requests.Json("""{"op":"assign","path":"lr","value":{"type":"float","value":0.1}}"""),
            Requests.Json("""{"op":"addToSet","path":"sys/tags","values":["good"]}"""),
            Requests.Json("""{"op":"appendFloats","path":"loss","steps":[0,1,2.5],"unixMicros":[1,2,3],"values":[2,"NaN",0.5]}"""),
            Requests.Json("""{"op":"appendStrings","path":"log","unixMicros":[1,2],"values":["one","two"]}"""),
            Requests.Json("""{"op":"appendHistograms","path":"weights","steps":[0],"unixMicros":[1],"values":[{"edges":[0,1,2],"counts":[3,4]}]}"""));
        await api.Owner.SendBytesAsync(HttpMethod.Put, $"/api/v1/runs/{run}/files?path=model&extension=txt", "weights"u8.ToArray());
        await api.Owner.SendBytesAsync(HttpMethod.Post, $"/api/v1/runs/{run}/file-series?path=images&step=1&unixMicros=5", "image"u8.ToArray());
        await api.Owner.PostAsync($"/api/v1/runs/{run}/annotations", Requests.Json("""{"text":"lr dropped","step":2.5}"""));

        var job = await ChangeAsync(new JsonObject
        {
            ["kind"] = "copy", ["runs"] = new JsonObject { ["ids"] = Ids(run) }, ["target"] = target.Id.ToString(),
        });

        Assert.Equal((1, 0, null, false), ((int)job["changed"]!, (int)job["refused"]!, (string?)job["problem"], (bool)job["canUndo"]!));
        var rows = (await api.Owner.PostAsync($"/api/v1/projects/{target.Id}/runs/query", Requests.Json("""{"columns":[]}"""))).Json!["runs"]!.AsArray();
        var copy = (string)Assert.Single(rows)!["id"]!;
        var shortId = (string)(await api.Owner.AskAsync($"/api/v1/runs/{run}")).Json!["shortId"]!;
        Assert.Equal($"lab/digits/{shortId}", (string?)(await AttributesAsync(copy, "sys/copied_from"))[0]!["value"]);
        foreach (var path in new[] { "lr", "loss", "log", "weights", "model", "images", "sys/name", "sys/tags" })
            Assert.Equal((await AttributesAsync(run, path)).ToJsonString(), (await AttributesAsync(copy, path)).ToJsonString());
        var points = new JsonObject { ["runId"] = run, ["path"] = "loss" };
        var copied = new JsonObject { ["runId"] = copy, ["path"] = "loss" };
        Assert.Equal((await api.Owner.PostAsync("/api/v1/series/points", points)).Text, (await api.Owner.PostAsync("/api/v1/series/points", copied)).Text);
        Assert.Equal("weights", (await api.Owner.AskAsync($"/api/v1/runs/{copy}/files?path=model")).Text);
        async Task<string> NotesAsync(string of) => (await api.Owner.AskAsync($"/api/v1/runs/{of}/annotations")).Text;
        Assert.Contains("lr dropped", await NotesAsync(copy), StringComparison.Ordinal);
        Assert.Equal(await NotesAsync(run), await NotesAsync(copy));
        Assert.Equal("olga", (string?)rows[0]!["owner"]);
        Assert.Equal("idle", (string?)rows[0]!["state"]);
    }

    [Fact]
    public async Task A_move_leaves_the_original_in_the_trash_unless_it_cannot_be_copied()
    {
        var target = await api.Server.AddProjectAsync("lab", $"target{Guid.NewGuid():N}");
        await api.Server.Catalog.SetMemberAsync(target.Id, api.OwnerUser.Id, Domain.Access.ProjectRole.Contributor, CancellationToken.None);
        async Task<string> AddAsync(Guid project) =>
            (string)(await api.Owner.PostAsync($"/api/v1/projects/{project}/runs", new JsonObject { ["customId"] = $"same-{target.Id}" })).Json!["run"]!["id"]!;
        var plain = await api.AddRunAsync("plain");
        var taken = await AddAsync(api.Project.Id.Value);
        await AddAsync(target.Id.Value);

        var job = await ChangeAsync(new JsonObject
        {
            ["kind"] = "move", ["runs"] = new JsonObject { ["ids"] = Ids(plain, taken) }, ["target"] = target.Id.ToString(),
        });

        Assert.Equal((1, 1), ((int)job["changed"]!, (int)job["refused"]!));
        Assert.Contains("custom id", (string?)job["problem"], StringComparison.Ordinal);
        async Task<bool> IsTrashedAsync(string run) => (bool)(await api.Owner.AskAsync($"/api/v1/runs/{run}")).Json!["trashed"]!;
        Assert.Equal((true, false), (await IsTrashedAsync(plain), await IsTrashedAsync(taken)));
    }

    [Fact]
    public async Task To_copy_needs_the_right_to_write_in_the_other_project_and_to_move_also_here()
    {
        var target = await api.Server.AddProjectAsync("lab", $"target{Guid.NewGuid():N}");
        var run = await api.AddRunAsync();
        async Task<string?> ProblemAsync(HttpClient client, string kind) => (await client.PostAsync($"{Runs}/bulk", new JsonObject
        {
            ["kind"] = kind, ["runs"] = new JsonObject { ["ids"] = Ids(run) }, ["target"] = target.Id.ToString(),
        })).Problem;

        Assert.Equal("no-such-project", await ProblemAsync(api.Owner, "copy"));
        await api.Server.Catalog.SetMemberAsync(target.Id, api.OwnerUser.Id, Domain.Access.ProjectRole.Viewer, CancellationToken.None);
        Assert.Equal("not-allowed", await ProblemAsync(api.Owner, "copy"));
        Assert.Equal("not-allowed", await ProblemAsync(api.Viewer, "move"));
    }

    async Task<JsonArray> AttributesAsync(string run, string path) =>
        (await api.Owner.AskAsync($"/api/v1/runs/{run}/attributes?prefix={path}")).Json!["attributes"]!.AsArray();

    [Theory]
    [InlineData("""{"kind":"copy","runs":{"ids":[]}}""", "$.target")]
    [InlineData("""{"kind":"trash","runs":{"ids":[]},"target":"00000000-0000-0000-0000-000000000001"}""", "$.target")]
    [InlineData("""{"kind":"trash","runs":{}}""", "$.runs")]
    [InlineData("""{"kind":"trash","runs":{"ids":[],"query":""}}""", "$.runs")]
    [InlineData("""{"kind":"trash","runs":{"query":"a ="}}""", "$.runs.query")]
    [InlineData("""{"kind":"trash","runs":{"ids":[]},"add":["x"]}""", "$.add")]
    [InlineData("""{"kind":"tags","runs":{"ids":[]}}""", "$.add")]
    [InlineData("""{"kind":"tags","runs":{"ids":[]},"add":[""]}""", "$.add")]
    public async Task What_makes_no_sense_is_refused_with_its_field(string body, string field)
    {
        var answer = await api.Owner.PostAsync($"{Runs}/bulk", Requests.Json(body));

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, (string?)answer.Json!["field"]));
    }

    [Fact]
    public async Task An_export_has_all_rows_and_hostile_texts_stay_texts()
    {
        var tag = $"e{Guid.NewGuid():N}";
        var names = new[] { "=1+1", "a,\"b\"\nc", "<img src=x onerror=alert(1)>", "手写 \u202E😀" };
        foreach (var name in names)
        {
            var run = await api.AddRunAsync(name);
            await api.WriteAsync(
                run, new JsonObject { ["op"] = "addToSet", ["path"] = "sys/tags", ["values"] = new JsonArray(tag) },
                Requests.Json("""{"op":"appendFloats","path":"loss","unixMicros":[1,2],"values":[2,0.5]}"""));
        }
        JsonNode Request(string format) => Requests.Json(
            $$$"""
            {"format":"{{{format}}}","runs":{"query":"tags CONTAINS {{{tag}}}"},"sort":{"path":"sys/creation_time"},
             "columns":[{"path":"sys/name","label":"Name"},{"path":"loss"},{"path":"loss","label":"loss max","aggregate":"max"},{"path":"none"}]}
            """);

        var csv = await api.Viewer.PostAsync($"{Runs}/export", Request("csv"));
        Assert.Equal(
            "\uFEFFName,loss,loss max,none\r\n'=1+1,0.5,2,\r\n\"a,\"\"b\"\"\nc\",0.5,2,\r\n<img src=x onerror=alert(1)>,0.5,2,\r\n手写 \u202E😀,0.5,2,\r\n",
            csv.Text.StartsWith('\uFEFF') ? csv.Text : $"\uFEFF{csv.Text}");

        var json = await api.Viewer.PostAsync($"{Runs}/export", Request("json"));
        Assert.Equal(names, json.Json!.AsArray().Select(row => (string)row!["Name"]!));
        Assert.Equal(2, (double)json.Json![0]!["loss max"]!);
    }
}

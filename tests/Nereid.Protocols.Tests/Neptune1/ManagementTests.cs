using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Testing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Projects, runs and files that are deleted for good, artifacts, notebooks, the table of the 0.x client, invitations, quotas.</summary>
public sealed class ManagementTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Experiments = "/api/leaderboard/v1/experiments";

    static readonly string EmptyHash = ArtifactListing.Of([]).Hash(ArtifactHashVersion.WithoutMetadata);

    ISharedBlobs Contents => server.Server.Get<ISharedBlobs>();

    async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, HttpClient? http = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await Answer.OfAsync(await (http ?? server.Http).SendAsync(request));
    }

    async Task<string> RunOfAsync(Project project) =>
        (string)(await server.PostAsync(Experiments, $$"""{"projectIdentifier":"{{project.Id}}","type":"run"}""")).Body!["id"]!;

    async Task UploadAsync(string run, string path, string content) => Assert.Equal("{\"errors\":[]}", (await SendAsync(
        HttpMethod.Post, $"/api/leaderboard/v1/attributes/storage/file/upload?experimentIdentifier={run}&attribute={path}&ext=bin",
        new ByteArrayContent(Encoding.UTF8.GetBytes(content)))).Text);

    [Fact]
    public async Task A_deleted_project_takes_runs_files_and_notebooks_with_it()
    {
        var project = await server.Server.AddProjectAsync("lab", "doomed");
        var run = await RunOfAsync(project);
        await UploadAsync(run, "weights", "12345");
        var notebook = (string)(await SendAsync(HttpMethod.Post, $"/api/leaderboard/v1/notebooks?projectIdentifier={project.Id}")).Body!["id"]!;
        await SendAsync(HttpMethod.Post, $"/api/leaderboard/v1/notebooks/{notebook}/checkpoints?jupyterPath=/home/a/b.ipynb", new StringContent("{}"));
        Assert.Equal(7, await Contents.UsedBytesAsync(project.Id, default));

        var ann = await server.Server.AddUserAsync("ann-of-doom");
        await server.Server.Catalog.SetMemberAsync(project.Id, ann.Id, ProjectRole.Contributor, default);
        using var notOwner = await server.SignInAsync(ann);
        Assert.Equal(403, (await SendAsync(HttpMethod.Delete, "/api/backend/v1/projects2?projectIdentifier=lab/doomed", http: notOwner)).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Delete, "/api/backend/v1/projects2?projectIdentifier=lab/doomed")).Status);

        Assert.Equal(404, (await server.GetAsync($"{Experiments}?experimentId={run}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/api/leaderboard/v1/notebooks/{notebook}")).Status);
        Assert.Equal(404, (await SendAsync(HttpMethod.Delete, "/api/backend/v1/projects2?projectIdentifier=lab/doomed")).Status);
        Assert.Empty(await server.Server.Catalog.ListDeletedProjectsAsync(default));
    }

    [Fact]
    public async Task Only_what_is_in_the_trash_is_deleted_and_the_trash_can_be_emptied()
    {
        var project = await server.Server.AddProjectAsync("lab", "trashy");
        var (kept, gone, emptied) = (await RunOfAsync(project), await RunOfAsync(project), await RunOfAsync(project));
        Task<Answer> Ask(string what, params string[] runs) => server.PostAsync(
            $"{Experiments}/{what}?projectIdentifier=lab/trashy", new JsonArray([.. runs.Select(run => JsonValue.Create(run))]).ToJsonString());

        await Ask("trash", gone, emptied);
        var answer = await Ask("delete", gone, kept);
        Assert.Contains("not in the trash", (string?)answer.Body!["errors"]!.AsArray().Single(), StringComparison.Ordinal);
        Assert.Equal(gone, (string?)answer.Body!["updatedExperimentIdentifiers"]!.AsArray().Single());
        Assert.Empty((await SendAsync(HttpMethod.Post, $"{Experiments}/deleteAll?projectIdentifier=lab/trashy")).Body!["errors"]!.AsArray());

        int[] statuses = [.. await Task.WhenAll(new[] { kept, gone, emptied }.Select(async run => (await server.GetAsync($"{Experiments}?experimentId={run}")).Status))];
        Assert.Equal([200, 404, 404], statuses);
    }

    [Fact]
    public async Task An_artifact_is_its_files_and_must_have_their_hash()
    {
        var files = """{"files":[{"filePath":"b/ü😀.csv","fileHash":"da39a3ee5e6b4b0d3255bfef95601890afd80709","type":"Local","size":3,"metadata":[{"key":"file_path","value":"file:///x"}]},{"filePath":"a.csv","fileHash":"0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33","type":"S3"}]}""";
        // Computed with the client's own hasher, 1.14.0, without and with metadata.
        const string hash = "45eee5e2a614c7f6b59b1b16a6cefa9a7a5d02dac2f7a974f6705b38fac84fe2";
        const string hashOfVersion1 = "593fa5458bbb498fccea38ac2da1eba50cab6e059eb7634f1f8d9f04f02ed977";
        async Task<Answer> Ask(HttpMethod method, string path, string hash, string? body = null, bool old = false)
        {
            var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(method, $"/api/artifacts/v1/{path}?projectIdentifier=lab/vision&hash={hash}") { Content = content };
            if (!old)
                request.Headers.Add("X-Neptune-Artifact-Api-Version", "2");
            return await Answer.OfAsync(await server.Http.SendAsync(request));
        }

        Assert.Equal(404, (await Ask(HttpMethod.Get, "artifact/files", hash)).Status);
        Assert.Equal(400, (await Ask(HttpMethod.Post, "artifact", "../../etc/passwd")).Status);
        Assert.False((bool)(await Ask(HttpMethod.Post, "artifact", hash)).Body!["receivedMetadata"]!);
        await Ask(HttpMethod.Post, "artifact", EmptyHash);
        Assert.Equal(400, (await Ask(HttpMethod.Post, "artifact/files", EmptyHash, files)).Status);
        Assert.Equal(400, (await Ask(HttpMethod.Post, "artifact/files", hash, files, old: true)).Status);
        Assert.True((bool)(await Ask(HttpMethod.Post, "artifact/files", hash, files)).Body!["receivedMetadata"]!);
        Assert.True((bool)(await Ask(HttpMethod.Post, "artifact", hash)).Body!["receivedMetadata"]!);
        Assert.Equal(["a.csv", "b/ü😀.csv"], (await Ask(HttpMethod.Get, "artifact/files", hash)).Body!["files"]!.AsArray().Select(file => (string)file!["filePath"]!));
        await Ask(HttpMethod.Post, "artifact", hashOfVersion1, old: true);
        Assert.True((bool)(await Ask(HttpMethod.Post, "artifact/files", hashOfVersion1, files, old: true)).Body!["receivedMetadata"]!);

        var next = await Ask(HttpMethod.Post, "artifact/version", hash, """{"files":[{"filePath":"a.csv","fileHash":"x","type":"Local","size":1}]}""");
        var listed = (await Ask(HttpMethod.Get, "artifact/files", (string)next.Body!["artifactHash"]!)).Body!["files"]!.AsArray();
        Assert.Equal(("x", 2), ((string)listed[0]!["fileHash"]!, listed.Count));
    }

    [Fact]
    public async Task A_notebook_keeps_its_checkpoints_newest_first_and_gives_them_back()
    {
        const string notebooks = "/api/leaderboard/v1/notebooks";
        var made = await SendAsync(HttpMethod.Post, $"{notebooks}?projectIdentifier=lab/vision");
        var id = (string)made.Body!["id"]!;
        await SendAsync(HttpMethod.Post, $"{notebooks}/{id}/checkpoints?jupyterPath=C:\\old\\one.ipynb&", new StringContent("""{"cells":1}"""));
        var empty = await server.PostAsync($"{notebooks}/{id}/checkpoints2", """{"path":"/home/ann/two.ipynb","name":"second"}""");
        var checkpoint = $"{notebooks}/checkpoints/{empty.Body!["id"]}";

        Assert.Equal(404, (await server.GetAsync($"{checkpoint}/content")).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Post, $"{checkpoint}/content", new StringContent("""{"cells":2}"""))).Status);

        var list = (await server.GetAsync($"{notebooks}/checkpoints?notebookId={id}&offset=0&limit=10")).Body!["entries"]!.AsArray();
        Assert.Equal(["/home/ann/two.ipynb", "C:\\old\\one.ipynb"], list.Select(entry => (string)entry!["path"]!));
        Assert.Equal("""{"cells":2}""", (await server.GetAsync($"{checkpoint}/content")).Text);
        Assert.Equal("""{"cells":1}""", (await server.GetAsync($"{notebooks}/checkpoints/{list[1]!["id"]}/content")).Text);
        Assert.Equal("two.ipynb", (string?)(await server.GetAsync($"{notebooks}?projectIdentifier=lab/vision&id={id}")).Body!["entries"]![0]!["name"]);
        Assert.Empty((await server.GetAsync($"{notebooks}?projectIdentifier=lab/vision&id=no-id")).Body!["entries"]!.AsArray());

        using var stranger = await server.SignInAsync(await server.Server.AddUserAsync("stranger-to-notebooks"));
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, $"{checkpoint}/content", http: stranger)).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Delete, $"{notebooks}/{id}")).Status);
        Assert.Equal(404, (await server.GetAsync($"{checkpoint}/content")).Status);
    }

    [Fact]
    public async Task The_table_of_the_old_client_has_runs_oldest_first_by_its_filters()
    {
        var project = await server.Server.AddProjectAsync("lab", "legacy");
        var first = await RunOfAsync(project);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await RunOfAsync(project);
        await server.AcceptedAsync(first, """[{"path":"sys/tags","insertStrings":{"values":["a","b"]}},{"path":"logs/acc","logFloats":{"entries":[{"value":0.5,"step":1,"timestampMilliseconds":1}]}}]""");
        await server.AcceptedAsync(second, """[{"path":"sys/tags","insertStrings":{"values":["a"]}}]""");
        async Task<string[]> Ids(string filter) => [.. (await server.GetAsync($"/api/leaderboard/v1/leaderboard/legacy?projectIdentifier=lab/legacy&limit=100&offset=0{filter}"))
            .Body!["entries"]!.AsArray().Select(entry => (string)entry!["systemAttributes"]!["shortId"]!["value"]!)];
        var (one, two) = (project.Key + "-1", project.Key + "-2");

        Assert.Equal([one, two], await Ids("&sortBy=sys/id&sortDirection=ascending"));
        Assert.Equal([one], await Ids("&tags=a&tags=b&tagsMode=and"));
        Assert.Equal([one, two], await Ids($"&shortId={one}&shortId={two}"));
        Assert.Empty(await Ids("&owner=nobody"));
        Assert.Empty(await Ids("&minRunningTimeSeconds=100000"));
    }

    [Fact]
    public async Task People_join_a_workspace_by_name_and_are_told_apart_from_those_who_are_in_it()
    {
        await server.Server.AddUserAsync("joiner");
        Task<Answer> Invite(string who, string type = "user", string workspace = "lab") => server.PostAsync(
            "/api/backend/v1/invitations",
            $$"""{"organizationIdentifier":"{{workspace}}","invitationsEntries":[{"invitee":"{{who}}","invitationType":"{{type}}","roleGrant":"member","addToAllProjects":true}]}""");

        Assert.Equal(404, (await Invite("nobody")).Status);
        Assert.Equal(404, (await Invite("joiner", workspace: "elsewhere")).Status);
        Assert.Equal(422, (await Invite("a@example.org", "emailRecipient")).Status);
        Assert.Equal(200, (await Invite("joiner")).Status);
        Assert.Equal(409, (await Invite("joiner")).Status);

        var status = (await server.GetAsync("/api/backend/v1/organizations2/limits?organizationIdentifier=lab")).Body!;
        Assert.True((long)status["storageBytesLimit"]! >= (long)status["storageBytesAvailable"]!);
        Assert.Equal(2, (int)status["membersCount"]!);
    }

    [Fact]
    public async Task A_full_server_and_a_forbidden_visibility_have_the_clients_own_words()
    {
        await using var small = await RunningServer.StartAsync(options => options with
        {
            Data = options.Data with { FileQuotaBytes = 4 }, Access = options.Access with { PublicProjects = false },
        });
        var project = await small.AddProjectAsync("lab", "small");
        using var http = await small.SignInAsync(small.Administrator);
        var made = await http.PostAsJsonAsync(Experiments, new { projectIdentifier = project.Id.ToString(), type = "run" });
        var run = (string)(await Answer.OfAsync(made)).Body!["id"]!;

        var full = await SendAsync(
            HttpMethod.Post, $"/api/leaderboard/v1/attributes/storage/file/upload?experimentIdentifier={run}&attribute=f&ext=", new StringContent("12345"), http);
        Assert.Equal((422, true), (full.Status, full.Title.Contains("quota", StringComparison.Ordinal)));

        var open = await SendAsync(
            HttpMethod.Post, "/api/backend/v1/projects2",
            new StringContent("""{"name":"open","organizationId":"lab","visibility":"pub"}""", Encoding.UTF8, "application/json"), http);
        Assert.Equal((422, "VISIBILITY_RESTRICTED"), (open.Status, open.ErrorType));
    }

    [Fact]
    public async Task A_package_that_unpacks_to_far_more_than_it_is_leaves_nothing()
    {
        var project = await server.Server.AddProjectAsync("lab", "bombed");
        var run = await RunOfAsync(project);
        using var package = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(package, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            // A header that promises 8 GiB, and then zeros without end: refused by size long before they come.
            var header = new byte[512];
            Encoding.ASCII.GetBytes("zeros").CopyTo(header, 0);
            Encoding.ASCII.GetBytes("100000000000").CopyTo(header, 124);
            Encoding.ASCII.GetBytes("ustar\000").CopyTo(header, 257);
            Encoding.ASCII.GetBytes("        ").CopyTo(header, 148);
            header[156] = (byte)'0';
            Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
            gzip.Write(header);
            gzip.Write(new byte[8 * 1024 * 1024]);
        }

        var answer = await SendAsync(
            HttpMethod.Post, $"/api/leaderboard/v1/attributes/fileset/tar?experimentId={run}&attribute=set&reset=false", new ByteArrayContent(package.ToArray()));

        Assert.NotEmpty((string)answer.Body!["errorDescription"]!);
        Assert.Equal(0, await Contents.UsedBytesAsync(project.Id, default));
    }
}

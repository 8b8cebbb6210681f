using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Names of the shapes that broke out of other trackers, in every place where a client can name something. Each is kept as a label or refused in the
/// client's own form; none becomes a path of the server.</summary>
public sealed class HostileNameTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Leaderboard = "/api/leaderboard/v1";

    public static TheoryData<string> Names =>
    [
        "/etc/passwd", "//etc/passwd", "../../../../etc/passwd", "a/../../../b", "..", ".", "a/..", "./a/./b", "....//....//etc/passwd", "..;/x",
        "C:\\windows\\system32", "C:/windows", "c:x", "\\\\server\\share\\x", "//server/share/x", "\\\\?\\C:\\x", "..\\..\\x", "a\\b",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2f..%2fx", "%252e%252e%252fx", "..%c0%afx", "%00", "a%0d%0aSet-Cookie: x=y", "a\r\nSet-Cookie: x=y",
        "a\0b", "x#/../../y", "x?y=/../z", "file:///etc/passwd", "http://127.0.0.1/x", "s3://bucket/x", "data:text/html,x", "dbfs:/x#/../../",
        "~/.ssh/id_rsa", "$HOME/x", "`id`", "$(id)", "a;id", "a|b", "CON", "nul.txt", "x.", " x ", "emoji 😀/🦑", "é\u0301/\u202egnp.exe", "<script>alert(1)</script>",
        "\"quoted\"", "'; DROP TABLE runs;--", new string('n', 300), new string('é', 300), string.Join('/', Enumerable.Repeat("d", 150)), "blobs.db", "blobs/incoming/x",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_is_a_label_or_refused_wherever_it_stands(string name)
    {
        var run = await server.CreateRunAsync();
        var before = Files();
        var escaped = Uri.EscapeDataString(name);
        var json = JsonValue.Create(name).ToJsonString();
        var project = server.Project.Id;

        // Every place where a client names something.
        await SentAsync("an attribute", PostAsync($"{Leaderboard}/attributes/operations?experimentId={run}", $$$"""[{"path":{{{json}}},"assignString":{"value":{{{json}}}}}]"""));
        await SentAsync("a tag", PostAsync($"{Leaderboard}/attributes/operations?experimentId={run}", $$$"""[{"path":"sys/tags","insertStrings":{"values":[{{{json}}}]}}]"""));
        await SentAsync("an image", PostAsync(
            $"{Leaderboard}/attributes/operations?experimentId={run}",
            $$$"""[{"path":"im","logImages":{"entries":[{"value":{"data":"AAAA","name":{{{json}}},"description":{{{json}}}},"timestampMilliseconds":1}]}}]"""));
        await SentAsync("a file", UploadAsync($"{Leaderboard}/attributes/storage/file/upload?experimentIdentifier={run}&attribute={escaped}&ext=txt"));
        await SentAsync("an extension", UploadAsync($"{Leaderboard}/attributes/storage/file/upload?experimentIdentifier={run}&attribute=f&ext={escaped}"));
        await SentAsync("a file in parts", UploadAsync($"{Leaderboard}/attributes/storage/file/multipart/start?experimentIdentifier={run}&attribute=g&ext={escaped}&totalLength=5"));
        await SentAsync("an upload's id", UploadAsync($"{Leaderboard}/attributes/storage/file/multipart/part?experimentIdentifier={run}&attribute=g&uploadId={escaped}&uploadPartIdx=0"));
        await SentAsync("a file of a set", UploadAsync($"{Leaderboard}/attributes/storage/fileset/upload?experimentIdentifier={run}&attribute=set&subPath={escaped}"));
        await SentAsync("a file of a set in parts", UploadAsync($"{Leaderboard}/attributes/storage/fileset/multipart/start?experimentIdentifier={run}&attribute=set&subPath={escaped}&totalLength=5"));
        await SentAsync("a file of a set of 0.9", UploadAsync($"{Leaderboard}/attributes/fileset/chunk?experimentId={run}&attribute=set&path={escaped}&reset=False", range: "bytes=0-4/5"));
        await SentAsync("a packed file", UploadAsync($"{Leaderboard}/attributes/fileset/tar?experimentId={run}&attribute=packed&reset=False", Package(name)));
        await SentAsync("a file to delete", PostAsync($"{Leaderboard}/attributes/operations?experimentId={run}", $$$"""[{"path":"set","deleteFiles":{"filePaths":[{{{json}}}]}}]"""));
        await SentAsync("a folder to list", server.GetAsync($"{Leaderboard}/attributes/fileset/ls?experimentId={run}&attribute=set&path={escaped}"));
        await SentAsync("a prepared download", server.GetAsync($"{Leaderboard}/download/prepare?id={escaped}"));
        await SentAsync("a prepared download of a run", server.GetAsync($"{Leaderboard}/download/prepare?id={run}/{escaped}"));
        await SentAsync("a run", server.GetAsync($"{Leaderboard}/experiments?experimentId={escaped}"));
        await SentAsync("a run's own id", PostAsync($"{Leaderboard}/experiments", $$"""{"projectIdentifier":"{{project}}","type":"run","customId":{{json}},"name":{{json}},"entrypoint":{{json}}}"""));
        await SentAsync("a model", PostAsync($"{Leaderboard}/experiments", $$"""{"projectIdentifier":"{{project}}","type":"model","key":{{json}}}"""));
        await SentAsync("a project", PostAsync("/api/backend/v1/projects2", $$"""{"name":{{json}},"organizationId":"lab","visibility":"priv"}"""));
        await SentAsync("a workspace", PostAsync("/api/backend/v1/projects2", $$"""{"name":"p","organizationId":{{json}},"visibility":"priv"}"""));
        await SentAsync("a project to get", server.GetAsync($"/api/backend/v1/projects/get?projectIdentifier={escaped}"));
        await SentAsync("an artifact", UploadAsync($"/api/artifacts/v1/artifact?projectIdentifier={project}&hash={escaped}&size=1"));
        await SentAsync("a tracked file", PostAsync(
            $"/api/artifacts/v1/artifact/files?projectIdentifier={project}&hash=00",
            $$"""{"files":[{"filePath":{{json}},"fileHash":{{json}},"type":"Local","size":1,"metadata":[{"key":{{json}},"value":{{json}}}]}]}"""));
        var notebook = (string)(await UploadAsync($"{Leaderboard}/notebooks?projectIdentifier={project}")).Body!["id"]!;
        await SentAsync("a notebook", UploadAsync($"{Leaderboard}/notebooks/{notebook}/checkpoints?jupyterPath={escaped}&name={escaped}&description={escaped}"));
        await SentAsync("a checkpoint", PostAsync($"{Leaderboard}/notebooks/{notebook}/checkpoints2", $$"""{"path":{{json}}}"""));

        AssertOnlyIds(before);
        await AssertHarmlessDownloadsAsync(run);
    }

    /// <summary>Whatever names came, the server has no files but its own, named by ids.</summary>
    void AssertOnlyIds(HashSet<string> before) => Assert.All(Files().Except(before), file =>
    {
        var name = Path.GetFileName(file);
        Assert.True(
            Guid.TryParseExact(name, "N", out _) || file.StartsWith(Path.Combine(server.Server.DataFolder, "runs"), StringComparison.Ordinal)
            || name.StartsWith("catalog.db", StringComparison.Ordinal) || name.StartsWith("blobs.db", StringComparison.Ordinal), $"The file {file} is named by no id.");
    });

    HashSet<string> Files() => [.. Directory.EnumerateFiles(server.Server.DataFolder, "*", SearchOption.AllDirectories)];

    /// <summary>What is in the run now comes back under names that stay where they are unpacked, in one header line.</summary>
    async Task AssertHarmlessDownloadsAsync(string run)
    {
        var attributes = await server.GetAsync($"{Leaderboard}/attributes?experimentId={run}");
        foreach (var attribute in attributes.Body!["attributes"]!.AsArray())
        {
            var path = Uri.EscapeDataString((string)attribute!["name"]!);
            if ((string?)attribute["type"] == "file")
            {
                var file = await server.GetAsync($"{Leaderboard}/attributes/download?experimentId={run}&attribute={path}");
                var shown = Assert.Single(file.Message.Content.Headers.GetValues("Content-Disposition"));
                Assert.Matches("^attachment; filename=\"[^\"/\\\\\\r\\n\\0]*\"$", shown);
                Assert.Equal("hello", file.Text);
            }
            else if ((string?)attribute["type"] == "fileSet")
            {
                var zip = await server.GetAsync($"/api/downloads/v1/file-set?experimentId={run}&attribute={path}");
                await using var archive = new ZipArchive(new MemoryStream(zip.Bytes));
                Assert.All(archive.Entries.Where(entry => entry.FullName != "/"), entry =>
                {
                    Assert.DoesNotContain("..", entry.FullName.Split('/'));
                    Assert.False(entry.FullName.StartsWith('/') || entry.FullName.AsSpan().IndexOfAny('\\', '\0') >= 0 || entry.FullName is [_, ':', ..], entry.FullName);
                });
            }
        }
    }

    static async Task SentAsync(string what, Task<Answer> sent)
    {
        var answer = await sent;
        Assert.True(answer.Status is 200 or (>= 400 and < 500), $"{what}: {answer.Status} {answer.Text}");
        Assert.True(answer.Status == 200 || answer.Title.Length > 0, $"{what} is refused without a word: {answer.Status} {answer.Text}");
        Assert.False(answer.Message.Headers.Contains("Set-Cookie"), what);
    }

    Task<Answer> PostAsync(string path, string json) => server.PostAsync(path, json);

    async Task<Answer> UploadAsync(string path, byte[]? content = null, string? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(content ?? "hello"u8.ToArray()) };
        if (range is not null)
            request.Headers.TryAddWithoutValidation("X-Range", range);
        return await Answer.OfAsync(await server.Http.SendAsync(request));
    }

    static byte[] Package(string name)
    {
        using var package = new MemoryStream();
        using (var gzip = new GZipStream(package, CompressionMode.Compress, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name.Replace("\0", "\u0001", StringComparison.Ordinal)) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes("hello")) });
        return package.ToArray();
    }
}

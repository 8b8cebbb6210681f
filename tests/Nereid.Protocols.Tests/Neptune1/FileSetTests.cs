using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Nereid.Domain.Files;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>File sets: every way in, the listing, and the zip that the client checks entry by entry.</summary>
public sealed class FileSetTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Fact]
    public async Task Files_that_come_one_by_one_and_in_packages_make_one_set_where_the_same_name_replaces()
    {
        var run = await server.CreateRunAsync();

        AssertStored(await UploadAsync(run, "set", "a.txt", "old"));
        AssertUnpacked(await UploadPackageAsync(run, "set", Package(("./a.txt", "new"), ("sub/deep/c.txt", "ccc")), reset: false));

        Assert.Equal([("a.txt", 3, "file"), ("sub", 3, "directory")], await ListAsync(run, "set", ""));
        Assert.Equal([("deep", 3, "directory")], await ListAsync(run, "set", "sub"));
        Assert.Equal([("c.txt", 3, "file")], await ListAsync(run, "set", "sub/deep"));
        Assert.Equal([("/", ""), ("a.txt", "new"), ("sub/", ""), ("sub/deep/", ""), ("sub/deep/c.txt", "ccc")], await ZipAsync(run, "set"));
    }

    [Fact]
    public async Task A_package_that_resets_leaves_only_its_own_files_and_may_be_empty()
    {
        var run = await server.CreateRunAsync();
        await UploadAsync(run, "set", "a.txt", "a");

        AssertUnpacked(await UploadPackageAsync(run, "set", Package(("b.txt", "b")), reset: true));
        Assert.Equal([("b.txt", 1, "file")], await ListAsync(run, "set", ""));

        AssertUnpacked(await UploadPackageAsync(run, "set", Package(), reset: true));
        Assert.Equal([("/", "")], await ZipAsync(run, "set"));
    }

    [Fact]
    public async Task Files_and_whole_folders_are_taken_out_in_the_order_of_the_batch()
    {
        var run = await server.CreateRunAsync();
        await UploadPackageAsync(run, "set", Package(("a.txt", "a"), ("sub/b.txt", "b"), ("subway.txt", "c")), reset: false);

        await server.AcceptedAsync(run, """[{"path":"x","assignInt":{"value":1}},{"path":"set","deleteFiles":{"filePaths":["sub","a.txt","never.txt"]}},{"path":"y","assignInt":{"value":1}}]""");

        Assert.Equal([("subway.txt", 1, "file")], await ListAsync(run, "set", ""));
        Assert.Equal(200, (await server.AttributeAsync(run, "int", "y")).Status);
    }

    [Fact]
    public async Task A_file_of_a_set_may_come_in_parts()
    {
        var run = await server.CreateRunAsync();
        var target = $"experimentIdentifier={run}&attribute=set&subPath=big.bin";
        var started = await PostAsync($"/api/leaderboard/v1/attributes/storage/fileset/multipart/start?{target}&totalLength=6", []);
        var upload = $"uploadId={started.Body!["uploadId"]}";
        foreach (var (index, part) in new[] { (0, "abc"), (1, "def") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/leaderboard/v1/attributes/storage/fileset/multipart/part?{target}&{upload}&uploadPartIdx={index}");
            request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(part));
            request.Headers.Add("X-Range", $"bytes={index * 3}-{(index * 3) + 2}/6");
            AssertStored(await Answer.OfAsync(await server.Http.SendAsync(request)));
        }

        AssertStored(await PostAsync($"/api/leaderboard/v1/attributes/storage/fileset/multipart/finish?{target}&{upload}", []));

        Assert.Equal([("/", ""), ("big.bin", "abcdef")], await ZipAsync(run, "set"));
    }

    [Theory]
    [InlineData("../escape.txt")]
    [InlineData("a/../../escape.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/windows/x.dll")]
    [InlineData("./C:/windows/x.dll")]
    [InlineData("a\\b.txt")]
    [InlineData("..")]
    [InlineData("./")]
    public async Task A_name_that_leads_out_of_the_set_is_refused_on_every_way_in(string name)
    {
        var run = await server.CreateRunAsync();

        var single = await UploadAsync(run, "set", name, "x");
        var packed = await UploadPackageAsync(run, "set", Package(("good.txt", "x"), (name, "x")), reset: false);

        Assert.NotEmpty(single.Body!["errors"]!.AsArray());
        Assert.NotEmpty((string)packed.Body!["errorDescription"]!);
        Assert.Equal(404, (await ListAnswerAsync(run, "set", "")).Status);
    }

    [Fact]
    public async Task A_link_in_a_package_and_a_damaged_package_are_refused()
    {
        var run = await server.CreateRunAsync();
        using var linked = new MemoryStream();
        using (var gzip = new GZipStream(linked, CompressionMode.Compress, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" });

        Assert.NotEmpty((string)(await UploadPackageAsync(run, "set", linked.ToArray(), reset: false)).Body!["errorDescription"]!);
        Assert.NotEmpty((string)(await UploadPackageAsync(run, "set", "no package"u8.ToArray(), reset: false)).Body!["errorDescription"]!);
        Assert.NotEmpty((string)(await UploadPackageAsync(run, "set", Package(("a", new string('x', 5000)))[..60], reset: false)).Body!["errorDescription"]!);
    }

    [Fact]
    public async Task A_set_at_a_place_of_another_type_is_an_error_in_the_result()
    {
        var run = await server.CreateRunAsync();
        await server.AcceptedAsync(run, """[{"path":"set","assignInt":{"value":1}}]""");

        var answer = await UploadAsync(run, "set", "a.txt", "x");

        Assert.Contains("type int", (string?)answer.Body!["errors"]![0]!["errorDescription"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_the_attribute_and_uploading_again_starts_anew()
    {
        var run = await server.CreateRunAsync();
        await UploadAsync(run, "set", "a.txt", "x");

        await server.AcceptedAsync(run, """[{"path":"set","deleteAttribute":{}}]""");
        await UploadAsync(run, "set", "b.txt", "y");

        Assert.Equal([("/", ""), ("b.txt", "y")], await ZipAsync(run, "set"));
    }

    [Fact]
    public async Task Uploads_to_one_set_at_the_same_time_lose_no_file()
    {
        var run = await server.CreateRunAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => UploadAsync(run, "set", $"{i:00}.txt", "x")));

        Assert.Equal(20, (await ListAsync(run, "set", "")).Length);
    }

    [Theory]
    [InlineData("a/./b//c.txt", "a/b/c.txt")]
    [InlineData("./x", "x")]
    [InlineData("emoji 😀.txt", "emoji 😀.txt")]
    [InlineData("..hidden", "..hidden")]
    public void Names_are_brought_into_one_form(string name, string expected)
    {
        Assert.True(FileSetNames.TryNormalize(name, out var normalized, out _));
        Assert.Equal(expected, normalized);
    }

    static void AssertStored(Answer answer) => Assert.Equal((200, "{\"errors\":[]}"), (answer.Status, answer.Text));

    /// <summary>Packages are answered as old clients need it.</summary>
    static void AssertUnpacked(Answer answer) => Assert.Equal((200, "null"), (answer.Status, answer.Text));

    static byte[] Package(params (string Name, string Content)[] files)
    {
        using var package = new MemoryStream();
        using (var gzip = new GZipStream(package, CompressionMode.Compress, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "sub/"));
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        return package.ToArray();
    }

    Task<Answer> UploadAsync(string run, string path, string name, string content) => PostAsync(
        $"/api/leaderboard/v1/attributes/storage/fileset/upload?experimentIdentifier={run}&attribute={path}&subPath={Uri.EscapeDataString(name)}", Encoding.UTF8.GetBytes(content));

    Task<Answer> UploadPackageAsync(string run, string path, byte[] package, bool reset) =>
        PostAsync($"/api/leaderboard/v1/attributes/fileset/tar?experimentId={run}&attribute={path}&reset={reset}", package);

    Task<Answer> ListAnswerAsync(string run, string path, string folder) =>
        server.GetAsync($"/api/leaderboard/v1/attributes/fileset/ls?experimentId={run}&attribute={path}&path={folder}");

    async Task<(string Name, int Size, string Type)[]> ListAsync(string run, string path, string folder)
    {
        var answer = await ListAnswerAsync(run, path, folder);
        return [.. answer.Body!.AsArray().Select(entry => ((string)entry!["name"]!, (int)entry["size"]!, (string)entry["fileType"]!))];
    }

    /// <summary>As the client: prepare, ask until there is an address, fetch it.</summary>
    async Task<(string Name, string Content)[]> ZipAsync(string run, string path)
    {
        var prepared = await PostAsync($"/api/leaderboard/v1/attributes/fileset/zip?experimentId={run}&attribute={path}", []);
        var ready = await server.GetAsync("/api/leaderboard/v1/download/prepare?id=" + Uri.EscapeDataString((string)prepared.Body!["id"]!));
        var zip = await Answer.OfAsync(await server.Http.GetAsync(new Uri((string)ready.Body!["downloadUrl"]!)));
        Assert.Equal(("application/zip", $"attachment; filename=\"{path}.zip\""),
            (zip.Message.Content.Headers.ContentType!.ToString(), zip.Message.Content.Headers.GetValues("Content-Disposition").Single()));
        using var archive = new ZipArchive(new MemoryStream(zip.Bytes));
        return [.. archive.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal).Select(entry =>
        {
            using var text = new StreamReader(entry.Open());
            return (entry.FullName, text.ReadToEnd());
        })];
    }

    async Task<Answer> PostAsync(string path, byte[] content) =>
        await Answer.OfAsync(await server.Http.PostAsync(new Uri(path, UriKind.Relative), new ByteArrayContent(content)));
}

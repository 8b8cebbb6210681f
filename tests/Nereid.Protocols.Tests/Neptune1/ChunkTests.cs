namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Uploads of clients up to 0.9: chunks without an id, one after the other.</summary>
public sealed class ChunkTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const int ChunkBytes = 1024 * 1024;
    const string BeginAnew = "Length of stream does not match given range";

    static readonly byte[] Content = Enumerable.Range(0, (2 * ChunkBytes) + 5).Select(i => (byte)(i * 31 >> 3)).ToArray();

    [Fact]
    public async Task A_file_is_there_when_its_last_chunk_has_come_and_not_before()
    {
        var run = await server.CreateRunAsync();

        await AcceptedAsync(FileOf(run, "f"), Content, 0, ChunkBytes, Content.Length);
        await AcceptedAsync(FileOf(run, "f"), Content, ChunkBytes, 2 * ChunkBytes, Content.Length);
        Assert.Equal(404, (await DownloadAsync(run, "f")).Status);
        await AcceptedAsync(FileOf(run, "f"), Content, 2 * ChunkBytes, Content.Length, Content.Length);

        Assert.Equal(Content, (await DownloadAsync(run, "f")).Bytes);
        Assert.Equal("bin", (string?)(await server.AttributeAsync(run, "file", "f")).Body!["ext"]);
    }

    [Fact]
    public async Task A_chunk_that_comes_again_changes_nothing()
    {
        var run = await server.CreateRunAsync();

        await AcceptedAsync(FileOf(run, "f"), Content, 0, ChunkBytes, Content.Length);
        await AcceptedAsync(FileOf(run, "f"), Content, ChunkBytes, 2 * ChunkBytes, Content.Length);
        await AcceptedAsync(FileOf(run, "f"), Content, ChunkBytes, 2 * ChunkBytes, Content.Length);
        await AcceptedAsync(FileOf(run, "f"), Content, 2 * ChunkBytes, Content.Length, Content.Length);

        Assert.Equal(Content, (await DownloadAsync(run, "f")).Bytes);
    }

    [Fact]
    public async Task Content_without_a_length_grows_with_each_chunk()
    {
        var run = await server.CreateRunAsync();

        await AcceptedAsync(FileOf(run, "s"), Content, 0, ChunkBytes, total: null);
        await AcceptedAsync(FileOf(run, "s"), Content, ChunkBytes, 2 * ChunkBytes, total: null);
        await AcceptedAsync(FileOf(run, "s"), Content, 2 * ChunkBytes, Content.Length, total: null);
        Assert.Equal(Content, (await DownloadAsync(run, "s")).Bytes);

        await AcceptedAsync(FileOf(run, "s"), "short"u8.ToArray(), 0, 5, total: null);
        Assert.Equal("short", (await DownloadAsync(run, "s")).Text);
    }

    [Fact]
    public async Task The_second_slash_that_these_clients_put_before_the_path_does_no_harm()
    {
        var run = await server.CreateRunAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Server.Address + "/" + FileOf(run, "f"))) { Content = new ByteArrayContent([1]) };
        request.Headers.Add("X-Range", "bytes=0-0/1");

        var answer = await Answer.OfAsync(await server.Http.SendAsync(request));

        Assert.Equal((200, "null"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("bytes=0--1/0")]
    [InlineData("bytes=0--1")]
    public async Task Nothing_is_a_file_too(string range)
    {
        var run = await server.CreateRunAsync();

        var answer = await SendAsync(FileOf(run, "empty"), [], range);

        Assert.Equal((200, "null"), (answer.Status, answer.Text));
        Assert.Equal((200, ""), ((await DownloadAsync(run, "empty")).Status, (await DownloadAsync(run, "empty")).Text));
    }

    [Fact]
    public async Task A_chunk_of_a_file_that_is_not_on_its_way_makes_the_client_begin_anew()
    {
        var run = await server.CreateRunAsync();
        await AcceptedAsync(FileOf(run, "f"), Content, 0, ChunkBytes, Content.Length);

        var skipped = await SendAsync(FileOf(run, "f"), Content[(2 * ChunkBytes)..], $"bytes={2 * ChunkBytes}-{Content.Length - 1}/{Content.Length}");
        var other = await SendAsync(FileOf(run, "f"), Content[ChunkBytes..(2 * ChunkBytes)], $"bytes={ChunkBytes}-{(2 * ChunkBytes) - 1}/{Content.Length + 1}");
        var unknown = await SendAsync(FileOf(run, "g"), new byte[ChunkBytes], $"bytes={ChunkBytes}-{(2 * ChunkBytes) - 1}");
        var tooShort = await SendAsync(FileOf(run, "h"), new byte[5], "bytes=0-5/6");

        Assert.All([skipped, other, unknown, tooShort], answer => Assert.Equal((400, BeginAnew), (answer.Status, answer.Title)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=0-1/2/3")]
    [InlineData("bytes=0-9/9")]
    [InlineData("bytes=0--1/1")]
    [InlineData("bytes=-1-5")]
    [InlineData("bytes=0-9223372036854775807")]
    public async Task A_range_that_makes_no_sense_is_refused(string range)
    {
        var answer = await SendAsync(FileOf(await server.CreateRunAsync(), "f"), new byte[2], range);

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain(BeginAnew, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_sets_come_in_chunks_too_and_a_reset_leaves_only_the_new_one()
    {
        var run = await server.CreateRunAsync();
        await AcceptedAsync(SetOf(run, "a.bin", "False"), Content, 0, 10, 10);
        await AcceptedAsync(SetOf(run, "b.bin", "False"), Content, 0, 20, 20);
        Assert.Equal(["a.bin", "b.bin"], await NamesAsync(run));

        await AcceptedAsync(SetOf(run, "c.bin", "True"), Content, 0, ChunkBytes, ChunkBytes + 1);
        await AcceptedAsync(SetOf(run, "c.bin", "True"), Content, ChunkBytes, ChunkBytes + 1, ChunkBytes + 1);

        Assert.Equal(["c.bin"], await NamesAsync(run));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_one_sentence_in_the_form_that_old_clients_read()
    {
        var run = await server.CreateRunAsync();
        await server.AcceptedAsync(run, """[{"path":"n","assignInt":{"value":1}}]""");

        var typed = await SendAsync(FileOf(run, "n"), "x"u8.ToArray(), "bytes=0-0/1");
        var named = await SendAsync(SetOf(run, "../x", "False"), "x"u8.ToArray(), "bytes=0-0/1");

        Assert.All([typed, named], answer =>
        {
            Assert.Equal(200, answer.Status);
            Assert.NotEmpty((string)answer.Body!["errorDescription"]!);
        });
    }

    static string FileOf(string run, string path) => $"/api/leaderboard/v1/attributes/file/chunk?experimentId={run}&attribute={path}&ext=bin";

    static string SetOf(string run, string name, string reset) =>
        $"/api/leaderboard/v1/attributes/fileset/chunk?experimentId={run}&attribute=set&reset={reset}&path={Uri.EscapeDataString(name)}";

    async Task AcceptedAsync(string place, byte[] content, int first, int end, int? total)
    {
        var answer = await SendAsync(place, content[first..end], total is null ? $"bytes={first}-{end - 1}" : $"bytes={first}-{end - 1}/{total}");
        Assert.Equal((200, "null"), (answer.Status, answer.Text));
    }

    async Task<Answer> SendAsync(string place, byte[] chunk, string range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, place) { Content = new ByteArrayContent(chunk) };
        request.Headers.TryAddWithoutValidation("X-Range", range);
        return await Answer.OfAsync(await server.Http.SendAsync(request));
    }

    Task<Answer> DownloadAsync(string run, string path) =>
        server.GetAsync($"/api/leaderboard/v1/attributes/download?experimentId={run}&attribute={path}");

    async Task<string[]> NamesAsync(string run)
    {
        var answer = await server.GetAsync($"/api/leaderboard/v1/attributes/fileset/ls?experimentId={run}&attribute=set&path=");
        return [.. answer.Body!.AsArray().Select(entry => (string)entry!["name"]!)];
    }
}

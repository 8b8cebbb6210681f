using System.Text;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Files in one request and in parts, images of series, and downloads.</summary>
public sealed class FileTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Fact]
    public async Task A_file_comes_back_byte_for_byte_under_its_name()
    {
        var run = await server.CreateRunAsync();
        var content = Random.Shared.GetItems<byte>([.. Enumerable.Range(0, 256).Select(i => (byte)i)], 100_000);

        Assert.Equal("{\"errors\":[]}", (await UploadAsync(run, "data/small", "bin", content)).Text);
        var answer = await DownloadAsync(run, "data/small");

        Assert.Equal(content, answer.Bytes);
        Assert.Equal("attachment; filename=\"small.bin\"", answer.Message.Content.Headers.GetValues("Content-Disposition").Single());
        var described = await server.AttributeAsync(run, "file", "data/small");
        Assert.Equal(("small", "bin", 100_000), ((string?)described.Body!["name"], (string?)described.Body["ext"], (int)described.Body["size"]!));
    }

    [Fact]
    public async Task A_second_upload_replaces_the_first()
    {
        var run = await server.CreateRunAsync();

        await UploadAsync(run, "f", "txt", "first"u8.ToArray());
        await UploadAsync(run, "f", "md", "second"u8.ToArray());

        Assert.Equal("second", (await DownloadAsync(run, "f")).Text);
    }

    [Fact]
    public async Task A_file_at_a_place_of_another_type_is_an_error_in_the_result_and_leaves_the_value()
    {
        var run = await server.CreateRunAsync();
        await server.AcceptedAsync(run, """[{"path":"f","assignInt":{"value":1}}]""");

        var answer = await UploadAsync(run, "f", "txt", "text"u8.ToArray());

        Assert.Equal(200, answer.Status);
        Assert.NotEmpty((string)answer.Body!["errors"]![0]!["errorDescription"]!);
        Assert.Equal(1, (int)(await server.AttributeAsync(run, "int", "f")).Body!["value"]!);
    }

    [Fact]
    public async Task A_file_in_parts_comes_back_whole_also_when_a_part_was_sent_twice()
    {
        var run = await server.CreateRunAsync();
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"line {i}\n")));
        var upload = await StartAsync(run, "big", content.Length);

        Assert.Equal(200, (await PartAsync(run, upload, 0, content, 0, 20_000)).Status);
        Assert.Equal(200, (await PartAsync(run, upload, 0, content, 0, 20_000)).Status);
        Assert.Equal(200, (await PartAsync(run, upload, 1, content, 20_000, content.Length)).Status);
        Assert.Equal("{\"errors\":[]}", (await FinishAsync(run, upload)).Text);

        Assert.Equal(content, (await DownloadAsync(run, "big")).Bytes);
    }

    [Fact]
    public async Task An_upload_that_lacks_a_part_is_not_finished()
    {
        var run = await server.CreateRunAsync();
        var content = new byte[3000];
        var upload = await StartAsync(run, "big", content.Length);
        await PartAsync(run, upload, 0, content, 0, 1000);
        await PartAsync(run, upload, 2, content, 2000, 3000);

        var answer = await FinishAsync(run, upload);

        Assert.Contains("bytes from 1000 of 3000", (string?)answer.Body!["errors"]![0]!["errorDescription"], StringComparison.Ordinal);
        Assert.Equal(404, (await DownloadAsync(run, "big")).Status);
    }

    [Fact]
    public async Task A_part_shorter_than_it_says_makes_the_client_repeat_the_upload()
    {
        var run = await server.CreateRunAsync();
        var upload = await StartAsync(run, "big", 3000);

        var answer = await PartAsync(run, upload, 0, new byte[3000], 0, 1000, shownLast: 1999);

        Assert.Equal((400, "Length of stream does not match given range"), (answer.Status, answer.Title));
    }

    [Theory]
    [InlineData("bytes=0-9/11")]
    [InlineData("bytes=0-10/10")]
    [InlineData("bytes=9-0/10")]
    [InlineData("0-9/10")]
    [InlineData("")]
    public async Task A_range_that_does_not_fit_the_upload_is_refused_without_making_the_client_repeat_it(string range)
    {
        var run = await server.CreateRunAsync();
        var upload = await StartAsync(run, "big", 10);
        using var request = new HttpRequestMessage(HttpMethod.Post, PartPath(run, upload, 0)) { Content = new ByteArrayContent(new byte[10]) };
        request.Headers.TryAddWithoutValidation("X-Range", range);

        var answer = await Answer.OfAsync(await server.Http.SendAsync(request));

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("Length of stream", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_of_a_series_are_counted_and_come_back_by_index_with_their_type()
    {
        var run = await server.CreateRunAsync();
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3];
        var entry = $$$"""{"value":{"data":"{{{Convert.ToBase64String(png)}}}","name":"n","description":null},"timestampMilliseconds":1}""";

        await server.AcceptedAsync(run, $$$"""[{"path":"img","logImages":{"entries":[{{{entry}}},{{{entry}}}]}}]""");

        var page = await server.GetAsync($"/api/leaderboard/v1/attributes/series/image?experimentId={run}&attribute=img&limit=1&offset=0");
        var image = await server.GetAsync($"/api/leaderboard/v1/attributes/series/image/value?experimentId={run}&attribute=img&index=1");
        var none = await server.GetAsync($"/api/leaderboard/v1/attributes/series/image/value?experimentId={run}&attribute=img&index=2");
        Assert.Equal(2, (int)page.Body!["totalItemCount"]!);
        Assert.Equal(("image/png", Convert.ToHexString(png)), (image.Message.Content.Headers.ContentType!.ToString(), Convert.ToHexString(image.Bytes)));
        Assert.Equal(404, none.Status);
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("C:\\windows\\system32")]
    [InlineData("a/..%2f..%2fb")]
    [InlineData("file:///etc/passwd#x")]
    public async Task A_name_shaped_like_a_path_is_only_a_label(string name)
    {
        var run = await server.CreateRunAsync();

        Assert.Equal("{\"errors\":[]}", (await UploadAsync(run, name, "t\"x/..", "harmless"u8.ToArray())).Text);
        var answer = await DownloadAsync(run, name);

        Assert.Equal("harmless", answer.Text);
        var shown = answer.Message.Content.Headers.GetValues("Content-Disposition").Single()["attachment; filename=\"".Length..^1];
        Assert.DoesNotContain('/', shown);
        Assert.DoesNotContain('"', shown);
        Assert.DoesNotContain('\\', shown);
    }

    Task<Answer> UploadAsync(string run, string path, string extension, byte[] content) => PostAsync(
        $"/api/leaderboard/v1/attributes/storage/file/upload?experimentIdentifier={run}&attribute={Uri.EscapeDataString(path)}&ext={Uri.EscapeDataString(extension)}",
        content);

    Task<Answer> DownloadAsync(string run, string path) =>
        server.GetAsync($"/api/leaderboard/v1/attributes/download?experimentId={run}&attribute={Uri.EscapeDataString(path)}");

    async Task<string> StartAsync(string run, string path, long length)
    {
        var answer = await PostAsync($"/api/leaderboard/v1/attributes/storage/file/multipart/start?experimentIdentifier={run}&attribute={path}&ext=bin&totalLength={length}", []);
        return (string)answer.Body!["uploadId"]!;
    }

    async Task<Answer> PartAsync(string run, string upload, int index, byte[] content, int first, int end, int? shownLast = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, PartPath(run, upload, index)) { Content = new ByteArrayContent(content[first..end]) };
        request.Headers.Add("X-Range", $"bytes={first}-{shownLast ?? (end - 1)}/{content.Length}");
        return await Answer.OfAsync(await server.Http.SendAsync(request));
    }

    static string PartPath(string run, string upload, int index) =>
        $"/api/leaderboard/v1/attributes/storage/file/multipart/part?uploadId={upload}&uploadPartIdx={index}&experimentIdentifier={run}&attribute=big";

    Task<Answer> FinishAsync(string run, string upload) =>
        PostAsync($"/api/leaderboard/v1/attributes/storage/file/multipart/finish?experimentIdentifier={run}&attribute=big&uploadId={upload}", []);

    async Task<Answer> PostAsync(string path, byte[] content) =>
        await Answer.OfAsync(await server.Http.PostAsync(new Uri(path, UriKind.Relative), new ByteArrayContent(content)));
}

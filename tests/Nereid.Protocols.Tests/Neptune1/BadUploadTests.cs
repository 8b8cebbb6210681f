using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Testing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Uploads that break off, collide, change their kind or are never finished.</summary>
public sealed class BadUploadTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Attributes = "/api/leaderboard/v1/attributes";

    ISharedBlobs Contents => server.Server.Get<ISharedBlobs>();

    [Theory]
    [InlineData("Content-Length: 1000\r\n", "half of it")]
    [InlineData("Transfer-Encoding: chunked\r\n", "a\r\n0123456789\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "zz\r\n")]
    public async Task A_body_that_breaks_off_leaves_nothing(string header, string body)
    {
        var run = await server.CreateRunAsync();
        var used = Contents.Room.UsedBytes;

        await SendRawAsync($"{Attributes}/storage/file/upload?experimentIdentifier={run}&attribute=cut&ext=bin", header, body);

        Assert.Equal(404, (await server.AttributeAsync(run, "file", "cut")).Status);
        Assert.Equal(used, Contents.Room.UsedBytes);
        await WaitAsync(() => Directory.GetFiles(Path.Combine(server.Server.DataFolder, "blobs", "incoming")).Length == 0);
    }

    [Fact]
    public async Task Uploads_to_one_attribute_at_once_leave_one_of_them_whole_and_no_bytes_of_the_others()
    {
        var project = await server.Server.AddProjectAsync("lab", "collisions");
        var run = (string)(await server.PostAsync("/api/leaderboard/v1/experiments", $$"""{"projectIdentifier":"{{project.Id}}","type":"run"}""")).Body!["id"]!;
        var contents = Enumerable.Range(0, 12).Select(i => Enumerable.Repeat((byte)i, 50_000).ToArray()).ToArray();

        var whole = contents[..6].Select(content => UploadAsync(run, "f", content));
        var inParts = contents[6..].Select(content => UploadInPartsAsync(run, "f", content));
        Assert.All(await Task.WhenAll([.. whole, .. inParts]), answer => Assert.Equal((200, "{\"errors\":[]}"), (answer.Status, answer.Text)));

        var left = (await server.GetAsync($"{Attributes}/download?experimentId={run}&attribute=f")).Bytes;
        Assert.Contains(contents, content => content.AsSpan().SequenceEqual(left));
        await WaitAsync(async () => await Contents.UsedBytesAsync(project.Id, default) == 50_000);
    }

    [Fact]
    public async Task A_file_does_not_become_a_set_nor_a_set_a_file_until_the_attribute_was_deleted()
    {
        var run = await server.CreateRunAsync();
        await UploadAsync(run, "f", "file"u8.ToArray());
        await PostAsync($"{Attributes}/storage/fileset/upload?experimentIdentifier={run}&attribute=s&subPath=a.txt", "set"u8.ToArray());

        var asSet = await PostAsync($"{Attributes}/storage/fileset/upload?experimentIdentifier={run}&attribute=f&subPath=a.txt", "x"u8.ToArray());
        var asFile = await UploadAsync(run, "s", "x"u8.ToArray());
        var asSeries = await server.RefusedAsync(run, """[{"path":"f","logFloats":{"entries":[{"value":1,"timestampMilliseconds":1}]}}]""");

        Assert.Contains("file", (string?)asSet.Body!["errors"]![0]!["errorDescription"], StringComparison.Ordinal);
        Assert.NotEmpty((string)asFile.Body!["errors"]![0]!["errorDescription"]!);
        Assert.Single(asSeries);
        Assert.Equal("file", (await server.GetAsync($"{Attributes}/download?experimentId={run}&attribute=f")).Text);

        await server.AcceptedAsync(run, """[{"path":"s","deleteAttribute":{}}]""");
        Assert.Equal("{\"errors\":[]}", (await UploadAsync(run, "s", "x"u8.ToArray())).Text);
    }

    [Fact]
    public async Task An_upload_in_parts_that_is_never_finished_is_swept_and_then_unknown()
    {
        // A server of its own: its clock goes on by a day.
        var own = new Neptune1Server();
        await own.InitializeAsync();
        try
        {
            var other = new BadUploadTests(own);
            var run = await own.CreateRunAsync();
            var upload = await other.StartAsync(run, "big", 2_000_000);
            await other.PartAsync(run, "big", upload, new byte[1_000_000], 0, 2_000_000);
            Assert.True(File.Exists(other.UploadFile(upload)));

            own.Time.Advance(IUploads.KeptFor + TimeSpan.FromMinutes(1));
            // The server's own upkeep may have been faster.
            await own.Server.Get<IUploads>().SweepAsync(default);

            Assert.False(File.Exists(other.UploadFile(upload)));
            using var client = await own.SignInAsync(own.Server.Administrator);
            var answer = await Answer.OfAsync(await client.PostAsync(
                new Uri($"{Attributes}/storage/file/multipart/finish?experimentIdentifier={run}&attribute=big&uploadId={upload}", UriKind.Relative), null));
            Assert.Contains("not known here", (string?)answer.Body!["errors"]![0]!["errorDescription"], StringComparison.Ordinal);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    string UploadFile(string upload) => Path.Combine(server.Server.DataFolder, "blobs", "uploads", upload);

    async Task<Answer> UploadInPartsAsync(string run, string path, byte[] content)
    {
        var upload = await StartAsync(run, path, content.Length);
        await PartAsync(run, path, upload, content, 0, content.Length);
        return await PostAsync($"{Attributes}/storage/file/multipart/finish?experimentIdentifier={run}&attribute={path}&uploadId={upload}", []);
    }

    async Task<string> StartAsync(string run, string path, long length) => (string)(await PostAsync(
        $"{Attributes}/storage/file/multipart/start?experimentIdentifier={run}&attribute={path}&ext=bin&totalLength={length}", [])).Body!["uploadId"]!;

    async Task PartAsync(string run, string path, string upload, byte[] content, long first, long total)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"{Attributes}/storage/file/multipart/part?experimentIdentifier={run}&attribute={path}&uploadId={upload}&uploadPartIdx=0");
        request.Content = new ByteArrayContent(content);
        request.Headers.Add("X-Range", $"bytes={first}-{first + content.Length - 1}/{total}");
        Assert.Equal(200, (await Answer.OfAsync(await server.Http.SendAsync(request))).Status);
    }

    Task<Answer> UploadAsync(string run, string path, byte[] content) =>
        PostAsync($"{Attributes}/storage/file/upload?experimentIdentifier={run}&attribute={path}&ext=bin", content);

    async Task<Answer> PostAsync(string path, byte[] content) =>
        await Answer.OfAsync(await server.Http.PostAsync(new Uri(path, UriKind.Relative), new ByteArrayContent(content)));

    /// <summary>A request whose body is not what its header says, and then the end of the connection.</summary>
    async Task SendRawAsync(string path, string header, string body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Server.Listening.Host, server.Server.Listening.Port);
        var token = server.Http.DefaultRequestHeaders.Authorization;
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {server.Server.Listening.Authority}\r\nAuthorization: {token}\r\n{header}\r\n{body}"));
        await Task.Delay(100);
    }

    /// <summary>What happens after the answer.</summary>
    static Task WaitAsync(Func<bool> isTrue) => Eventually.IsTrueAsync(isTrue, "the server cleans up");

    static Task WaitAsync(Func<Task<bool>> isTrue) => Eventually.IsTrueAsync(isTrue, "the server cleans up");
}

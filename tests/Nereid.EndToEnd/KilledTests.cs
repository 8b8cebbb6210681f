using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Testing;

namespace Nereid.EndToEnd;

/// <summary>The server's process is killed in the middle of what a 1.x client does; the client then does what it does after a lost connection.</summary>
public sealed class KilledTests : IDisposable
{
    const string Leaderboard = "/api/leaderboard/v1";
    const int PartBytes = 1_000_000;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_upload_goes_on_after_its_server_was_killed_in_the_middle_of_a_part()
    {
        var content = new byte[3 * PartBytes];
        new Random(5).NextBytes(content);
        string run, upload;
        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            run = await CreateRunAsync(client, "lab/killed");
            upload = (string)(await PostAsync(client, $"{Leaderboard}/attributes/storage/file/multipart/start?{Place(run)}&ext=bin&totalLength={content.Length}"))!["uploadId"]!;
            await PartAsync(client, run, upload, content, 0);
            await PartAsync(client, run, upload, content, 1);
            await BeginPartAsync(client, run, upload, content, 2);
            await program.KillAsync();
        }

        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            Assert.Equal(HttpStatusCode.NotFound, (await DownloadAsync(client, run)).Status);
            await PartAsync(client, run, upload, content, 2);
            Assert.Equal("""{"errors":[]}""", (await PostAsync(client, $"{Leaderboard}/attributes/storage/file/multipart/finish?{Place(run)}&uploadId={upload}"))!.ToJsonString());
            // What was acknowledged lasts through a second kill.
            await program.KillAsync();
        }

        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            Assert.Equal(content, (await DownloadAsync(client, run)).Content);
        }
    }

    [Fact]
    public async Task An_upload_of_a_3x_client_goes_on_after_its_server_was_killed_in_the_middle_of_a_part()
    {
        const int Size = 16 * 1024 * 1024;
        var content = new byte[(2 * Size) + 5];
        new Random(7).NextBytes(content);
        var etags = new string[3];
        JsonNode signed;
        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            await CreateRunAsync(client, "lab/killed");
            signed = (await PostJsonAsync(client, "signedUrl", $$"""{"files":[{"project_identifier":"lab/killed","path":"m","permission":"write","size":{{content.Length}}}]}""")).Body!["files"]![0]!["multipart"]!;
            await PutAsync(client, 3);
            await PutAsync(client, 1);
            await BeginAsync(client, $"PUT {UrlOf(2)} HTTP/1.1\r\nHost: {client.BaseAddress!.Authority}\r\nContent-Length: {Size}\r\n\r\n", content.AsMemory(Size, Size / 2));
            await program.KillAsync();
        }

        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            etags[1] = etags[0];
            var (status, body) = await CompleteAsync(client);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains("part 2 of 3 did not arrive", (string)body!["message"]!, StringComparison.Ordinal);
            await PutAsync(client, 2);
            Assert.Equal(HttpStatusCode.NoContent, (await CompleteAsync(client)).Status);
            await program.KillAsync();
        }

        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            Assert.Equal(HttpStatusCode.NoContent, (await CompleteAsync(client)).Status);
            var read = await PostJsonAsync(client, "signedUrl", """{"files":[{"project_identifier":"lab/killed","path":"m","permission":"read"}]}""");
            var bytes = await client.GetByteArrayAsync(new Uri(new Uri((string)read.Body!["files"]![0]!["url"]!).PathAndQuery, UriKind.Relative));
            Assert.True(content.AsSpan().SequenceEqual(bytes));
        }

        // The next server has another port.
        string UrlOf(int number) => new Uri((string)signed["part_urls"]![number - 1]!).PathAndQuery;

        async Task PutAsync(HttpClient client, int number)
        {
            var first = (number - 1) * Size;
            using var part = new ByteArrayContent(content, first, Math.Min(Size, content.Length - first));
            using var answer = await client.PutAsync(new Uri(UrlOf(number), UriKind.Relative), part);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            etags[number - 1] = answer.Headers.ETag!.Tag.Trim('"');
        }

        Task<(HttpStatusCode Status, JsonNode? Body)> CompleteAsync(HttpClient client) => PostJsonAsync(client, "s3/completeMultipartUpload", new JsonObject
        {
            ["upload_id"] = (string)signed["upload_id"]!, ["project_identifier"] = "lab/killed", ["path"] = "m",
            ["parts"] = new JsonArray([.. etags.Select((etag, i) => (JsonNode)new JsonObject { ["part_number"] = i + 1, ["etag"] = etag })]),
        }.ToJsonString());
    }

    static async Task<(HttpStatusCode Status, JsonNode? Body)> PostJsonAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/storagebridge/v1/" + path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    [Fact]
    public async Task A_sync_that_was_killed_again_and_again_leaves_each_point_once()
    {
        const int Batches = 60, PointsPerBatch = 100;
        var (sent, kills) = (0, 0);
        string? run = null;
        while (sent < Batches)
        {
            await using var program = await NereidProgram.StartAndWaitAsync(_folder.Path);
            using var client = await ConnectAsync(program);
            run ??= await CreateRunAsync(client, "lab/synced");
            // The first two servers are killed while batches are on their way.
            var killed = kills < 2 ? KillSoonAsync(program, 20 + (kills * 70)) : Task.CompletedTask;
            try
            {
                for (; sent < Batches; sent++)
                    await SendBatchAsync(client, run, sent, PointsPerBatch);
            }
            catch (HttpRequestException)
            {
                kills++;
            }

            await killed;
        }

        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            var steps = await StepsAsync(client, run!, "loss", Batches * PointsPerBatch);
            Assert.Equal(Enumerable.Range(0, Batches * PointsPerBatch).Select(i => (double)i), steps);
            Assert.Equal(Batches * PointsPerBatch, (await StepsAsync(client, run!, "counted", Batches * PointsPerBatch + 1000)).Length);
        }
    }

    [Fact]
    public async Task A_deletion_that_was_killed_is_finished_at_the_next_start()
    {
        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            for (var i = 0; i < 12; i++)
            {
                var run = await CreateRunAsync(client, "lab/doomed");
                await PostAsync(client, $"{Leaderboard}/attributes/storage/file/upload?{Place(run)}&ext=bin", new ByteArrayContent(Encoding.ASCII.GetBytes($"weights {i}")));
                await PostAsync(client, $"{Leaderboard}/attributes/storage/fileset/upload?experimentIdentifier={run}&attribute=set&subPath=a", new ByteArrayContent(Encoding.ASCII.GetBytes($"file {i}")));
            }

            Assert.NotEmpty(Contents());
            using var asked = new HttpRequestMessage(HttpMethod.Delete, "/api/backend/v1/projects2?projectIdentifier=lab/doomed");
            var deleting = client.SendAsync(asked);
            await Task.Delay(10);
            await program.KillAsync();
            try
            {
                (await deleting).Dispose();
            }
            catch (HttpRequestException)
            {
                // Killed before its answer: the client cannot know, and asks again below.
            }
        }

        await using (var program = await NereidProgram.StartAndWaitAsync(_folder.Path))
        {
            using var client = await ConnectAsync(program);
            using var again = await client.DeleteAsync(new Uri("/api/backend/v1/projects2?projectIdentifier=lab/doomed", UriKind.Relative));
            Assert.Contains(again.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.NotFound });
            for (var i = 0; i < 200 && Contents().Length > 0; i++)
                await Task.Delay(100);
            Assert.Empty(Contents());
            // The name is free again, and what is under it now is new.
            var run = await CreateRunAsync(client, "lab/doomed");
            Assert.Equal(HttpStatusCode.NotFound, (await DownloadAsync(client, run)).Status);
        }
    }

    /// <summary>Files of contents, without those of the database.</summary>
    string[] Contents() => [.. Directory.GetFiles(Path.Combine(_folder.Path, "blobs"), "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith("blobs.db", StringComparison.Ordinal))];

    static async Task KillSoonAsync(NereidProgram program, int milliseconds)
    {
        await Task.Delay(milliseconds);
        await program.KillAsync();
    }

    static string Place(string run) => $"experimentIdentifier={run}&attribute=model";

    /// <summary>As the client after its start: with an access token.</summary>
    static async Task<HttpClient> ConnectAsync(NereidProgram program)
    {
        var client = program.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/backend/v1/authorization/oauth-token");
        request.Headers.Authorization = null;
        request.Headers.Add("X-Neptune-Api-Token", program.Token);
        using var answer = await client.SendAsync(request);
        var tokens = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)tokens["accessToken"]!);
        return client;
    }

    static async Task<string> CreateRunAsync(HttpClient client, string project)
    {
        var found = await client.GetStringAsync(new Uri($"/api/backend/v1/projects/get?projectIdentifier={project}", UriKind.Relative));
        var body = new StringContent($$"""{"projectIdentifier":"{{JsonNode.Parse(found)!["id"]}}","type":"run"}""", Encoding.UTF8, "application/json");
        return (string)(await PostAsync(client, $"{Leaderboard}/experiments", body))!["id"]!;
    }

    /// <summary>Points with their own steps, which may come twice, and points without, which must not.</summary>
    static async Task SendBatchAsync(HttpClient client, string run, int batch, int points)
    {
        var steps = string.Join(',', Enumerable.Range(batch * points, points).Select(step => string.Create(
            CultureInfo.InvariantCulture, $$"""{"value":{{step}}.5,"step":{{step}},"timestampMilliseconds":{{step}}}""")));
        var next = string.Join(',', Enumerable.Range(batch * points, points).Select(step => string.Create(
            CultureInfo.InvariantCulture, $$"""{"value":{{step}}.5,"timestampMilliseconds":{{step}}}""")));
        var body = $$$"""[{"path":"loss","logFloats":{"entries":[{{{steps}}}]}},{"path":"counted","logFloats":{"entries":[{{{next}}}]}}]""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"{Leaderboard}/attributes/operations?experimentId={run}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        if (text != "[]")
            throw new InvalidOperationException($"Batch {batch}: {(int)answer.StatusCode} {text}");
    }

    static async Task<double[]> StepsAsync(HttpClient client, string run, string path, int limit)
    {
        var text = await client.GetStringAsync(new Uri($"{Leaderboard}/attributes/series/float?experimentId={run}&attribute={path}&limit={limit}&offset=0", UriKind.Relative));
        return [.. JsonNode.Parse(text)!["values"]!.AsArray().Select(point => (double)point!["step"]!)];
    }

    static async Task PartAsync(HttpClient client, string run, string upload, byte[] content, int part)
    {
        using var request = Part(run, upload, content, part);
        request.Content = new ByteArrayContent(content, part * PartBytes, PartBytes);
        using var answer = await client.SendAsync(request);
        Assert.Equal("""{"errors":[]}""", await answer.Content.ReadAsStringAsync());
    }

    static HttpRequestMessage Part(string run, string upload, byte[] content, int part)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Leaderboard}/attributes/storage/file/multipart/part?{Place(run)}&uploadId={upload}&uploadPartIdx={part}");
        request.Headers.Add("X-Range", string.Create(CultureInfo.InvariantCulture, $"bytes={part * PartBytes}-{((part + 1) * PartBytes) - 1}/{content.Length}"));
        return request;
    }

    /// <summary>Sends half of a part and leaves it there; the connection goes with the server.</summary>
    static async Task BeginPartAsync(HttpClient client, string run, string upload, byte[] content, int part)
    {
        using var request = Part(run, upload, content, part);
        var head = $"POST {request.RequestUri} HTTP/1.1\r\nHost: {client.BaseAddress!.Authority}\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\n"
            + $"X-Range: {request.Headers.GetValues("X-Range").Single()}\r\nContent-Length: {PartBytes}\r\n\r\n";
        await BeginAsync(client, head, content.AsMemory(part * PartBytes, PartBytes / 2));
    }

    static async Task BeginAsync(HttpClient client, string head, ReadOnlyMemory<byte> half)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await socket.GetStream().WriteAsync(half);
        await Task.Delay(200);
    }

    static async Task<(HttpStatusCode Status, byte[] Content)> DownloadAsync(HttpClient client, string run)
    {
        using var answer = await client.GetAsync(new Uri($"{Leaderboard}/attributes/download?experimentId={run}&attribute=model", UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }

    static async Task<JsonNode?> PostAsync(HttpClient client, string path, HttpContent? content = null)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Tests.Neptune1;

namespace Nereid.Protocols.Tests.Neptune3;

/// <summary>Files as neptune-scale sends and neptune-query fetches them: a reference, a signed URL, and bytes that go to it.</summary>
public sealed class FileTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Project = "lab/vision";
    const int PartBytes = 16 * 1024 * 1024;

    static int s_places;

    [Fact]
    public async Task Bytes_put_at_a_signed_url_come_back_from_one_and_later_ones_replace_them()
    {
        var place = NewPlace();
        var put = await PutAsync(await SignAsync(place, "write", 3), [1, 2, 3]);

        Assert.Equal(200, put.Status);
        Assert.NotEmpty(put.Message.Headers.ETag!.Tag);
        Assert.Equal([1, 2, 3], (await server.SendAsync(HttpMethod.Get, await SignAsync(place, "read"))).Bytes);
        await PutAsync(await SignAsync(place, "write", 0), []);
        var emptied = await server.SendAsync(HttpMethod.Get, await SignAsync(place, "read"));
        Assert.Equal((200, 0), (emptied.Status, emptied.Bytes.Length));
    }

    [Fact]
    public async Task A_place_without_bytes_is_signed_and_not_found() =>
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, await SignAsync(NewPlace(), "read"))).Status);

    [Fact]
    public async Task What_was_uploaded_cannot_act_in_our_origin()
    {
        var place = NewPlace();
        await PutAsync(await SignAsync(place, "write", 8), Encoding.UTF8.GetBytes("<script>"));

        var answer = await server.SendAsync(HttpMethod.Get, await SignAsync(place, "read"));

        Assert.Equal("application/octet-stream", answer.Message.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Message.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(["nosniff"], answer.Message.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task A_signed_url_says_nothing_that_the_client_named_and_is_good_for_one_use()
    {
        var place = NewPlace();
        var (read, write) = (await SignAsync(place, "read"), await SignAsync(place, "write", 1));

        Assert.DoesNotContain(place, Uri.UnescapeDataString(read), StringComparison.Ordinal);
        Assert.Equal(400, (await PutAsync(read, [1])).Status);
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Get, write)).Status);
    }

    [Theory]
    [InlineData("X-Amz-Expires", "1")]
    [InlineData("X-Amz-Expires", "99999")]
    [InlineData("X-Amz-Expires", "-5")]
    [InlineData("X-Amz-Date", "20990101T000000Z")]
    [InlineData("X-Amz-Date", "")]
    [InlineData("use", "put")]
    [InlineData("X-Amz-Signature", "00")]
    [InlineData("X-Amz-Signature", "")]
    public async Task A_changed_url_is_refused(string parameter, string value)
    {
        var place = NewPlace();
        await PutAsync(await SignAsync(place, "write", 1), [1]);
        var (path, query) = (await SignAsync(place, "read")).Split('?') is [var before, var after] ? (before, after) : throw new InvalidDataException();
        var url = path + "?" + string.Join('&', query.Split('&').Select(pair => pair.StartsWith(parameter + "=", StringComparison.Ordinal) ? $"{parameter}={value}" : pair));

        Assert.Equal(400, (await server.SendAsync(HttpMethod.Get, url)).Status);
    }

    [Fact]
    public async Task The_url_of_another_place_does_not_open_this_one()
    {
        var (mine, other) = (await SignAsync(NewPlace(), "read"), await SignAsync(NewPlace(), "read"));

        Assert.Equal(400, (await server.SendAsync(HttpMethod.Get, mine.Split('?')[0] + "?" + other.Split('?')[1])).Status);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, "/storage/v1/..%2F..%2Fcatalog.db?" + other.Split('?')[1])).Status);
    }

    [Fact]
    public async Task A_large_file_comes_in_parts_of_any_order_and_is_whole_only_when_all_are_there()
    {
        var (place, length) = (NewPlace(), PartBytes + 5);
        var (upload, urls) = await SignPartsAsync(place, length);
        Assert.Equal(2, urls.Length);
        var second = await PutAsync(urls[1], [1, 2, 3, 4, 5]);
        var tail = Etag(second);

        Assert.Contains("part 1 of 2 did not arrive", await RefusedAsync(place, upload, (1, tail), (2, tail)), StringComparison.Ordinal);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, await SignAsync(place, "read"))).Status);
        var head = Etag(await PutAsync(urls[0], new byte[PartBytes]));
        Assert.Contains("1 parts are listed", await RefusedAsync(place, upload, (1, head)), StringComparison.Ordinal);
        Assert.Contains("listed twice", await RefusedAsync(place, upload, (1, head), (1, head)), StringComparison.Ordinal);
        Assert.Contains("part 3", await RefusedAsync(place, upload, (1, head), (3, tail)), StringComparison.Ordinal);
        Assert.Contains("etag of part 1", await RefusedAsync(place, upload, (1, tail), (2, head)), StringComparison.Ordinal);
        Assert.Contains("not made here", await RefusedAsync(NewPlace(), upload, (1, head), (2, tail)), StringComparison.Ordinal);
        Assert.Contains("not made here", await RefusedAsync(place, upload.Replace("-16777216-", "-33554432-", StringComparison.Ordinal), (1, head)), StringComparison.Ordinal);

        Assert.Equal(204, (await CompleteAsync(place, upload, (2, $"\"{tail}\""), (1, head))).Status);
        Assert.Equal(204, (await CompleteAsync(place, upload, (2, tail), (1, head))).Status);
        var whole = (await server.SendAsync(HttpMethod.Get, await SignAsync(place, "read"))).Bytes;
        Assert.Equal(length, whole.Length);
        Assert.Equal([0, 1, 2, 3, 4, 5], whole[(PartBytes - 1)..]);
    }

    [Fact]
    public async Task A_part_of_a_wrong_size_is_refused_and_one_that_comes_again_counts_once()
    {
        var place = NewPlace();
        var (upload, urls) = await SignPartsAsync(place, PartBytes + 2);

        Assert.Contains("has 2 bytes, but 1 bytes came", (await PutAsync(urls[1], [1])).Text, StringComparison.Ordinal);
        Assert.Contains("has 2 bytes, but more came", (await PutAsync(urls[1], [1, 2, 3])).Text, StringComparison.Ordinal);
        await PutAsync(urls[1], [1, 2]);
        var tail = Etag(await PutAsync(urls[1], [3, 4]));
        var head = Etag(await PutAsync(urls[0], new byte[PartBytes]));

        Assert.Equal(204, (await CompleteAsync(place, upload, (1, head), (2, tail))).Status);
        Assert.Equal([3, 4], (await server.SendAsync(HttpMethod.Get, await SignAsync(place, "read"))).Bytes[PartBytes..]);
    }

    [Fact]
    public async Task Parts_come_side_by_side_and_again_and_become_the_file_at_once()
    {
        var (place, content) = (NewPlace(), new byte[(2 * PartBytes) + 5]);
        new Random(3).NextBytes(content);
        await PutAsync(await SignAsync(place, "write", 3), [1, 2, 3]);
        await using var before = await OpenAsync(place);
        var earlier = PartFiles();
        var (upload, urls) = await SignPartsAsync(place, content.Length);
        var parts = content.Chunk(PartBytes).ToArray();
        await BreakAsync(urls[0], parts[0].AsMemory(0, PartBytes / 2));
        await PutAsync(urls[1], new byte[PartBytes]);
        var etags = (await Task.WhenAll(urls.Zip(parts, PutAsync))).Select(Etag).ToArray();
        Assert.Equal(content.Length, new FileInfo(PartFiles().Except(earlier).Single()).Length);

        Assert.Equal(204, (await CompleteAsync(place, upload, (3, etags[2]), (1, etags[0]), (2, etags[1]))).Status);

        Assert.Equal(earlier, PartFiles());
        var whole = (await server.SendAsync(HttpMethod.Get, await SignAsync(place, "read"))).Bytes;
        Assert.True(content.AsSpan().SequenceEqual(whole));
        Assert.Equal((1, 2, 3, -1), (before.ReadByte(), before.ReadByte(), before.ReadByte(), before.ReadByte()));
        var late = await PutAsync(urls[2], parts[2]);
        Assert.Equal(400, late.Status);
        Assert.Contains("was completed", late.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_was_cut_off_did_not_arrive()
    {
        var place = NewPlace();
        var (upload, urls) = await SignPartsAsync(place, PartBytes + 2);
        await BreakAsync(urls[0], new byte[PartBytes / 2]);
        var tail = Etag(await PutAsync(urls[1], [1, 2]));

        Assert.Contains("part 1 of 2 did not arrive", await RefusedAsync(place, upload, (1, tail), (2, tail)), StringComparison.Ordinal);
        var head = Etag(await PutAsync(urls[0], new byte[PartBytes]));
        Assert.Equal(204, (await CompleteAsync(place, upload, (1, head), (2, tail))).Status);
    }

    string[] PartFiles() => [.. Directory.GetFiles(Path.Combine(server.Server.DataFolder, "blobs", "parts")).Order(StringComparer.Ordinal)];

    async Task<Stream> OpenAsync(string place) =>
        (await server.Server.Get<IBlobStore>().OpenAsync(BlobId.OfPlace(server.Project.Id, place), default))!;

    /// <summary>The first part of an upload, whose connection breaks after these bytes.</summary>
    async Task BreakAsync(string url, ReadOnlyMemory<byte> bytes)
    {
        var earlier = PartFiles().Length;
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(server.Server.Listening.Host, server.Server.Listening.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {url} HTTP/1.1\r\nHost: {server.Server.Listening.Authority}\r\nContent-Length: {PartBytes}\r\n\r\n"));
        await socket.GetStream().WriteAsync(bytes);
        // The server has begun to take it when there is a file for it.
        for (var i = 0; i < 2_000 && PartFiles().Length == earlier; i++)
            await Task.Delay(10);
        Assert.Equal(earlier + 1, PartFiles().Length);
    }

    [Theory]
    [InlineData(PartBytes - 1, 0)]
    [InlineData(PartBytes, 0)]
    [InlineData(PartBytes + 1, 2)]
    [InlineData(2 * PartBytes, 2)]
    [InlineData(Limits.FileBytes, 4_096)]
    public async Task There_are_as_many_parts_as_the_size_needs_and_none_for_small_files(long size, int parts)
    {
        var file = (await SignedAsync(NewPlace(), "write", size)).Single()!;

        Assert.Equal(parts, file["multipart"]?["part_urls"]!.AsArray().Count ?? 0);
        if (parts > 0)
            Assert.Equal(parts, (size + (long)file["multipart"]!["part_size"]! - 1) / (long)file["multipart"]!["part_size"]!);
    }

    [Fact]
    public async Task Files_are_signed_in_the_order_they_were_asked_for()
    {
        string[] places = [.. Enumerable.Range(0, 50).Select(_ => NewPlace())];
        var files = new JsonArray([.. places.Select(place => (JsonNode)new JsonObject { ["project_identifier"] = Project, ["path"] = place, ["permission"] = "read" })]);

        var answer = await server.PostAsync("/api/storagebridge/v1/signedUrl", new JsonObject { ["files"] = files }.ToJsonString());

        Assert.Equal(places, answer.Body!["files"]!.AsArray().Select(file => (string?)file!["path"]));
    }

    [Fact]
    public async Task Who_may_not_write_gets_no_url_to_write_and_a_stranger_none_at_all()
    {
        var stranger = await server.Server.AddUserAsync("stranger-of-files");
        using var http = await server.SignInAsync(stranger);
        foreach (var permission in new[] { "read", "write" })
        {
            using var content = Json(Asked("x", permission, 1));
            var answer = await Answer.OfAsync(await http.PostAsync(new Uri("/api/storagebridge/v1/signedUrl", UriKind.Relative), content));
            Assert.Equal((403, "ACCESS_DENIED"), (answer.Status, answer.ErrorType));
        }

        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/api/storagebridge/v1/signedUrl", content: Json(Asked("x", "read", null)))).Status);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"files":[{"project_identifier":"lab/vision","permission":"read"}]}""")]
    [InlineData("""{"files":[{"project_identifier":"lab/vision","path":"a","permission":"own"}]}""")]
    [InlineData("""{"files":[{"project_identifier":"lab/vision","path":"a","permission":"write","size":-1}]}""")]
    [InlineData("""{"files":[{"project_identifier":"lab/vision","path":"a","permission":"write","size":68719476737}]}""")]
    [InlineData("""{"files":""")]
    public async Task A_request_that_cannot_be_understood_is_refused(string json) =>
        Assert.Equal(400, (await server.PostAsync("/api/storagebridge/v1/signedUrl", json)).Status);

    [Fact]
    public async Task Azure_downloads_have_their_own_errors()
    {
        var (full, empty) = (NewPlace(), NewPlace());
        await PutAsync(await SignAsync(full, "write", 3), [1, 2, 3]);
        await PutAsync(await SignAsync(empty, "write", 0), []);
        var url = await SignAsync(full, "read", azure: true);

        var part = await RangeAsync(url);
        Assert.Equal((206, 3), (part.Status, part.Bytes.Length));
        Assert.Equal(["BlockBlob"], part.Message.Headers.GetValues("x-ms-blob-type"));
        var late = await RangeAsync(url.Replace("se=20", "se=19", StringComparison.Ordinal));
        Assert.Equal(403, late.Status);
        Assert.Contains("<Message>Signed expiry time", late.Text, StringComparison.Ordinal);
        var changed = await RangeAsync(url.Replace("se=20", "se=21", StringComparison.Ordinal));
        Assert.Equal(403, changed.Status);
        Assert.Contains("was changed", changed.Text, StringComparison.Ordinal);
        Assert.Equal(416, (await RangeAsync(await SignAsync(empty, "read", azure: true))).Status);
        Assert.Equal(404, (await RangeAsync(await SignAsync(NewPlace(), "read", azure: true))).Status);
    }

    [Fact]
    public async Task A_reference_is_an_attribute_before_its_bytes_come_and_shares_them_with_forks()
    {
        var (place, id) = (NewPlace(), "files-" + NewPlace());
        id = id.Replace('/', '_');
        await IngestAsync(Scale.Create(Project, id, new ProtoMessage().Text(4, id)));
        await IngestAsync(Scale.Batch(Project, id, Scale.Snapshot(
            1, (4, "model", Scale.File(place, 3, "text/x-model")), (8, "checkpoints", Scale.File(place, 3, "text/x-model")))));
        var fork = new ProtoMessage().Text(2, id).Message(4, Scale.Step(1));
        await IngestAsync(Scale.Create(Project, id + "-heir", new ProtoMessage().Message(2, fork)));
        await PutAsync(await SignAsync(place, "write", 3), [1, 2, 3]);
        var reader = server.Server.Get<IRunReader>();
        var (run, heir) = (await FindAsync(id), await FindAsync(id + "-heir"));

        var expected = new FileContent(BlobId.OfPlace(server.Project.Id, place), 3, "", "text/x-model", "bin", place);
        Assert.Equal(new FileValue(expected), await reader.GetAttributeAsync(run.Id, AttributePath.Of("model"), default));
        Assert.Equal(new FileValue(expected), await reader.GetAttributeAsync(heir.Id, AttributePath.Of("model"), default));
        var point = (await reader.ReadFilesAsync(new SeriesId(run.Id, AttributePath.Of("checkpoints")), new PointWindow(0, 10), default))!.Points.Single();
        Assert.Equal((Step.From(1), expected), (point.Step, point.File));
        await server.Server.Get<IRunWriter>().WriteAsync(new RunBatch(run.Id, [new DeleteAttribute(AttributePath.Of("model"))]), default);
        await using var bytes = await server.Server.Get<IBlobStore>().OpenAsync(expected.Blob, default);
        Assert.Equal(3, bytes!.Length);
    }

    async Task<RunHead> FindAsync(string id) =>
        (await server.Server.Get<IRunReader>().FindByCustomIdAsync(server.Project.Id, RunKind.Run, id, default))!;

    async Task IngestAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        Assert.Equal(200, (int)(await server.Http.PostAsync(new Uri("/api/client/v1/ingest", UriKind.Relative), content)).StatusCode);
    }

    static string NewPlace() => $"run 1/模型-{Interlocked.Increment(ref s_places)}.bin";

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    static string Asked(string place, string permission, long? size)
    {
        var file = new JsonObject { ["project_identifier"] = Project, ["path"] = place, ["permission"] = permission };
        if (size is not null)
            file["size"] = size;
        return new JsonObject { ["files"] = new JsonArray(file) }.ToJsonString();
    }

    async Task<JsonArray> SignedAsync(string place, string permission, long? size = null, bool azure = false)
    {
        var answer = await server.PostAsync($"/api/storagebridge/v1/{(azure ? "azure/" : "")}signedUrl", Asked(place, permission, size));
        Assert.Equal(200, answer.Status);
        return answer.Body!["files"]!.AsArray();
    }

    async Task<string> SignAsync(string place, string permission, long? size = null, bool azure = false) =>
        new Uri((string)(await SignedAsync(place, permission, size, azure)).Single()!["url"]!).PathAndQuery;

    async Task<(string Upload, string[] Urls)> SignPartsAsync(string place, long size)
    {
        var multipart = (await SignedAsync(place, "write", size)).Single()!["multipart"]!;
        return ((string)multipart["upload_id"]!, [.. multipart["part_urls"]!.AsArray().Select(url => new Uri((string)url!).PathAndQuery)]);
    }

    async Task<Answer> PutAsync(string url, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        return await server.SendAsync(HttpMethod.Put, url, content: content);
    }

    static string Etag(Answer put)
    {
        Assert.Equal(200, put.Status);
        return put.Message.Headers.ETag!.Tag.Trim('"');
    }

    Task<Answer> CompleteAsync(string place, string upload, params (int Number, string Etag)[] parts)
    {
        var listed = new JsonArray([.. parts.Select(part => (JsonNode)new JsonObject { ["part_number"] = part.Number, ["etag"] = part.Etag })]);
        return server.PostAsync("/api/storagebridge/v1/s3/completeMultipartUpload", new JsonObject
        {
            ["upload_id"] = upload, ["project_identifier"] = Project, ["path"] = place, ["parts"] = listed,
        }.ToJsonString());
    }

    async Task<string> RefusedAsync(string place, string upload, params (int Number, string Etag)[] parts)
    {
        var answer = await CompleteAsync(place, upload, parts);
        Assert.Equal(400, answer.Status);
        return (string)answer.Body!["message"]!;
    }

    async Task<Answer> RangeAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("x-ms-range", "bytes=0-33554431");
        return await Answer.OfAsync(await server.Server.Anonymous.SendAsync(request));
    }
}

/// <summary>What needs a clock of its own.</summary>
public sealed class ExpiredLinkTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Fact]
    public async Task A_url_to_read_is_good_for_a_quarter_of_an_hour_and_one_to_write_for_an_hour()
    {
        var (read, write) = (await SignAsync("read"), await SignAsync("write"));
        using var body = new ByteArrayContent([1]);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Put, write, content: body)).Status);

        server.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, read)).Status);
        server.Time.Advance(TimeSpan.FromSeconds(2));
        var late = await server.SendAsync(HttpMethod.Get, read);
        Assert.Equal((400, true), (late.Status, late.Text.Contains("expired", StringComparison.Ordinal)));
        server.Time.Advance(TimeSpan.FromMinutes(45));
        using var again = new ByteArrayContent([1]);
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Put, write, content: again)).Status);
    }

    async Task<string> SignAsync(string permission)
    {
        var answer = await server.PostAsync(
            "/api/storagebridge/v1/signedUrl", $$"""{"files":[{"project_identifier":"lab/vision","path":"a","permission":"{{permission}}"}]}""");
        return new Uri((string)answer.Body!["files"]![0]!["url"]!).PathAndQuery;
    }
}

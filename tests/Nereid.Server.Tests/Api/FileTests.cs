using Nereid.Domain.Files;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Nereid.Server.Tests.Api;

/// <summary>Files go up and come down whole, in parts, and without any power over the page that shows them.</summary>
public class FileTests(ApiServer api) : IClassFixture<ApiServer>
{
    static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 1, 2, 3, 4];

    [Fact]
    public async Task The_files_of_an_artifact_are_listed_once_a_client_has_said_them()
    {
        var run = await api.AddRunAsync();
        var listing = ArtifactListing.Of([new("b.txt", "22", "Local", 5, []), new("a.txt", "11", "Local", null, [])]);
        var hash = listing.Hash(ArtifactHashVersion.WithMetadata);
        await api.WriteAsync(run, Requests.Json($$$"""{"op":"assign","path":"data","value":{"type":"artifact","value":"{{{hash}}}"}}"""));
        var path = $"/api/v1/runs/{run}/artifact?path=data";

        Assert.Equal($$"""{"hash":"{{hash}}","isListed":false,"total":0,"size":0,"files":[]}""", (await api.Viewer.SendAsync(HttpMethod.Get, path)).Json!.ToJsonString());
        await api.Server.Get<IArtifactStore>().ListAsync(api.Project.Id, hash, listing, CancellationToken.None);
        Assert.Equal(
            $$"""{"hash":"{{hash}}","isListed":true,"total":2,"size":5,"files":[{"path":"a.txt","hash":"11","kind":"Local","size":null},{"path":"b.txt","hash":"22","kind":"Local","size":5}]}""",
            (await api.Viewer.SendAsync(HttpMethod.Get, path)).Json!.ToJsonString());
        Assert.Equal(HttpStatusCode.NotFound, (await api.Viewer.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}/artifact?path=none")).Status);
    }

    [Fact]
    public async Task A_file_comes_back_byte_for_byte_with_its_hash_as_tag()
    {
        var run = await api.AddRunAsync();
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));

        var stored = await UploadAsync(run, "model/weights", bytes, "bin");

        Assert.Equal($$"""{"size":300000,"sha256":"{{hash}}","mediaType":"application/octet-stream","extension":"bin"}""", stored.Text);
        using var response = await DownloadAsync(run, "model/weights");
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal($"\"{hash}\"", response.Headers.ETag?.Tag);
        Assert.Equal("weights.bin", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        var attribute = (await api.Viewer.AskAsync($"/api/v1/runs/{run}/attributes?prefix={"model"}")).Json!["attributes"]![0]!;
        Assert.Equal(("file", hash), ((string?)attribute["type"], (string?)attribute["value"]!["sha256"]));
    }

    [Fact]
    public async Task A_part_can_be_asked_for_and_what_is_known_is_not_sent_again()
    {
        var run = await api.AddRunAsync();
        await UploadAsync(run, "text", "0123456789"u8.ToArray());

        using var part = await DownloadAsync(run, "text", request => request.Headers.Range = new RangeHeaderValue(2, 5));
        Assert.Equal((HttpStatusCode.PartialContent, "2345"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        Assert.Equal("bytes 2-5/10", part.Content.Headers.ContentRange?.ToString());
        using var known = await DownloadAsync(run, "text", request => request.Headers.IfNoneMatch.Add(part.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var beyond = await DownloadAsync(run, "text", request => request.Headers.Range = new RangeHeaderValue(10, 20));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        var run = await api.AddRunAsync();
        Assert.Equal(0, (int)(await UploadAsync(run, "empty", [])).Json!["size"]!);

        using var response = await DownloadAsync(run, "empty");

        Assert.Equal((HttpStatusCode.OK, 0), (response.StatusCode, (await response.Content.ReadAsByteArrayAsync()).Length));
    }

    public static TheoryData<string, string, bool> Contents => new()
    {
        { "<!DOCTYPE html><script>alert(1)</script>", "text/html", false },
        { "  <html><body onload=alert(1)>", "text/html", false },
        { "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml", false },
        { "<?xml version='1.0'?><svg/>", "image/svg+xml", false },
        { "plain text\n\u001b[31mred\u001b[0m\n", "text/plain", true },
        { "{\"a\":1}", "text/plain", true },
        { "%PDF-1.7", "application/pdf", false },
        { "PK\u0003\u0004", "application/zip", false },
        { "GIF89a", "image/gif", true },
        { "\u0001\u0002", "application/octet-stream", false },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task What_a_file_is_is_found_in_its_bytes_and_only_harmless_kinds_are_shown(string content, string mediaType, bool shown)
    {
        var run = await api.AddRunAsync();

        // The label claims an image whatever the bytes are.
        var stored = await UploadAsync(run, "f", Encoding.UTF8.GetBytes(content), "png");

        Assert.Equal(mediaType, (string?)stored.Json!["mediaType"]);
        using var response = await DownloadAsync(run, "f");
        Assert.Equal(shown ? "inline" : "attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(shown ? mediaType : "application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["sandbox; default-src 'none'"], response.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_picture_is_shown_and_can_be_downloaded_instead()
    {
        var run = await api.AddRunAsync();
        await UploadAsync(run, "picture", Png, "png");

        using var shown = await DownloadAsync(run, "picture");
        Assert.Equal(("image/png", "inline"), (shown.Content.Headers.ContentType?.MediaType, shown.Content.Headers.ContentDisposition?.DispositionType));
        using var asked = await api.Viewer.GetAsync($"/api/v1/runs/{run}/files?path=picture&download=true");
        Assert.Equal("attachment", asked.Content.Headers.ContentDisposition?.DispositionType);
    }

    [Theory]
    [InlineData("a\r\nSet-Cookie: x=1")]
    [InlineData("a\"; filename=\"evil.html")]
    [InlineData("..\\..\\windows\\system.ini")]
    [InlineData("../../../etc/passwd")]
    [InlineData("模型/权重 ‮gpj.exe")]
    [InlineData("...")]
    public async Task A_name_cannot_put_anything_into_the_headers(string path)
    {
        var run = await api.AddRunAsync();
        Assert.Equal(HttpStatusCode.OK, (await UploadAsync(run, path, Png, "png")).Status);

        using var response = await DownloadAsync(run, path);

        Assert.Equal(Png, await response.Content.ReadAsByteArrayAsync());
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var disposition = response.Content.Headers.ContentDisposition!;
        Assert.Equal("inline", disposition.DispositionType);
        var name = disposition.FileNameStar ?? disposition.FileName!;
        Assert.DoesNotContain(name, character => character is '/' or '\\' or '"' or ';' or '\r' or '\n' or '\u202e');
        Assert.EndsWith(".png", name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p/g")]
    [InlineData(".png")]
    [InlineData("a\u0000")]
    [InlineData("../x")]
    [InlineData("thirty-three letters are too many")]
    public async Task An_extension_is_letters_and_digits(string extension)
    {
        var answer = await UploadAsync(await api.AddRunAsync(), "f", Png, extension);

        Assert.Equal(("invalid-request", "extension"), (answer.Problem, (string?)answer.Json!["field"]));
    }

    [Fact]
    public async Task A_file_that_the_store_refuses_leaves_no_bytes_behind()
    {
        var run = await api.AddRunAsync();
        await api.WriteAsync(run, Requests.Json("""{"op":"assign","path":"taken","value":{"type":"int","value":1}}"""));
        var before = BlobFiles();

        var answer = await UploadAsync(run, "taken", Png);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "refused"), (answer.Status, answer.Problem));
        Assert.Equal(before, BlobFiles());
    }

    [Fact]
    public async Task A_file_series_lists_its_entries_and_sends_each()
    {
        var run = await api.AddRunAsync();
        foreach (var (step, name) in new[] { (2, "second"), (1, "first") })
        {
            var answer = await api.Contributor.SendBytesAsync(
                HttpMethod.Post, $"/api/v1/runs/{run}/file-series?path={"images"}&step={step}&unixMicros={step * 10}&name={name}&description={"a <b>"}&extension={"png"}", [.. Png, (byte)step]);
            Assert.Equal("image/png", (string?)answer.Json!["mediaType"]);
        }
        var next = await api.Contributor.SendBytesAsync(HttpMethod.Post, $"/api/v1/runs/{run}/file-series?path={"images"}", Png);
        Assert.Equal(HttpStatusCode.OK, next.Status);

        var page = (await api.Viewer.AskAsync($"/api/v1/runs/{run}/file-series?path={"images"}")).Json!;

        Assert.Equal((3, "1 2 3"), ((int)page["total"]!, string.Join(' ', page["entries"]!.AsArray().Select(entry => entry!["step"]))));
        var first = page["entries"]![0]!;
        Assert.Equal(
            (0, 10, "first", "a <b>", 13, "image/png", "png"),
            ((int)first["index"]!, (int)first["unixMicros"]!, (string?)first["name"], (string?)first["description"], (int)first["file"]!["size"]!,
                (string?)first["file"]!["mediaType"], (string?)first["file"]!["extension"]));
        using var content = await api.Viewer.GetAsync($"/api/v1/runs/{run}/file-series/content?path=images&index=1");
        Assert.Equal(2, (await content.Content.ReadAsByteArrayAsync())[^1]);
        Assert.Equal("no-such-file", (await api.Viewer.AskAsync($"/api/v1/runs/{run}/file-series/content?path={"images"}&index={3}")).Problem);
    }

    [Theory]
    [InlineData("POST", "file-series?path=i")]
    [InlineData("POST", "file-series?path=i&step=7")]
    [InlineData("PUT", "files?path=f")]
    public async Task A_file_sent_twice_with_one_request_id_is_kept_once(string method, string address)
    {
        var run = await api.AddRunAsync();
        // Equal contents share their bytes; nobody else sends this one.
        byte[] content = [.. Png, .. Guid.NewGuid().ToByteArray()];
        var before = BlobFiles().Count();
        var path = $"/api/v1/runs/{run}/{address}&requestId={Guid.NewGuid()}";
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await api.Contributor.SendAsync(new HttpMethod(method), path, new ByteArrayContent(content))).Status);

        Assert.Equal(before + 1, BlobFiles().Count());
        using var kept = await api.Viewer.GetAsync(method == "PUT" ? $"/api/v1/runs/{run}/files?path=f" : $"/api/v1/runs/{run}/file-series/content?path=i&index=0");
        Assert.Equal(content, await kept.Content.ReadAsByteArrayAsync());
        if (method == "POST")
            Assert.Equal(1, (int)(await api.Viewer.AskAsync($"/api/v1/runs/{run}/file-series?path={"i"}")).Json!["total"]!);
    }

    Task<Answer> UploadAsync(string run, string path, byte[] bytes, string extension = "") =>
        api.Contributor.SendBytesAsync(HttpMethod.Put, $"/api/v1/runs/{run}/files?path={path}&extension={extension}", bytes);

    async Task<HttpResponseMessage> DownloadAsync(string run, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Requests.Escape($"/api/v1/runs/{run}/files?path={path}"));
        change?.Invoke(request);
        return await api.Viewer.SendAsync(request);
    }

    IEnumerable<string> BlobFiles() =>
        Directory.EnumerateFiles(Path.Combine(api.Server.DataFolder, "blobs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
}

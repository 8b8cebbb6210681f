using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;
using Nereid.Protocols.Tests.Neptune1;
using Nereid.Server.Options;
using Nereid.Testing;

namespace Nereid.Protocols.Tests.Neptune3;

/// <summary>What happens to a client when the server stops in the middle, when its token is taken away, and to its files in the end.</summary>
public sealed class LifecycleTests
{
    const int PartBytes = 16 * 1024 * 1024;

    [Fact]
    public async Task Everything_goes_on_after_a_restart_in_the_middle()
    {
        using var folder = new TemporaryFolder();
        string apiToken, access, request, upload, firstEtag;
        string[] parts;
        var point = Scale.Batch("lab/vision", "r", Scale.Snapshot(1, (8, "loss", Scale.Float(1)), (8, "log", Scale.Text("line"))));
        await using (var before = await Client.StartAsync(folder.Path))
        {
            await before.Server.AddProjectAsync("lab", "vision");
            (apiToken, access) = (before.ApiToken, before.Access);
            await before.IngestAsync(Scale.Create("lab/vision", "r", new ProtoMessage().Text(5, "experiment")));
            request = await before.IngestAsync(point);
            (upload, parts) = await before.SignPartsAsync("model.bin", PartBytes + 3);
            firstEtag = await before.PutAsync(parts[0], new byte[PartBytes]);
        }

        await using var after = await Client.StartAsync(folder.Path, apiToken, access);
        // What was acknowledged is known by the id that was given out, and what is sent again is known by itself.
        Assert.Equal([(IngestCode.Ok, 2L)], await after.StatusAsync(request));
        Assert.Equal([(IngestCode.Ok, 1L), (IngestCode.PointDuplicate, 1L)], await after.StatusAsync(await after.IngestAsync(point)));
        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await after.StatusAsync(await after.IngestAsync(Scale.Create("lab/vision", "r", new ProtoMessage().Text(5, "experiment")))));
        // The upload goes on with the addresses from before.
        var second = await after.PutAsync(parts[1], [1, 2, 3]);
        Assert.Equal(204, await after.CompleteAsync("model.bin", upload, (1, firstEtag), (2, second)));
        var run = await after.FindAsync("r");
        Assert.Equal(1, Assert.IsType<FloatSeriesValue>(await after.Reader.GetAttributeAsync(run.Id, AttributePath.Of("loss"), default)).Count);
        Assert.Equal(1, Assert.IsType<StringSeriesValue>(await after.Reader.GetAttributeAsync(run.Id, AttributePath.Of("log"), default)).Count);
        Assert.Equal(new BoolValue(true), await after.Reader.GetAttributeAsync(run.Id, AttributePath.Of("sys/experiment/is_head"), default));
    }

    [Fact]
    public async Task Previews_and_heads_outlive_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using (var before = await Client.StartAsync(folder.Path))
        {
            await before.Server.AddProjectAsync("lab", "vision");
            foreach (var id in new[] { "first", "second" })
                await before.IngestAsync(Scale.Create("lab/vision", id, new ProtoMessage().Text(5, "experiment")));
            await before.IngestAsync(Scale.Batch("lab/vision", "first", Scale.Snapshot(3, (8, "loss", Scale.Float(1))).Message(10, new ProtoMessage().Varint(1, 1).Float(2, 0.5f))));
        }

        await using var after = await Client.StartAsync(folder.Path);
        var (first, second) = (await after.FindAsync("first"), await after.FindAsync("second"));
        var loss = Assert.IsType<FloatSeriesValue>(await after.Reader.GetAttributeAsync(first.Id, AttributePath.Of("loss"), default));
        Assert.Equal((Step.From(3), 1.0, 0.5f), (loss.Previews.Single().Step, loss.Previews.Single().Value, loss.Previews.Single().Ratio));
        Assert.Equal(new BoolValue(false), await after.Reader.GetAttributeAsync(first.Id, AttributePath.Of("sys/experiment/is_head"), default));
        Assert.Equal(new BoolValue(true), await after.Reader.GetAttributeAsync(second.Id, AttributePath.Of("sys/experiment/is_head"), default));
    }

    [Fact]
    public async Task A_token_that_is_revoked_in_the_middle_of_a_run_ends_it_and_says_why()
    {
        using var folder = new TemporaryFolder();
        await using var client = await Client.StartAsync(folder.Path);
        await client.Server.AddProjectAsync("lab", "vision");
        await client.IngestAsync(Scale.Create("lab/vision", "r", new ProtoMessage()));
        var write = Scale.Batch("lab/vision", "r", Scale.Snapshot(1, (8, "loss", Scale.Float(1))));
        var url = await client.SignAsync("a.bin", "write");

        await client.RevokeAsync();

        var refused = await client.PostAsync("/api/client/v1/ingest", write);
        Assert.Equal((401, 401), (refused.Status, (int)refused.Body!["code"]!));
        var exchange = await client.ExchangeAsync();
        Assert.Equal(401, exchange.Status);
        Assert.Contains("token", exchange.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Null(await client.Reader.GetAttributeAsync((await client.FindAsync("r")).Id, AttributePath.Of("loss"), default));
        // A signed URL is its own authorisation and ends by itself.
        Assert.NotEmpty(await client.PutAsync(url, [1]));
    }

    [Fact]
    public async Task Bytes_at_places_that_nothing_refers_to_are_freed_after_a_week()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var client = await Client.StartAsync(folder.Path, time: time);
        await client.Server.AddProjectAsync("lab", "vision");
        await client.IngestAsync(Scale.Create("lab/vision", "r", new ProtoMessage()));
        await client.IngestAsync(Scale.Batch("lab/vision", "r", Scale.Snapshot(1, (4, "model", Scale.File("first", 1, "")), (8, "series", Scale.File("point", 1, "")))));
        await client.IngestAsync(Scale.Batch("lab/vision", "r", Scale.Snapshot(1, (4, "model", Scale.File("second", 1, "")))));
        foreach (var place in new[] { "first", "second", "point", "never" })
            await client.PutAsync(await client.SignAsync(place, "write"), [1]);
        var sweep = client.Server.Get<PlaceSweep>();

        time.Advance(PlaceSweep.KeptFor - TimeSpan.FromHours(1));
        Assert.Equal(0, await sweep.RunAsync(default));
        time.Advance(TimeSpan.FromHours(13));
        Assert.Equal(0, await sweep.RunAsync(default));
        time.Advance(PlaceSweep.Every);
        Assert.Equal(2, await sweep.RunAsync(default));

        await client.SignInAsync();
        foreach (var (place, status) in new[] { ("first", 404), ("second", 200), ("point", 200), ("never", 404) })
            Assert.Equal((place, status), (place, await client.GetAsync(await client.SignAsync(place, "read"))));
    }

    /// <summary>A server on a folder that outlives it, and one client of it.</summary>
    sealed class Client(RunningServer server, HttpClient http, Guid? token) : IAsyncDisposable
    {
        public RunningServer Server => server;

        public IRunReader Reader => server.Get<IRunReader>();

        public required string ApiToken { get; init; }

        public required string Access { get; init; }

        /// <param name="access">An access token from before; null: a new one for a new API token.</param>
        public static async Task<Client> StartAsync(string folder, string? apiToken = null, string? access = null, TimeProvider? time = null)
        {
            var server = await RunningServer.StartAsync(options => options with { Data = new DataOptions(folder) }, time);
            Guid? id = null;
            if (apiToken is null)
                (id, apiToken) = await CreateTokenAsync(server);
            var http = new HttpClient { BaseAddress = new Uri(server.Address) };
            access ??= (string)(await ExchangeAsync(server, apiToken)).Body!["accessToken"]!;
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access);
            return new Client(server, http, id) { ApiToken = apiToken, Access = access };
        }

        static async Task<(Guid Id, string Text)> CreateTokenAsync(RunningServer server)
        {
            var (token, text) = await server.Credentials.CreateTokenAsync(server.Administrator.Id, "t", null, CancellationToken.None);
            return (token.Id, text);
        }

        static async Task<Answer> ExchangeAsync(RunningServer server, string apiToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/backend/v1/authorization/oauth-token");
            request.Headers.Add("X-Neptune-Api-Token", apiToken);
            return await Answer.OfAsync(await server.Anonymous.SendAsync(request));
        }

        /// <summary>With another access token: the first has expired.</summary>
        public async Task SignInAsync() =>
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await ExchangeAsync()).Body!["accessToken"]!);

        public Task<Answer> ExchangeAsync() => ExchangeAsync(server, ApiToken);

        public async Task RevokeAsync() => Assert.True(await server.Credentials.RevokeTokenAsync(server.Administrator.Id, token!.Value, CancellationToken.None));

        public async Task<Answer> PostAsync(string path, byte[] message)
        {
            using var content = new ByteArrayContent(message);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            return await Answer.OfAsync(await http.PostAsync(new Uri(path, UriKind.Relative), content));
        }

        /// <returns>The request id.</returns>
        public async Task<string> IngestAsync(byte[] body)
        {
            var answer = await PostAsync("/api/client/v1/ingest", body);
            Assert.Equal(200, answer.Status);
            return ProtoNodeText(answer.Bytes);
        }

        static string ProtoNodeText(byte[] bytes)
        {
            var reader = new MessageReader(bytes);
            return reader.TryReadTag() ? reader.ReadText() : "";
        }

        public async Task<(IngestCode, long)[]> StatusAsync(string request)
        {
            var answer = await PostAsync("/api/client/v1/ingest/check?projectIdentifier=lab%2Fvision", new ProtoMessage().Message(1, new ProtoMessage().Text(1, request)).ToArray());
            return [.. Reading.ProtoNode.Of(answer.Bytes).Message(1).Messages(1).Select(triple => ((IngestCode)triple.Number(3), triple.Number(2)))];
        }

        public async Task<RunHead> FindAsync(string id)
        {
            var project = (await server.Catalog.FindProjectAsync("lab", "vision", CancellationToken.None))!;
            return (await Reader.FindByCustomIdAsync(project.Id, RunKind.Run, id, CancellationToken.None))!;
        }

        async Task<JsonNode> SignedAsync(string place, string permission, long? size)
        {
            var file = new JsonObject { ["project_identifier"] = "lab/vision", ["path"] = place, ["permission"] = permission, ["size"] = size };
            using var content = new StringContent(new JsonObject { ["files"] = new JsonArray(file) }.ToJsonString(), Encoding.UTF8, "application/json");
            var answer = await Answer.OfAsync(await http.PostAsync(new Uri("/api/storagebridge/v1/signedUrl", UriKind.Relative), content));
            Assert.Equal(200, answer.Status);
            return answer.Body!["files"]![0]!;
        }

        public async Task<string> SignAsync(string place, string permission) => new Uri((string)(await SignedAsync(place, permission, null))["url"]!).PathAndQuery;

        public async Task<(string Upload, string[] Urls)> SignPartsAsync(string place, long size)
        {
            var multipart = (await SignedAsync(place, "write", size))["multipart"]!;
            return ((string)multipart["upload_id"]!, [.. multipart["part_urls"]!.AsArray().Select(url => new Uri((string)url!).PathAndQuery)]);
        }

        /// <returns>The ETag.</returns>
        public async Task<string> PutAsync(string url, byte[] bytes)
        {
            using var content = new ByteArrayContent(bytes);
            using var answer = await server.Anonymous.PutAsync(new Uri(url, UriKind.Relative), content);
            Assert.Equal(200, (int)answer.StatusCode);
            return answer.Headers.ETag!.Tag.Trim('"');
        }

        public async Task<int> GetAsync(string url)
        {
            using var answer = await server.Anonymous.GetAsync(new Uri(url, UriKind.Relative));
            return (int)answer.StatusCode;
        }

        public async Task<int> CompleteAsync(string place, string upload, params (int Number, string Etag)[] parts)
        {
            var listed = new JsonArray([.. parts.Select(part => (JsonNode)new JsonObject { ["part_number"] = part.Number, ["etag"] = part.Etag })]);
            var body = new JsonObject { ["upload_id"] = upload, ["project_identifier"] = "lab/vision", ["path"] = place, ["parts"] = listed };
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri("/api/storagebridge/v1/s3/completeMultipartUpload", UriKind.Relative), content);
            return (int)answer.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await server.DisposeAsync();
        }
    }
}

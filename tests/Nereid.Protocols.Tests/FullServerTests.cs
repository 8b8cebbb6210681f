using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Protocols.Tests.Neptune1;
using Nereid.Protocols.Tests.Neptune3;

namespace Nereid.Protocols.Tests;

/// <summary>What each protocol is told when the disk is full, and when the memory for requests is.</summary>
public sealed class FullServerTests : IAsyncLifetime
{
    readonly Neptune1Server _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    async Task<Answer> IngestAsync(string run)
    {
        using var content = new ByteArrayContent(Scale.Batch("lab/vision", run, Scale.Snapshot(1, (8, "loss", Scale.Float(1)))));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return await Answer.OfAsync(await _server.Http.PostAsync(new Uri("/api/client/v1/ingest", UriKind.Relative), content));
    }

    Task<Answer> OwnAsync(string run) => _server.PostAsync($"/api/v1/runs/{run}/operations", """{"operations":[{"op":"assign","path":"own","value":{"type":"int","value":1}}]}""");

    Task<Answer> OneAsync(string run) => _server.ExecuteAsync(run, """[{"path":"one","assignInt":{"value":1}}]""");

    async Task<(string Id, string CustomId)> RunAsync()
    {
        var custom = Guid.NewGuid().ToString("N");
        var made = await _server.PostAsync($"/api/v1/projects/{_server.Project.Id}/runs", $$"""{"customId":"{{custom}}"}""");
        var id = (string)made.Body!["run"]!["id"]!;
        Assert.Equal(200, (await OwnAsync(id)).Status);
        await _server.AcceptedAsync(id, """[{"path":"one","assignInt":{"value":1}}]""");
        Assert.Equal(200, (await IngestAsync(custom)).Status);
        return (id, custom);
    }

    [Fact]
    public async Task When_the_disk_is_full_each_protocol_says_so_and_reading_goes_on()
    {
        var (run, custom) = await RunAsync();
        Assert.Equal("ok", (string?)JsonNode.Parse((await _server.SendAsync(HttpMethod.Get, "/health")).Text)!["status"]);

        StoppedStore.FillDisk(_server.Server.DataFolder);
        var own = await OwnAsync(run);
        var one = await OneAsync(run);
        var three = await IngestAsync(custom);

        Assert.Equal((503, 503, 503), (own.Status, one.Status, three.Status));
        Assert.Equal("/problems/read-only", (string?)JsonNode.Parse(own.Text)!["type"]);
        Assert.Equal((503, "2"), ((int)one.Body!["code"]!, one.Message.Headers.RetryAfter!.ToString()));
        Assert.Equal((503, "2"), ((int)three.Body!["code"]!, three.Message.Headers.RetryAfter!.ToString()));
        foreach (var said in new[] { (string)JsonNode.Parse(own.Text)!["detail"]!, one.Title, (string)three.Body["message"]! })
            Assert.Contains("No space left on device", said, StringComparison.Ordinal);
        foreach (var path in new[] { $"/api/v1/runs/{run}/deletions", $"/api/v1/runs/{run}/attributes" })
            Assert.Equal(200, (await _server.GetAsync(path)).Status);
        Assert.Equal((503, 503), (
            (await _server.PostAsync($"/api/v1/runs/{run}/deletions", """{"parts":[{"kind":"attribute","path":"own"}]}""")).Status,
            (await _server.PostAsync($"/api/v1/projects/{_server.Project.Id}/runs", "{}")).Status));

        var health = await _server.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal("read-only", (string?)JsonNode.Parse(health.Text)!["status"]);
        Assert.Contains("No space left on device", (string)JsonNode.Parse(health.Text)!["reason"]!, StringComparison.Ordinal);
        Assert.Equal([(1.0, "1")], await _server.FloatsAsync(run, "loss"));
        Assert.Equal(1, (int)(await _server.AttributeAsync(run, "int", "own")).Body!["value"]!);
    }

    [Fact]
    public async Task Bodies_beyond_the_memory_for_them_are_turned_away_unread_and_let_in_again()
    {
        var (run, custom) = await RunAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using (await FillMemoryAsync(run, limit.Token))
            await AssertBusyAsync(run, custom);
        Answer last;
        while ((last = await IngestAsync(custom)).Status == 503)
            await Task.Delay(10, limit.Token);
        Assert.Equal((200, 200), ((await OwnAsync(run)).Status, last.Status));
    }

    async Task AssertBusyAsync(string run, string custom)
    {
        var (own, one, three) = (await OwnAsync(run), await OneAsync(run), await IngestAsync(custom));
        Assert.Equal((503, 503, 503), (own.Status, one.Status, three.Status));
        Assert.Equal(("/problems/busy", "2"), ((string?)JsonNode.Parse(own.Text)!["type"], own.Message.Headers.RetryAfter!.ToString()));
        Assert.Equal((503, "2"), ((int)one.Body!["code"]!, one.Message.Headers.RetryAfter!.ToString()));
        Assert.Equal((503, "2"), ((int)three.Body!["code"]!, three.Message.Headers.RetryAfter!.ToString()));
        Assert.Equal(200, (await _server.GetAsync($"/api/v1/runs/{run}")).Status);
        Assert.Equal(200, (await Answer.OfAsync(await _server.Http.PutAsync(new Uri($"/api/v1/runs/{run}/files?path=file", UriKind.Relative), new ByteArrayContent([1, 2])))).Status);
    }

    /// <summary>A request that says it will send as much as there is room for, and sends next to nothing until it is disposed.</summary>
    async Task<TcpClient> FillMemoryAsync(string run, CancellationToken cancel)
    {
        while (true)
        {
            var client = await BeginAsync(run, 256 * 1024 * 1024, cancel);
            // It is turned away itself while the bytes of an earlier request are still counted: they are until shortly after its answer. Then it comes again.
            while (client.Available == 0)
            {
                if ((await OneAsync(run)).Status == 503)
                    return client;
                await Task.Delay(10, cancel);
            }
            client.Dispose();
        }
    }

    async Task<TcpClient> BeginAsync(string run, long length, CancellationToken cancel)
    {
        var client = new TcpClient();
        var address = _server.Server.Listening;
        await client.ConnectAsync(address.Host, address.Port, cancel);
        // The spaces keep it above the slowest rate that the server waits for, for some minutes.
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/leaderboard/v1/attributes/operations?experimentId={run} HTTP/1.1\r\nHost: {address.Authority}\r\n"
            + $"Authorization: {_server.Http.DefaultRequestHeaders.Authorization}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n[{new string(' ', 64 * 1024)}"), cancel);
        return client;
    }
}

using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Testing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>The WebSocket that carries stop and abort to the client.</summary>
public sealed class SignalTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Theory]
    [InlineData(RunSignal.Stop, "neptune/stop")]
    [InlineData(RunSignal.Abort, "neptune/abort")]
    public async Task A_signal_reaches_the_client_that_holds_the_run_open(RunSignal signal, string type)
    {
        var run = await server.CreateRunAsync();
        using var socket = await ConnectAsync(run);
        await SendUntilHeardAsync(run, signal);

        var message = JsonNode.Parse(await ReceiveAsync(socket))!;

        Assert.Equal(type, (string?)message["type"]);
        Assert.True(message.AsObject().ContainsKey("body"));
    }

    [Fact]
    public async Task A_signal_for_another_run_is_not_heard()
    {
        var run = await server.CreateRunAsync();
        using var socket = await ConnectAsync(run);
        await SendUntilHeardAsync(run, RunSignal.Stop);

        Assert.Equal(0, server.Server.Get<IRunSignals>().Send(new RunId(Guid.Parse(await server.CreateRunAsync())), RunSignal.Abort));
        Assert.Contains("stop", await ReceiveAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listens_any_more_after_the_client_closed()
    {
        var run = await server.CreateRunAsync();
        using (var socket = await ConnectAsync(run))
        {
            await SendUntilHeardAsync(run, RunSignal.Stop);
            using var impatient = Eventually.Impatient();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, impatient.Token);
        }

        await Eventually.IsTrueAsync(() => server.Server.Get<IRunSignals>().Send(new RunId(Guid.Parse(run)), RunSignal.Stop) == 0, "nobody listens");
    }

    [Fact]
    public async Task Without_a_token_or_for_a_run_that_is_not_there_the_handshake_is_refused()
    {
        var run = await server.CreateRunAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(run, authorized: false));
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(Guid.NewGuid().ToString()));
    }

    [Fact]
    public async Task The_origin_that_the_clients_library_makes_up_does_not_matter_beside_a_token()
    {
        var run = await server.CreateRunAsync();

        using var socket = await ConnectAsync(run, origin: server.Server.Address.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.Equal(WebSocketState.Open, socket.State);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(run, authorized: false, origin: "https://elsewhere.example"));
    }

    async Task<ClientWebSocket> ConnectAsync(string run, bool authorized = true, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        if (authorized)
            socket.Options.SetRequestHeader("Authorization", server.Http.DefaultRequestHeaders.Authorization!.ToString());
        var address = server.Server.Address.Replace("http:", "ws:", StringComparison.Ordinal);
        using var impatient = Eventually.Impatient();
        await socket.ConnectAsync(new Uri($"{address}/api/notifications/v1/runs/{server.Project.Id}/{run}/signal"), impatient.Token);
        return socket;
    }

    /// <summary>The handshake is answered a moment before the server listens.</summary>
    Task SendUntilHeardAsync(string run, RunSignal signal) =>
        Eventually.IsTrueAsync(() => server.Server.Get<IRunSignals>().Send(new RunId(Guid.Parse(run)), signal) > 0, "the server listens to the client");

    static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1000];
        using var impatient = Eventually.Impatient();
        var received = await socket.ReceiveAsync(buffer, impatient.Token);
        Assert.Equal((WebSocketMessageType.Text, true), (received.MessageType, received.EndOfMessage));
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}

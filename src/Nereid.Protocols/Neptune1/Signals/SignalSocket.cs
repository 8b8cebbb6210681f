using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Signals;

/// <summary>The WebSocket on which a client that holds a run open waits for stop and abort. One per run object.</summary>
sealed class SignalSocket(ProjectGate gate, IRunSignals signals, IHostApplicationLifetime host, TimeProvider time)
{
    /// <summary>Fixed in the client.</summary>
    public const string Path = "/api/notifications/v1/runs/{project:guid}/{run:guid}/signal";

    /// <summary>White space is a sign of life that the client ignores; it keeps proxies from closing the connection.</summary>
    static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(25);

    static readonly byte[] Heartbeat = " "u8.ToArray();

    public async Task ServeAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Fault.BadRequest("This address speaks WebSocket only.").ExecuteAsync(context);
            return;
        }

        var run = new RunId(Guid.Parse((string)context.Request.RouteValues["run"]!));
        var open = await gate.OpenRunAsync(context.Caller().User, run, ProjectRole.Viewer, cancel);
        if (open.Value is null)
        {
            await Lookup.RunFault(open.Refusal, run.ToString()).ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await TalkAsync(socket, run, cancel);
    }

    /// <summary>Until the client leaves, or the server stops.</summary>
    async Task TalkAsync(WebSocket socket, RunId run, CancellationToken cancel)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, host.ApplicationStopping);
        using var sending = new SemaphoreSlim(1);
        var tasks = new[]
        {
            SendSignalsAsync(socket, sending, run, ends.Token),
            SendHeartbeatsAsync(socket, sending, ends.Token),
            WaitForCloseAsync(socket, ends.Token),
        };
        await Task.WhenAny(tasks);
        await ends.CancelAsync();
        foreach (var task in tasks)
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task SendSignalsAsync(WebSocket socket, SemaphoreSlim sending, RunId run, CancellationToken cancel)
    {
        await foreach (var signal in signals.ListenAsync(run, cancel))
            await SendAsync(socket, sending, Text(signal), cancel);
    }

    async Task SendHeartbeatsAsync(WebSocket socket, SemaphoreSlim sending, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(HeartbeatEvery, time);
        while (await timer.WaitForNextTickAsync(cancel))
            await SendAsync(socket, sending, Heartbeat, cancel);
    }

    /// <summary>The client sends nothing but the end; whatever else comes is read and dropped.</summary>
    static async Task WaitForCloseAsync(WebSocket socket, CancellationToken cancel)
    {
        var buffer = new byte[512];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), cancel)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    static async Task SendAsync(WebSocket socket, SemaphoreSlim sending, byte[] text, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        try
        {
            await socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancel);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>With a null body the client takes as long as it needs to send what it holds.</summary>
    static byte[] Text(RunSignal signal) => signal == RunSignal.Abort
        ? """{"type":"neptune/abort","body":null}"""u8.ToArray()
        : """{"type":"neptune/stop","body":null}"""u8.ToArray();
}

using System.Net;
using System.Net.Sockets;

namespace Nereid.Client.Tests.Testing;

/// <summary>What a line does with the bytes that go over it.</summary>
enum LineState
{
    Works,

    /// <summary>Nobody listens.</summary>
    Down,

    /// <summary>Requests arrive, but each answer is lost with its connection.</summary>
    LosesAnswers,
}

/// <summary>A TCP line between a client and the real server that a test can cut, so that faults happen where they do in life: between a
/// request's arrival and its answer.</summary>
sealed class UnsteadyLine : IAsyncDisposable
{
    volatile Uri _server;
    readonly int _port;
    readonly CancellationTokenSource _stop = new();
    readonly List<Task> _pumps = [];
    readonly Lock _lock = new();
    TcpListener? _listener;
    CancellationTokenSource _connections = new();
    int _lostAnswers;

    public UnsteadyLine(Uri server, LineState state = LineState.Works)
    {
        _server = server;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        State = LineState.Works;
        _pumps.Add(AcceptAsync(_listener));
        Set(state);
    }

    /// <summary>What clients connect to.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port}");

    public LineState State { get; private set; }

    public int LostAnswers => Volatile.Read(ref _lostAnswers);

    /// <summary>How long each answer is held back.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>New connections go to another server.</summary>
    public void Redirect(Uri server) => _server = server;

    /// <summary>Ends all connections and goes on in another state.</summary>
    public void Set(LineState state)
    {
        lock (_lock)
        {
            State = state;
            _connections.Cancel();
            _connections = new CancellationTokenSource();
            if (state == LineState.Down)
            {
                _listener?.Stop();
                _listener = null;
            }
            else if (_listener is null)
            {
                _listener = new TcpListener(IPAddress.Loopback, _port);
                _listener.Start();
                _pumps.Add(AcceptAsync(_listener));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Set(LineState.Down);
        await _stop.CancelAsync();
        Task[] pumps;
        lock (_lock)
            pumps = [.. _pumps];
        await Task.WhenAll(pumps);
        _connections.Dispose();
        _stop.Dispose();
    }

    async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            lock (_lock)
                _pumps.Add(CarryAsync(client, _connections.Token));
        }
    }

    async Task CarryAsync(Socket client, CancellationToken cut)
    {
        using var owned = client;
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cut, _stop.Token);
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port, end.Token);
            await Task.WhenAny(PumpAsync(client, server, isAnswer: false, end.Token), PumpAsync(server, client, isAnswer: true, end.Token));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // Both ends are closed by the using statements above.
        }
        await end.CancelAsync();
    }

    async Task PumpAsync(Socket from, Socket to, bool isAnswer, CancellationToken end)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer, end) is > 0 and var count)
            {
                if (isAnswer && State == LineState.LosesAnswers)
                {
                    Interlocked.Increment(ref _lostAnswers);
                    return;
                }
                if (isAnswer && Delay > TimeSpan.Zero)
                    await Task.Delay(Delay, end);
                await to.SendAsync(buffer.AsMemory(0, count), end);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line was cut, or one end hung up.
        }
    }
}

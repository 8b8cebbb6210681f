using System.Globalization;
using System.Text;
using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>One run that is logged to while a benchmark asks its questions: 20 batches a second, now and then a new attribute.</summary>
sealed class OneWriter : IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    readonly CancellationTokenSource _stop = new();
    readonly Task _writing;

    public OneWriter(ServerUnderLoad server, string run) => _writing = WriteAsync(server, run, _stop.Token);

    static async Task WriteAsync(ServerUnderLoad server, string run, CancellationToken stop)
    {
        using var client = new OwnClient(server.Address, server.Token);
        try
        {
            for (var n = 100; ; n++)
            {
                await client.WriteAsync(run, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""
                    {"operations":[{"op":"assign","path":"params/lr","value":{"type":"float","value":{{{0.001 * (n % 1000)}}}}},
                    {"op":"assign","path":"notes/n{{{n / 10}}}","value":{"type":"int","value":{{{n}}}}},
                    {"op":"appendFloats","path":"train/loss","steps":[{{{n}}}],"unixMicros":[{{{n}}}],"values":[0.5]}]}
                    """)), stop);
                await Task.Delay(Pause, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        _stop.Dispose();
    }
}

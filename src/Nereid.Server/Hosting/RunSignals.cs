using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Nereid.Domain;
using Nereid.Domain.Runs;

namespace Nereid.Server.Hosting;

/// <summary>Carries stop and abort to the clients of this process that listen now. Safe for use from many threads.</summary>
public sealed class RunSignals : IRunSignals
{
    /// <summary>More signals than this that nobody takes up say nothing new; the oldest go.</summary>
    const int WaitingSignals = 16;

    readonly ConcurrentDictionary<RunId, ImmutableArray<Channel<RunSignal>>> _listeners = new();

    /// <summary>Runs whose listeners were told to end; the last listener that leaves takes its run out.</summary>
    readonly ConcurrentDictionary<RunId, RunSignal> _ending = new();

    public bool IsEnding(RunId run) => _ending.ContainsKey(run);

    public int Send(RunId run, RunSignal signal)
    {
        var listeners = _listeners.GetValueOrDefault(run, []);
        if (!listeners.IsEmpty)
            _ending[run] = signal;
        foreach (var listener in listeners)
            listener.Writer.TryWrite(signal);
        return listeners.Length;
    }

    public async IAsyncEnumerable<RunSignal> ListenAsync(RunId run, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<RunSignal>(new BoundedChannelOptions(WaitingSignals) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners.AddOrUpdate(run, static (_, added) => [added], static (_, all, added) => all.Add(added), channel);
        try
        {
            while (await WaitAsync(channel, cancel))
                while (channel.Reader.TryRead(out var signal))
                    yield return signal;
        }
        finally
        {
            Remove(run, channel);
        }
    }

    /// <summary>False once the listener gave up, which is its ordinary end.</summary>
    static async Task<bool> WaitAsync(Channel<RunSignal> channel, CancellationToken cancel)
    {
        Task waiting = channel.Reader.WaitToReadAsync(cancel).AsTask();
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiting.IsCompletedSuccessfully;
    }

    void Remove(RunId run, Channel<RunSignal> channel)
    {
        while (_listeners.TryGetValue(run, out var all))
        {
            var rest = all.Remove(channel);
            if (rest.IsEmpty)
                _ending.TryRemove(run, out _);
            var done = rest.IsEmpty
                ? _listeners.TryRemove(KeyValuePair.Create(run, all))
                : _listeners.TryUpdate(run, rest, all);
            if (done)
                return;
        }
    }
}

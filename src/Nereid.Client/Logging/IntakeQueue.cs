using System.Threading.Channels;

namespace Nereid.Client.Logging;

/// <summary>Takes entries from the program's threads without ever making them wait; the intake loop is its only reader.</summary>
/// <remarks>Bounded by estimated bytes. One entry larger than the bound is taken when nothing else waits. Safe for use from many threads.</remarks>
sealed class IntakeQueue(long maxBytes)
{
    readonly Channel<LogEntry> _entries = Channel.CreateUnbounded<LogEntry>(new UnboundedChannelOptions { SingleReader = true });
    long _bytes;

    /// <summary>False when the queue is full or completed: the entry is not taken.</summary>
    public bool TryAdd(LogEntry entry)
    {
        var size = entry.EstimatedBytes;
        var after = Interlocked.Add(ref _bytes, size);
        if ((after <= maxBytes || after == size) && _entries.Writer.TryWrite(entry))
            return true;
        Interlocked.Add(ref _bytes, -size);
        return false;
    }

    public bool TryTake(out LogEntry? entry)
    {
        if (!_entries.Reader.TryRead(out entry))
            return false;
        Interlocked.Add(ref _bytes, -entry.EstimatedBytes);
        return true;
    }

    /// <summary>False once the queue is completed and empty.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => _entries.Reader.WaitToReadAsync(cancel);

    /// <summary>Takes no more entries; those inside can still be taken out.</summary>
    public void Complete() => _entries.Writer.TryComplete();
}

using System.Threading.Channels;

namespace Nereid.Client.Logging;

/// <summary>Takes entries from the program's threads; the intake loop is its only reader. Safe for use from many threads.</summary>
/// <remarks>
/// Bounded by estimated bytes; one entry larger than the bound is taken when nothing else waits. The reader waits for nothing but the local
/// disk, so a full queue means a program that logs faster than that. Its thread then waits for room, since losing values would be worse, but
/// for no longer than <paramref name="patience"/>: a disk that hangs may cost the training that much once, not at every value. After that
/// entries are refused at once until the queue is half empty.
/// </remarks>
sealed class IntakeQueue(long maxBytes, TimeSpan patience)
{
    readonly Channel<LogEntry> _entries = Channel.CreateUnbounded<LogEntry>(new UnboundedChannelOptions { SingleReader = true });
    readonly object _room = new();
    long _bytes;
    int _waiting;
    volatile bool _stuck;
    volatile bool _completed;

    /// <summary>False when the queue is completed, or full and stays so.</summary>
    public bool TryAdd(LogEntry entry)
    {
        var size = entry.EstimatedBytes;
        return (TryReserve(size) || WaitForRoom(size)) && Write(entry, size);
    }

    public bool TryTake(out LogEntry? entry)
    {
        if (!_entries.Reader.TryRead(out entry))
            return false;
        var left = Interlocked.Add(ref _bytes, -entry.EstimatedBytes);
        if (left <= maxBytes / 2)
            _stuck = false;
        if (Volatile.Read(ref _waiting) > 0)
        {
            lock (_room)
                Monitor.PulseAll(_room);
        }
        return true;
    }

    /// <summary>False once the queue is completed and empty.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => _entries.Reader.WaitToReadAsync(cancel);

    /// <summary>Takes no more entries; those inside can still be taken out.</summary>
    public void Complete()
    {
        _completed = true;
        _entries.Writer.TryComplete();
        lock (_room)
            Monitor.PulseAll(_room);
    }

    bool TryReserve(long size)
    {
        var after = Interlocked.Add(ref _bytes, size);
        if (after <= maxBytes || after == size)
            return true;
        Interlocked.Add(ref _bytes, -size);
        return false;
    }

    bool Write(LogEntry entry, long size)
    {
        if (_entries.Writer.TryWrite(entry))
            return true;
        Interlocked.Add(ref _bytes, -size);
        return false;
    }

    bool WaitForRoom(long size)
    {
        lock (_room)
        {
            _waiting++;
            try
            {
                while (!_stuck && !_completed)
                {
                    if (TryReserve(size))
                        return true;
                    // The reader pulses at each entry that it takes; no pulse for so long means that it hangs.
                    if (!Monitor.Wait(_room, patience))
                        _stuck = true;
                }
                return false;
            }
            finally
            {
                _waiting--;
            }
        }
    }
}

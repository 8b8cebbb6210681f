using System.Threading.Channels;
using Nereid.Client.Diagnostics;
using Nereid.Client.Spool;

namespace Nereid.Client.Sending;

/// <summary>The requests that wait to be sent, in order: each is appended to the spool as it comes, and kept in memory too while there is room.</summary>
/// <remarks>One loop adds, one loop takes; the rest is safe for any thread. Disk writes happen under the lock on purpose: they are appends to
/// the page cache, and only the two background loops ever wait for them.</remarks>
sealed class Outbox : IDisposable
{
    readonly Channel<OutboxRecord> _waiting = Channel.CreateUnbounded<OutboxRecord>();
    readonly Lock _lock = new();
    readonly List<Waiter> _waiters = [];
    readonly RunSpool? _spool;
    readonly DiagnosticReporter _reporter;
    readonly long _memoryMaxBytes;
    long _memoryBytes;
    long _lastSequence;
    long _acknowledged;
    long _dropped;
    bool _disposed;

    /// <param name="spool">Owned by the outbox from now on. Null: memory only.</param>
    /// <param name="unsent">What the spool already holds.</param>
    public Outbox(RunSpool? spool, long memoryMaxBytes, DiagnosticReporter reporter, IReadOnlyList<SpooledRecord>? unsent = null)
    {
        _spool = spool;
        _memoryMaxBytes = memoryMaxBytes;
        _reporter = reporter;
        foreach (var record in unsent ?? [])
        {
            _waiting.Writer.TryWrite(new OutboxRecord(record.Sequence, record.Kind, null, record.Place, 0));
            _lastSequence = record.Sequence;
        }
    }

    readonly record struct Waiter(long Sequence, TaskCompletionSource Reached);

    public string? SpoolFolder => _spool?.Folder;

    public long LastSequence => Interlocked.Read(ref _lastSequence);

    /// <summary>Requests not acknowledged yet.</summary>
    public int Unsent => _waiting.Reader.Count;

    /// <summary>Logged values that neither spool nor memory could take.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>False when neither the spool nor memory has room; the record is gone then.</summary>
    public bool TryAdd(RecordKind kind, byte[] body, int entries)
    {
        lock (_lock)
        {
            var sequence = _lastSequence + 1;
            var place = AppendToSpool(sequence, kind, body);
            var keep = _memoryBytes + body.Length <= _memoryMaxBytes || (_memoryBytes == 0 && place is null);
            if (place is null && !keep)
            {
                _dropped += entries;
                return false;
            }
            if (keep)
                _memoryBytes += body.Length;
            _lastSequence = sequence;
            return _waiting.Writer.TryWrite(new OutboxRecord(sequence, kind, keep ? body : null, place, entries));
        }
    }

    /// <summary>No more records come.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>False once the outbox is completed and everything in it acknowledged.</summary>
    public ValueTask<bool> WaitForRecordAsync(CancellationToken cancel) => _waiting.Reader.WaitToReadAsync(cancel);

    /// <summary>The record to send next; it stays until it is acknowledged.</summary>
    public bool TryPeek(out OutboxRecord? record) => _waiting.Reader.TryPeek(out record);

    /// <exception cref="IOException">The spool cannot be read back.</exception>
    public byte[] BodyOf(OutboxRecord record)
    {
        if (record.Body is { } body)
            return body;
        lock (_lock)
            return _spool!.Read(record.Place!.Value);
    }

    /// <summary>The record that <see cref="TryPeek"/> gave is at the server, or refused for good.</summary>
    public void Acknowledge(OutboxRecord record)
    {
        lock (_lock)
        {
            _waiting.Reader.TryRead(out _);
            _memoryBytes -= record.Body?.Length ?? 0;
            _acknowledged = record.Sequence;
            TellWaiters();
            if (record.Place is null || _disposed)
                return;
            try
            {
                _spool!.Acknowledge(record.Sequence);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                ReportSpool(fault);
            }
        }
    }

    /// <returns>Where the body was kept, or null when it could not be.</returns>
    public string? KeepRefused(OutboxRecord record, ReadOnlySpan<byte> body)
    {
        try
        {
            lock (_lock)
                return _spool?.KeepRefused(record.Sequence, body);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            ReportSpool(fault);
            return null;
        }
    }

    /// <summary>Ends when everything up to this record is acknowledged.</summary>
    public Task WaitAcknowledgedAsync(long sequence)
    {
        lock (_lock)
        {
            if (sequence <= _acknowledged)
                return Task.CompletedTask;
            var waiter = new Waiter(sequence, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
            return waiter.Reached.Task;
        }
    }

    /// <summary>Everything is at the server: the spool folder goes.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _disposed = true;
            try
            {
                _spool?.Finish();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                ReportSpool(fault);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed)
                _spool?.Dispose();
            _disposed = true;
        }
    }

    SpoolPlace? AppendToSpool(long sequence, RecordKind kind, byte[] body)
    {
        if (_spool is null || _disposed)
            return null;
        try
        {
            return _spool.Append(sequence, kind, body);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            ReportSpool(fault);
            return null;
        }
    }

    void TellWaiters()
    {
        foreach (var waiter in _waiters)
        {
            if (waiter.Sequence <= _acknowledged)
                waiter.Reached.SetResult();
        }
        _waiters.RemoveAll(waiter => waiter.Sequence <= _acknowledged);
    }

    void ReportSpool(Exception fault) => _reporter.Report(
        NereidDiagnosticKind.SpoolFailed, $"The spool folder {_spool?.Folder} cannot be written: {fault.Message} Unsent data waits in memory only.", fault);
}

using Nereid.Client.Diagnostics;
using Nereid.Client.Sending;
using Nereid.Client.Spool;

namespace Nereid.Client.Logging;

/// <summary>Moves entries from the intake queue into records of the outbox. Never waits for the network, so that the queue stays short.</summary>
sealed class IntakeLoop(IntakeQueue queue, Outbox outbox, DiagnosticReporter reporter, NereidOptions options)
{
    readonly TimeProvider _time = options.TimeProvider;
    OperationsEncoder? _open;
    long _openedAt;

    /// <summary>Ends when the queue is completed and everything in it has been handed over.</summary>
    public async Task RunAsync()
    {
        Task<bool>? more = null;
        while (true)
        {
            if (queue.TryTake(out var entry))
            {
                Take(entry!);
                continue;
            }
            more ??= queue.WaitAsync(CancellationToken.None).AsTask();
            if (_open is null || await WaitForMoreAsync(more).ConfigureAwait(false))
            {
                if (!await more.ConfigureAwait(false))
                    break;
                more = null;
            }
            else
            {
                CloseOpen();
            }
        }
        CloseOpen();
        outbox.Complete();
    }

    /// <summary>False when the open request has waited long enough.</summary>
    async Task<bool> WaitForMoreAsync(Task<bool> more)
    {
        var left = options.FlushInterval - _time.GetElapsedTime(_openedAt);
        if (left <= TimeSpan.Zero)
            return false;
        using var woken = new CancellationTokenSource();
        var first = await Task.WhenAny(more, Task.Delay(left, _time, woken.Token)).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
        return first == more;
    }

    void Take(LogEntry entry)
    {
        switch (entry)
        {
            case FlushEntry flush:
                CloseOpen();
                flush.LastSequence.SetResult(outbox.LastSequence);
                break;
            case FileEntry file:
                // What was logged before a file reaches the server before it.
                CloseOpen();
                var request = Guid.NewGuid();
                Hand(RecordKind.File, FileRecord.ToBody(file, request), entries: 1);
                break;
            default:
                AddToOpen(entry);
                break;
        }
    }

    void AddToOpen(LogEntry entry)
    {
        if (_open is null)
        {
            _open = new OperationsEncoder(Guid.NewGuid());
            _openedAt = _time.GetTimestamp();
        }
        _open.Add(entry);
        if (_open.Entries >= options.BatchOperations || _open.Bytes >= options.BatchBytes || _time.GetElapsedTime(_openedAt) >= options.FlushInterval)
            CloseOpen();
    }

    void CloseOpen()
    {
        if (_open is not { } open)
            return;
        _open = null;
        Hand(RecordKind.Operations, open.ToBody(), open.Entries);
    }

    void Hand(RecordKind kind, byte[] body, int entries)
    {
        if (!outbox.TryAdd(kind, body, entries))
            reporter.Report(NereidDiagnosticKind.DataDropped, $"{entries} logged values were dropped: neither the spool folder nor memory could take them.");
    }
}

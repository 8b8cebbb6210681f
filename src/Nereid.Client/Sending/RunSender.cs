using Nereid.Client.Api;
using Nereid.Client.Diagnostics;
using Nereid.Client.Logging;
using Nereid.Client.Spool;

namespace Nereid.Client.Sending;

/// <summary>Creates the run at the server, sends the outbox's records in order, one at a time, and repeats each until the server has it.</summary>
/// <remarks>A record keeps its request id through all repeats, also those of a later process, and the server applies an id once: nothing is
/// lost and nothing doubled, whatever breaks in between.</remarks>
/// <param name="giveUpAfter">Failures in a row after which to stop trying; null: never.</param>
sealed class RunSender(RunApi api, Outbox outbox, DiagnosticReporter reporter, NereidOptions options, int? giveUpAfter)
{
    static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    readonly RetryDelays _delays = new(options.FirstRetryDelay, options.MaxRetryDelay, options.Jitter);
    readonly TaskCompletionSource<NereidRunInfo> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<Exception?> _firstOutcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _sentEntries;
    long _refusedEntries;

    /// <summary>What became of one request.</summary>
    enum Verdict
    {
        Done,

        /// <summary>The request itself is at fault; another one may go through.</summary>
        Refused,

        /// <summary>Not sent, and no more trying: it stays in the outbox.</summary>
        Kept,
    }

    /// <summary>The run; null until the server knows it.</summary>
    public NereidRunInfo? Run { get; private set; }

    /// <summary>The run, once the server knows it. Fails when sending ends before.</summary>
    public Task<NereidRunInfo> Connected => _connected.Task;

    /// <summary>How the first try to reach the server went: null when it worked.</summary>
    public Task<Exception?> FirstOutcome => _firstOutcome.Task;

    /// <summary>Logged values that the server has.</summary>
    public long SentEntries => Interlocked.Read(ref _sentEntries);

    public long RefusedEntries => Interlocked.Read(ref _refusedEntries);

    /// <summary>The program is ending: try once more now, and do not wait for a server that says no.</summary>
    public void Hurry() => _hurry.TrySetResult();

    /// <returns>True when the outbox was completed and everything in it is at the server.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        try
        {
            if (await AttemptAsync(ConnectAsync, stop).ConfigureAwait(false) != Verdict.Done)
                return false;
            var run = await Connected.ConfigureAwait(false);
            while (await WaitForRecordAsync(run.Id, stop).ConfigureAwait(false))
            {
                if (outbox.TryPeek(out var record) && !await DeliverAsync(run.Id, record!, stop).ConfigureAwait(false))
                    return false;
            }
            return await AttemptAsync(cancel => api.HeartbeatAsync(run.Id, finished: true, cancel), stop).ConfigureAwait(false) == Verdict.Done;
        }
        finally
        {
            _connected.TrySetException(new NereidUnavailableException("The run was never connected to the server."));
            // Whoever waits hears it; nobody waiting is no unobserved fault.
            _ = _connected.Task.Exception;
        }
    }

    async Task ConnectAsync(CancellationToken cancel)
    {
        Run = await api.ConnectAsync(cancel).ConfigureAwait(false);
        _connected.TrySetResult(Run);
    }

    /// <summary>Waits for the next record and keeps the run alive meanwhile. False when there will be none.</summary>
    async Task<bool> WaitForRecordAsync(Guid run, CancellationToken stop)
    {
        var next = outbox.WaitForRecordAsync(stop).AsTask();
        while (true)
        {
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var pause = Task.Delay(options.HeartbeatInterval, options.TimeProvider, woken.Token);
            var first = await Task.WhenAny(next, pause).ConfigureAwait(false);
            await woken.CancelAsync().ConfigureAwait(false);
            if (first == next || stop.IsCancellationRequested)
                return await next.ConfigureAwait(false);
            await BeatAsync(run, stop).ConfigureAwait(false);
        }
    }

    /// <summary>One sign of life. When it fails the next one, or the next record, will tell.</summary>
    async Task BeatAsync(Guid run, CancellationToken stop)
    {
        try
        {
            await api.HeartbeatAsync(run, finished: false, stop).ConfigureAwait(false);
        }
        catch (NereidException fault)
        {
            Report(fault);
        }
    }

    /// <returns>False when the record stays in the outbox.</returns>
    async Task<bool> DeliverAsync(Guid run, OutboxRecord record, CancellationToken stop)
    {
        byte[] body;
        try
        {
            body = outbox.BodyOf(record);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            reporter.Report(NereidDiagnosticKind.DataDropped, $"A request of {record.Entries} logged values could not be read back from the spool: {fault.Message}", fault);
            outbox.Acknowledge(record);
            return true;
        }
        NereidRefusedException? refusal = null;
        var verdict = await AttemptAsync(cancel => SendAsync(run, record, body, cancel), stop, fault => refusal = fault).ConfigureAwait(false);
        if (verdict == Verdict.Kept)
            return false;
        if (verdict == Verdict.Refused)
        {
            Interlocked.Add(ref _refusedEntries, Math.Max(1, record.Entries));
            var kept = outbox.KeepRefused(record, body);
            reporter.Report(
                NereidDiagnosticKind.RequestRefused,
                $"A request was refused: {refusal!.Message} {(kept is null ? "It is lost." : $"It is kept in {kept}.")}", refusal);
        }
        else
        {
            Interlocked.Add(ref _sentEntries, record.Entries);
        }
        outbox.Acknowledge(record);
        return true;
    }

    async Task SendAsync(Guid run, OutboxRecord record, byte[] body, CancellationToken cancel)
    {
        if (record.Kind == RecordKind.File)
        {
            var (head, content) = FileRecord.Read(body);
            await api.UploadAsync(run, head, content, cancel).ConfigureAwait(false);
            return;
        }
        foreach (var rejection in await api.WriteAsync(run, body, cancel).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _refusedEntries);
            reporter.Report(NereidDiagnosticKind.OperationRefused, $"The server refused an operation ({rejection.Reason}): {rejection.Detail}");
        }
    }

    async Task<Verdict> AttemptAsync(Func<CancellationToken, Task> request, CancellationToken stop, Action<NereidRefusedException>? refused = null)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await request(stop).ConfigureAwait(false);
                ReportBack(failures);
                return Verdict.Done;
            }
            catch (NereidRefusedException fault) when (refused is not null && IsAboutTheRequest(fault))
            {
                refused(fault);
                return Verdict.Refused;
            }
            catch (NereidException fault)
            {
                _firstOutcome.TrySetResult(fault);
                Report(fault);
                if (failures >= giveUpAfter || (fault is NereidRefusedException && _hurry.Task.IsCompleted))
                    return Verdict.Kept;
                await PauseAsync(DelayAfter(fault, failures), stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The server understands neither this body nor ever will; other refusals are about who asks or what for.</summary>
    static bool IsAboutTheRequest(NereidRefusedException fault) => fault.Status is null or 400 or 409 or 411 or 413 or 415 or 422;

    TimeSpan DelayAfter(NereidException fault, int failures) => fault switch
    {
        NereidUnavailableException { RetryAfter: { } asked } => asked < LongestRetryAfter ? asked : LongestRetryAfter,
        NereidUnavailableException => _delays.After(failures),
        _ => _delays.Longest(),
    };

    /// <summary>The first pause after <see cref="Hurry"/> ends at once; later ones last as long as they should.</summary>
    async Task PauseAsync(TimeSpan delay, CancellationToken stop)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pause = Task.Delay(delay, options.TimeProvider, woken.Token);
        await (_hurry.Task.IsCompleted ? pause : Task.WhenAny(pause, _hurry.Task)).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    void Report(NereidException fault)
    {
        if (fault is NereidRefusedException)
            reporter.Report(NereidDiagnosticKind.ServerRefuses, $"{fault.Message} What is logged waits in the spool.", fault);
        else
            reporter.Report(NereidDiagnosticKind.ServerUnavailable, $"{fault.Message} What is logged waits in the spool and is sent later.", fault);
    }

    void ReportBack(int tries)
    {
        _firstOutcome.TrySetResult(null);
        if (tries == 1)
            return;
        reporter.Reset(NereidDiagnosticKind.ServerUnavailable);
        reporter.Reset(NereidDiagnosticKind.ServerRefuses);
        reporter.Report(NereidDiagnosticKind.ServerBack, $"{api.Server} is back; sending what waits in the spool.");
    }
}

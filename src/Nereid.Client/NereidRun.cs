using System.Runtime.CompilerServices;
using Nereid.Client.Api;
using Nereid.Client.Capture;
using Nereid.Client.Diagnostics;
using Nereid.Client.Logging;
using Nereid.Client.Sending;
using Nereid.Client.Spool;

namespace Nereid.Client;

/// <summary>A run that this program logs to.</summary>
/// <remarks>
/// Logging puts values into a bounded queue and returns. Two background loops do the rest: one gathers values into requests and appends each to
/// a spool folder, the other sends the requests in order and repeats them until the server has them. A server that is slow, away or refusing
/// therefore costs the training nothing, and what is not sent when the program ends is sent by a later one. Only a program that logs faster than
/// its own disk takes the values is held back, to the disk's speed. Safe for use from many threads.
/// </remarks>
public sealed class NereidRun : IAsyncDisposable
{
    const int PointsPerPage = 10_000;

    static readonly TimeSpan FullQueuePatience = TimeSpan.FromSeconds(5);

    readonly NereidOptions _options;
    readonly ApiConnection _connection;
    readonly RunApi _api;
    readonly DiagnosticReporter _reporter;
    readonly IntakeQueue _queue;
    readonly Outbox _outbox;
    readonly RunSender _sender;
    readonly CancellationTokenSource _stop = new();
    readonly Lock _stopLock = new();
    readonly Task _intake;
    readonly Task<bool> _sending;
    Task _leftovers = Task.CompletedTask;
    Task<NereidStopReport>? _stopping;
    ConsoleCapture? _console;
    long _refusedHere;
    long _droppedHere;

    NereidRun(NereidOptions options, ApiConnection connection, SpooledRun run)
    {
        _options = options;
        _connection = connection;
        _api = new RunApi(connection, run);
        _reporter = new DiagnosticReporter(options.Diagnostics, options.TimeProvider);
        _queue = new IntakeQueue(options.MemoryMaxBytes / 2, FullQueuePatience);
        _outbox = new Outbox(CreateSpool(run), options.MemoryMaxBytes / 2, _reporter);
        _sender = new RunSender(_api, _outbox, _reporter, options, giveUpAfter: null);
        CustomId = run.CustomId;
        _intake = Task.Run(WatchedIntakeAsync);
        _sending = Task.Run(WatchedSendingAsync);
    }

    /// <summary>Names the run in its project; starting with the same one again goes on with this run.</summary>
    public string CustomId { get; }

    /// <summary>What the server calls the run; null while it has not been reached.</summary>
    public NereidRunInfo? Info => _sender.Run;

    /// <summary>The attribute at a path such as <c>train/loss</c>.</summary>
    public NereidAttribute this[string path] => new(this, path);

    /// <summary>Starts a run, or goes on with the one of <see cref="NereidOptions.CustomId"/>. When the server cannot be reached, the run
    /// starts all the same and everything waits in the spool.</summary>
    /// <exception cref="ArgumentException">The token or the project is missing or malformed.</exception>
    /// <exception cref="NereidRefusedException">The server does not take the token or the project, and
    /// <see cref="NereidOptions.ContinueWhenRefused"/> is not set.</exception>
    public static async Task<NereidRun> StartAsync(NereidOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (server, token, project) = Surroundings.Check(options);
        var identity = new SpooledRun(
            SpooledRun.CurrentFormat, server, project, options.CustomId ?? Guid.NewGuid().ToString("n"), options.Name, options.CreateProject);
        var run = new NereidRun(options, new ApiConnection(server, token, options), identity);
        try
        {
            await run.ConnectAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            await run.AbandonAsync().ConfigureAwait(false);
            throw;
        }
        run.LogHead();
        if (options.CaptureConsole)
            run._console = ConsoleCapture.Start(line => run["monitoring/stdout"].Append(line), line => run["monitoring/stderr"].Append(line));
        if (options.CaptureGit)
            await run.LogGitAsync(cancel).ConfigureAwait(false);
        if (options.SendLeftovers)
            run._leftovers = Task.Run(() => run.SendLeftoversAsync(run._stop.Token), CancellationToken.None);
        return run;
    }

    /// <summary>Waits until the server has everything that was logged before this call.</summary>
    /// <exception cref="NereidUnavailableException">Sending ended before.</exception>
    public async Task WaitAsync(CancellationToken cancel = default)
    {
        var flush = new FlushEntry(new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_queue.TryAdd(flush))
            throw new NereidUnavailableException("The run has been stopped.");
        var last = await flush.LastSequence.Task.WaitAsync(cancel).ConfigureAwait(false);
        var arrived = _outbox.WaitAcknowledgedAsync(last);
        if (await Task.WhenAny(arrived, _sending).WaitAsync(cancel).ConfigureAwait(false) != arrived && !arrived.IsCompleted)
            throw new NereidUnavailableException("The run has been stopped before everything was sent.");
        await Connected.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Waits until the server knows the run.</summary>
    /// <exception cref="NereidUnavailableException">Sending ended before.</exception>
    public async Task<NereidRunInfo> WaitConnectedAsync(CancellationToken cancel = default) => await Connected.WaitAsync(cancel).ConfigureAwait(false);

    /// <summary>Sends what is left, for at most <paramref name="timeout"/>, and ends the run. What is not sent by then stays in the spool.
    /// Never throws for what the server does. A second call waits for the first.</summary>
    public Task<NereidStopReport> StopAsync(TimeSpan timeout)
    {
        lock (_stopLock)
            return _stopping ??= StopOnceAsync(timeout);
    }

    /// <summary>Stops within <see cref="NereidOptions.StopTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(_options.StopTimeout).ConfigureAwait(false);
        _stop.Dispose();
    }

    Task<NereidRunInfo> Connected => _sender.Connected;

    internal void Log(LogEntry entry)
    {
        if (entry.Path.Length == 0)
            Refuse(entry.Path, "the path is empty; expected something like 'train/loss'");
        else if (entry is not FileEntry && entry.EstimatedBytes > OperationsEncoder.MaxEntryBytes)
            Refuse(entry.Path, $"the value takes more than {OperationsEncoder.MaxEntryBytes / (1024 * 1024)} MiB; log it as a file");
        else if (!_queue.TryAdd(entry))
            Drop(entry.Path);
    }

    internal void Refuse(string path, string reason)
    {
        Interlocked.Increment(ref _refusedHere);
        _reporter.Report(NereidDiagnosticKind.OperationRefused, $"A value for '{path}' was not logged: {reason}.");
    }

    internal bool AcceptsStep(string path, double? step)
    {
        if (step is not { } given || double.IsFinite(given))
            return true;
        Refuse(path, $"its step is {given}; expected a finite number");
        return false;
    }

    internal long Micros(DateTimeOffset? time) =>
        ((time ?? _options.TimeProvider.GetUtcNow()).UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    internal async Task<NereidValue?> FetchAsync(string path, CancellationToken cancel)
    {
        var run = await ArriveAsync(cancel).ConfigureAwait(false);
        var attributes = await _api.GetAttributesAsync(run.Id, path, cancel).ConfigureAwait(false);
        foreach (var attribute in attributes)
        {
            // The answer holds everything below the path too.
            if (attribute.GetProperty("path").GetString() == path)
                return new NereidValue(attribute.GetProperty("type").GetString()!, attribute);
        }
        return null;
    }

    internal async IAsyncEnumerable<NereidPoint> FetchPointsAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        var run = await ArriveAsync(cancel).ConfigureAwait(false);
        for (long offset = 0, total = 1; offset < total;)
        {
            var page = await _api.GetPointsAsync(run.Id, path, offset, PointsPerPage, cancel).ConfigureAwait(false);
            for (var i = 0; i < page.Values.Count; i++)
                yield return new NereidPoint(page.Steps[i], DateTimeOffset.UnixEpoch.AddMicroseconds(page.UnixMicros[i]), page.Values[i]);
            if (page.Values.Count == 0)
                yield break;
            (offset, total) = (offset + page.Values.Count, page.Total);
        }
    }

    /// <summary>Waits, for one request's time, until everything logged is at the server.</summary>
    async Task<NereidRunInfo> ArriveAsync(CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await WaitAsync(both.Token).ConfigureAwait(false);
            return await Connected.ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancel.IsCancellationRequested)
        {
            throw new NereidUnavailableException(
                $"What was logged did not arrive at {_connection.Server} within {_options.RequestTimeout.TotalSeconds:0.#} seconds.", fault);
        }
    }

    /// <summary>Waits for the first try; throws only when the server said no and that should end the start.</summary>
    async Task ConnectAsync(CancellationToken cancel)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var limit = Task.Delay(_options.ConnectTimeout, _options.TimeProvider, woken.Token);
        await Task.WhenAny(_sender.FirstOutcome, limit).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        if (!_sender.FirstOutcome.IsCompleted)
            return;
        if (await _sender.FirstOutcome.ConfigureAwait(false) is NereidRefusedException refused && !_options.ContinueWhenRefused)
            throw refused;
    }

    /// <summary>The start failed: nothing was logged yet, so nothing is left behind.</summary>
    async Task AbandonAsync()
    {
        _queue.Complete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_intake, _sending).ConfigureAwait(false);
        _outbox.Finish();
        _connection.Dispose();
        _stop.Dispose();
    }

    void LogHead()
    {
        if (_options.Name is { } name)
            this["sys/name"].Assign(name);
        if (_options.Description is { } description)
            this["sys/description"].Assign(description);
        if (_options.Tags.Count > 0)
            this["sys/tags"].Add([.. _options.Tags]);
    }

    async Task LogGitAsync(CancellationToken cancel)
    {
        try
        {
            if (await GitReader.ReadAsync(_options.GitFolder ?? Environment.CurrentDirectory, cancel).ConfigureAwait(false) is { } git)
                Log(new AssignEntry("source_code/git", new ScalarValue.Git(git)));
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException or FormatException)
        {
            _reporter.Report(NereidDiagnosticKind.CaptureFailed, $"The git repository could not be read: {fault.Message}", fault);
        }
    }

    async Task SendLeftoversAsync(CancellationToken cancel)
    {
        try
        {
            await Connected.WaitAsync(cancel).ConfigureAwait(false);
            var report = await SpoolSync.RunAsync(Surroundings.SpoolFolder(_options), _connection, _reporter, _options, cancel).ConfigureAwait(false);
            if (report.SentRequests > 0)
                _reporter.Report(NereidDiagnosticKind.LeftoversSent, $"Sent {report.SentRequests} requests that earlier runs had left in the spool.");
        }
        catch (Exception fault) when (fault is OperationCanceledException or NereidException)
        {
            // The program ends, or the server is away: they stay for a later start.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _reporter.Report(NereidDiagnosticKind.SpoolFailed, $"The spool folder could not be read for earlier runs: {fault.Message}", fault);
        }
    }

    async Task<NereidStopReport> StopOnceAsync(TimeSpan timeout)
    {
        _console?.Dispose();
        _queue.Complete();
        _sender.Hurry();
        var ended = Task.WhenAll(_intake, _sending);
        using (var woken = new CancellationTokenSource())
        {
            await Task.WhenAny(ended, Task.Delay(timeout, _options.TimeProvider, woken.Token)).ConfigureAwait(false);
            await woken.CancelAsync().ConfigureAwait(false);
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        await ended.ConfigureAwait(false);
        await _leftovers.ConfigureAwait(false);
        var unsent = _outbox.Unsent;
        // The last sign of life may have failed; the data counts.
        var complete = unsent == 0 && Info is not null;
        if (complete)
            _outbox.Finish();
        _outbox.Dispose();
        _connection.Dispose();
        if (!complete)
        {
            _reporter.Report(
                NereidDiagnosticKind.LeftInSpool,
                _outbox.SpoolFolder is { } folder
                    ? $"The run ended with {unsent} requests unsent. They lie in {folder} and are sent by the next start, or by {nameof(NereidSpool)}.{nameof(NereidSpool.SyncAsync)}."
                    : $"The run ended with {unsent} requests unsent, and without a spool folder they are lost.");
        }
        return new NereidStopReport(
            complete, unsent, _sender.RefusedEntries + Interlocked.Read(ref _refusedHere), _outbox.Dropped + Interlocked.Read(ref _droppedHere),
            complete ? null : _outbox.SpoolFolder);
    }

    RunSpool? CreateSpool(SpooledRun run)
    {
        var root = Surroundings.SpoolFolder(_options);
        try
        {
            return RunSpool.Create(root, run, _options.SpoolMaxBytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _reporter.Report(NereidDiagnosticKind.SpoolFailed, $"The spool folder {root} cannot be written: {fault.Message} Unsent data waits in memory only.", fault);
            return null;
        }
    }

    void Drop(string path)
    {
        Interlocked.Increment(ref _droppedHere);
        _reporter.Report(
            NereidDiagnosticKind.DataDropped,
            $"A value for '{path}' was dropped: the run is stopped, or more waits in memory than {nameof(NereidOptions.MemoryMaxBytes)} allows since the spool folder cannot keep up.");
    }

    /// <summary>A fault of ours in a loop must not stay unseen, nor reach the training.</summary>
    async Task WatchedIntakeAsync()
    {
        try
        {
            await new IntakeLoop(_queue, _outbox, _reporter, _options).RunAsync().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            _queue.Complete();
            _outbox.Complete();
            _reporter.Report(NereidDiagnosticKind.DataDropped, $"Logging ended by a fault of the client: {fault}", fault);
        }
    }

    async Task<bool> WatchedSendingAsync()
    {
        try
        {
            return await _sender.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception fault)
        {
            _reporter.Report(NereidDiagnosticKind.ServerUnavailable, $"Sending ended by a fault of the client; what is logged stays in the spool: {fault}", fault);
            return false;
        }
    }
}

namespace Nereid.Storage.Files;

/// <summary>Sends what was written to a file on its way to the disk while more of it still comes in, so that the flush at the end has little left to wait for.</summary>
/// <remarks>One piece at a time, in the background: a disk that is behind does not hold up what comes in.</remarks>
sealed class FlushAhead(IDurableFile file, long first) : IAsyncDisposable
{
    const int EveryBytes = 2 * 1024 * 1024;

    Task _sending = Task.CompletedTask;
    long _sent = first;

    /// <summary>Returns at once unless what was sent before failed.</summary>
    /// <param name="end">Everything before is written.</param>
    public async ValueTask WroteAsync(long end)
    {
        if (end - _sent < EveryBytes || !_sending.IsCompleted)
            return;
        await _sending;
        var (from, bytes) = (_sent, end - _sent);
        _sent = end;
        _sending = Task.Run(() => file.SendAhead(from, bytes));
    }

    /// <summary>Before the last flush.</summary>
    public Task FinishAsync() => _sending;

    /// <summary>Before the file is closed.</summary>
    public async ValueTask DisposeAsync() =>
        // Whoever did not wait for the end has a failure of his own to report.
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

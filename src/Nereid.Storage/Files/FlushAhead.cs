namespace Nereid.Storage.Files;

/// <summary>Sends what was written to a file on its way to the disk while more of it still comes in, so that the flush at the end has little left to wait for.</summary>
/// <remarks>Through a handle of its own, as another thread does it. A failure is thrown to whoever writes: a later flush may not tell of it again.</remarks>
sealed class FlushAhead(Func<IDurableFile> open) : IAsyncDisposable
{
    const int EveryBytes = 8 * 1024 * 1024;

    IDurableFile? _file;
    Task _flush = Task.CompletedTask;
    long _waiting;

    /// <summary>Returns at once unless a flush failed.</summary>
    public async ValueTask WroteAsync(int bytes)
    {
        _waiting += bytes;
        if (_waiting < EveryBytes || !_flush.IsCompleted)
            return;
        await _flush;
        _waiting = 0;
        _file ??= open();
        _flush = Task.Run(_file.Flush);
    }

    /// <summary>Before the last flush.</summary>
    public Task FinishAsync() => _flush;

    public async ValueTask DisposeAsync()
    {
        // Whoever did not wait for the end has a failure of his own to report.
        await _flush.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _file?.Dispose();
    }
}

namespace Nereid.Testing;

/// <summary>Waits for what another thread or process brings about. Never for ever: what did not happen within a minute will not.</summary>
public static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends the wait of anything that takes a token.</summary>
    public static CancellationTokenSource Impatient() => new(Patience);

    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static Task IsTrueAsync(Func<bool> look, string what) => IsTrueAsync(() => Task.FromResult(look()), what);

    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static async Task IsTrueAsync(Func<Task<bool>> look, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await look();)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"This was waited for during {Patience.TotalSeconds} seconds and did not happen: {what}.");
            await Task.Delay(BetweenLooks);
        }
    }
}

namespace Nereid.Storage.Files;

/// <summary>One holder at a time for each key; others wait in line. Keeps nothing of keys that nobody holds or waits for.</summary>
sealed class Turns<TKey>
    where TKey : notnull
{
    readonly Dictionary<TKey, Line> _lines = [];
    readonly Lock _look = new();

    /// <returns>Ends the turn when disposed.</returns>
    public async Task<IDisposable> TakeAsync(TKey key, CancellationToken cancel)
    {
        var line = Join(key);
        try
        {
            await line.Gate.WaitAsync(cancel);
        }
        catch
        {
            Leave(key, line);
            throw;
        }

        return new Turn(this, key, line);
    }

    /// <param name="keys">In one order for all callers, or they wait for each other for ever.</param>
    /// <returns>Ends all the turns when disposed.</returns>
    public async Task<IDisposable> TakeAllAsync(IEnumerable<TKey> keys, CancellationToken cancel)
    {
        var all = new AllTurns();
        try
        {
            foreach (var key in keys)
                all.Add(await TakeAsync(key, cancel));
            return all;
        }
        catch
        {
            all.Dispose();
            throw;
        }
    }

    Line Join(TKey key)
    {
        lock (_look)
        {
            if (!_lines.TryGetValue(key, out var line))
                _lines[key] = line = new Line();
            line.Length++;
            return line;
        }
    }

    void Leave(TKey key, Line line)
    {
        lock (_look)
        {
            if (--line.Length > 0)
                return;
            _lines.Remove(key);
            line.Gate.Dispose();
        }
    }

    sealed class Line
    {
        public SemaphoreSlim Gate { get; } = new(1);

        /// <summary>Who holds or waits.</summary>
        public int Length { get; set; }
    }

    sealed class Turn(Turns<TKey> turns, TKey key, Line line) : IDisposable
    {
        public void Dispose()
        {
            line.Gate.Release();
            turns.Leave(key, line);
        }
    }

    sealed class AllTurns : IDisposable
    {
        readonly List<IDisposable> _turns = [];

        public void Add(IDisposable turn) => _turns.Add(turn);

        public void Dispose()
        {
            foreach (var turn in _turns)
                turn.Dispose();
        }
    }
}

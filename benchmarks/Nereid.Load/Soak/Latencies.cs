namespace Nereid.Load.Soak;

/// <summary>How long requests took. Safe for use from many threads.</summary>
sealed class Latencies
{
    readonly Lock _lock = new();
    readonly List<float> _all = [];
    readonly List<float> _lately = [];
    double _latest;

    public void Add(TimeSpan took, TimeSpan sinceDue)
    {
        lock (_lock)
        {
            _all.Add((float)took.TotalMilliseconds);
            _lately.Add((float)took.TotalMilliseconds);
            _latest = Math.Max(_latest, sinceDue.TotalMilliseconds);
        }
    }

    /// <summary>Longest time from when a request was due to its answer, in ms: what a trainer waits when requests pile up.</summary>
    public double WorstSinceDue
    {
        get
        {
            lock (_lock)
                return _latest;
        }
    }

    /// <summary>Of all requests.</summary>
    public Spread All
    {
        get
        {
            lock (_lock)
                return Spread.Of([.. _all]);
        }
    }

    /// <summary>Of the requests since the last call.</summary>
    public Spread TakeLately()
    {
        lock (_lock)
        {
            var spread = Spread.Of([.. _lately]);
            _lately.Clear();
            return spread;
        }
    }

    /// <summary>In ms.</summary>
    public readonly record struct Spread(int Count, double Median, double P99, double P999, double Worst)
    {
        public static Spread Of(float[] values)
        {
            if (values.Length == 0)
                return default;
            Array.Sort(values);
            return new(values.Length, values[values.Length / 2], values[(int)(values.Length * 0.99)], values[(int)(values.Length * 0.999)], values[^1]);
        }
    }
}

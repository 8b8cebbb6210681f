namespace Nereid.Client.Sending;

/// <summary>How long to wait after a failure: doubling from <paramref name="first"/> up to <paramref name="longest"/>, spread by half to both
/// sides so that many clients of one server that was away do not come back at the same moment.</summary>
sealed class RetryDelays(TimeSpan first, TimeSpan longest, Func<double> jitter)
{
    /// <param name="failures">Failures in a row, from 1.</param>
    public TimeSpan After(int failures)
    {
        var mean = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 60)));
        return TimeSpan.FromSeconds(mean * (0.5 + jitter()));
    }

    /// <summary>For a server that says no to everything: it takes a person to change that.</summary>
    public TimeSpan Longest() => TimeSpan.FromSeconds(longest.TotalSeconds * (0.5 + jitter()));
}

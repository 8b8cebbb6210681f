using Nereid.Client.Sending;

namespace Nereid.Client.Tests.Sending;

public sealed class RetryDelaysTests
{
    [Fact]
    public void Delays_double_up_to_the_longest()
    {
        var delays = new RetryDelays(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), () => 0.5);

        Assert.Equal([1.0, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(failures => delays.After(failures).TotalSeconds));
        Assert.Equal(30, delays.After(int.MaxValue).TotalSeconds);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.999, 1.499)]
    public void Jitter_spreads_by_half_to_both_sides(double jitter, double seconds)
    {
        var delays = new RetryDelays(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), () => jitter);

        Assert.Equal(seconds, delays.After(1).TotalSeconds, 6);
    }
}

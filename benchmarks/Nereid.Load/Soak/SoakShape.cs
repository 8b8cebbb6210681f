namespace Nereid.Load.Soak;

/// <summary>Runs that all log alike.</summary>
/// <param name="Share">Of all points.</param>
/// <param name="Steps">In one request.</param>
sealed record SoakShape(int Runs, int Series, int Steps, double Share)
{
    /// <summary>Four fifths of the points come 50 steps of 200 series at a time, as when a client gathers for some seconds, and one fifth as single
    /// steps of 1,000 series.</summary>
    public static readonly SoakShape[] Mixed = [new(Runs: 16, Series: 200, Steps: 50, Share: 0.8), new(Runs: 20, Series: 1_000, Steps: 1, Share: 0.2)];

    public int PointsPerRequest => Series * Steps;

    /// <summary>Between two requests of one run.</summary>
    public TimeSpan Period(double pointsPerSecond) => TimeSpan.FromSeconds(PointsPerRequest * (double)Runs / (pointsPerSecond * Share));
}

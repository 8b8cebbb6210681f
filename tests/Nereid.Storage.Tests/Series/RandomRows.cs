using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Series;

/// <summary>Random steps and values of the kinds that break storage engines.</summary>
static class RandomRows
{
    public static double Value(Random random) => random.Next(12) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        3 => -0.0,
        4 => random.NextDouble() * 1e300,
        5 => double.Epsilon,
        6 or 7 => Math.Round(random.NextDouble(), 3),
        8 => (float)random.NextDouble(),
        _ => random.Next(-1000, 1000),
    };

    /// <param name="kind">0: one after the other. 1: any order with repeats. 2: fractions. 3: huge, tiny and off the grid.</param>
    public static Step Step(Random random, int kind, int row) => kind switch
    {
        0 => Domain.Runs.Step.From(row),
        1 => Domain.Runs.Step.From(random.Next(200)),
        2 => Domain.Runs.Step.FromMillionths(random.Next(1_000_000)),
        _ => Domain.Runs.Step.From(random.Next(5) switch
        {
            0 => random.NextDouble() * 1e-9,
            1 => -random.NextDouble() * 1e15,
            2 => double.MaxValue * random.NextDouble(),
            3 => random.Next(50) * 0.1,
            _ => random.Next(-50, 50),
        }),
    };
}

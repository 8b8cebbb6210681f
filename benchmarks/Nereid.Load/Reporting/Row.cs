using Nereid.Load.Benchmarks;

namespace Nereid.Load.Reporting;

/// <summary>One line of a report.</summary>
/// <param name="Value">Median of the runs.</param>
/// <param name="Spread">The highest of the runs minus the lowest, in the same unit.</param>
/// <param name="Target">Null when the figure is only watched.</param>
/// <param name="Ok">The target is met, or there is none.</param>
sealed record Row(string Name, double Value, string Unit, double Spread, string? Target, bool Ok)
{
    public static Row Of(Measurement measurement, Target target, string benchmark)
    {
        var sorted = measurement.Values.Order().ToArray();
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Row($"{benchmark}/{measurement.Name}", median, measurement.Unit, sorted[^1] - sorted[0], target.Text, target.IsMet(median));
    }
}

namespace Nereid.Domain.Queries;

public enum SmoothingKind
{
    /// <summary>Exponential average of all points up to x: s(x) = Σ w^((x − xⱼ)/u) yⱼ / Σ w^((x − xⱼ)/u) over xⱼ ≤ x. Dividing by the sum of the weights takes away the
    /// pull towards the first value ("debiased", as in Kingma and Ba, Adam, 2015, section 3). With evenly spaced points it is TensorBoard's smoothing.</summary>
    Exponential,

    /// <summary>Mean of the last N points at or before x.</summary>
    CausalAverage,

    /// <summary>Mean of N points around the last one at or before x: (N − 1)/2 before it and N/2 behind it, rounded down, fewer at the ends.</summary>
    CentredAverage,

    /// <summary>Average of all points weighted by a normal distribution: s(x) = Σ e^(−d²/2) yⱼ / Σ e^(−d²/2), d = (x − xⱼ)/(σu), over |d| ≤ 6
    /// (Nadaraya and Watson, 1964). Where points are dense, those within σu/64 of each other are taken together, which changes it by less than 1/200 of their spread, mostly by less than 1/10,000.</summary>
    Gaussian,
}

/// <summary>Smoothing of a series, over all its finite points, whatever part of it is shown. Points are taken in order of x, those at one x in order of step.</summary>
/// <remarks>Distances are measured in the unit u: the mean distance of two neighbouring points, (greatest x − least x)/(points − 1), non-finite points included. For
/// <see cref="SmoothingKind.Exponential"/> it is at least 1/1000 of the range, so that long series, of which a chart shows a thousand places, are smoothed visibly too.</remarks>
/// <param name="Strength">Exponential: the weight w, 0 (none) to below 1. Averages: N, the points of the window, 1 to 100,000, whole. Gaussian: the standard
/// deviation σ in units u, above 0, at most 1,000,000.</param>
public sealed record Smoothing(SmoothingKind Kind, double Strength)
{
    public const int MaxWindow = 100_000;
    public const double MaxDeviation = 1_000_000;

    /// <summary>What is wrong with the strength, or null.</summary>
    public string? Fault => Kind switch
    {
        SmoothingKind.Exponential when Strength is >= 0 and < 1 => null,
        SmoothingKind.Exponential => $"Expected a weight from 0 to below 1, got {Strength}.",
        SmoothingKind.CausalAverage or SmoothingKind.CentredAverage when Strength is >= 1 and <= MaxWindow && Math.Floor(Strength) == Strength => null,
        SmoothingKind.CausalAverage or SmoothingKind.CentredAverage => $"Expected a whole number of points from 1 to {MaxWindow}, got {Strength}.",
        SmoothingKind.Gaussian when Strength is > 0 and <= MaxDeviation => null,
        SmoothingKind.Gaussian => $"Expected a standard deviation above 0 and at most {MaxDeviation}, got {Strength}.",
        _ => $"There is no smoothing {(int)Kind}.",
    };
}

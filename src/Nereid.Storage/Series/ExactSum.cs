namespace Nereid.Storage.Series;

/// <summary>A sum carried along with what rounding took from it, so that the mean is the double next to the true one, as Python's <c>statistics.fmean</c> has it.
/// The same values in the same order give the same bits.</summary>
/// <remarks>Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, 1974.</remarks>
struct ExactSum
{
    /// <summary>As it was rounded; not finite any more once it overflowed.</summary>
    public double Rounded;

    /// <summary>What rounding took from it.</summary>
    public double Lost;

    /// <param name="value">Finite.</param>
    public void Add(double value)
    {
        var sum = Rounded + value;
        Lost += Math.Abs(Rounded) >= Math.Abs(value) ? Rounded - sum + value : value - sum + Rounded;
        Rounded = sum;
    }

    public void Add(in ExactSum other)
    {
        Add(other.Rounded);
        Lost += other.Lost;
    }

    /// <param name="count">At least one.</param>
    /// <param name="running">A mean found in another way, for a sum that overflowed.</param>
    public readonly double Mean(long count, double running) => double.IsFinite(Rounded + Lost) ? (Rounded + Lost) / count : running;
}

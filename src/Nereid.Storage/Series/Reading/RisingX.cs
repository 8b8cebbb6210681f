namespace Nereid.Storage.Series.Reading;

/// <summary>The x of points in order, none less than the one before, worked out where it is looked at.</summary>
interface IRisingX
{
    double At(int place);
}

/// <summary>x kept as whole millionths: steps on the grid, and times. Says the same doubles as <see cref="Domain.Runs.Step"/> and <see cref="SeriesX"/>.</summary>
/// <param name="origin">Taken from each of them; 0 for steps.</param>
readonly ref struct MillionthsX(ReadOnlySpan<long> millionths, long origin) : IRisingX
{
    const double MillionthsPerUnit = 1e6;

    readonly ReadOnlySpan<long> _millionths = millionths;

    public double At(int place) => (_millionths[place] - origin) / MillionthsPerUnit;
}

/// <summary>x kept as doubles: steps of which some are not on the grid.</summary>
readonly ref struct DoubleX(ReadOnlySpan<double> values) : IRisingX
{
    readonly ReadOnlySpan<double> _values = values;

    public double At(int place) => _values[place];
}

using System.Globalization;

namespace Nereid.Domain.Runs;

/// <summary>The x value of a point: any finite number.</summary>
/// <remarks>
/// Steps below 10^12 with at most six decimals are kept as exact millionths ("on the grid"), as Neptune 3.x defines them; any other finite
/// double is kept as it is. A double such as 0.1, whose nearest millionth reads back as the same double, is on the grid, so that 0.1 from a
/// 1.x client and 0 + 100,000 millionths from a 3.x client are one step. Equality and order are exact and total.
/// </remarks>
public readonly record struct Step : IComparable<Step>
{
    const long OffGrid = long.MinValue;
    const double MillionthsPerUnit = 1e6;
    const long GridBound = 1_000_000_000_000_000_000;

    readonly double _value;
    readonly long _millionths;

    Step(double value, long millionths)
    {
        _value = value;
        _millionths = millionths;
    }

    /// <summary>Stands for "one after the last step of the series, 0 for the first". The writer replaces it; stores never hold it.</summary>
    public static Step Next { get; } = new(double.NaN, OffGrid);

    public bool IsNext => double.IsNaN(_value);

    /// <summary>The nearest double.</summary>
    public double Value => _value;

    /// <summary>Exact millionths when on the grid.</summary>
    public bool TryGetMillionths(out long millionths)
    {
        millionths = _millionths;
        return _millionths != OffGrid;
    }

    /// <summary>False for NaN and infinities.</summary>
    public static bool TryFrom(double value, out Step step)
    {
        step = default;
        if (!double.IsFinite(value))
            return false;
        if (Math.Abs(value) < Limits.ExactStepBound)
        {
            var millionths = (long)Math.Round(value * MillionthsPerUnit);
            var back = ToDouble(millionths);
            if (back == value)
            {
                step = new Step(back + 0.0, millionths);
                return true;
            }
        }
        step = new Step(value, OffGrid);
        return true;
    }

    /// <summary>For steps known to be finite. Throws <see cref="ArgumentOutOfRangeException"/> otherwise.</summary>
    public static Step From(double value) =>
        TryFrom(value, out var step) ? step : throw new ArgumentOutOfRangeException(nameof(value), value, "A step is finite.");

    /// <param name="millionths">Magnitude below 10^18.</param>
    public static Step FromMillionths(long millionths) => millionths is > -GridBound and < GridBound
        ? new Step(ToDouble(millionths), millionths)
        : throw new ArgumentOutOfRangeException(nameof(millionths), millionths, "An exact step lies below 10^12.");

    /// <summary>The step that <see cref="Next"/> means after this one.</summary>
    public Step Successor()
    {
        const long unit = (long)MillionthsPerUnit;
        if (_millionths != OffGrid && _millionths < GridBound - unit)
            return FromMillionths(_millionths + unit);
        // Above 2^53 adding one changes nothing; the next larger double still keeps the order of arrival.
        var next = _value + 1 > _value ? _value + 1 : Math.BitIncrement(_value);
        return From(double.IsFinite(next) ? next : _value);
    }

    /// <summary>By value, then by millionths: two steps on the grid may share their nearest double.</summary>
    public int CompareTo(Step other)
    {
        var byValue = _value.CompareTo(other._value);
        return byValue != 0 ? byValue : _millionths.CompareTo(other._millionths);
    }

    public static bool operator <(Step left, Step right) => left.CompareTo(right) < 0;

    public static bool operator >(Step left, Step right) => left.CompareTo(right) > 0;

    public static bool operator <=(Step left, Step right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Step left, Step right) => left.CompareTo(right) >= 0;

    public override string ToString() => IsNext ? "next" : _value.ToString("R", CultureInfo.InvariantCulture);

    static double ToDouble(long millionths) => millionths / MillionthsPerUnit;
}

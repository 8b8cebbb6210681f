using System.Collections.Immutable;
using System.Globalization;

namespace Nereid.Domain.Queries;

public enum ColumnValueKind : byte
{
    /// <summary>The run has no such attribute.</summary>
    Missing = 0,

    /// <summary>A whole number: an int, a count, and any float that is whole and below 2^53, so that 1 and 1.0 are one value.</summary>
    Whole = 1,
    Real = 2,
    Time = 3,
    Truth = 4,
    Text = 5,
    Set = 6,

    /// <summary>NaN, or an attribute without a value to compare, such as an empty series.</summary>
    NotANumber = 7,
}

/// <summary>What one cell of a table holds, as groups, distinct values and places in a sort order see it. Equality is by content.</summary>
/// <param name="Bits">The whole number, the time in Unix microseconds, or 1 for true.</param>
/// <param name="Number">Of a real; never NaN.</param>
/// <param name="Text">Of a text.</param>
/// <param name="Members">Of a set, in ordinal order.</param>
public readonly record struct ColumnValue(ColumnValueKind Kind, long Bits = 0, double Number = 0, string? Text = null, ImmutableArray<string> Members = default)
{
    /// <summary>Beyond this a double does not tell neighbouring whole numbers apart.</summary>
    const double WholeBound = 1L << 53;

    public static ColumnValue Missing => default;

    public static ColumnValue OfWhole(long value) => new(ColumnValueKind.Whole, value);

    public static ColumnValue OfNumber(double value) =>
        double.IsNaN(value) ? new(ColumnValueKind.NotANumber)
        : Math.Abs(value) < WholeBound && Math.Truncate(value) == value ? OfWhole((long)value)
        : new(ColumnValueKind.Real, 0, value);

    public static ColumnValue OfText(string value) => new(ColumnValueKind.Text, Text: value);

    public static ColumnValue OfTime(long unixMicros) => new(ColumnValueKind.Time, unixMicros);

    public static ColumnValue OfTruth(bool value) => new(ColumnValueKind.Truth, value ? 1 : 0);

    public static ColumnValue OfSet(ImmutableArray<string> members) => new(ColumnValueKind.Set, Members: members);

    public bool Equals(ColumnValue other) =>
        Kind == other.Kind && Bits == other.Bits && Number.Equals(other.Number) && string.Equals(Text, other.Text, StringComparison.Ordinal)
        && (Kind != ColumnValueKind.Set || Members.SequenceEqual(other.Members, StringComparer.Ordinal));

    public override int GetHashCode()
    {
        var hash = HashCode.Combine(Kind, Bits, Number, Text is null ? 0 : string.GetHashCode(Text, StringComparison.Ordinal));
        if (Kind == ColumnValueKind.Set)
            foreach (var member in Members)
                hash = HashCode.Combine(hash, string.GetHashCode(member, StringComparison.Ordinal));
        return hash;
    }

    /// <summary>As the query language writes it, without quotes; members of a set joined with commas, nothing for a missing one.</summary>
    public override string ToString() => Kind switch
    {
        ColumnValueKind.Text => Text!,
        ColumnValueKind.Whole => Bits.ToString(CultureInfo.InvariantCulture),
        ColumnValueKind.Real => double.IsInfinity(Number) ? (Number > 0 ? "inf" : "-inf") : Number.ToString("R", CultureInfo.InvariantCulture),
        ColumnValueKind.Truth => Bits != 0 ? "true" : "false",
        ColumnValueKind.Time => DateTime.UnixEpoch.AddTicks(Math.Clamp(Bits, MinMicros, MaxMicros) * TimeSpan.TicksPerMicrosecond).ToString("O", CultureInfo.InvariantCulture),
        ColumnValueKind.Set => string.Join(", ", Members),
        ColumnValueKind.NotANumber => "nan",
        _ => "",
    };

    static readonly long MinMicros = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    static readonly long MaxMicros = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

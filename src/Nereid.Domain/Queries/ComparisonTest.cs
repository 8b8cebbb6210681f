using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>One operator with its literal, read once and then put to many values. The meaning of every comparison is here, so that all stores share it.</summary>
/// <remarks>
/// Never changes; safe for many threads. An operator that a type does not have, and a literal that cannot be read as the type or as a
/// pattern, give false; the query language tells its author of both before.
/// Numbers: as doubles, but a whole-number literal meets an int exactly; NaN on either side gives false, "not equal" included.
/// False comes before true: the 1.x client pages through columns of truth values by "greater". Datetimes: instants, both cut to milliseconds, which is all that the clients see. Strings: by code unit.
/// </remarks>
public sealed class ComparisonTest
{
    readonly Comparison _operator;
    readonly string _literal;
    readonly long? _long;
    readonly double? _double;
    readonly bool? _bool;
    readonly long? _unixMillis;
    readonly RunState? _state;
    readonly LinearPattern? _pattern;

    /// <param name="nowUnixMicros">What relative times in the literal count from.</param>
    public ComparisonTest(Comparison comparison, string literal, long nowUnixMicros)
    {
        _operator = comparison;
        _literal = literal;
        _long = Literals.TryReadLong(literal, out var whole) ? whole : null;
        _double = Literals.TryReadDouble(literal, out var real) ? real : null;
        _bool = Literals.TryReadBool(literal, out var truth) ? truth : null;
        _state = Literals.TryReadState(literal, out var state) ? state : null;
        _unixMillis = Literals.TryReadDatetime(literal, nowUnixMicros, out var micros) ? ToMillis(micros) : null;
        if (comparison is Comparison.Matches or Comparison.NotMatches)
            _pattern = LinearPattern.TryParse(literal, out var pattern, out _) ? pattern : null;
    }

    /// <param name="aggregate">Which figure stands for a series.</param>
    public bool Holds(AttributeValue value, SeriesAggregate aggregate) => value switch
    {
        IntValue number => Holds(number.Value),
        FloatValue number => Holds(number.Value),
        BoolValue truth => Holds(truth.Value),
        StringValue text => Holds(text.Value),
        DatetimeValue time => HoldsDatetime(time.UnixMicros),
        StringSetValue set => Holds(set.Values),
        RunStateValue state => Holds(state.State),
        ArtifactValue artifact => Holds(artifact.Hash),
        GitRefValue git => Holds(git.CommitId),
        FloatSeriesValue series => aggregate == SeriesAggregate.Count ? Holds(series.Count) : Holds(series.Figure(aggregate)),
        StringSeriesValue series when aggregate == SeriesAggregate.Last => series.Last is { } last && Holds(last),
        StringSeriesValue series when aggregate == SeriesAggregate.Count => Holds(series.Count),
        FileSeriesValue series when aggregate == SeriesAggregate.Count => Holds(series.Count),
        HistogramSeriesValue series when aggregate == SeriesAggregate.Count => Holds(series.Count),
        _ => false,
    };

    public bool Holds(long value) => _long is { } whole ? HoldsOrder(value.CompareTo(whole)) : Holds((double)value);

    public bool Holds(double value) =>
        _double is { } literal && !double.IsNaN(value) && !double.IsNaN(literal) && HoldsOrder(value.CompareTo(literal));

    public bool Holds(bool value) => _bool is { } literal && HoldsOrder(value.CompareTo(literal));

    public bool Holds(RunState value) => _state is { } literal && HoldsEquality(value == literal);

    public bool HoldsDatetime(long unixMicros) => _unixMillis is { } literal && HoldsOrder(ToMillis(unixMicros).CompareTo(literal));

    public bool Holds(string value) => _operator switch
    {
        Comparison.Contains => value.Contains(_literal, StringComparison.Ordinal),
        Comparison.NotContains => !value.Contains(_literal, StringComparison.Ordinal),
        Comparison.StartsWith => value.StartsWith(_literal, StringComparison.Ordinal),
        Comparison.EndsWith => value.EndsWith(_literal, StringComparison.Ordinal),
        Comparison.Matches => _pattern is not null && _pattern.IsMatch(value),
        Comparison.NotMatches => _pattern is not null && !_pattern.IsMatch(value),
        _ => HoldsOrder(string.CompareOrdinal(value, _literal)),
    };

    /// <param name="sortedMembers">In ordinal order, as <see cref="StringSetValue"/> keeps them.</param>
    public bool Holds(ImmutableArray<string> sortedMembers) => _operator switch
    {
        Comparison.Contains => sortedMembers.BinarySearch(_literal, StringComparer.Ordinal) >= 0,
        Comparison.NotContains => sortedMembers.BinarySearch(_literal, StringComparer.Ordinal) < 0,
        _ => false,
    };

    bool HoldsOrder(int order) => _operator switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        _ => false,
    };

    bool HoldsEquality(bool equal) => _operator switch
    {
        Comparison.Equal => equal,
        Comparison.NotEqual => !equal,
        _ => false,
    };

    static long ToMillis(long unixMicros) => Math.DivRem(unixMicros, 1000, out var rest) - (rest < 0 ? 1 : 0);
}

using System.Globalization;
using System.Text.RegularExpressions;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>One comparison of a column with a literal. The literal is read once as each type it can be; what it cannot be is never true.</summary>
sealed class CellTest
{
    /// <summary>Longest pattern taken; matching is linear in the text, compiling is not free.</summary>
    public const int MaxPatternLength = 1_000;

    readonly Comparison _operator;
    readonly string _literal;
    readonly double? _number;
    readonly long? _integer;
    readonly bool? _truth;
    readonly long? _time;
    readonly Regex? _pattern;

    public CellTest(Comparison comparison, string literal)
    {
        _operator = comparison;
        _literal = literal;
        _number = double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        _integer = long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer : null;
        _truth = bool.TryParse(literal, out var truth) ? truth : null;
        _time = DateTimeOffset.TryParse(literal, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            : null;
        _pattern = comparison is Comparison.Matches or Comparison.NotMatches ? Compile(literal) : null;
    }

    public bool Holds(in Cell cell) => cell.Type switch
    {
        default(AttributeType) => false,
        AttributeType.Int => _integer is { } whole ? HoldsOrder(cell.Bits.CompareTo(whole)) : HoldsNumber(cell.Number),
        AttributeType.Float or AttributeType.FloatSeries or AttributeType.File or AttributeType.FileSeries or AttributeType.HistogramSeries =>
            HoldsNumber(cell.Number),
        AttributeType.Bool => _truth is { } truth && HoldsOrder(cell.Bits.CompareTo(truth ? 1 : 0)),
        AttributeType.Datetime => _time is { } time && HoldsOrder(cell.Bits.CompareTo(time)),
        AttributeType.RunState => HoldsText(cell.Text!, StringComparison.OrdinalIgnoreCase),
        AttributeType.StringSet => HoldsSet(cell),
        AttributeType.StringSeries when cell.Text is null => cell.Bits > 0 && HoldsNumber(cell.Number),
        _ => cell.Text is { } text && HoldsText(text, StringComparison.Ordinal),
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

    /// <summary>As IEEE compares: NaN is unequal to everything and neither less nor greater.</summary>
    bool HoldsNumber(double value) => _number is { } number && _operator switch
    {
        Comparison.Equal => value == number,
        Comparison.NotEqual => value != number,
        Comparison.Less => value < number,
        Comparison.LessOrEqual => value <= number,
        Comparison.Greater => value > number,
        Comparison.GreaterOrEqual => value >= number,
        _ => false,
    };

    bool HoldsText(string text, StringComparison comparison) => _operator switch
    {
        Comparison.Contains => text.Contains(_literal, comparison),
        Comparison.NotContains => !text.Contains(_literal, comparison),
        Comparison.StartsWith => text.StartsWith(_literal, comparison),
        Comparison.EndsWith => text.EndsWith(_literal, comparison),
        Comparison.Matches => _pattern is not null && _pattern.IsMatch(text),
        Comparison.NotMatches => _pattern is not null && !_pattern.IsMatch(text),
        _ => HoldsOrder(string.Compare(text, _literal, comparison)),
    };

    bool HoldsSet(in Cell cell) => _operator switch
    {
        Comparison.Contains => cell.Members.Contains(_literal, StringComparer.Ordinal),
        Comparison.NotContains => !cell.Members.Contains(_literal, StringComparer.Ordinal),
        _ => false,
    };

    static Regex? Compile(string pattern)
    {
        if (pattern.Length > MaxPatternLength)
            return null;
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout.InfiniteTimeSpan);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            // The contract: text that cannot be read as a pattern makes the comparison false. Query languages report bad patterns themselves.
            return null;
        }
    }
}

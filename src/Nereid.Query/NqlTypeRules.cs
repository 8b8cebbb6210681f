using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Query;

/// <summary>Which operators, literals and functions fit a type that the query states. They agree with what <see cref="ComparisonTest"/> can answer:
/// text that could never hold is told to its author instead of matching nothing.</summary>
static class NqlTypeRules
{
    static readonly ImmutableArray<Comparison> Ordering =
        [Comparison.Equal, Comparison.NotEqual, Comparison.Less, Comparison.LessOrEqual, Comparison.Greater, Comparison.GreaterOrEqual];

    static readonly ImmutableArray<Comparison> OfStrings =
        [.. Ordering, Comparison.Contains, Comparison.NotContains, Comparison.Matches, Comparison.NotMatches, Comparison.StartsWith, Comparison.EndsWith];

    /// <summary>The type as far as it is certain: written, or that of a system attribute.</summary>
    public static AttributeType? KnownTypeOf(NqlAttribute attribute)
    {
        if (attribute.Type is { } written)
            return written;
        if (NqlShortNames.TryGet(attribute, out var target))
            return target.Type;
        return SystemAttributes.Computed.TryGetValue(attribute.Name, out var computed) ? computed : null;
    }

    /// <summary>Empty when the type can only be asked whether it exists.</summary>
    public static ImmutableArray<Comparison> OperatorsOf(AttributeType type, SeriesAggregate aggregate) => type switch
    {
        _ when type.IsSeries() && aggregate == SeriesAggregate.Count => Ordering,
        AttributeType.Int or AttributeType.Float or AttributeType.Bool or AttributeType.Datetime or AttributeType.FloatSeries => Ordering,
        AttributeType.String or AttributeType.StringSeries or AttributeType.Artifact or AttributeType.GitRef => OfStrings,
        AttributeType.RunState => [Comparison.Equal, Comparison.NotEqual],
        AttributeType.StringSet => [Comparison.Contains, Comparison.NotContains],
        _ => [],
    };

    /// <summary>The functions that a type has.</summary>
    public static ImmutableArray<SeriesAggregate> AggregatesOf(AttributeType type) => type switch
    {
        AttributeType.FloatSeries => [.. NqlWords.Aggregates.Select(each => each.Aggregate)],
        AttributeType.StringSeries => [SeriesAggregate.Last, SeriesAggregate.Count],
        AttributeType.FileSeries or AttributeType.HistogramSeries => [SeriesAggregate.Count],
        _ => [],
    };

    /// <summary>What a literal must be; null when this one fits.</summary>
    public static ImmutableArray<NqlExpectation>? Misfit(AttributeType type, SeriesAggregate aggregate, string literal)
    {
        var numeric = type is AttributeType.Int or AttributeType.Float or AttributeType.FloatSeries
            || (type.IsSeries() && aggregate == SeriesAggregate.Count);
        if (numeric)
            return Literals.TryReadDouble(literal, out _) ? null : [NqlExpectation.Value("a number such as 0.5, 1e-3, inf or 20MB")];
        return type switch
        {
            AttributeType.Bool => Literals.TryReadBool(literal, out _) ? null : [NqlExpectation.Token("true"), NqlExpectation.Token("false")],
            AttributeType.RunState =>
                Literals.TryReadState(literal, out _) ? null : [NqlExpectation.Token("running"), NqlExpectation.Token("idle")],
            AttributeType.Datetime => Literals.TryReadDatetime(literal, nowUnixMicros: 0, out _)
                ? null
                : [NqlExpectation.Value("a time such as 2024-01-31T12:00:00Z, or one before now such as -2h, -5d or -1M")],
            _ => null,
        };
    }
}

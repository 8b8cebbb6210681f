using System.Collections.Frozen;
using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Query;

/// <summary>The words of the language. Case never matters in any of them.</summary>
static class NqlWords
{
    public const string And = "AND";
    public const string Or = "OR";
    public const string Not = "NOT";
    public const string Contains = "CONTAINS";
    public const string Matches = "MATCHES";
    public const string Exists = "EXISTS";
    public const string Starts = "STARTS";
    public const string Ends = "ENDS";
    public const string With = "WITH";
    public const string Mentions = "MENTIONS";

    /// <summary>Words that are neither names nor values unless quoted.</summary>
    public static FrozenSet<string> Reserved { get; } = new[] { And, Or, Not, Contains, Matches, Exists }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>How each type is written. The words of the wires; 1.x and 3.x differ only in the file types, and both are accepted.</summary>
    public static ImmutableArray<(AttributeType Type, string Word)> Types { get; } =
    [
        (AttributeType.String, "string"), (AttributeType.Float, "float"), (AttributeType.Int, "int"), (AttributeType.Bool, "bool"),
        (AttributeType.Datetime, "datetime"), (AttributeType.StringSet, "stringSet"), (AttributeType.FloatSeries, "floatSeries"),
        (AttributeType.StringSeries, "stringSeries"), (AttributeType.HistogramSeries, "histogramSeries"), (AttributeType.File, "file"),
        (AttributeType.FileSeries, "fileSeries"), (AttributeType.FileSet, "fileSet"), (AttributeType.Artifact, "artifact"),
        (AttributeType.RunState, "experimentState"), (AttributeType.GitRef, "gitRef"), (AttributeType.NotebookRef, "notebookRef"),
    ];

    static readonly FrozenDictionary<string, AttributeType> TypesByWord = Types.Select(each => (each.Word, each.Type))
        .Concat([("integer", AttributeType.Int), ("boolean", AttributeType.Bool), ("fileRef", AttributeType.File),
            ("fileRefSeries", AttributeType.FileSeries), ("imageSeries", AttributeType.FileSeries)])
        .ToFrozenDictionary(each => each.Item1, each => each.Item2, StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<AttributeType, string> WordsByType = Types.ToFrozenDictionary(each => each.Type, each => each.Word);

    public static bool TryGetType(string word, out AttributeType type) => TypesByWord.TryGetValue(word, out type);

    public static string WordOf(AttributeType type) => WordsByType[type];

    public static ImmutableArray<(SeriesAggregate Aggregate, string Word)> Aggregates { get; } =
    [
        (SeriesAggregate.Last, "last"), (SeriesAggregate.First, "first"), (SeriesAggregate.Min, "min"), (SeriesAggregate.Max, "max"),
        (SeriesAggregate.Mean, "average"), (SeriesAggregate.Variance, "variance"), (SeriesAggregate.Count, "count"),
    ];

    static readonly FrozenDictionary<string, SeriesAggregate> AggregatesByWord = Aggregates.Select(each => (each.Word, each.Aggregate))
        .Concat([("avg", SeriesAggregate.Mean), ("mean", SeriesAggregate.Mean)])
        .ToFrozenDictionary(each => each.Item1, each => each.Item2, StringComparer.OrdinalIgnoreCase);

    public static bool TryGetAggregate(string word, out SeriesAggregate aggregate) => AggregatesByWord.TryGetValue(word, out aggregate);

    public static string WordOf(SeriesAggregate aggregate) => Aggregates.First(each => each.Aggregate == aggregate).Word;

    public static ImmutableArray<(Comparison Operator, string Text)> Operators { get; } =
    [
        (Comparison.Equal, "="), (Comparison.NotEqual, "!="), (Comparison.Less, "<"), (Comparison.LessOrEqual, "<="),
        (Comparison.Greater, ">"), (Comparison.GreaterOrEqual, ">="), (Comparison.Contains, Contains), (Comparison.NotContains, "NOT CONTAINS"),
        (Comparison.Matches, Matches), (Comparison.NotMatches, "NOT MATCHES"), (Comparison.StartsWith, "STARTS WITH"), (Comparison.EndsWith, "ENDS WITH"),
    ];

    public static string TextOf(Comparison comparison) => Operators.First(each => each.Operator == comparison).Text;
}

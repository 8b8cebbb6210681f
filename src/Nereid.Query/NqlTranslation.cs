using System.Collections.Immutable;
using System.Diagnostics;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Query;

/// <summary>Syntax tree to predicate: resolves short names and negated operators, merges nested ANDs and ORs, and refuses what could never hold.</summary>
sealed class NqlTranslation(string text, NqlDialect dialect)
{
    NqlFault? _fault;
    int _patterns;

    /// <summary>Null with a fault.</summary>
    public RunPredicate? Translate(NqlNode tree, out NqlFault? fault)
    {
        var predicate = Visit(tree);
        fault = _fault;
        return fault is null ? predicate : null;
    }

    // The recursion is bounded by NqlLimits.MaxDepth.
    RunPredicate Visit(NqlNode node) => node switch
    {
        NqlAnd and => new RunPredicate.And([.. and.Parts.Select(Visit).SelectMany(part => part is RunPredicate.And inner ? inner.Parts : [part])]),
        NqlOr or => new RunPredicate.Or([.. or.Parts.Select(Visit).SelectMany(part => part is RunPredicate.Or inner ? inner.Parts : [part])]),
        NqlNot not => new RunPredicate.Not(Visit(not.Part)),
        NqlMentions mentions => new RunPredicate.MentionsText(mentions.Text.Text),
        NqlExists exists => Exists(exists),
        NqlComparison comparison => Compare(comparison),
        _ => throw new UnreachableException(node.GetType().Name),
    };

    RunPredicate Exists(NqlExists exists)
    {
        var columns = Resolve(exists.Attribute);
        var exist = Any(columns, column => new RunPredicate.Exists(column with { Aggregate = SeriesAggregate.Last }));
        return exists.Negated ? new RunPredicate.Not(exist) : exist;
    }

    RunPredicate Compare(NqlComparison comparison)
    {
        var columns = Resolve(comparison.Attribute);
        Check(comparison);
        var positive = comparison.Operator == Comparison.NotEqual ? Comparison.Equal : comparison.Operator;
        var negated = comparison.Negated || comparison.Operator == Comparison.NotEqual;
        if (negated && dialect == NqlDialect.Neptune3)
            return new RunPredicate.Not(Any(columns, column => new RunPredicate.Compare(column, positive, comparison.Literal.Text)));
        var written = negated ? Negative(positive) : positive;
        return Any(columns, column => new RunPredicate.Compare(column, written, comparison.Literal.Text));
    }

    /// <summary>The columns that the attribute may stand for; a condition on it holds if it holds for one of them.</summary>
    ImmutableArray<ColumnId> Resolve(NqlAttribute attribute)
    {
        if (attribute is { Aggregate: { } written, Type: { } type } && !NqlTypeRules.AggregatesOf(type).Contains(written))
            RefuseAggregate(attribute, written, type);
        return NqlShortNames.TryGet(attribute, out var target)
            ? [.. target.Paths.Select(path => new ColumnId(path))]
            : [new ColumnId(AttributePath.Of(attribute.Name), attribute.Type, attribute.Aggregate ?? SeriesAggregate.Last)];
    }

    static RunPredicate Any(ImmutableArray<ColumnId> columns, Func<ColumnId, RunPredicate> condition) =>
        columns.Length == 1 ? condition(columns[0]) : new RunPredicate.Or([.. columns.Select(condition)]);

    static Comparison Negative(Comparison positive) => positive switch
    {
        Comparison.Equal => Comparison.NotEqual,
        Comparison.Contains => Comparison.NotContains,
        Comparison.Matches => Comparison.NotMatches,
        _ => throw new UnreachableException(positive.ToString()),
    };

    void Check(NqlComparison comparison)
    {
        var aggregate = comparison.Attribute.Aggregate ?? SeriesAggregate.Last;
        var literal = comparison.Literal;
        if (NqlTypeRules.KnownTypeOf(comparison.Attribute) is { } type)
        {
            var operators = NqlTypeRules.OperatorsOf(type, aggregate);
            if (!operators.Contains(comparison.Operator))
            {
                Fault(comparison.OperatorSpan, Written(comparison.OperatorSpan),
                    [.. operators.Select(each => NqlExpectation.Token(NqlWords.TextOf(each))), NqlExpectation.Token(NqlWords.Exists)],
                    $"The type {NqlWords.WordOf(type)} has no other operators.");
                return;
            }
            if (NqlTypeRules.Misfit(type, aggregate, literal.Text) is { } expected)
            {
                Fault(literal.Span, Written(literal.Span), expected, $"The attribute is of type {NqlWords.WordOf(type)}.");
                return;
            }
        }
        if (comparison.Operator == Comparison.Matches)
            CheckPattern(literal);
    }

    void CheckPattern(NqlLiteral pattern)
    {
        if (++_patterns > NqlLimits.MaxPatterns)
            Fault(pattern.Span, "one regular expression too many", [], $"A query may have {NqlLimits.MaxPatterns}.");
        else if (!LinearPattern.TryParse(pattern.Text, out _, out var refusal))
            Fault(pattern.Span, Written(pattern.Span), [NqlExpectation.Value("a regular expression that can be matched in linear time")], refusal);
    }

    void RefuseAggregate(NqlAttribute attribute, SeriesAggregate aggregate, AttributeType type)
    {
        var fitting = NqlWords.Types.Where(each => NqlTypeRules.AggregatesOf(each.Type).Contains(aggregate));
        Fault(attribute.Span, Written(attribute.Span), [.. fitting.Select(each => new NqlExpectation(NqlExpectationKind.AttributeType, each.Word))],
            $"The function {NqlWords.WordOf(aggregate)} does not exist for the type {NqlWords.WordOf(type)}.");
    }

    string Written(TextSpan span) => NqlFault.Quote(text, span);

    void Fault(TextSpan place, string found, ImmutableArray<NqlExpectation> expected, string detail) =>
        _fault ??= NqlFault.At(text, place, found, expected, detail);
}

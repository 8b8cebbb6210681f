using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Query;

/// <summary>A stretch of the query's text, in UTF-16 code units.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    internal static TextSpan FromTo(int start, int end) => new(start, end - start);
}

/// <summary>A query as it was written, with the place of every piece. Parentheses are gone; their effect is the shape.</summary>
public abstract record NqlNode(TextSpan Span);

/// <param name="Parts">At least two.</param>
public sealed record NqlAnd(TextSpan Span, ImmutableArray<NqlNode> Parts) : NqlNode(Span);

/// <param name="Parts">At least two.</param>
public sealed record NqlOr(TextSpan Span, ImmutableArray<NqlNode> Parts) : NqlNode(Span);

public sealed record NqlNot(TextSpan Span, NqlNode Part) : NqlNode(Span);

/// <param name="Negated"><c>NOT CONTAINS</c> and <c>NOT MATCHES</c>: the operator is then the plain one.</param>
public sealed record NqlComparison(
    TextSpan Span, NqlAttribute Attribute, TextSpan OperatorSpan, Comparison Operator, bool Negated, NqlLiteral Literal) : NqlNode(Span);

/// <param name="Negated">Written <c>NOT EXISTS</c>.</param>
public sealed record NqlExists(TextSpan Span, NqlAttribute Attribute, bool Negated) : NqlNode(Span);

public sealed record NqlMentions(TextSpan Span, NqlLiteral Text) : NqlNode(Span);

/// <param name="Span">All of it, type and function included.</param>
/// <param name="NameSpan">The name, quotes included.</param>
/// <param name="Name">Without quotes and escapes.</param>
/// <param name="Quoted">Written in backquotes; short names are only recognised bare.</param>
/// <param name="Type">Null when none is written.</param>
/// <param name="Aggregate">Null when no function is written.</param>
public sealed record NqlAttribute(
    TextSpan Span, TextSpan NameSpan, string Name, bool Quoted, AttributeType? Type, SeriesAggregate? Aggregate);

/// <param name="Span">Quotes included.</param>
/// <param name="Text">Without quotes and escapes.</param>
/// <param name="Quoted">Written in quotes.</param>
public sealed record NqlLiteral(TextSpan Span, string Text, bool Quoted);

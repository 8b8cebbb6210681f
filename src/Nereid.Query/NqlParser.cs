using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Query;

/// <summary>Text to syntax tree. One parser reads one text once.</summary>
/// <remarks>Nesting lives in a list of open groups and not on the call stack, so no text can overflow it.</remarks>
sealed class NqlParser(string text, NqlDialect dialect)
{
    readonly NqlScanner _scanner = new(text);
    readonly Stack<Group> _groups = new();
    int _depth;
    NqlFault? _fault;

    /// <summary>Null with a fault, or null without one when the text is blank.</summary>
    public NqlNode? Parse(out NqlFault? fault)
    {
        var tree = text.Length > NqlLimits.MaxLength ? TooLong() : ParseText();
        fault = _fault;
        return fault is null ? tree : null;
    }

    NqlNode? ParseText()
    {
        _scanner.SkipSpace();
        if (_scanner.AtEnd)
            return null;
        _groups.Push(new Group(0));
        while (true)
        {
            if (ParseOperand() is not { } operand)
                return null;
            while (true)
            {
                var group = _groups.Peek();
                _depth -= group.Add(operand);
                _scanner.SkipSpace();
                if (_scanner.TryTakeKeyword(NqlWords.And))
                    break;
                if (_scanner.TryTakeKeyword(NqlWords.Or))
                {
                    group.EndAnd();
                    break;
                }
                if (_groups.Count > 1)
                {
                    if (!_scanner.TryTake(')'))
                        return Unexpected([Token(NqlWords.And), Token(NqlWords.Or), Token(")")]);
                    operand = Close();
                }
                else
                    return _scanner.AtEnd ? group.Finish() : Unexpected([Token(NqlWords.And), Token(NqlWords.Or)]);
            }
        }
    }

    /// <summary>Steps over NOTs and opening parentheses up to one condition, and reads it.</summary>
    NqlNode? ParseOperand()
    {
        while (true)
        {
            _scanner.SkipSpace();
            var start = _scanner.Position;
            if (_scanner.TryTakeKeyword(NqlWords.Not))
                _groups.Peek().Nots.Push(start);
            else if (_scanner.TryTake('('))
                _groups.Push(new Group(start));
            else
                return ParseCondition();
            if (++_depth > NqlLimits.MaxDepth)
            {
                Fault(new TextSpan(start, 1), "a query that is nested too deep", [], $"At most {NqlLimits.MaxDepth} levels of parentheses and NOT are allowed.");
                return null;
            }
        }
    }

    NqlNode Close()
    {
        var closed = _groups.Pop();
        _depth--;
        // The parentheses belong to what they enclose, so that an editor can mark it whole.
        return closed.Finish() with { Span = TextSpan.FromTo(closed.Start, _scanner.Position) };
    }

    NqlNode? ParseCondition()
    {
        var start = _scanner.Position;
        if (NqlWords.Is(_scanner.PeekWord(), NqlWords.Mentions) && TryParseMentions() is { } mentions)
            return mentions;
        if (_fault is not null || ParseAttribute() is not { } attribute)
            return null;
        _scanner.SkipSpace();
        var operatorStart = _scanner.Position;
        var negated = _scanner.TryTakeKeyword(NqlWords.Not);
        if (negated)
            _scanner.SkipSpace();
        if (_scanner.TryTakeKeyword(NqlWords.Exists))
            return new NqlExists(TextSpan.FromTo(start, _scanner.Position), attribute, negated);
        if (ParseOperator(attribute, negated) is not { } comparison)
            return null;
        var operatorSpan = TextSpan.FromTo(operatorStart, _scanner.Position);
        return ParseLiteral("a value") is { } literal
            ? new NqlComparison(TextSpan.FromTo(start, _scanner.Position), attribute, operatorSpan, comparison, negated, literal)
            : null;
    }

    /// <summary>Only followed by a quoted text is the word an operator; otherwise it is a name like any other.</summary>
    NqlMentions? TryParseMentions()
    {
        var start = _scanner.Position;
        _scanner.Position += NqlWords.Mentions.Length;
        _scanner.SkipSpace();
        if (_scanner.Current is '"' or '\'')
            return ParseLiteral("a text") is { } literal ? new NqlMentions(TextSpan.FromTo(start, _scanner.Position), literal) : null;
        _scanner.Position = start;
        return null;
    }

    NqlAttribute? ParseAttribute()
    {
        var start = _scanner.Position;
        if (_scanner.Current != '`' && NqlWords.TryGetAggregate(_scanner.PeekWord().ToString(), out var aggregate))
        {
            _scanner.Position += _scanner.PeekWord().Length;
            _scanner.SkipSpace();
            if (_scanner.TryTake('('))
                return ParseAggregated(start, aggregate);
            _scanner.Position = start;
        }
        return ParseTypedName(null);
    }

    NqlAttribute? ParseAggregated(int start, SeriesAggregate aggregate)
    {
        _scanner.SkipSpace();
        if (ParseTypedName(aggregate) is not { } inner)
            return null;
        _scanner.SkipSpace();
        if (!_scanner.TryTake(')'))
        {
            Unexpected(inner.Type is null ? [Token(":"), Token(")")] : [Token(")")]);
            return null;
        }
        return inner with { Span = TextSpan.FromTo(start, _scanner.Position) };
    }

    NqlAttribute? ParseTypedName(SeriesAggregate? aggregate)
    {
        var start = _scanner.Position;
        var quoted = _scanner.Current == '`';
        string name;
        if (quoted)
        {
            if (!_scanner.TryTakeQuoted(escapes: dialect == NqlDialect.Neptune1, out name))
            {
                Fault(new TextSpan(start, 1), "a backquote that is never closed", [Token("`")]);
                return null;
            }
        }
        else
        {
            name = _scanner.PeekWord().ToString();
            if (name.Length == 0 || NqlWords.Reserved.Contains(name))
            {
                var operand = aggregate is null;
                Unexpected(operand ? [NqlExpectation.AttributeName, Token(NqlWords.Not), Token("(")] : [NqlExpectation.AttributeName]);
                return null;
            }
            _scanner.Position += name.Length;
        }
        var nameSpan = TextSpan.FromTo(start, _scanner.Position);
        if (!AttributePath.TryParse(name, out _, out var refusal))
        {
            Fault(nameSpan, "a name that no attribute can have", [NqlExpectation.AttributeName], refusal);
            return null;
        }
        if (!TryParseType(out var type))
            return null;
        return new NqlAttribute(TextSpan.FromTo(start, _scanner.Position), nameSpan, name, quoted, type, aggregate);
    }

    /// <summary>True with null when no colon follows; false when what follows the colon is no type.</summary>
    bool TryParseType(out AttributeType? type)
    {
        type = null;
        var end = _scanner.Position;
        _scanner.SkipSpace();
        if (!_scanner.TryTake(':'))
        {
            _scanner.Position = end;
            return true;
        }
        _scanner.SkipSpace();
        var word = _scanner.PeekWord().ToString();
        if (!NqlWords.TryGetType(word, out var known))
        {
            Unexpected([.. NqlWords.Types.Select(each => new NqlExpectation(NqlExpectationKind.AttributeType, each.Word))]);
            return false;
        }
        _scanner.Position += word.Length;
        type = known;
        return true;
    }

    Comparison? ParseOperator(NqlAttribute attribute, bool negated)
    {
        var comparison = negated ? null : TakeSign();
        if (comparison is null && _scanner.TryTakeKeyword(NqlWords.Contains))
            comparison = Comparison.Contains;
        if (comparison is null && _scanner.TryTakeKeyword(NqlWords.Matches))
            comparison = Comparison.Matches;
        if (comparison is null && !negated)
            comparison = TakeWith(NqlWords.Starts) ? Comparison.StartsWith : TakeWith(NqlWords.Ends) ? Comparison.EndsWith : null;
        if (comparison is not null)
            return comparison;
        Unexpected(ExpectedOperators(attribute, negated));
        return null;
    }

    static ImmutableArray<NqlExpectation> ExpectedOperators(NqlAttribute attribute, bool afterNot)
    {
        var fitting = NqlTypeRules.KnownTypeOf(attribute) is { } type
            ? NqlTypeRules.OperatorsOf(type, attribute.Aggregate ?? SeriesAggregate.Last)
            : [.. NqlWords.Operators.Select(each => each.Operator)];
        if (!afterNot)
        {
            var colon = attribute is { Type: null, Aggregate: null };
            return [.. colon ? [Token(":")] : Array.Empty<NqlExpectation>(), .. fitting.Select(each => Token(NqlWords.TextOf(each))),
                Token(NqlWords.Exists), Token("NOT EXISTS")];
        }
        return [
            .. fitting.Where(each => each is Comparison.Contains or Comparison.Matches).Select(each => Token(NqlWords.TextOf(each))),
            Token(NqlWords.Exists)];
    }

    Comparison? TakeSign()
    {
        var start = _scanner.Position;
        switch (_scanner.Current)
        {
            case '=':
                _scanner.Position++;
                _scanner.TryTake('=');
                return Comparison.Equal;
            case '<':
                _scanner.Position++;
                return _scanner.TryTake('=') ? Comparison.LessOrEqual : Comparison.Less;
            case '>':
                _scanner.Position++;
                return _scanner.TryTake('=') ? Comparison.GreaterOrEqual : Comparison.Greater;
            case '!':
                _scanner.Position++;
                if (_scanner.TryTake('='))
                    return Comparison.NotEqual;
                _scanner.Position = start;
                return null;
            default:
                return null;
        }
    }

    bool TakeWith(string first)
    {
        var start = _scanner.Position;
        if (_scanner.TryTakeKeyword(first))
        {
            _scanner.SkipSpace();
            if (_scanner.TryTakeKeyword(NqlWords.With))
                return true;
        }
        _scanner.Position = start;
        return false;
    }

    NqlLiteral? ParseLiteral(string what)
    {
        _scanner.SkipSpace();
        var start = _scanner.Position;
        if (_scanner.Current is '"' or '\'')
        {
            if (_scanner.TryTakeQuoted(escapes: true, out var value))
                return new NqlLiteral(TextSpan.FromTo(start, _scanner.Position), value, Quoted: true);
            Fault(new TextSpan(start, 1), "a quote that is never closed", [Token(text[start].ToString())]);
            return null;
        }
        var word = _scanner.PeekWord(asValue: true).ToString();
        if (word.Length == 0 || NqlWords.Reserved.Contains(word))
        {
            Unexpected([NqlExpectation.Value(what)]);
            return null;
        }
        _scanner.Position += word.Length;
        return new NqlLiteral(new TextSpan(start, word.Length), word, Quoted: false);
    }

    static NqlExpectation Token(string text) => NqlExpectation.Token(text);

    NqlNode? TooLong()
    {
        Fault(new TextSpan(NqlLimits.MaxLength, text.Length - NqlLimits.MaxLength), "a query that is too long", [],
            $"It has {text.Length} characters; at most {NqlLimits.MaxLength} are allowed.");
        return null;
    }

    NqlNode? Unexpected(ImmutableArray<NqlExpectation> expected)
    {
        var place = _scanner.PeekPiece();
        Fault(place, place.Length == 0 ? "the end of the query" : NqlFault.Quote(text, place), expected);
        return null;
    }

    /// <summary>The first fault is the one to tell.</summary>
    void Fault(TextSpan place, string found, ImmutableArray<NqlExpectation> expected, string? detail = null) =>
        _fault ??= NqlFault.At(text, place, found, expected, detail);

    /// <summary>What stands between two parentheses, so far: finished ANDs, the parts of the one being read, and the NOTs that wait for their operand.</summary>
    sealed class Group(int start)
    {
        readonly List<NqlNode> _ors = [];
        List<NqlNode> _ands = [];

        public int Start { get; } = start;

        public Stack<int> Nots { get; } = new();

        /// <returns>How many NOTs found their operand.</returns>
        public int Add(NqlNode operand)
        {
            var nots = Nots.Count;
            while (Nots.TryPop(out var not))
                operand = new NqlNot(TextSpan.FromTo(not, operand.Span.End), operand);
            _ands.Add(operand);
            return nots;
        }

        public void EndAnd()
        {
            _ors.Add(Join(_ands, static (span, parts) => new NqlAnd(span, parts)));
            _ands = [];
        }

        public NqlNode Finish()
        {
            EndAnd();
            return Join(_ors, static (span, parts) => new NqlOr(span, parts));
        }

        static NqlNode Join(List<NqlNode> parts, Func<TextSpan, ImmutableArray<NqlNode>, NqlNode> join) => parts.Count == 1
            ? parts[0]
            : join(TextSpan.FromTo(parts[0].Span.Start, parts[^1].Span.End), [.. parts]);
    }
}

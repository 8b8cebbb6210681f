using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>The runs a query looks at, and their attributes one column at a time.</summary>
interface IRunColumns
{
    ReadOnlySpan<RunHead> Heads { get; }

    /// <summary>One cell per head, in the same order. Cells of another type than the column states are missing.</summary>
    Cell[] Load(ColumnId column);
}

/// <summary>Evaluates a predicate over columns, as <see cref="PredicateEvaluator"/> defines it; each column is loaded once.</summary>
/// <param name="nowUnixMicros">What relative times in the predicate count from.</param>
sealed class RunFilter(IRunColumns table, long nowUnixMicros)
{
    readonly Dictionary<ColumnId, Cell[]> _columns = [];

    public Cell[] Column(ColumnId column)
    {
        if (!_columns.TryGetValue(column, out var cells))
            _columns[column] = cells = table.Load(column);
        return cells;
    }

    /// <returns>Places of the matching runs in <see cref="IRunColumns.Heads"/>, rising.</returns>
    public List<int> Matches(RunPredicate? where)
    {
        var holds = where is null ? null : Compile(where);
        var matches = new List<int>();
        for (var i = 0; i < table.Heads.Length; i++)
            if (holds is null || holds(i))
                matches.Add(i);
        return matches;
    }

    Func<int, bool> Compile(RunPredicate predicate)
    {
        switch (predicate)
        {
            case RunPredicate.And and:
                var all = CompileAll(and.Parts);
                return i => Array.TrueForAll(all, part => part(i));
            case RunPredicate.Or or:
                var any = CompileAll(or.Parts);
                return i => Array.Exists(any, part => part(i));
            case RunPredicate.Not not:
                var inner = Compile(not.Part);
                return i => !inner(i);
            case RunPredicate.Compare compare:
                var test = new CellTest(compare.Operator, compare.Literal, compare.Column.Aggregate, nowUnixMicros);
                var column = Column(compare.Column);
                return i => test.Holds(column[i]);
            case RunPredicate.Exists exists:
                var present = Column(exists.Column);
                return i => !present[i].IsMissing;
            case RunPredicate.MentionsText mentions:
                return Mentions(mentions.Text);
            default:
                throw new NotSupportedException(predicate.GetType().Name);
        }
    }

    Func<int, bool>[] CompileAll(ImmutableArray<RunPredicate> parts) => [.. parts.Select(Compile)];

    Func<int, bool> Mentions(string text)
    {
        var names = Column(new ColumnId(AttributePath.Of(SystemAttributes.Name), AttributeType.String));
        var tags = Column(new ColumnId(AttributePath.Of(SystemAttributes.Tags), AttributeType.StringSet));
        var groupTags = Column(new ColumnId(AttributePath.Of(SystemAttributes.GroupTags), AttributeType.StringSet));
        bool Has(string? candidate) => candidate is not null && candidate.Contains(text, StringComparison.OrdinalIgnoreCase);
        bool HasMember(in Cell cell) => !cell.Members.IsDefault && cell.Members.Any(Has);
        return i => Has(names[i].Text) || Has(table.Heads[i].ShortId) || Has(table.Heads[i].CustomId) || Has(table.Heads[i].Owner)
            || HasMember(tags[i]) || HasMember(groupTags[i]);
    }
}

using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>The runs of a project as they are at one moment, and their attributes one column at a time.</summary>
interface IRunColumns
{
    int Count { get; }

    /// <summary>As it is stored: what says whether a run lives may be older than what <see cref="Load"/> gives.</summary>
    RunHead Head(int place);

    /// <summary>Null when the project has no such run.</summary>
    int? PlaceOf(RunId run);

    /// <summary>One cell per run. Cells of another type than the column states are missing.</summary>
    CellColumn Load(ColumnId column);
}

/// <summary>Which runs a question is about.</summary>
/// <param name="Kinds">Empty for runs only.</param>
readonly record struct RunScope(ImmutableArray<RunKind> Kinds, RunPredicate? Where, ImmutableArray<RunId>? Only, GroupMembers? InGroup = null);

/// <summary>Evaluates a predicate over columns, as <see cref="PredicateEvaluator"/> defines it; each column is loaded once.</summary>
/// <param name="nowUnixMicros">What relative times in the predicate count from.</param>
sealed class RunFilter(IRunColumns table, long nowUnixMicros)
{
    readonly Dictionary<ColumnId, CellColumn> _columns = [];

    public CellColumn Column(ColumnId column)
    {
        if (!_columns.TryGetValue(column, out var cells))
            _columns[column] = cells = table.Load(column);
        return cells;
    }

    /// <returns>Places of the matching runs, rising.</returns>
    public List<int> Matches(in RunScope scope, CancellationToken cancel)
    {
        const int betweenLooks = 0xFFF;
        var kinds = AttributeRanking.KindsOf(scope.Kinds).Aggregate(0, (all, kind) => all | 1 << (int)kind);
        var holds = scope.Where is null ? null : Compile(scope.Where);
        var isMember = scope.InGroup is null ? null : Compile(scope.InGroup);
        var places = scope.Only is { } only ? Places(only) : null;
        var count = places?.Count ?? table.Count;
        var matches = new List<int>();
        for (var i = 0; i < count; i++)
        {
            if ((i & betweenLooks) == 0)
                cancel.ThrowIfCancellationRequested();
            var place = places is null ? i : places[i];
            if ((kinds >> (int)table.Head(place).Kind & 1) != 0 && (holds is null || holds(place)) && (isMember is null || isMember(place)))
                matches.Add(place);
        }
        return matches;
    }

    List<int> Places(ImmutableArray<RunId> only)
    {
        var places = new List<int>();
        foreach (var run in only.Distinct())
            if (table.PlaceOf(run) is { } place)
                places.Add(place);
        places.Sort();
        return places;
    }

    Func<int, bool> Compile(GroupMembers group)
    {
        var columns = group.By.Select(Column).ToArray();
        var values = group.Key.Values;
        return place =>
        {
            for (var i = 0; i < columns.Length; i++)
                if (!columns[i][place].ToValue().Equals(values[i]))
                    return false;
            return true;
        };
    }

    Func<int, bool> Compile(RunPredicate predicate)
    {
        switch (predicate)
        {
            case RunPredicate.And and:
                var all = CompileAll(and.Parts);
                return i => AreAll(all, i, true);
            case RunPredicate.Or or:
                var any = CompileAll(or.Parts);
                return i => !AreAll(any, i, false);
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

    /// <summary>Without a delegate made for each run.</summary>
    static bool AreAll(Func<int, bool>[] parts, int place, bool expected)
    {
        foreach (var part in parts)
            if (part(place) != expected)
                return false;
        return true;
    }

    Func<int, bool>[] CompileAll(ImmutableArray<RunPredicate> parts) => [.. parts.Select(Compile)];

    /// <summary>Stored columns that a search in texts looks at: name, description, tags, group tags.</summary>
    public static ImmutableArray<ColumnId> MentionedColumns { get; } =
    [
        new(AttributePath.Of(SystemAttributes.Name), AttributeType.String),
        new(AttributePath.Of(SystemAttributes.Tags), AttributeType.StringSet),
        new(AttributePath.Of(SystemAttributes.GroupTags), AttributeType.StringSet),
        new(AttributePath.Of(SystemAttributes.Description), AttributeType.String),
    ];

    Func<int, bool> Mentions(string text)
    {
        var (names, tags, groupTags, descriptions) = (Column(MentionedColumns[0]), Column(MentionedColumns[1]), Column(MentionedColumns[2]), Column(MentionedColumns[3]));
        bool Has(string? candidate) => candidate is not null && candidate.Contains(text, StringComparison.OrdinalIgnoreCase);
        bool HasMember(in Cell cell) => !cell.Members.IsDefault && cell.Members.Any(Has);
        return i => Has(names[i].Text) || Has(table.Head(i).ShortId) || Has(table.Head(i).CustomId) || Has(table.Head(i).Owner)
            || HasMember(tags[i]) || HasMember(groupTags[i]) || Has(descriptions[i].Text);
    }
}

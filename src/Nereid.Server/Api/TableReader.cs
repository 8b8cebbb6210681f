using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Query;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Turns the columns and filters of a request into those of the domain. Keeps the first fault; look at <see cref="Problem"/> once, at the end.</summary>
sealed class TableReader
{
    const int TextChars = 2000;
    const int NamedRuns = 100_000;

    static readonly RunPredicate IsTrashed =
        new RunPredicate.Compare(new ColumnId(AttributePath.Of(SystemAttributes.Trashed)), Comparison.Equal, "true");

    static readonly ColumnId NoColumn = new(AttributePath.Of(SystemAttributes.Id));

    public Problem? Problem { get; private set; }

    public void Refuse(string field, string detail) => Refuse(Problems.Invalid(field, detail));

    public void Refuse(Problem problem) => Problem ??= problem;

    public ColumnId Column(ColumnDto column, string field)
    {
        if (AttributePath.TryParse(column.Path, out var path, out var fault))
            return new ColumnId(path, column.Type, column.Aggregate);
        Refuse($"{field}.path", fault);
        return NoColumn;
    }

    public ImmutableArray<ColumnId> Columns(IReadOnlyList<ColumnDto> columns, int least, int most, string field)
    {
        if (columns.Count >= least && columns.Count <= most)
            return [.. columns.Select((column, i) => Column(column, $"{field}[{i}]"))];
        Refuse(field, $"Expected {least} to {most} columns, got {columns.Count}.");
        return [];
    }

    /// <summary>The named runs; null for all.</summary>
    public static ImmutableArray<RunId>? Only(RunFilterDto? filter) => filter?.Only is { } only ? [.. only.Select(id => new RunId(id))] : null;

    /// <param name="filter">Null: all runs that are not in the trash.</param>
    public RunPredicate? Where(RunFilterDto? filter, string field)
    {
        filter ??= new RunFilterDto();
        var parts = ImmutableArray.CreateBuilder<RunPredicate>();
        if (filter.Scope != TrashScope.All)
            parts.Add(filter.Scope == TrashScope.Trashed ? IsTrashed : new RunPredicate.Not(IsTrashed));
        if (filter.Text?.Length > TextChars)
            Refuse($"{field}.text", $"Expected at most {TextChars} characters, got {filter.Text.Length}.");
        if (filter.Only?.Count > NamedRuns)
            Refuse($"{field}.only", $"Expected at most {NamedRuns} runs, got {filter.Only.Count}.");
        if (!string.IsNullOrWhiteSpace(filter.Text))
            parts.Add(new RunPredicate.MentionsText(filter.Text.Trim()));
        if (filter.Nql is { } text)
        {
            if (!Nql.TryParse(text, filter.Dialect, out var query, out var fault))
                Problem ??= Problems.InvalidQuery($"{field}.nql", TableDescriptions.Describe(fault));
            else if (query.Where is { } where)
                parts.Add(where);
        }
        if (filter.Where is { } tree && Condition(tree, $"{field}.where") is { } condition)
            parts.Add(condition);
        return parts.Count switch { 0 => null, 1 => parts[0], _ => new RunPredicate.And(parts.ToImmutable()) };
    }

    /// <summary>Null when there is a fault. What could never hold is refused as it is in the language's text.</summary>
    public RunPredicate? Condition(ConditionDto tree, string field)
    {
        var predicate = Visit(tree, field);
        if (Problem is null && !Nql.TryParse(Nql.Print(predicate), NqlDialect.Neptune1, out _, out var fault))
            Problem = Problems.Invalid(field, $"As a query this reads {Nql.Print(predicate)}. {fault.Message}");
        return Problem is null ? predicate : null;
    }

    RunPredicate Visit(ConditionDto node, string field) => node switch
    {
        AndConditionDto and => new RunPredicate.And(Parts(and.Parts, field)),
        OrConditionDto or => new RunPredicate.Or(Parts(or.Parts, field)),
        NotConditionDto not => new RunPredicate.Not(Visit(not.Part, $"{field}.part")),
        CompareConditionDto compare => new RunPredicate.Compare(Column(compare.Column, $"{field}.column"), compare.Operator, compare.Value),
        ExistsConditionDto exists => new RunPredicate.Exists(Column(exists.Column, $"{field}.column")),
        MentionsConditionDto mentions => new RunPredicate.MentionsText(mentions.Text),
        _ => throw new System.Diagnostics.UnreachableException(node.GetType().Name),
    };

    ImmutableArray<RunPredicate> Parts(IReadOnlyList<ConditionDto> parts, string field)
    {
        if (parts.Count == 0)
            Refuse($"{field}.parts", "Expected at least one condition.");
        return [.. parts.Select((part, i) => Visit(part, $"{field}.parts[{i}]"))];
    }
}

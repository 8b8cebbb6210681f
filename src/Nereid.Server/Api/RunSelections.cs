using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Query;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Turns the runs that a request is about into what the store understands.</summary>
static class RunSelections
{
    public const int Ids = 100_000;

    public static readonly RunPredicate IsTrashed =
        new RunPredicate.Compare(new ColumnId(AttributePath.Of(SystemAttributes.Trashed)), Comparison.Equal, "true");

    /// <summary>Null when the selection makes sense.</summary>
    public static Problem? Fault(RunSelectionDto selection, string field)
    {
        if (selection.Ids is null == selection.Query is null)
            return Problems.Invalid(field, "Expected either ids or a query, and not both.");
        if (selection.Ids is { Count: > Ids })
            return Problems.Invalid($"{field}.ids", $"Expected at most {Ids} runs, got {selection.Ids.Count}. Name them by a query.");
        if (selection.Query is { } text && !Nql.TryParse(text, NqlDialect.Neptune1, out _, out var fault))
            return Problems.Invalid($"{field}.query", fault.Message);
        return null;
    }

    /// <summary>What the query of a selection means; the text was looked at by <see cref="Fault"/>.</summary>
    public static RunPredicate Where(RunSelectionDto selection)
    {
        var kept = selection.Trashed ? IsTrashed : new RunPredicate.Not(IsTrashed);
        return Nql.TryParse(selection.Query ?? "", NqlDialect.Neptune1, out var query, out var fault)
            ? query.Where is { } where ? new RunPredicate.And([kept, where]) : kept
            : throw new ArgumentException(fault.Message, nameof(selection));
    }
}

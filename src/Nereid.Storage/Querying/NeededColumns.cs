using System.Diagnostics;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Which stored columns a question will load, so that a store can make all of them ready at once.</summary>
static class NeededColumns
{
    public static HashSet<ColumnId> Of(RunQuery query) => Stored(
        [.. In(query.Where), .. query.Sort.IsDefault ? [] : query.Sort.Where(sort => sort.Values is null).Select(sort => sort.Column), .. query.InGroup is { } group ? group.By : []]);

    public static HashSet<ColumnId> Of(RunGroupQuery query) => Stored([.. In(query.Where), .. query.By, .. query.Figures]);

    public static HashSet<ColumnId> Of(DistinctQuery query) => Stored([.. In(query.Where), query.Column]);

    public static HashSet<ColumnId> Of(RunScope scope) => Stored([.. In(scope.Where)]);

    static HashSet<ColumnId> Stored(IEnumerable<ColumnId> columns) => [.. columns.Where(column => !SystemAttributes.Computed.ContainsKey(column.Path.Text))];

    static IEnumerable<ColumnId> In(RunPredicate? predicate) => predicate switch
    {
        null => [],
        RunPredicate.And and => and.Parts.SelectMany(In),
        RunPredicate.Or or => or.Parts.SelectMany(In),
        RunPredicate.Not not => In(not.Part),
        RunPredicate.Compare compare => [compare.Column],
        RunPredicate.Exists exists => [exists.Column],
        RunPredicate.MentionsText => RunFilter.MentionedColumns,
        _ => throw new UnreachableException(predicate.GetType().Name),
    };
}

using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Counts the values of a column.</summary>
static class DistinctValues
{
    public static DistinctPage Page(IRunColumns table, DistinctQuery query, long nowUnixMicros, CancellationToken cancel)
    {
        var filter = new RunFilter(table, nowUnixMicros);
        var column = filter.Column(query.Column);
        var runs = new Dictionary<ColumnValue, long>();
        void Count(in ColumnValue value) => runs[value] = runs.GetValueOrDefault(value) + 1;
        foreach (var place in filter.Matches(new RunScope(query.Kinds, query.Where, query.Only), cancel))
        {
            var cell = column[place];
            if (cell.Type == AttributeType.StringSet)
                foreach (var member in cell.Members)
                    Count(ColumnValue.OfText(member));
            else if (!cell.IsMissing)
                Count(cell.ToValue());
        }
        var found = runs.Where(each => query.Text.Length == 0 || each.Key.ToString().Contains(query.Text, StringComparison.OrdinalIgnoreCase)).ToList();
        var page = found
            .OrderByDescending(each => each.Value)
            .ThenBy(each => Cell.Of(each.Key), Comparer<Cell>.Create((left, right) => CellOrder.Compare(left, right, descending: false)))
            .Take(query.Limit);
        return new DistinctPage(found.Count, [.. page.Select(each => new DistinctValue(each.Key, each.Value))]);
    }
}

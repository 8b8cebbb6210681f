using System.Collections.Immutable;
using Nereid.Domain.Queries;

namespace Nereid.Storage.Querying;

/// <summary>Answers grouped tables from columns.</summary>
static class TableGroups
{
    sealed class Group(RunGroupKey key, int figures)
    {
        public RunGroupKey Key => key;

        public Cell[] Cells { get; } = [.. key.Values.Select(value => Cell.Of(value))];

        public long Runs { get; set; }

        public List<double>[] Numbers { get; } = [.. Enumerable.Range(0, figures).Select(_ => new List<double>())];

        public GroupFigures[] Figures { get; set; } = [];
    }

    public static RunGroupPage Page(IRunColumns table, RunGroupQuery query, long nowUnixMicros, CancellationToken cancel)
    {
        var filter = new RunFilter(table, nowUnixMicros);
        var matches = filter.Matches(new RunScope(query.Kinds, query.Where, query.Only), cancel);
        var (by, figures) = (query.By.Select(filter.Column).ToArray(), query.Figures.Select(filter.Column).ToArray());
        var groups = new Dictionary<RunGroupKey, Group>();
        foreach (var place in matches)
        {
            var key = new RunGroupKey([.. by.Select(column => column[place].ToValue())]);
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = new Group(key, figures.Length);
            group.Runs++;
            for (var i = 0; i < figures.Length; i++)
                if (figures[i][place] is var cell && CellOrder.GroupOf(cell) == CellGroup.Number)
                    group.Numbers[i].Add(cell.Number);
        }
        foreach (var group in groups.Values)
            group.Figures = [.. group.Numbers.Select(FiguresOf)];
        var page = groups.Values.Order(new Order(query.Sort)).Skip((int)Math.Min(query.Offset, groups.Count)).Take(query.Limit);
        return new RunGroupPage(groups.Count, matches.Count, [.. page.Select(group => new RunGroup(group.Key, group.Runs, [.. group.Figures]))]);
    }

    static GroupFigures FiguresOf(List<double> numbers)
    {
        if (numbers.Count == 0)
            return new GroupFigures(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        numbers.Sort();
        var (mean, squares, count) = (0d, 0d, 0);
        foreach (var number in numbers)
        {
            var distance = number - mean;
            mean += distance / ++count;
            squares += distance * (number - mean);
        }
        // Infinities have no place in a running mean.
        if (!double.IsFinite(numbers[0]) || !double.IsFinite(numbers[^1]))
            mean = numbers.Sum();
        var middle = numbers.Count / 2;
        var median = numbers.Count % 2 == 1 || numbers[middle - 1].Equals(numbers[middle]) ? numbers[middle] : numbers[middle - 1] / 2 + numbers[middle] / 2;
        return new GroupFigures(count, mean, count < 2 ? double.NaN : Math.Sqrt(squares / (count - 1)), numbers[0], numbers[^1], median);
    }

    sealed class Order(ImmutableArray<GroupSort> sorts) : IComparer<Group>
    {
        public int Compare(Group? x, Group? y)
        {
            foreach (var sort in sorts.IsDefault ? [] : sorts)
                if (Compare(x!, y!, sort) is var order and not 0)
                    return order;
            for (var i = 0; i < x!.Cells.Length; i++)
                if (CellOrder.Compare(x.Cells[i], y!.Cells[i], descending: false) is var order and not 0)
                    return order;
            return 0;
        }

        static int Compare(Group x, Group y, GroupSort sort)
        {
            if (sort.By == GroupSortBy.Key)
                return CellOrder.Compare(x.Cells[sort.Index], y.Cells[sort.Index], sort.Descending);
            return CellOrder.Compare(Number(x, sort), Number(y, sort), sort.Descending);
        }

        static Cell Number(Group group, GroupSort sort) => new(Domain.Runs.AttributeType.Float, Number: sort.By switch
        {
            GroupSortBy.Runs => group.Runs,
            GroupSortBy.Mean => group.Figures[sort.Index].Mean,
            GroupSortBy.Min => group.Figures[sort.Index].Min,
            GroupSortBy.Max => group.Figures[sort.Index].Max,
            GroupSortBy.Median => group.Figures[sort.Index].Median,
            GroupSortBy.StandardDeviation => group.Figures[sort.Index].StandardDeviation,
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort.By, "There is no such order of groups."),
        });
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Storage.Series.Analysis;

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
        var groups = by is [var single] ? (IGroups)new ByOne(single, figures.Length) : new BySeveral(by, figures.Length);
        foreach (var place in matches)
        {
            var group = groups.Of(place);
            group.Runs++;
            for (var i = 0; i < figures.Length; i++)
                if (figures[i][place] is var cell && CellOrder.GroupOf(cell) == CellGroup.Number)
                    group.Numbers[i].Add(cell.Number);
        }
        foreach (var group in groups.All)
            group.Figures = [.. group.Numbers.Select(FiguresOf)];
        var page = groups.All.Order(new Order(query.Sort)).Skip((int)Math.Min(query.Offset, groups.All.Count)).Take(query.Limit);
        return new RunGroupPage(groups.All.Count, matches.Count, [.. page.Select(group => new RunGroup(group.Key, group.Runs, [.. group.Figures]))]);
    }

    interface IGroups
    {
        IReadOnlyCollection<Group> All { get; }

        Group Of(int place);
    }

    /// <summary>Without a key of its own for each run, which would be most of the cost.</summary>
    sealed class ByOne(CellColumn column, int figures) : IGroups
    {
        /// <summary>A column holds each of its first texts once: those are known without a look at their characters.</summary>
        const int KnownTexts = 1_024;

        readonly Dictionary<ColumnValue, Group> _groups = [];
        readonly Dictionary<string, Group> _known = new(ReferenceEqualityComparer.Instance);

        public IReadOnlyCollection<Group> All => _groups.Values;

        public Group Of(int place)
        {
            var cell = column[place];
            var text = CellOrder.GroupOf(cell) == CellGroup.Text ? cell.Text : null;
            if (text is not null && _known.TryGetValue(text, out var known))
                return known;
            var value = cell.ToValue();
            if (!_groups.TryGetValue(value, out var group))
                _groups[value] = group = new Group(new RunGroupKey([value]), figures);
            if (text is not null && _known.Count < KnownTexts)
                _known[text] = group;
            return group;
        }
    }

    sealed class BySeveral(CellColumn[] columns, int figures) : IGroups
    {
        readonly Dictionary<RunGroupKey, Group> _groups = [];

        public IReadOnlyCollection<Group> All => _groups.Values;

        public Group Of(int place)
        {
            var values = new ColumnValue[columns.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = columns[i][place].ToValue();
            var key = new RunGroupKey(ImmutableCollectionsMarshal.AsImmutableArray(values));
            if (!_groups.TryGetValue(key, out var group))
                _groups[key] = group = new Group(key, figures);
            return group;
        }
    }

    static GroupFigures FiguresOf(List<double> numbers)
    {
        if (numbers.Count == 0)
            return new GroupFigures(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var (mean, squares, count, least, greatest) = (0d, 0d, 0, numbers[0], numbers[0]);
        foreach (var number in numbers)
        {
            var distance = number - mean;
            mean += distance / ++count;
            squares += distance * (number - mean);
            (least, greatest) = (Math.Min(least, number), Math.Max(greatest, number));
        }
        // Infinities have no place in a running mean.
        if (!double.IsFinite(least) || !double.IsFinite(greatest))
            mean = numbers.Sum();
        Span<double> median = stackalloc double[1];
        Quantiles.Find(CollectionsMarshal.AsSpan(numbers), [0.5], median);
        return new GroupFigures(count, mean, count < 2 ? double.NaN : Math.Sqrt(squares / (count - 1)), least, greatest, median[0]);
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

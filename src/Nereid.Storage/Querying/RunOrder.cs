using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Sorts places of runs by the asked columns; ties by creation, newest first, then by place, later first. Short ids go by their
/// number, so that TITA-2 comes before TITA-10.</summary>
sealed class RunOrder(IRunColumns table, RunFilter columns, ImmutableArray<RunSort> sorts) : IComparer<int>
{
    /// <summary>No cells: by short id.</summary>
    readonly (Cell[]? Cells, bool Descending)[] _keys = sorts.IsDefault ? [] :
        [.. sorts.Select(sort => (sort.Column.Path.Text == SystemAttributes.Id ? null : columns.Column(sort.Column), sort.Descending))];

    public int Compare(int x, int y)
    {
        foreach (var (cells, descending) in _keys)
        {
            var order = cells is not null ? CellOrder.Compare(cells[x], cells[y], descending)
                : descending ? CompareIds(table.Heads[y], table.Heads[x]) : CompareIds(table.Heads[x], table.Heads[y]);
            if (order != 0)
                return order;
        }
        var heads = table.Heads;
        var byCreation = heads[y].CreatedUnixMicros.CompareTo(heads[x].CreatedUnixMicros);
        return byCreation != 0 ? byCreation : y.CompareTo(x);
    }

    static int CompareIds(RunHead left, RunHead right)
    {
        var byPrefix = Prefix(left).SequenceCompareTo(Prefix(right));
        return byPrefix != 0 ? byPrefix : left.Number.CompareTo(right.Number);
    }

    /// <summary>The short id without its number; models and project metadata have none.</summary>
    static ReadOnlySpan<char> Prefix(RunHead head) =>
        head.Number == 0 ? head.ShortId : head.ShortId.AsSpan(0, head.ShortId.LastIndexOf('-'));
}

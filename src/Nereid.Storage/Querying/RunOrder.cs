using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Sorts places of runs by the asked columns; ties by creation, newest first, then by place, later first.</summary>
sealed class RunOrder(IRunColumns table, RunFilter columns, ImmutableArray<RunSort> sorts) : IComparer<int>
{
    readonly (Cell[] Cells, bool Descending)[] _keys =
        sorts.IsDefault ? [] : [.. sorts.Select(sort => (columns.Column(sort.Column), sort.Descending))];

    public int Compare(int x, int y)
    {
        foreach (var (cells, descending) in _keys)
            if (CellOrder.Compare(cells[x], cells[y], descending) is var order and not 0)
                return order;
        var heads = table.Heads;
        var byCreation = heads[y].CreatedUnixMicros.CompareTo(heads[x].CreatedUnixMicros);
        return byCreation != 0 ? byCreation : y.CompareTo(x);
    }
}

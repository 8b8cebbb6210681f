using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Sorts places of runs by the asked columns; ties by creation, newest first, then by number and short id, highest first. Short ids go by their
/// number, so that TITA-2 comes before TITA-10.</summary>
sealed class RunOrder(IRunColumns table, RunFilter columns, ImmutableArray<RunSort> sorts) : IComparer<int>
{
    /// <summary>No cells: by short id.</summary>
    readonly (CellColumn? Cells, bool Descending)[] _keys = sorts.IsDefault ? [] :
        [.. sorts.Select(sort => (
            sort.Values is { } values ? new GivenColumn(table, values) : sort.Column.Path.Text == SystemAttributes.Id ? null : columns.Column(sort.Column),
            sort.Descending))];

    public int Compare(int x, int y)
    {
        foreach (var (cells, descending) in _keys)
        {
            var order = cells is not null ? CellOrder.Compare(cells[x], cells[y], descending) : CompareIds(table.Head(x), table.Head(y), descending);
            if (order != 0)
                return order;
        }
        var (left, right) = (table.Head(x), table.Head(y));
        return CompareTies((left.CreatedUnixMicros, left.Number, left.ShortId), (right.CreatedUnixMicros, right.Number, right.ShortId));
    }

    /// <summary>The row's place among all that there ever may be.</summary>
    public RunCursor CursorOf(int place)
    {
        var head = table.Head(place);
        return new RunCursor(
            [.. _keys.Select(key => key.Cells is { } cells ? CellOrder.Cut(cells[place].ToValue()) : ColumnValue.OfText(head.ShortId))],
            head.CreatedUnixMicros, head.Number, head.ShortId);
    }

    /// <summary>Tells which rows lie behind a place.</summary>
    public Func<int, bool> Behind(RunCursor cursor)
    {
        var keys = cursor.Values.Select(value => Cell.Of(value)).ToArray();
        return place =>
        {
            var head = table.Head(place);
            for (var i = 0; i < _keys.Length; i++)
            {
                var (cells, descending) = _keys[i];
                var order = cells is not null ? CellOrder.Compare(cells[place], keys[i], descending)
                    : CompareIds(Parts(head.ShortId, head.Number), Parts(cursor.ShortId, cursor.Number), descending);
                if (order != 0)
                    return order > 0;
            }
            return CompareTies((head.CreatedUnixMicros, head.Number, head.ShortId), (cursor.CreatedUnixMicros, cursor.Number, cursor.ShortId)) > 0;
        };
    }

    static int CompareTies((long Created, long Number, string ShortId) left, (long Created, long Number, string ShortId) right)
    {
        var order = right.Created.CompareTo(left.Created);
        order = order != 0 ? order : right.Number.CompareTo(left.Number);
        return order != 0 ? order : string.CompareOrdinal(right.ShortId, left.ShortId);
    }

    static int CompareIds(RunHead left, RunHead right, bool descending) => CompareIds(Parts(left.ShortId, left.Number), Parts(right.ShortId, right.Number), descending);

    static int CompareIds(IdParts left, IdParts right, bool descending)
    {
        var order = left.Prefix.SequenceCompareTo(right.Prefix);
        order = order != 0 ? order : left.Number.CompareTo(right.Number);
        return descending ? -order : order;
    }

    readonly ref struct IdParts(ReadOnlySpan<char> prefix, long number)
    {
        public ReadOnlySpan<char> Prefix { get; } = prefix;

        public long Number { get; } = number;
    }

    /// <summary>The prefix is the short id without its number; models and project metadata have none.</summary>
    static IdParts Parts(string shortId, long number) =>
        new(number == 0 || shortId.LastIndexOf('-') is var dash && dash < 0 ? shortId : shortId.AsSpan(0, dash), number);
}

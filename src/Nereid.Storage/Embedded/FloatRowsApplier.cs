using Nereid.Storage.Records;
using Nereid.Storage.Series.Heads;

namespace Nereid.Storage.Embedded;

/// <summary>Brings rows of float points into the heads of their run.</summary>
static class FloatRowsApplier
{
    public static void Apply(RowsTaken taken, RunHeads heads, SeriesWriter series)
    {
        var rows = taken.Rows;
        var ordinals = new int[taken.Series.Length];
        for (var path = 0; path < ordinals.Length; path++)
            ordinals[path] = taken.Series[path]?.Ordinal ?? -1;
        var hasRefused = ordinals.Contains(-1);
        var (some, values) = (new int[16], Array.Empty<double>());
        var count = 0;
        for (var row = 0; row < rows.RowCount; row++)
        {
            var paths = rows.PathsOf(row);
            if (hasRefused || row == 0 || !paths.SequenceEqual(rows.PathsOf(row - 1)))
            {
                if (some.Length < paths.Length)
                    some = new int[paths.Length];
                if (hasRefused && values.Length < paths.Length)
                    values = new double[paths.Length];
                count = 0;
                for (var i = 0; i < paths.Length; i++)
                {
                    if (ordinals[paths[i]] < 0)
                        continue;
                    if (hasRefused)
                        values[count] = rows.ValuesOf(row)[i];
                    some[count++] = ordinals[paths[i]];
                }
            }
            series.Append(heads, rows.StepOf(row), rows.UnixMicrosOf(row), some.AsSpan(0, count), hasRefused ? values.AsSpan(0, count) : rows.ValuesOf(row));
        }
    }

    /// <summary>Of the journal. A series that is not there any more was deleted or cleared by a later entry.</summary>
    public static void Apply(RowsWritten written, RunHeads heads, SeriesWriter series)
    {
        long[]? numbers = null;
        var (ordinals, places, values) = (Array.Empty<int>(), Array.Empty<int>(), Array.Empty<double>());
        foreach (var row in written.Rows)
        {
            if (!ReferenceEquals(row.Series, numbers))
            {
                numbers = row.Series;
                (ordinals, places) = Find(numbers, heads, series);
                values = new double[places.Length];
            }
            for (var i = 0; i < places.Length; i++)
                values[i] = row.Values[places[i]];
            series.Append(heads, row.Step, row.UnixMicros, ordinals, values);
        }
    }

    /// <returns>Ordinals of the series that are still there, and their places among the numbers.</returns>
    static (int[] Ordinals, int[] Places) Find(long[] numbers, RunHeads heads, SeriesWriter series)
    {
        var (ordinals, places) = (new List<int>(numbers.Length), new List<int>(numbers.Length));
        for (var i = 0; i < numbers.Length; i++)
        {
            if (heads.Find(numbers[i]) is not { IsDead: false } head)
                continue;
            ordinals.Add(head.Ordinal);
            places.Add(i);
            series.MarkUnsaved(heads, head);
        }
        return ([.. ordinals], [.. places]);
    }
}

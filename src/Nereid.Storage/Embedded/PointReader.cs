using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Reads windows of the points of one series, floats aside, with what it inherits.</summary>
/// <param name="read">Makes a point of a row with the columns step, millionths, at, value.</param>
sealed class PointReader<T>(Statements database, StoredLineage lineage, Func<Statement, T> read)
{
    readonly string _table = PointTable.NameOf(lineage.Type);

    public PointPage<T> Page(PointWindow window, CancellationToken cancel)
    {
        var range = StepRange.Of(window);
        var parts = PointParts.Of(database, lineage);
        if (parts.Overlap)
            return new MergedPoints<T>(database, _table, parts.OldestFirst, read).Page(window, range, cancel);
        var counts = parts.OldestFirst.Select(part => Count(part, range)).ToList();
        var total = counts.Sum();
        var skipped = Math.Clamp(window.Offset, 0, total);
        var points = new T[Math.Clamp(window.Limit, 0, total - skipped)];
        // Places in ascending order; a descending page is the same stretch from the other end, turned round.
        var from = window.Descending ? total - skipped - points.Length : skipped;
        var filled = 0;
        for (var i = 0; i < counts.Count && filled < points.Length; i++)
        {
            var ahead = Math.Min(from, counts[i]);
            var taken = (int)Math.Min(counts[i] - ahead, points.Length - filled);
            if (taken > 0)
                Read(parts.OldestFirst[i], range, counts[i], ahead, points.AsSpan(filled, taken), cancel);
            from -= ahead;
            filled += taken;
        }
        if (window.Descending)
            Array.Reverse(points);
        return new PointPage<T>(total, ImmutableCollectionsMarshal.AsImmutableArray(points));
    }

    long Count(PointPart part, StepRange range)
    {
        var inside = range.UpTo(part.Limit);
        if (inside == StepRange.All)
            return part.Count;
        var count = inside.Bind(database[$"SELECT count(*) FROM {_table} WHERE series = ?1 AND {inside.Condition}"].Bind(1, part.Number));
        count.Step();
        var total = count.Int64(0);
        count.Reset();
        return total;
    }

    /// <summary>Fills in points in ascending order.</summary>
    /// <param name="count">All points of the part inside the range.</param>
    /// <param name="ahead">Of these, before the first one that is read.</param>
    void Read(PointPart part, StepRange range, long count, long ahead, Span<T> points, CancellationToken cancel)
    {
        // SQLite walks over what it skips, so pages in the far half are read from the other end and turned round.
        var rest = count - ahead - points.Length;
        var fromOtherEnd = rest < ahead;
        var order = fromOtherEnd ? "ORDER BY step DESC, millionths DESC" : "ORDER BY step, millionths";
        var inside = range.UpTo(part.Limit);
        var rows = inside.Bind(database[$"""
            SELECT step, millionths, at, value FROM {_table} WHERE series = ?1 AND {inside.Condition} {order} LIMIT ?6 OFFSET ?7
            """].Bind(1, part.Number));
        rows.Bind(6, points.Length).Bind(7, fromOtherEnd ? rest : ahead);
        var filled = 0;
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            points[filled++] = read(rows);
        }
        if (filled != points.Length)
            throw new InvalidDataException($"Series {part.Number} of runs.db has other points than were counted: {filled} of {points.Length} on this page.");
        if (fromOtherEnd)
            points.Reverse();
    }
}

using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Reads windows of the points of one series, floats aside, with what it inherits. What a page costs does not depend on where in the series it lies.</summary>
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
        var stretches = parts.OldestFirst.Select(part => Stretch.Of(database, lineage.Type, part, range.UpTo(part.Limit))).ToList();
        var total = stretches.Sum(stretch => stretch.Count);
        var skipped = Math.Clamp(window.Offset, 0, total);
        var points = new T[Math.Clamp(window.Limit, 0, total - skipped)];
        // Places in ascending order; a descending page is the same stretch from the other end, turned round.
        var from = window.Descending ? total - skipped - points.Length : skipped;
        var filled = 0;
        foreach (var stretch in stretches)
        {
            if (filled == points.Length)
                break;
            var ahead = Math.Min(from, stretch.Count);
            var taken = (int)Math.Min(stretch.Count - ahead, points.Length - filled);
            if (taken > 0)
                Read(stretch, ahead, points.AsSpan(filled, taken), cancel);
            from -= ahead;
            filled += taken;
        }
        if (window.Descending)
            Array.Reverse(points);
        return new PointPage<T>(total, ImmutableCollectionsMarshal.AsImmutableArray(points));
    }

    /// <summary>Fills in points in ascending order.</summary>
    /// <param name="ahead">Points of the stretch before the first one that is read.</param>
    void Read(in Stretch stretch, long ahead, Span<T> points, CancellationToken cancel)
    {
        var (from, skip) = stretch.Spans.Locate(stretch.First + ahead);
        var rows = database[$"""
            SELECT step, millionths, at, value FROM {_table}
            WHERE series = ?1 AND (step, millionths) >= (?2, ?3) ORDER BY step, millionths LIMIT ?4 OFFSET ?5
            """].Bind(1, stretch.Number).BindLeast(2, from).Bind(4, points.Length).Bind(5, skip);
        var filled = 0;
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            points[filled++] = read(rows);
        }
        if (filled != points.Length)
            throw new InvalidDataException($"Series {stretch.Number} of runs.db has other points than were counted: {filled} of {points.Length} on this page.");
    }

    /// <summary>The points of one part inside the range, by their numbers in the series.</summary>
    readonly record struct Stretch(long Number, PointSpans Spans, long First, long Count)
    {
        public static Stretch Of(Statements database, AttributeType type, PointPart part, StepRange range)
        {
            var spans = new PointSpans(database, type, part.Number);
            var first = range.From is not { } from ? 0 : range.ExcludesFrom ? spans.CountThrough(from) : spans.CountBefore(from);
            var end = range.To is not { } to ? spans.Total : range.ExcludesTo ? spans.CountBefore(to) : spans.CountThrough(to);
            return new Stretch(part.Number, spans, first, Math.Max(0, end - first));
        }
    }
}

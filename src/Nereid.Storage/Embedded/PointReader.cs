using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Reads windows of the points of one series.</summary>
/// <param name="read">Makes a point of a row with the columns step, millionths, at, value.</param>
sealed class PointReader<T>(Statements database, StoredSeries series, Func<Statement, T> read)
{
    const string Inside = "WHERE series = ?1 AND (step, millionths) >= (?2, ?3) AND (step, millionths) <= (?4, ?5)";

    readonly string _table = PointTable.NameOf(series.Type);

    public PointPage<T> Page(PointWindow window, CancellationToken cancel)
    {
        var total = Count(window);
        var skipped = Math.Clamp(window.Offset, 0, total);
        var taken = Math.Clamp(window.Limit, 0, total - skipped);
        if (taken == 0)
            return new PointPage<T>(total, []);
        // SQLite walks over what it skips, so pages in the far half are read from the other end and turned round.
        var rest = total - skipped - taken;
        var fromOtherEnd = rest < skipped;
        var points = Read(window, window.Descending ^ fromOtherEnd, fromOtherEnd ? rest : skipped, taken, cancel);
        if (fromOtherEnd)
            Array.Reverse(points);
        return new PointPage<T>(total, ImmutableCollectionsMarshal.AsImmutableArray(points));
    }

    long Count(PointWindow window)
    {
        if (window.From is null && window.To is null)
            return series.Count;
        var count = Bind(database[$"SELECT count(*) FROM {_table} {Inside}"], window);
        count.Step();
        var total = count.Int64(0);
        count.Reset();
        return total;
    }

    T[] Read(PointWindow window, bool descending, long offset, long limit, CancellationToken cancel)
    {
        var order = descending ? "ORDER BY step DESC, millionths DESC" : "ORDER BY step, millionths";
        var rows = Bind(database[$"SELECT step, millionths, at, value FROM {_table} {Inside} {order} LIMIT ?6 OFFSET ?7"], window);
        rows.Bind(6, limit).Bind(7, offset);
        var points = new T[limit];
        var filled = 0;
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            points[filled++] = read(rows);
        }
        return filled == points.Length ? points : points[..filled];
    }

    Statement Bind(Statement statement, PointWindow window) =>
        statement.Bind(1, series.Number).BindLeast(2, window.From).BindGreatest(4, window.To);
}

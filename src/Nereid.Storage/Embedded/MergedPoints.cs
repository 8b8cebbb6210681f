using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Reads generations of a series whose steps overlap, by walking over all of them side by side. Of points at one step the youngest counts.</summary>
/// <remarks>Costs as much as there are points in the window; a fork that writes only behind its fork point never comes here.</remarks>
sealed class MergedPoints<T>(Statements database, string table, List<PointPart> oldestFirst, Func<Statement, T> read)
{
    public PointPage<T> Page(PointWindow window, StepRange range, CancellationToken cancel)
    {
        var cursors = oldestFirst.Select((part, i) => Open(part, i, range, window.Descending)).ToArray();
        var hasRow = cursors.Select(cursor => cursor.Step()).ToArray();
        var points = ImmutableArray.CreateBuilder<T>();
        var total = 0L;
        while (Next(cursors, hasRow, window.Descending) is var next and >= 0)
        {
            cancel.ThrowIfCancellationRequested();
            if (total >= window.Offset && points.Count < window.Limit)
                points.Add(read(cursors[next]));
            total++;
            var step = cursors[next].Step(0);
            for (var i = 0; i < cursors.Length; i++)
                if (hasRow[i] && cursors[i].Step(0) == step)
                    hasRow[i] = cursors[i].Step();
        }
        return new PointPage<T>(total, points.ToImmutable());
    }

    Statement Open(PointPart part, int place, StepRange range, bool descending)
    {
        var inside = range.UpTo(part.Limit);
        var order = descending ? "ORDER BY step DESC, millionths DESC" : "ORDER BY step, millionths";
        // The comment makes a statement of its own for each place: they are open side by side.
        var rows = database[$"SELECT step, millionths, at, value FROM {table} WHERE series = ?1 AND {inside.Condition} {order} /* {place} */"];
        return inside.Bind(rows.Bind(1, part.Number));
    }

    /// <summary>Which cursor stands on the next step; of several the youngest. -1 when all are at their end.</summary>
    static int Next(Statement[] cursors, bool[] hasRow, bool descending)
    {
        var next = -1;
        for (var i = 0; i < cursors.Length; i++)
        {
            if (!hasRow[i])
                continue;
            var byStep = next < 0 ? -1 : cursors[i].Step(0).CompareTo(cursors[next].Step(0));
            if ((descending && next >= 0 ? -byStep : byStep) <= 0)
                next = i;
        }
        return next;
    }
}

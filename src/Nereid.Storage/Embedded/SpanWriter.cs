using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Keeps the spans (<see cref="PointSpans"/>) of string, file and histogram series. Belongs to the writer.</summary>
/// <remarks>The last span of a series that is being appended to is kept with its attribute and saved with the summary: an appended point costs no statement.</remarks>
/// <param name="full">Points after which the next span begins. A span that late points made twice as long is cut in two.</param>
sealed class SpanWriter(Statements database, int full)
{
    /// <summary>A point behind all others.</summary>
    public void Append(CachedAttribute attribute, Step step, long unixMicros)
    {
        var last = attribute.LastSpan ?? Find(attribute.Series, "DESC");
        if (last is not { } open || open.Points >= full)
        {
            SaveLast(attribute);
            attribute.LastSpan = new PointSpan(step, 1, unixMicros, unixMicros);
        }
        else
            attribute.LastSpan = Extend(open, isNew: true, unixMicros);
    }

    /// <summary>A point that is not behind all others: new, or in place of an earlier one.</summary>
    public void Put(CachedAttribute attribute, Step step, long unixMicros, bool isNew)
    {
        SaveLast(attribute);
        attribute.LastSpan = null;
        var at = database["""
            SELECT step, millionths, points, least_at, greatest_at FROM point_spans
            WHERE series = ?1 AND (step, millionths) <= (?2, ?3) ORDER BY step DESC, millionths DESC LIMIT 1
            """].Bind(1, attribute.Series).Bind(2, step);
        var found = ReadOne(at);
        var isFirst = found is null;
        var span = Extend((found ?? Find(attribute.Series, "ASC"))!.Value, isNew, unixMicros);
        Save(attribute.Series, span);
        if (span.Points >= 2 * full)
            Cut(attribute, span, isFirst || Find(attribute.Series, "ASC")!.Value.Border == span.Border);
    }

    /// <summary>Writes what <see cref="Append"/> kept back. Before the transaction ends.</summary>
    public void SaveLast(CachedAttribute attribute)
    {
        if (attribute.LastSpan is { } last)
            Save(attribute.Series, last);
    }

    /// <summary>Counts the spans in and about a range anew, after points of it went or came.</summary>
    public void Rebuild(CachedAttribute attribute, DeletedRange range)
    {
        attribute.LastSpan = null;
        var borders = new List<Step>();
        var spans = database["SELECT step, millionths FROM point_spans WHERE series = ?1 ORDER BY step, millionths"].Bind(1, attribute.Series);
        while (spans.Step())
            borders.Add(spans.Step(0));
        var first = range.From is { } from ? Math.Max(0, borders.FindLastIndex(border => border <= from)) : 0;
        var end = range.To is { } to ? Math.Max(first + 1, borders.FindLastIndex(border => border <= to) + 1) : borders.Count;
        for (var i = first; i < Math.Min(end, borders.Count); i++)
            database["DELETE FROM point_spans WHERE series = ?1 AND step = ?2 AND millionths = ?3"].Bind(1, attribute.Series).Bind(2, borders[i]).Execute();

        // What lies before the border of the first span belongs to it too.
        var rows = database[$"""
            SELECT step, millionths, at FROM {PointTable.NameOf(attribute.Type)}
            WHERE series = ?1 AND (step, millionths) >= (?2, ?3) AND (step, millionths) < (?4, ?5) ORDER BY step, millionths
            """].Bind(1, attribute.Series).BindLeast(2, first == 0 ? null : borders[first]).BindGreatest(4, end < borders.Count ? borders[end] : null);
        PointSpan? open = null;
        while (rows.Step())
        {
            if (open is { } whole && whole.Points >= full)
            {
                Save(attribute.Series, whole);
                open = null;
            }
            open = open is { } begun ? Extend(begun, isNew: true, rows.Int64(2)) : new PointSpan(rows.Step(0), 1, rows.Int64(2), rows.Int64(2));
        }
        if (open is { } last)
            Save(attribute.Series, last);
    }

    void Cut(CachedAttribute attribute, PointSpan span, bool isFirst)
    {
        var rows = database[$"""
            SELECT step, millionths, at FROM {PointTable.NameOf(attribute.Type)}
            WHERE series = ?1 AND (step, millionths) >= (?2, ?3) ORDER BY step, millionths LIMIT ?4
            """];
        // What lies before the border of the first span belongs to it too.
        rows.Bind(1, attribute.Series).BindLeast(2, isFirst ? null : span.Border).Bind(4, span.Points);
        PointSpan? low = null, high = null;
        for (var i = 0L; rows.Step(); i++)
        {
            ref var half = ref (i < span.Points / 2 ? ref low : ref high);
            half = half is { } begun ? Extend(begun, isNew: true, rows.Int64(2)) : new PointSpan(rows.Step(0), 1, rows.Int64(2), rows.Int64(2));
        }
        database["DELETE FROM point_spans WHERE series = ?1 AND step = ?2 AND millionths = ?3"].Bind(1, attribute.Series).Bind(2, span.Border).Execute();
        Save(attribute.Series, low!.Value);
        Save(attribute.Series, high!.Value);
    }

    static PointSpan Extend(PointSpan span, bool isNew, long unixMicros) => span with
    {
        Points = span.Points + (isNew ? 1 : 0),
        LeastMicros = Math.Min(span.LeastMicros, unixMicros),
        GreatestMicros = Math.Max(span.GreatestMicros, unixMicros),
    };

    PointSpan? Find(long series, string order) => ReadOne(database[$"""
        SELECT step, millionths, points, least_at, greatest_at FROM point_spans WHERE series = ?1 ORDER BY step {order}, millionths {order} LIMIT 1
        """].Bind(1, series));

    static PointSpan? ReadOne(Statement row)
    {
        if (!row.Step())
            return null;
        var span = new PointSpan(row.Step(0), row.Int64(2), row.Int64(3), row.Int64(4));
        row.Reset();
        return span;
    }

    void Save(long series, PointSpan span) => database["""
        INSERT INTO point_spans (series, step, millionths, points, least_at, greatest_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (series, step, millionths) DO UPDATE SET points = excluded.points, least_at = excluded.least_at, greatest_at = excluded.greatest_at
        """].Bind(1, series).Bind(2, span.Border).Bind(4, span.Points).Bind(5, span.LeastMicros).Bind(6, span.GreatestMicros).Execute();
}

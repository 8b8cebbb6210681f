using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Looks for a text in the lines of one string series. Lines that do not match cost no allocation.</summary>
sealed class LineReader(Statements database, StoredSeries series)
{
    public LineHits Search(LineSearch search, CancellationToken cancel)
    {
        var spans = new PointSpans(database, series.Type, series.Number);
        var (order, comparison) = search.Descending ? ("DESC", "<") : ("ASC", ">");
        var rows = database[$"""
            SELECT step, millionths, at, value FROM string_points
            WHERE series = ?1 AND (step, millionths) {comparison} (?2, ?3) ORDER BY step {order}, millionths {order}
            """].Bind(1, series.Number);
        _ = search.Descending ? rows.BindGreatest(2, search.After) : rows.BindLeast(2, search.After);
        var index = search.After is not { } after ? (search.Descending ? spans.Total - 1 : 0)
            : search.Descending ? spans.CountBefore(after) - 1 : spans.CountThrough(after);
        var hits = ImmutableArray.CreateBuilder<LineHit>();
        var examined = 0L;
        var text = ArrayPool<char>.Shared.Rent(1024);
        try
        {
            while (rows.Step())
            {
                cancel.ThrowIfCancellationRequested();
                var bytes = rows.Bytes(3);
                if (text.Length < bytes.Length)
                {
                    ArrayPool<char>.Shared.Return(text);
                    text = ArrayPool<char>.Shared.Rent(bytes.Length);
                }
                var line = text.AsSpan(0, Encoding.UTF8.GetChars(bytes, text));
                examined++;
                if (search.Match.IsMatch(line))
                    hits.Add(new LineHit(index, new StringPoint(rows.Step(0), rows.Int64(2), line.ToString())));
                index += search.Descending ? -1 : 1;
                if (hits.Count < search.Limit && examined < search.MostExamined)
                    continue;
                var last = rows.Step(0);
                var isLast = search.Descending ? index < 0 : index >= spans.Total;
                rows.Reset();
                return new LineHits(hits.ToImmutable(), examined, isLast ? null : last);
            }
            return new LineHits(hits.ToImmutable(), examined, null);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }
}

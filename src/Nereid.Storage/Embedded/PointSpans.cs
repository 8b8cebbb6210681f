using System.Diagnostics;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>A stretch of the points of one series: those at or after its border and before the next span's. The first span also holds what lies before its border.</summary>
/// <param name="Border">A step.</param>
/// <param name="LeastMicros">No point of it was logged before; likewise <paramref name="GreatestMicros"/>. Bounds: a point that set one may have been replaced.</param>
readonly record struct PointSpan(Step Border, long Points, long LeastMicros, long GreatestMicros);

/// <summary>All spans of a string, file or histogram series: finds places by number, step and time without walking over the points before.</summary>
sealed class PointSpans
{
    readonly Statements _database;
    readonly long _series;
    readonly string _table;
    readonly List<PointSpan> _spans = [];

    /// <summary>Points before each span, and in all.</summary>
    readonly List<long> _before = [0];

    public PointSpans(Statements database, AttributeType type, long series)
    {
        (_database, _series, _table) = (database, series, PointTable.NameOf(type));
        var rows = database["SELECT step, millionths, points, least_at, greatest_at FROM point_spans WHERE series = ?1 ORDER BY step, millionths"];
        rows.Bind(1, series);
        while (rows.Step())
        {
            var span = new PointSpan(rows.Step(0), rows.Int64(2), rows.Int64(3), rows.Int64(4));
            _spans.Add(span);
            _before.Add(_before[^1] + span.Points);
        }
    }

    public long Total => _before[^1];

    /// <summary>Where to begin to read for the point of this number.</summary>
    /// <returns>Null for the beginning of the series; and how many points from there on to pass over.</returns>
    public (Step? From, long Skip) Locate(long index)
    {
        var span = _before.BinarySearch(index);
        // Of spans that begin at the same number the last one has the points.
        span = span < 0 ? ~span - 1 : span;
        return span <= 0 ? (null, index) : span >= _spans.Count ? (_spans[^1].Border, index - _before[_spans.Count - 1]) : (_spans[span].Border, index - _before[span]);
    }

    public long CountBefore(Step step)
    {
        var span = SpanOf(step);
        return span < 0 ? 0 : _before[span] + CountInside(span, step, "<");
    }

    public long CountThrough(Step step)
    {
        var span = SpanOf(step);
        return span < 0 ? 0 : _before[span] + CountInside(span, step, "<=");
    }

    public long CountBefore(PointPlace place, CancellationToken cancel) => place switch
    {
        PointPlace.AtStep at => CountBefore(at.Step),
        PointPlace.AtMoment at => CountBefore(at.UnixMicros, cancel),
        _ => throw new UnreachableException(place.GetType().Name),
    };

    long CountBefore(long unixMicros, CancellationToken cancel)
    {
        for (var span = 0; span < _spans.Count; span++)
        {
            if (_spans[span].GreatestMicros < unixMicros)
                continue;
            var rows = _database[$"SELECT at FROM {_table} WHERE series = ?1 AND (step, millionths) >= (?2, ?3) ORDER BY step, millionths LIMIT ?4"];
            rows.Bind(1, _series).BindLeast(2, BeginningOf(span)).Bind(4, _spans[span].Points);
            for (var i = 0L; rows.Step(); i++)
            {
                cancel.ThrowIfCancellationRequested();
                if (rows.Int64(0) < unixMicros)
                    continue;
                rows.Reset();
                return _before[span] + i;
            }
        }
        return Total;
    }

    /// <summary>The span in which the step lies; -1 when there is none.</summary>
    int SpanOf(Step step)
    {
        var (low, high) = (0, _spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_spans[middle].Border <= step)
                low = middle + 1;
            else
                high = middle;
        }
        return _spans.Count == 0 ? -1 : Math.Max(0, low - 1);
    }

    long CountInside(int span, Step step, string comparison)
    {
        var count = _database[$"SELECT count(*) FROM {_table} WHERE series = ?1 AND (step, millionths) >= (?2, ?3) AND (step, millionths) {comparison} (?4, ?5)"];
        count.Bind(1, _series).BindLeast(2, BeginningOf(span)).Bind(4, step);
        count.Step();
        var points = count.Int64(0);
        count.Reset();
        return points;
    }

    Step? BeginningOf(int span) => span == 0 ? null : _spans[span].Border;
}

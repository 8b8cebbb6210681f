using System.Collections.Immutable;
using System.Text;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Leaves out the points of rows that do not follow what their series have: <see cref="FloatOrder.Rising"/>.</summary>
/// <remarks>Points in order cost two comparisons each. Only for others the stored points are read, once for each series they are of.</remarks>
sealed class RisingCheck(Statements database, RunCache cache)
{
    public CheckedRows Check(CachedRun run, FloatRows rows, SeriesHead?[] series, ImmutableArray<Rejection> rejections)
    {
        var ends = new SeriesEnd[series.Length];
        cache.Heads(run).ReadEnds(series, ends);
        var judge = new PointJudge(run.Head.Fork?.Step, ends);
        return judge.AreAllInOrder(rows, series)
            ? new CheckedRows(rows, series, rejections, [])
            : Sort(run, rows, series, judge, rejections);
    }

    CheckedRows Sort(CachedRun run, FloatRows rows, SeriesHead?[] series, PointJudge judge, ImmutableArray<Rejection> rejections)
    {
        using var question = cache.Floats.Ask();
        foreach (var head in series)
            if (head is not null)
                question.Prepare(run.Row, head.Number);
        var stored = new Dictionary<int, IReadOnlyDictionary<Step, double>>();
        var inherited = new Dictionary<int, Step?>();
        var (kept, keptSeries) = (new FloatRows(), new List<SeriesHead?>());
        var counts = new SortedDictionary<PointFault, long>();
        judge.Judge(rows, series,
            path => inherited.TryGetValue(path, out var known) ? known : inherited[path] = LastInherited(run.Head, rows, path),
            (path, range) => stored.TryGetValue(path, out var known) ? known
                : stored[path] = Between(question.Points(run.Row, series[path]!.Number), range),
            (row, path, value, isFirst) =>
            {
                if (isFirst)
                    kept.BeginRow(rows.StepOf(row), rows.UnixMicrosOf(row));
                kept.Add(rows.Path(path), value);
                if (kept.PathCount > keptSeries.Count)
                    keptSeries.Add(series[path]);
            },
            fault => counts[fault] = counts.GetValueOrDefault(fault) + 1);
        return new CheckedRows(kept, [.. keptSeries], rejections, [.. counts.Select(each => new RefusedPoints(each.Key, each.Value))]);
    }

    static Dictionary<Step, double> Between(SeriesPoints points, (Step From, Step To) range) => points.Count == 0 ? []
        : points.Page(new PointWindow(0, int.MaxValue, From: range.From, To: range.To), CancellationToken.None)
            .Points.ToDictionary(point => point.Step, point => point.Value);

    /// <summary>The last step at which a fork inherits a point of a series; null when it inherits none.</summary>
    Step? LastInherited(RunHead fork, FloatRows rows, int path)
    {
        var lineage = new LineageReader(database).Find(new SeriesId(fork.Id, AttributePath.Of(Encoding.UTF8.GetString(rows.Path(path))), Lineage.Full));
        if (lineage is not { Type: AttributeType.FloatSeries })
            return null;
        var parts = lineage.Floats.Where(part => part.Limit is not null).ToArray();
        if (parts.Length == 0)
            return null;
        using var question = cache.Floats.Ask();
        var points = question.Points(parts);
        return points.Count == 0 ? null : points.LastStep;
    }
}

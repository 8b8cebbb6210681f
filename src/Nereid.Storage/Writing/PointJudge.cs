using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>The last point of a series.</summary>
/// <param name="Step">Null: it has none.</param>
readonly record struct SeriesEnd(Step? Step, long UnixMicros, double Value)
{
    public bool IsFollowedBy(Step step, long unixMicros) => Step is not { } last || step > last && unixMicros >= UnixMicros;
}

/// <summary>Decides which points of rows follow what their series have; pure, every store asks here.</summary>
/// <param name="fork">Of a run that is a fork: its step.</param>
/// <param name="ends">By path number of the rows.</param>
sealed class PointJudge(Step? fork, SeriesEnd[] ends)
{
    /// <param name="series">By path number; null for a path that was refused as a whole.</param>
    public bool AreAllInOrder<T>(FloatRows rows, T?[] series)
        where T : class
    {
        var now = (SeriesEnd[])ends.Clone();
        for (var row = 0; row < rows.RowCount; row++)
        {
            var (step, unixMicros) = (rows.StepOf(row), rows.UnixMicrosOf(row));
            if (step <= fork)
                return false;
            var paths = rows.PathsOf(row);
            for (var i = 0; i < paths.Length; i++)
            {
                ref var end = ref now[paths[i]];
                if (series[paths[i]] is null)
                    continue;
                if (!end.IsFollowedBy(step, unixMicros))
                    return false;
                end = new SeriesEnd(step, unixMicros, 0);
            }

            if (PassRepeated(rows, ref row) is not { } last)
                return false;
            foreach (var path in paths)
                now[path] = last;
        }

        return true;
    }

    /// <summary>Rows with the paths of the row before need but one comparison each.</summary>
    /// <param name="row">Of the first of such rows; then of the last.</param>
    /// <returns>Step and time of the last; null when one does not follow the one before.</returns>
    static SeriesEnd? PassRepeated(FloatRows rows, ref int row)
    {
        var paths = rows.PathsOf(row);
        var last = new SeriesEnd(rows.StepOf(row), rows.UnixMicrosOf(row), 0);
        for (; row + 1 < rows.RowCount && paths.SequenceEqual(rows.PathsOf(row + 1)); row++)
        {
            if (!last.IsFollowedBy(rows.StepOf(row + 1), rows.UnixMicrosOf(row + 1)))
                return null;
            last = new SeriesEnd(rows.StepOf(row + 1), rows.UnixMicrosOf(row + 1), 0);
        }

        return last;
    }

    /// <summary>Goes through the points in order.</summary>
    /// <param name="lastInherited">Of a path: the last step at which the fork inherits a point of the series.</param>
    /// <param name="stored">Of a path: the stored points in a range of steps.</param>
    /// <param name="keep">Takes row, path, value, and whether it is the first one kept of its row.</param>
    public void Judge<T>(
        FloatRows rows, T?[] series, Func<int, Step?> lastInherited, Func<int, (Step From, Step To), IReadOnlyDictionary<Step, double>> stored,
        Action<int, int, double, bool> keep, Action<PointFault> refuse)
        where T : class
    {
        var now = (SeriesEnd[])ends.Clone();
        var ranges = RangesOf(rows);
        for (var row = 0; row < rows.RowCount; row++)
        {
            var (step, unixMicros) = (rows.StepOf(row), rows.UnixMicrosOf(row));
            var paths = rows.PathsOf(row);
            var values = rows.ValuesOf(row);
            var isFirst = true;
            for (var i = 0; i < paths.Length; i++)
            {
                var path = paths[i];
                if (series[path] is null)
                    continue;
                if (FaultOf(path, step, unixMicros, values[i]) is { } fault)
                {
                    refuse(fault);
                    continue;
                }

                now[path] = new SeriesEnd(step, unixMicros, values[i]);
                keep(row, path, values[i], isFirst);
                isFirst = false;
            }
        }

        PointFault? FaultOf(int path, Step step, long unixMicros, double value)
        {
            if (step <= fork && lastInherited(path) is { } inherited && step <= inherited)
                return PointFault.NotAfterFork;
            if (now[path].IsFollowedBy(step, unixMicros))
                return null;
            if (step > now[path].Step)
                return PointFault.EarlierTime;
            var isSame = step == now[path].Step ? value.Equals(now[path].Value)
                : ends[path].Step is not null && stored(path, ranges[path]).TryGetValue(step, out var there) && value.Equals(there);
            return isSame ? PointFault.Duplicate : PointFault.NotAfterLast;
        }
    }

    static (Step From, Step To)[] RangesOf(FloatRows rows)
    {
        var ranges = new (Step From, Step To)?[rows.PathCount];
        for (var row = 0; row < rows.RowCount; row++)
        {
            var step = rows.StepOf(row);
            foreach (var path in rows.PathsOf(row))
                ranges[path] = ranges[path] is var (from, to) ? (step < from ? step : from, step > to ? step : to) : (step, step);
        }

        return [.. ranges.Select(range => range ?? default)];
    }
}

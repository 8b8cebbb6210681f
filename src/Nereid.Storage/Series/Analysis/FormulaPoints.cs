using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Blocks;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Series.Analysis;

/// <summary>The points of a formula: its series are walked side by side in step order, and where all have a point there is one.</summary>
static class FormulaPoints
{
    /// <param name="series">One for each name; null for a number.</param>
    /// <param name="values">The numbers, at the places of their names.</param>
    public static SeriesPoints Of(Formula formula, SeriesPoints?[] series, double[] values, CancellationToken cancel)
    {
        var cursors = new List<Cursor>();
        try
        {
            for (var i = 0; i < series.Length; i++)
                if (series[i] is { } points)
                    cursors.Add(new Cursor(points.Sources, i));
            return new SeriesPoints(Walk(formula, [.. cursors], values, cancel));
        }
        finally
        {
            foreach (var cursor in cursors)
                cursor.Dispose();
        }
    }

    static List<PointSource> Walk(Formula formula, Cursor[] cursors, double[] values, CancellationToken cancel)
    {
        var walk = new FormulaWalk(formula);
        var found = new List<PointSource>();
        var (steps, times, results) = (new List<Step>(), new List<long>(), new List<double>());
        while (MoveToShared(cursors, cancel))
        {
            var time = long.MinValue;
            foreach (var cursor in cursors)
                (values[cursor.Place], time) = (cursor.Value, Math.Max(time, cursor.UnixMicros));
            steps.Add(cursors[0].Step);
            times.Add(time);
            results.Add(walk.Next(cursors[0].Step, time, values));
            if (steps.Count < BlockAxis.MaxRows)
                continue;
            found.Add(Source(steps, times, results));
            steps.Clear();
            times.Clear();
            results.Clear();
        }
        if (steps.Count > 0)
            found.Add(Source(steps, times, results));
        return found;
    }

    static PointSource Source(List<Step> steps, List<long> times, List<double> results)
    {
        var values = results.ToArray();
        return new PointSource(BlockAxis.Of(steps.ToArray(), times.ToArray(), new long[values.Length]), null, room => values.CopyTo(room));
    }

    /// <summary>Moves all on to the next step at which each has a point. False when one of them has ended.</summary>
    static bool MoveToShared(Cursor[] cursors, CancellationToken cancel)
    {
        foreach (var cursor in cursors)
            if (!cursor.Move(cancel))
                return false;
        while (true)
        {
            var highest = cursors[0].Step;
            foreach (var cursor in cursors)
                highest = cursor.Step > highest ? cursor.Step : highest;
            var areAllThere = true;
            foreach (var cursor in cursors)
            {
                while (cursor.Step < highest)
                    if (!cursor.Move(cancel))
                        return false;
                areAllThere &= cursor.Step == highest;
            }
            if (areAllThere)
                return true;
        }
    }

    /// <summary>Walks over the points of one series.</summary>
    /// <param name="place">Of its name in the formula.</param>
    sealed class Cursor(IReadOnlyList<PointSource> sources, int place) : IDisposable
    {
        readonly StepWindow _window = new();
        long[] _times = [];
        int _source = -1;
        int _row;

        public int Place => place;

        public Step Step { get; private set; }

        public double Value => _window.Values[_row];

        public long UnixMicros => _times[_row];

        public bool Move(CancellationToken cancel)
        {
            _row++;
            while (_source < 0 || _row >= sources[_source].Rows)
            {
                if (_source + 1 == sources.Count)
                    return false;
                cancel.ThrowIfCancellationRequested();
                _source++;
                _row = 0;
                Load(sources[_source]);
            }
            Step = _window.StepOf(_row);
            return true;
        }

        void Load(PointSource source)
        {
            _window.Load(source);
            if (_times.Length < source.Rows)
                _times = new long[source.Rows];
            source.Axis.ReadUnixMicros(_times.AsSpan(0, source.Rows));
        }

        public void Dispose() => _window.Dispose();
    }
}

using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Series.Analysis;

/// <summary>The time of a series without its pauses, as <see cref="Domain.Queries.XAxis.ActiveTime"/> defines them.</summary>
sealed class ActiveTime
{
    const long LeastPauseMicros = 60_000_000;
    const int MediansOfPause = 20;
    const double MicrosPerSecond = 1e6;

    readonly long _origin;
    readonly List<long> _ends = [];

    /// <summary>What is cut out up to the end of each pause.</summary>
    readonly List<long> _cut = [];

    /// <param name="times">Of all points, in Unix microseconds; put in order here.</param>
    public ActiveTime(long[] times)
    {
        Array.Sort(times);
        if (times.Length == 0)
            return;
        _origin = times[0];
        var gaps = new long[times.Length - 1];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = times[i + 1] - times[i];
        Array.Sort(gaps);
        var median = gaps.Length == 0 ? 0 : gaps[gaps.Length / 2];
        var cut = 0L;
        for (var i = 1; i < times.Length; i++)
        {
            var gap = times[i] - times[i - 1];
            if (gap <= LeastPauseMicros || gap / MediansOfPause <= median)
                continue;
            cut += gap - median;
            _ends.Add(times[i]);
            _cut.Add(cut);
        }
    }

    public static ActiveTime Of(SeriesPoints points, CancellationToken cancel)
    {
        var times = new long[points.Count];
        var next = 0;
        foreach (var source in points.Sources)
        {
            cancel.ThrowIfCancellationRequested();
            source.Axis.ReadUnixMicros(times.AsSpan(next, source.Rows));
            next += source.Rows;
        }
        return new ActiveTime(times);
    }

    /// <param name="unixMicros">The time of a point.</param>
    public double At(long unixMicros)
    {
        var place = _ends.BinarySearch(unixMicros);
        var passed = place >= 0 ? place + 1 : ~place;
        return (unixMicros - _origin - (passed == 0 ? 0 : _cut[passed - 1])) / MicrosPerSecond;
    }
}

using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Float series in buckets of steps that all series of a request share. One entry per expression, also for series that do not exist.</summary>
sealed class Buckets(ProjectGate gate, IRunReader reader)
{
    const int FirstBytes = 64 * 1024;

    /// <summary>Points that are read at once; no more of a series are ever in memory.</summary>
    const int PointsAtOnce = 16_384;

    public async Task<IResult> ReadAsync(HttpContext context, CancellationToken cancel)
    {
        using var body = await PooledBody.ReadAsync(context.Request, FirstBytes, IngestEndpoint.BodyBytes, cancel);
        var request = BucketRequest.Read(body.Span);
        var (first, last) = (SeriesAsked.StepOf(request.FirstStep, "pointFilters.stepRange.from"), SeriesAsked.StepOf(request.LastStep, "pointFilters.stepRange.to"));
        var finder = new SeriesFinder(reader, Opening.For(context, gate, reader));
        var series = new List<AskedBuckets>(request.Expressions.Count);
        foreach (var expression in request.Expressions)
        {
            var found = await finder.RunAsync(expression.Run, !expression.OnlyOwned, expression.OfExperiment, cancel);
            series.Add(new AskedBuckets(expression.RequestId, found is var (run, lineage) && expression.Path is { } path ? new SeriesId(run.Id, path, lineage) : null, expression.Previews));
        }

        var edges = await EdgesAsync(series, request, first, last, cancel);
        return new ProtoAnswer(async (to, send) =>
        {
            foreach (var asked in series)
            {
                to.Begin(1);
                to.Text(1, asked.RequestId);
                if (asked.Id is { } id && edges is not null)
                    await WriteAsync(to, id, edges, new PointWindow(0, PointsAtOnce, false, first, last), asked.Previews, cancel);
                to.End();
                await send();
            }
        });
    }

    /// <summary>Null when no series has a point.</summary>
    async ValueTask<BucketEdges?> EdgesAsync(
        List<AskedBuckets> series, BucketRequest request, Step? first, Step? last, CancellationToken cancel)
    {
        var (least, greatest) = (request.From ?? double.PositiveInfinity, request.To ?? double.NegativeInfinity);
        foreach (var asked in series)
        {
            if (request.From is not null && request.To is not null)
                break;
            if (asked.Id is not { } id || await EndsAsync(id, asked.Previews, first, last, cancel) is not var (begin, end))
                continue;
            if (request.From is null)
                least = Math.Min(least, begin);
            if (request.To is null)
                greatest = Math.Max(greatest, end);
        }

        return least <= greatest ? new BucketEdges(least, greatest, request.MaxBuckets) : null;
    }

    async ValueTask<(double First, double Last)?> EndsAsync(SeriesId series, bool withPreviews, Step? first, Step? last, CancellationToken cancel)
    {
        var window = new PointWindow(0, 1, false, first, last);
        var figures = first is null && last is null || withPreviews ? await reader.GetSeriesAsync(series, cancel) as FloatSeriesValue : null;
        (double First, double Last)? points = first is null && last is null
            ? figures is { Count: > 0 } ? (figures.FirstStep.Value, figures.LastStep.Value) : null
            : await reader.ReadFloatsAsync(series, window, cancel) is { Points: [var begin] }
                && await reader.ReadFloatsAsync(series, window with { Descending = true }, cancel) is { Points: [var end] }
                ? (begin.Step.Value, end.Step.Value) : null;
        return withPreviews && PreviewFigures.Inside(figures, window) is { IsEmpty: false } previews
            ? (points?.First ?? previews[0].Step.Value, previews[^1].Step.Value) : points;
    }

    async ValueTask WriteAsync(AnswerWriter to, SeriesId series, BucketEdges edges, PointWindow window, bool withPreviews, CancellationToken cancel)
    {
        var (bucket, after) = (new Filling(0), (Step?)null);
        while (await reader.ReadFloatsAsync(series, window with { After = after }, cancel) is { Points.Length: > 0 } page)
        {
            foreach (var point in page.Points)
                Add(point.Step, point.Value);
            after = page.Points[^1].Step;
            if (page.Total <= page.Points.Length)
                break;
        }

        if (withPreviews)
        {
            foreach (var preview in PreviewFigures.Inside(await reader.GetSeriesAsync(series, cancel) as FloatSeriesValue, window))
                Add(preview.Step, preview.Value);
        }

        bucket.Write(to, edges);

        void Add(Step step, double value)
        {
            var index = edges.Find(step.Value, bucket.Index);
            if (index < 0)
                return;
            if (index != bucket.Index)
            {
                bucket.Write(to, edges);
                bucket = new Filling(index);
            }

            bucket.Add(step.Value, value);
        }
    }

    /// <param name="Id">Null when there is no such series.</param>
    readonly record struct AskedBuckets(string RequestId, SeriesId? Id, bool Previews);

    /// <summary>One bucket of one series while its points come by, in order.</summary>
    sealed class Filling(int index)
    {
        long _finite;
        long _nan;
        long _positiveInfinity;
        long _negativeInfinity;
        (double X, double Y) _first;
        (double X, double Y) _last;
        double _min;
        double _max;
        double _sum;

        public int Index => index;

        public void Add(double x, double y)
        {
            if (double.IsFinite(y))
            {
                if (_finite++ == 0)
                    (_first, _min, _max) = ((x, y), y, y);
                _last = (x, y);
                _min = Math.Min(_min, y);
                _max = Math.Max(_max, y);
                _sum += y;
            }
            else if (double.IsNaN(y))
            {
                _nan++;
            }
            else if (y > 0)
            {
                _positiveInfinity++;
            }
            else
            {
                _negativeInfinity++;
            }
        }

        /// <summary>Buckets without points are not in the answer.</summary>
        public void Write(AnswerWriter to, BucketEdges edges)
        {
            if (_finite + _nan + _positiveInfinity + _negativeInfinity == 0)
                return;
            to.Begin(2);
            to.NumberUnlessZero(1, index);
            to.DoubleUnlessZero(2, edges.Start(index));
            to.DoubleUnlessZero(3, edges.End(index));
            if (_finite > 0)
            {
                WritePoint(to, 4, _first);
                WritePoint(to, 5, _last);
                to.Double(6, _min);
                to.Double(7, _max);
            }

            to.NumberUnlessZero(8, _finite);
            to.NumberUnlessZero(9, _nan);
            to.NumberUnlessZero(10, _positiveInfinity);
            to.NumberUnlessZero(11, _negativeInfinity);
            if (_finite > 0)
                to.Double(12, _sum);
            to.End();
        }

        static void WritePoint(AnswerWriter to, int field, (double X, double Y) point)
        {
            to.Begin(field);
            to.DoubleUnlessZero(1, point.X);
            to.DoubleUnlessZero(2, point.Y);
            to.End();
        }
    }
}

using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Points of many float series, a page of each. One entry per request, in order, also for series that do not exist.</summary>
sealed class FloatSeries(ProjectGate gate, IRunReader reader)
{
    /// <summary>Points of one series in one answer, and of all together as the clients divide them.</summary>
    const int LargestPage = 1_000_000;

    const int LargestRequest = 100_000;

    public async Task<IResult> ReadAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await Bodies.ReadAsync(context, ReadingJson.Default.SeriesBody, cancel);
        var limit = SeriesAsked.Limit(body.PerSeriesPointsLimit, LargestPage, LargestPage);
        var (from, to) = SeriesAsked.Range(body.StepRange);
        var descending = SeriesAsked.IsDescending(body.Order);
        var finder = new SeriesFinder(reader, Opening.For(context, gate, reader));
        var asked = await finder.FindAsync(body, LargestRequest, cancel);
        foreach (var series in asked)
            SeriesAsked.StepOf(series.Body.AfterStep, "afterStep");
        return new ProtoAnswer(async (writer, send) =>
        {
            foreach (var series in asked)
            {
                var window = new PointWindow(0, limit, descending, from, to, SeriesAsked.StepOf(series.Body.AfterStep, "afterStep"));
                if (series.Run is null)
                    Write(writer, series.RequestId, null, [], descending);
                else
                    await WriteAsync(writer, series, window, cancel);
                await send();
            }
        });
    }

    /// <summary>Previews lie beyond all points: at the end of a rising page, at the beginning of a falling one.</summary>
    async ValueTask WriteAsync(AnswerWriter to, AskedSeries series, PointWindow window, CancellationToken cancel)
    {
        var previews = series.Previews ? PreviewFigures.Inside(await reader.GetSeriesAsync(series.Id, cancel) as FloatSeriesValue, window) : [];
        var first = window.Descending ? previews.Length : 0;
        var page = await reader.ReadFloatsAsync(series.Id, window with { Limit = Math.Max(0, window.Limit - first) }, cancel);
        var room = window.Descending ? window.Limit : window.Limit - (page?.Points.Length ?? 0);
        Write(to, series.RequestId, page is null ? null : page with { Total = page.Total + previews.Length }, [.. previews.Take(room)], window.Descending);
    }

    static void Write(AnswerWriter to, string requestId, PointPage<FloatPoint>? page, ImmutableArray<PreviewPoint> previews, bool previewsFirst)
    {
        to.Begin(1);
        to.Text(1, requestId);
        to.Begin(2);
        to.NumberUnlessZero(1, page?.Total ?? 0);
        if (previewsFirst)
            WritePreviews(to, previews);
        foreach (var point in page?.Points ?? [])
        {
            WriteBegin(to, point.UnixMicros, point.Step, point.Value);
            to.Single(5, 1);
            to.End();
        }

        if (!previewsFirst)
            WritePreviews(to, previews);
        to.End();
        to.End();
    }

    static void WritePreviews(AnswerWriter to, ImmutableArray<PreviewPoint> previews)
    {
        foreach (var preview in previews)
        {
            WriteBegin(to, preview.UnixMicros, preview.Step, preview.Value);
            to.Truth(4, true);
            to.Single(5, preview.Ratio);
            to.End();
        }
    }

    static void WriteBegin(AnswerWriter to, long unixMicros, Step step, double value)
    {
        to.Begin(2);
        to.NumberUnlessZero(1, AttributeMessage.Millis(unixMicros));
        to.DoubleUnlessZero(2, step.Value);
        to.DoubleUnlessZero(3, value);
    }
}

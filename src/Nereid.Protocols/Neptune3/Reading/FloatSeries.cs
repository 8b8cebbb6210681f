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
                Write(writer, series.RequestId, series.Run is null ? null : await reader.ReadFloatsAsync(series.Id, window, cancel));
                await send();
            }
        });
    }

    static void Write(AnswerWriter to, string requestId, PointPage<FloatPoint>? page)
    {
        to.Begin(1);
        to.Text(1, requestId);
        to.Begin(2);
        to.NumberUnlessZero(1, page?.Total ?? 0);
        foreach (var point in page?.Points ?? [])
        {
            to.Begin(2);
            to.NumberUnlessZero(1, AttributeMessage.Millis(point.UnixMicros));
            to.DoubleUnlessZero(2, point.Step.Value);
            to.DoubleUnlessZero(3, point.Value);
            to.Single(5, 1);
            to.End();
        }

        to.End();
        to.End();
    }
}

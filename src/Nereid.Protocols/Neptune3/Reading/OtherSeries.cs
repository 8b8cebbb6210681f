using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Points of many series of texts, files and histograms. An answer is bounded; what does not fit comes with the next request, which
/// names for each series the token of the last answer.</summary>
sealed class OtherSeries(ProjectGate gate, IRunReader reader)
{
    const int LargestRequest = 20_000;

    /// <summary>An answer ends when it has become larger than this. One text may have a mebibyte.</summary>
    const int AnswerBytes = 8 * 1024 * 1024;

    /// <summary>Points of one answer.</summary>
    const int AnswerPoints = 100_000;

    /// <summary>First read of a series, before it is known how large its points are.</summary>
    const int FirstRead = 16;

    const int LargestRead = 10_000;

    public async Task<IResult> ReadAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await Bodies.ReadAsync(context, ReadingJson.Default.SeriesBody, cancel);
        var limit = SeriesAsked.Limit(body.PerSeriesPointsLimit, int.MaxValue - 1, int.MaxValue - 1);
        var range = SeriesAsked.Range(body.StepRange);
        var descending = SeriesAsked.IsDescending(body.Order);
        var oldFields = context.Query("useDeprecatedStringFields") is not ("false" or "False");
        var finder = new SeriesFinder(reader, Opening.For(context, gate, reader));
        var asked = await finder.FindAsync(body, LargestRequest, cancel);
        var to = new AnswerWriter();
        context.Response.RegisterForDispose(to);
        var page = new Page(to, limit, range, descending, oldFields);
        foreach (var series in asked)
        {
            if (series.Run is not null)
                await page.AddAsync(reader, series, cancel);
        }

        return new WrittenAnswer(to);
    }

    /// <summary>The answer while it fills.</summary>
    sealed class Page(AnswerWriter to, int limit, (Step? From, Step? To) range, bool descending, bool oldFields)
    {
        int _points;

        public async ValueTask AddAsync(IRunReader reader, AskedSeries series, CancellationToken cancel)
        {
            if (await reader.GetSeriesAsync(series.Id, cancel) is not { Type: not AttributeType.FloatSeries and var type })
                return;
            var at = SeriesToken.Read(series.Body.SearchAfter?.Token);
            if (_points >= AnswerPoints || to.Written.Length >= AnswerBytes)
            {
                // Without a mark of where it ended: nothing of it is here.
                to.Begin(1);
                to.Text(1, series.RequestId);
                to.End();
                return;
            }

            to.Begin(1);
            to.Text(1, series.RequestId);
            to.Begin(oldFields ? 3 : 4);
            var (next, finished) = type switch
            {
                AttributeType.StringSeries => await FillAsync(
                    at, window => reader.ReadStringsAsync(series.Id, window, cancel), point => (point.Step, point.UnixMicros),
                    point => WriteText(point.Value)),
                AttributeType.FileSeries => await FillAsync(
                    at, window => reader.ReadFilesAsync(series.Id, window, cancel), point => (point.Step, point.UnixMicros),
                    point => WriteFile(point, series)),
                _ => await FillAsync(
                    at, window => reader.ReadHistogramsAsync(series.Id, window, cancel), point => (point.Step, point.UnixMicros),
                    WriteHistogram),
            };
            to.End();
            to.Begin(2);
            if (finished)
                to.Truth(1, true);
            to.Text(2, next.ToString());
            to.End();
            to.End();
        }

        /// <summary>Reads on in growing steps until the series, its limit or the answer ends.</summary>
        async ValueTask<(SeriesToken Next, bool Finished)> FillAsync<T>(
            SeriesToken at, Func<PointWindow, ValueTask<PointPage<T>?>> read, Func<T, (Step, long)> when, Action<T> write)
        {
            for (var size = FirstRead; ; size = Math.Min(size * 4, LargestRead))
            {
                var wanted = (int)Math.Min(size, limit - at.Sent);
                if (wanted <= 0)
                    return (at, true);
                var page = await read(new PointWindow(0, wanted, descending, range.From, range.To, at.Step));
                foreach (var point in page?.Points ?? [])
                {
                    var (step, micros) = when(point);
                    to.Begin(1);
                    to.NumberUnlessZero(1, AttributeMessage.Millis(micros));
                    to.DoubleUnlessZero(2, step.Value);
                    write(point);
                    to.Single(5, 1);
                    to.End();
                    _points++;
                    at = new SeriesToken(at.Sent + 1, step);
                    if (to.Written.Length >= AnswerBytes)
                        break;
                }

                if (page is null || page.Total <= page.Points.Length && to.Written.Length < AnswerBytes)
                    return (at, true);
                if (_points >= AnswerPoints || to.Written.Length >= AnswerBytes)
                    return (at, at.Sent >= limit);
            }
        }

        void WriteText(string text)
        {
            if (oldFields)
            {
                to.Text(3, text);
                return;
            }

            to.Begin(6);
            to.Text(1, text);
            to.End();
        }

        void WriteHistogram(HistogramPoint point)
        {
            to.Begin(6);
            to.Begin(2);
            AttributeMessage.WriteHistogram(to, point);
            to.End();
            to.End();
        }

        void WriteFile(in FilePoint point, in AskedSeries series)
        {
            to.Begin(6);
            to.Begin(3);
            AttributeMessage.WriteFile(to, 1, point.File, FileNames.Of(series.Run!, series.Id.Path, point.Step, point.File));
            to.End();
            to.End();
        }
    }
}

/// <summary>How much of a series was sent, and the step of the last point of that. Opaque text for clients.</summary>
readonly record struct SeriesToken(long Sent, Step? Step)
{
    public override string ToString() => Step is not { } step ? Sent.ToString(CultureInfo.InvariantCulture)
        : step.TryGetMillionths(out var millionths) ? string.Create(CultureInfo.InvariantCulture, $"{Sent}.m{millionths}")
        : string.Create(CultureInfo.InvariantCulture, $"{Sent}.d{BitConverter.DoubleToInt64Bits(step.Value)}");

    public static SeriesToken Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return default;
        var parts = token.Split('.');
        if (parts.Length <= 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sent))
        {
            if (parts.Length == 1)
                return new SeriesToken(sent, null);
            var isBits = parts[1].StartsWith('d');
            if ((isBits || parts[1].StartsWith('m')) && long.TryParse(parts[1].AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                if (isBits && Domain.Runs.Step.TryFrom(BitConverter.Int64BitsToDouble(number), out var step))
                    return new SeriesToken(sent, step);
                if (!isBits && number is > -1_000_000_000_000_000_000 and < 1_000_000_000_000_000_000)
                    return new SeriesToken(sent, Domain.Runs.Step.FromMillionths(number));
            }
        }

        throw Refused.BadRequest("The token of a series was not made by this server.");
    }
}

/// <summary>An answer that is whole in memory.</summary>
sealed class WrittenAnswer(AnswerWriter written) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ProtoAnswer.ContentType;
        httpContext.Response.ContentLength = written.Written.Length;
        await httpContext.Response.Body.WriteAsync(written.Written, httpContext.RequestAborted);
    }
}

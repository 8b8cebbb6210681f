using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Float series as a file: every point, one to a line.</summary>
static class SeriesCsvEndpoints
{
    const int SeriesPerFile = 5000;
    const int PointsPerRead = 20_000;
    const int FlushChars = 64 * 1024;

    public static void MapSeriesCsv(this IEndpointRouteBuilder api) =>
        api.MapPost("/series/csv", WriteAsync).WithName("exportSeries").OpenToGuests().WithTags("series")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .WithSummary("Every point of float series as CSV: run, attribute, step, time and value; written as it is read.");

    static async Task<Results<EmptyHttpResult, Problem>> WriteAsync(
        SeriesCsvQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        if (body.Series.Count is 0 or > SeriesPerFile)
            return Problems.Invalid("$.series", $"Expected 1 to {SeriesPerFile} series, got {body.Series.Count}.");
        var admitted = new SeriesGate(http, gate, body.Inherited);
        var (series, refused) = await admitted.AdmitAsync(body.Series, "$.series", cancel);
        if (refused is not null)
            return refused;
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"series.csv\"";
        http.Response.Headers.CacheControl = "no-store";
        var lines = new StringBuilder("run,attribute,step,time,value\r\n");
        foreach (var id in series)
            await AppendSeriesAsync(id, $"{admitted.ShortIdOf(id.Run)},{Text(id.Name)},", lines, http.Response.Body, runs, cancel);
        await FlushAsync(lines, http.Response.Body, cancel);
        return TypedResults.Empty;
    }

    /// <summary>Pages begin behind the last step of the one before, so that points which arrive meanwhile shift nothing.</summary>
    /// <returns>How many points there were.</returns>
    internal static async Task<long> AppendSeriesAsync(
        SeriesId id, string start, StringBuilder lines, Stream output, IRunReader runs, CancellationToken cancel)
    {
        // A formula is computed whole for each page, so that there is one.
        var limit = id.Formula is null ? PointsPerRead : int.MaxValue;
        var points = 0L;
        Step? last = null;
        while (true)
        {
            var page = await runs.ReadFloatsAsync(id, new PointWindow(0, limit, From: last), cancel);
            // The first point of a later page is the last of the one before.
            var fresh = page is null ? [] : last is null ? page.Points : [.. page.Points.Where(point => point.Step != last)];
            foreach (var point in fresh)
            {
                lines.Append(start).Append(point.Step.Value.ToString("R", CultureInfo.InvariantCulture)).Append(',')
                    .Append(Moments.ToUtc(point.UnixMicros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)).Append(',')
                    .Append(Number(point.Value)).Append("\r\n");
                if (lines.Length >= FlushChars)
                    await FlushAsync(lines, output, cancel);
            }
            points += fresh.Length;
            if (fresh.Length == 0 || page!.Points.Length < limit)
                return points;
            last = fresh[^1].Step;
        }
    }

    internal static async Task FlushAsync(StringBuilder lines, Stream output, CancellationToken cancel)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancel);
        lines.Clear();
    }

    static string Number(double value) => double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf" : value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Text(string text)
    {
        // A spreadsheet would run these as formulas; the apostrophe makes them text.
        var guarded = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;
        return guarded.AsSpan().IndexOfAny(",\"\r\n") < 0 ? guarded : $"\"{guarded.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

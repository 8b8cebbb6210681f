using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The runs table as a file.</summary>
static class ExportEndpoints
{
    const int Columns = 1000;
    const int Figures = 20;
    const int PageRuns = 1000;

    static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(5);

    public static void MapExport(this IEndpointRouteBuilder api) =>
        api.MapPost("/projects/{projectId}/runs/export", ExportAsync).WithName("exportRuns").OpenToGuests().WithTags("runs")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv", additionalContentTypes: ["application/json", "application/zip"])
            .WithSummary("All matching runs with the asked columns, as CSV or JSON; or every point of their series as a ZIP of CSV files. Written as they are read.");

    static async Task<Results<EmptyHttpResult, Problem>> ExportAsync(
        Guid projectId, ExportRequestDto body, HttpContext http, ProjectGate gate, IRunReader runs, RunFigures figures, INotices notices, TimeProvider clock, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (RunSelections.Fault(body.Runs, "$.runs") is { } problem)
            return problem;
        if (body.Columns.Count is 0 or > Columns)
            return Problems.Invalid("$.columns", $"Expected 1 to {Columns} columns, got {body.Columns.Count}.");
        var reader = new TableReader();
        ImmutableArray<ExportColumn> columns = [.. body.Columns.Select((column, i) => Column(column, body.Format, $"$.columns[{i}]", reader))];
        if (columns.Count(column => column.Figure is not null) is > Figures and var many)
            reader.Refuse("$.columns", $"Expected at most {Figures} columns that are figures of points, got {many}.");
        var sort = TableSort.Read(body.Sort is null ? [] : [body.Sort], "$.sort", reader);
        if (reader.Problem is { } fault)
            return fault;
        var (query, refused) = await sort.ApplyAsync(Query(project.Id, body.Runs), runs, figures, cancel);
        if (refused is not null)
            return refused;

        if (body.Format == ExportFormat.SeriesZip)
        {
            // An entry of a ZIP writes its last bytes synchronously when it is closed.
            if (http.Features.Get<IHttpBodyControlFeature>() is { } control)
                control.AllowSynchronousIO = true;
            Announce(http.Response, "application/zip", $"{project.Key}-series.zip");
            await SeriesZip.WriteAsync(http.Response.Body, query, [.. columns.Select(column => column.Path).Distinct()], runs, cancel);
            await TellAsync(notices, http.Caller().User, project, body.Format, clock.GetElapsedTime(started), cancel);
            return TypedResults.Empty;
        }
        var extension = body.Format == ExportFormat.Csv ? "csv" : "json";
        Announce(http.Response, body.Format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8", $"{project.Key}-runs.{extension}");
        using ITableWriter table = body.Format == ExportFormat.Csv
            ? new CsvTableWriter(http.Response.BodyWriter, columns) : new JsonTableWriter(http.Response.BodyWriter, columns);
        table.Begin();
        await foreach (var row in ReadAsync(query, columns, runs, figures, cancel))
        {
            table.Add(row);
            if (table.IsLarge)
                await table.FlushAsync(cancel);
        }
        table.End();
        await table.FlushAsync(cancel);
        await TellAsync(notices, http.Caller().User, project, body.Format, clock.GetElapsedTime(started), cancel);
        return TypedResults.Empty;
    }

    /// <summary>Of a short export nobody has looked away.</summary>
    static ValueTask TellAsync(INotices notices, User user, Project project, ExportFormat format, TimeSpan took, CancellationToken cancel) =>
        took < WorthTelling || user.IsGuest || user.IsServiceAccount
            ? ValueTask.CompletedTask
            : notices.TellAsync(
                user.Id,
                new NewNotice(NoticeKind.Export, $"{project.Workspace}/{project.Name}", Word: System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(format.ToString())),
                cancel);

    /// <param name="fileName">Begins with the project's key, which is plain letters and digits; its name is a label and stays out of the header.</param>
    static void Announce(HttpResponse response, string mediaType, string fileName)
    {
        response.ContentType = mediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
    }

    static ExportColumn Column(ExportColumnDto column, ExportFormat format, string field, TableReader reader)
    {
        if (column.Path is not null == column.Figure is not null)
            reader.Refuse(field, "Expected either 'path' or 'figure'.");
        if (column.Figure is not { } asked)
            return new ExportColumn(reader.Column(new ColumnDto(column.Path ?? ""), field).Path, column.Label ?? column.Path ?? "", column.Aggregate);
        if (format == ExportFormat.SeriesZip)
            reader.Refuse($"{field}.figure", "Expected a path: a ZIP holds the points of series, not figures of them.");
        if (SeriesFigure.Fault(asked, $"{field}.figure", out var figure) is { } problem)
            reader.Refuse(problem);
        return new ExportColumn(figure.Path, column.Label ?? asked.Path ?? asked.Formula ?? "", column.Aggregate, figure);
    }

    static RunQuery Query(ProjectId project, RunSelectionDto selection) =>
        new(project, [RunKind.Run], selection.Ids is null ? RunSelections.Where(selection) : null, [], [], Offset: 0, PageRuns)
        {
            Only = selection.Ids is { } ids ? [.. ids.Select(id => new RunId(id))] : null,
        };

    /// <summary>The rows, page by page; figures are worked out for the runs of each.</summary>
    static async IAsyncEnumerable<object?[]> ReadAsync(
        RunQuery query, ImmutableArray<ExportColumn> columns, IRunReader runs, RunFigures figures,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        ImmutableArray<SeriesFigure> asked = [.. columns.Where(column => column.Figure is not null).Select(column => column.Figure!.Value)];
        query = query with { Columns = [.. columns.Where(column => column.Figure is null).Select(column => column.Path).Distinct().Select(path => new ColumnId(path))] };
        while (true)
        {
            var page = await runs.QueryRunsAsync(query, cancel);
            var worked = asked.IsEmpty ? [] : await figures.ReadAsync([.. page.Rows.Select(row => row.Head)], asked, cancel);
            for (var i = 0; i < page.Rows.Length; i++)
            {
                var values = page.Rows[i].Attributes.ToDictionary(attribute => attribute.Path, attribute => attribute.Value);
                var figure = 0;
                yield return [.. columns.Select(column =>
                    column.Figure is null ? ExportValues.Of(values.GetValueOrDefault(column.Path), column.Aggregate) : worked[figure++][i]?.Value)];
            }
            if (page.Next is null)
                yield break;
            query = query with { After = page.Next };
        }
    }
}

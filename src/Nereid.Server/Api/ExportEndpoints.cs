using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The runs table as a file.</summary>
static class ExportEndpoints
{
    const int Columns = 1000;
    const int PageRuns = 1000;

    public static void MapExport(this IEndpointRouteBuilder api) =>
        api.MapPost("/projects/{projectId}/runs/export", ExportAsync).WithName("exportRuns").OpenToGuests().WithTags("runs")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv", additionalContentTypes: ["application/json", "application/zip"])
            .WithSummary("All matching runs with the asked columns, as CSV or JSON; or every point of their series as a ZIP of CSV files. Written as they are read.");

    static async Task<Results<EmptyHttpResult, Problem>> ExportAsync(
        Guid projectId, ExportRequestDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (RunSelections.Fault(body.Runs, "$.runs") is { } problem)
            return problem;
        if (body.Columns.Count is 0 or > Columns)
            return Problems.Invalid("$.columns", $"Expected 1 to {Columns} columns, got {body.Columns.Count}.");
        var columns = ImmutableArray.CreateBuilder<ExportColumn>(body.Columns.Count);
        for (var i = 0; i < body.Columns.Count; i++)
        {
            var (text, label, aggregate) = body.Columns[i];
            if (!AttributePath.TryParse(text, out var path, out var fault))
                return Problems.Invalid($"$.columns[{i}].path", fault);
            columns.Add(new ExportColumn(path, label ?? text, aggregate));
        }
        ImmutableArray<RunSort> sort = [];
        if (body.Sort is { } wanted)
        {
            if (!AttributePath.TryParse(wanted.Path, out var path, out var fault))
                return Problems.Invalid("$.sort.path", fault);
            sort = [new RunSort(new ColumnId(path, wanted.Type, wanted.Aggregate), wanted.Descending)];
        }

        if (body.Format == ExportFormat.SeriesZip)
        {
            // An entry of a ZIP writes its last bytes synchronously when it is closed.
            if (http.Features.Get<IHttpBodyControlFeature>() is { } control)
                control.AllowSynchronousIO = true;
            Announce(http.Response, "application/zip", $"{project.Key}-series.zip");
            await SeriesZip.WriteAsync(http.Response.Body, Query(project.Id, body.Runs, sort, []), [.. columns.Select(column => column.Path).Distinct()], runs, cancel);
            return TypedResults.Empty;
        }
        var extension = body.Format == ExportFormat.Csv ? "csv" : "json";
        Announce(http.Response, body.Format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8", $"{project.Key}-runs.{extension}");
        using ITableWriter table = body.Format == ExportFormat.Csv
            ? new CsvTableWriter(http.Response.BodyWriter, columns.ToImmutable()) : new JsonTableWriter(http.Response.BodyWriter, columns.ToImmutable());
        table.Begin();
        await foreach (var row in ReadAsync(project.Id, body.Runs, sort, columns, runs, cancel))
        {
            table.Add(row.ToDictionary(attribute => attribute.Path, attribute => attribute.Value));
            if (table.IsLarge)
                await table.FlushAsync(cancel);
        }
        table.End();
        await table.FlushAsync(cancel);
        return TypedResults.Empty;
    }

    /// <param name="fileName">Begins with the project's key, which is plain letters and digits; its name is a label and stays out of the header.</param>
    static void Announce(HttpResponse response, string mediaType, string fileName)
    {
        response.ContentType = mediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
    }

    static RunQuery Query(ProjectId project, RunSelectionDto selection, ImmutableArray<RunSort> sort, ImmutableArray<ColumnId> columns) =>
        new(project, [RunKind.Run], selection.Ids is null ? RunSelections.Where(selection) : null, sort, columns, Offset: 0, PageRuns)
        {
            Only = selection.Ids is { } ids ? [.. ids.Select(id => new RunId(id))] : null,
        };

    static async IAsyncEnumerable<ImmutableArray<RunAttribute>> ReadAsync(
        ProjectId project, RunSelectionDto selection, ImmutableArray<RunSort> sort, IEnumerable<ExportColumn> columns, IRunReader runs,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var query = Query(project, selection, sort, [.. columns.Select(column => column.Path).Distinct().Select(path => new ColumnId(path))]);
        while (true)
        {
            var page = await runs.QueryRunsAsync(query, cancel);
            foreach (var row in page.Rows)
                yield return row.Attributes;
            if (page.Next is null)
                yield break;
            query = query with { After = page.Next };
        }
    }
}

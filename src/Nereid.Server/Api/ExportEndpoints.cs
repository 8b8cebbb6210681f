using System.Collections.Immutable;
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
        api.MapPost("/projects/{projectId}/runs/export", ExportAsync).WithName("exportRuns").WithTags("runs")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv", additionalContentTypes: "application/json")
            .WithSummary("All matching runs with the asked columns, as CSV or JSON, written as they are read.");

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

        var extension = body.Format == ExportFormat.Csv ? "csv" : "json";
        http.Response.ContentType = body.Format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
        // The project's key is plain letters and digits; its name is a label and stays out of the header.
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{project.Key}-runs.{extension}\"";
        http.Response.Headers.CacheControl = "no-store";
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

    static async IAsyncEnumerable<ImmutableArray<RunAttribute>> ReadAsync(
        ProjectId project, RunSelectionDto selection, ImmutableArray<RunSort> sort, IEnumerable<ExportColumn> columns, IRunReader runs,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var query = new RunQuery(
            project, [RunKind.Run], selection.Ids is null ? RunSelections.Where(selection) : null, sort,
            [.. columns.Select(column => column.Path).Distinct().Select(path => new ColumnId(path))], Offset: 0, PageRuns)
        {
            Only = selection.Ids is { } ids ? [.. ids.Select(id => new RunId(id))] : null,
        };
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

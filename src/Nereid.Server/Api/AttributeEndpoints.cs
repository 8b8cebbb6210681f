using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Which attributes the runs of a project have, which values, and in which they differ.</summary>
static class AttributeEndpoints
{
    const int PageLimit = 1000;
    const int ValueTextChars = 2000;

    public static void MapAttributes(this IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{projectId}/attributes/search", SearchAsync).WithName("findAttributes").OpenToGuests().WithTags("projects")
            .WithSummary("Attribute paths by text, regular expression or extended expression, best match first; of all runs or of some.");
        api.MapPost("/projects/{projectId}/attributes/values", ValuesAsync).WithName("listValues").OpenToGuests().WithTags("projects")
            .WithSummary("The different values of an attribute among some runs, the most frequent first.");
        api.MapPost("/projects/{projectId}/attributes/differing", DifferingAsync).WithName("listDiffering").OpenToGuests().WithTags("projects")
            .WithSummary("The attributes with single values in which some runs differ, the most telling first.");
    }

    static async Task<Results<Ok<AttributeMatchesDto>, Problem>> SearchAsync(
        Guid projectId, AttributeSearchDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (Misfit(body.Limit) is { } misfit)
            return misfit;
        if (body.Offset < 0)
            return Problems.Invalid("$.offset", $"Expected 0 or more, got {body.Offset}.");
        if (body.Matching == AttributeMatching.Substring && body.Text.Length > Limits.PathBytes)
            return Problems.Invalid("$.text", $"Expected at most {Limits.PathBytes} characters; no attribute path is longer.");
        if (!TryReadPattern(body, out var pattern, out var fault))
            return Problems.Invalid("$.text", $"At {fault.Offset}, '{Shorten(fault.Part)}': {fault.Reason}");
        AttributeCursor? after = null;
        if (body.After is not null && !AttributeCursor.TryParse(body.After, out after))
            return Problems.Invalid("$.after", "Expected the 'next' of an earlier page of the same search.");
        var reader = new TableReader();
        var where = body.Filter is null ? null : reader.Where(body.Filter, "$.filter");
        if (reader.Problem is { } problem)
            return problem;
        var page = await runs.SearchAttributesAsync(
            new AttributeSearch(project.Id, pattern is null ? body.Text : "", Exact: false, [RunKind.Run], [.. body.Types ?? []], body.Offset, body.Limit)
            { Pattern = pattern, Where = where, Runs = TableReader.Only(body.Filter), After = after },
            cancel);
        return TypedResults.Ok(Describe(page));
    }

    /// <param name="pattern">Null for a substring.</param>
    static bool TryReadPattern(AttributeSearchDto body, out AttributeNamePattern? pattern, [NotNullWhen(false)] out AttributeNameFault? fault)
    {
        (pattern, fault) = (null, null);
        return body.Matching switch
        {
            AttributeMatching.Regex => AttributeNamePattern.TryCreate([(new[] { body.Text }, [])], out pattern, out fault),
            AttributeMatching.Extended => AttributeNamePattern.TryParse(body.Text, out pattern, out fault),
            _ => true,
        };
    }

    static string Shorten(string text)
    {
        const int shown = 100;
        return text.Length > shown ? text[..shown] + "…" : text;
    }

    static Problem? Misfit(int limit) => limit is < 0 or > PageLimit ? Problems.Invalid("$.limit", $"Expected 0 to {PageLimit}, got {limit}.") : null;

    public static AttributeMatchesDto Describe(AttributePage page) =>
        new(page.Total, [.. page.Matches.Select(match => new AttributeMatchDto(match.Path.Text, match.Type, match.Runs))], page.Next?.ToString());

    static async Task<Results<Ok<ValuePageDto>, Problem>> ValuesAsync(
        Guid projectId, ValueQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (Misfit(body.Limit) is { } misfit)
            return misfit;
        if (body.Text.Length > ValueTextChars)
            return Problems.Invalid("$.text", $"Expected at most {ValueTextChars} characters, got {body.Text.Length}.");
        var reader = new TableReader();
        var column = reader.Column(body.Column, "$.column");
        var where = reader.Where(body.Filter, "$.filter");
        if (reader.Problem is { } problem)
            return problem;
        var page = await runs.DistinctValuesAsync(
            new DistinctQuery(project.Id, [RunKind.Run], column, where, body.Text, body.Limit) { Only = TableReader.Only(body.Filter) }, cancel);
        return TypedResults.Ok(new ValuePageDto(page.Total, [.. page.Values.Select(value => new CountedValueDto(TableDescriptions.Describe(value.Value), value.Runs))]));
    }

    static async Task<Results<Ok<DifferingPageDto>, Problem>> DifferingAsync(
        Guid projectId, DifferingQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (Misfit(body.Limit) is { } misfit)
            return misfit;
        var reader = new TableReader();
        var where = reader.Where(body.Filter, "$.filter");
        if (reader.Problem is { } problem)
            return problem;
        var page = await runs.DifferingColumnsAsync(
            new DifferingQuery(project.Id, [RunKind.Run], where, body.Limit) { Only = TableReader.Only(body.Filter) }, cancel);
        return TypedResults.Ok(new DifferingPageDto(
            page.Runs, page.Total, [.. page.Columns.Select(column => new DifferingColumnDto(column.Path.Text, column.Runs, column.Values))]));
    }
}

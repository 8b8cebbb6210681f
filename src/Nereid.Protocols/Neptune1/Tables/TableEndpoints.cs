using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Query;

namespace Nereid.Protocols.Neptune1.Tables;

/// <summary>Tables of runs, models and versions: a page of rows, and the search for the column to sort by.</summary>
sealed class TableEndpoints(Lookup lookup, IRunReader reader)
{
    /// <summary>Rows of one page. The client asks for 100 unless NEPTUNE_FETCH_TABLE_STEP_SIZE says otherwise.</summary>
    const int LargestPage = 10_000;

    const int AttributeMatches = 1000;

    public async Task<IResult> SearchEntriesAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Viewer, cancel);
        if (project.Value is null)
            return Lookup.ProjectFault(project.Refusal, identifier);
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.SearchBody, cancel);
        if (Query(project.Value.Id, context, body, out var fault) is not { } query)
            return fault!;

        var page = await reader.QueryRunsAsync(query, cancel);
        return new JsonAnswer(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("matchingItemCount"u8, page.Total);
            writer.WriteStartArray("entries"u8);
            foreach (var row in page.Rows)
                WriteRow(writer, row);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>The exact name alone when it occurs, one entry for each of its types: other names beside it would make the client sort
    /// numbers as text. Otherwise whatever contains the text.</summary>
    public async Task<IResult> SearchAttributesAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Viewer, cancel);
        if (project.Value is null)
            return Lookup.ProjectFault(project.Refusal, identifier);
        if (Kinds(context, out var fault) is not { } kinds)
            return fault!;

        var text = context.Query("search") ?? "";
        var found = await MatchesAsync(project.Value.Id, text, exact: true, kinds, cancel);
        if (found.Count == 0)
            found = await MatchesAsync(project.Value.Id, text, exact: false, kinds, cancel);
        return new JsonAnswer(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entries"u8);
            foreach (var (name, type) in found)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, name);
                writer.WriteString("type"u8, Words.Of(type));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    async Task<SortedSet<(string Name, AttributeType Type)>> MatchesAsync(
        ProjectId project, string text, bool exact, ImmutableArray<RunKind> kinds, CancellationToken cancel)
    {
        var page = await reader.SearchAttributesAsync(new AttributeSearch(project, text, exact, kinds, [], 0, AttributeMatches), cancel);
        SortedSet<(string Name, AttributeType Type)> found = [.. page.Matches.Select(match => (match.Path.Text, match.Type))];
        // Computed attributes are in every run, also where a search over stored ones would not meet them.
        found.UnionWith(SystemAttributes.Computed
            .Where(computed => exact ? computed.Key == text : computed.Key.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(computed => (computed.Key, computed.Value)));
        return found;
    }

    static RunQuery? Query(ProjectId project, HttpContext context, SearchBody body, out Fault? fault)
    {
        if (Kinds(context, out fault) is not { } kinds)
            return null;
        if (!Nql.TryParse(body.Query?.Query ?? "", NqlDialect.Neptune1, out var query, out var syntax))
        {
            // The title is the client's sign for its own "invalid query" exception.
            fault = new Fault(StatusCodes.Status400BadRequest, "Syntax error") { Message = syntax.Message };
            return null;
        }

        var limit = body.Pagination?.Limit ?? 100;
        var offset = body.Pagination?.Offset ?? 0;
        if (limit is < 0 or > LargestPage || offset < 0)
        {
            fault = Fault.BadRequest($"The page has limit {limit} and offset {offset}; expected 0 to {LargestPage} rows from 0 on.");
            return null;
        }

        return Columns(body, out fault) is var columns && fault is null && Sort(body, out fault) is var sort && fault is null
            ? new RunQuery(project, kinds, query.Where, sort, columns, offset, limit)
            : null;
    }

    static ImmutableArray<RunKind>? Kinds(HttpContext context, out Fault? fault)
    {
        fault = null;
        var kinds = ImmutableArray.CreateBuilder<RunKind>();
        foreach (var word in context.Request.Query["type"])
        {
            if (Words.ParseKind(word ?? "") is not { } kind)
            {
                fault = Fault.BadRequest($"The parameter 'type' is '{word}'; expected run, model, modelVersion or project.");
                return null;
            }

            kinds.Add(kind);
        }

        // Unsaid, the client means every kind it can list.
        return kinds.Count > 0 ? kinds.ToImmutable() : [RunKind.Run, RunKind.Model, RunKind.ModelVersion];
    }

    static ImmutableArray<ColumnId>? Columns(SearchBody body, out Fault? fault)
    {
        fault = null;
        if (body.AttributeFilters is not { } filters)
            return null;
        var columns = ImmutableArray.CreateBuilder<ColumnId>(filters.Length);
        foreach (var filter in filters)
        {
            if (!AttributePath.TryParse(filter?.Path, out var path, out var reason))
            {
                fault = Fault.BadRequest($"A column: {reason}");
                return null;
            }

            columns.Add(new ColumnId(path));
        }

        return columns.ToImmutable();
    }

    /// <summary>The stated type is not used: a column of ints and floats is stated as float and sorts by number, whichever a run has.</summary>
    static ImmutableArray<RunSort> Sort(SearchBody body, out Fault? fault)
    {
        fault = null;
        if (body.Sorting is not { } sorting)
            return [];
        if (sorting.SortBy?.Name is not { } name)
            fault = Fault.BadRequest("The 'sorting' names no column; expected {\"dir\", \"sortBy\": {\"name\"}}.");
        else if (sorting.Dir is not ("ascending" or "descending"))
            fault = Fault.BadRequest($"The direction to sort in is '{sorting.Dir}'; expected ascending or descending.");
        else
            return Sort(name, sorting.Dir == "descending", out fault);
        return [];
    }

    static ImmutableArray<RunSort> Sort(string name, bool descending, out Fault? fault)
    {
        fault = null;
        if (!AttributePath.TryParse(name, out var path, out var reason))
        {
            fault = Fault.BadRequest($"The column to sort by: {reason}");
            return [];
        }

        return [new RunSort(new ColumnId(path), descending)];
    }

    static void WriteRow(Utf8JsonWriter writer, RunRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("experimentId"u8, row.Head.Id.ToString());
        writer.WriteStartArray("attributes"u8);
        foreach (var attribute in row.Attributes)
            AttributeAnswer.WriteItem(writer, attribute);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>What the client asks of a table. Everything may be absent.</summary>
sealed record SearchBody(QueryBody? Query, PaginationBody? Pagination, ImmutableArray<AttributeFilterBody?>? AttributeFilters, SortingBody? Sorting);

sealed record QueryBody(string? Query);

sealed record PaginationBody(int? Limit, long? Offset);

sealed record AttributeFilterBody(string? Path);

/// <param name="Dir">ascending or descending.</param>
sealed record SortingBody(string? Dir, SortByBody? SortBy);

sealed record SortByBody(string? Name, string? Type);

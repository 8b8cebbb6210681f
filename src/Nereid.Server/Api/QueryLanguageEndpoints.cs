using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Query;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The query language between text and tree, for editors of queries.</summary>
static class QueryLanguageEndpoints
{
    public static void MapQueryLanguage(this IEndpointRouteBuilder api) =>
        api.MapPost("/nql/parse", Parse).WithName("parseQuery").OpenToGuests().WithTags("runs")
            .WithSummary("A query's text as a tree and in canonical form, or where it is wrong; or a tree as text.");

    static Results<Ok<ParsedQueryDto>, Problem> Parse(QueryTextDto body)
    {
        if (body.Text is null == body.Where is null)
            return Problems.Invalid("$.text", "Expected either text or where, and not both.");
        if (body.Where is { } tree)
        {
            var reader = new TableReader();
            return reader.Condition(tree, "$.where") is { } condition
                ? TypedResults.Ok(new ParsedQueryDto(TableDescriptions.Describe(condition), Nql.Print(condition), null))
                : reader.Problem!;
        }
        if (!Nql.TryParse(body.Text!, body.Dialect, out var query, out var fault))
            return TypedResults.Ok(new ParsedQueryDto(null, null, TableDescriptions.Describe(fault)));
        return TypedResults.Ok(query.Where is { } where
            ? new ParsedQueryDto(TableDescriptions.Describe(where), Nql.Print(where), null)
            : new ParsedQueryDto(null, "", null));
    }
}

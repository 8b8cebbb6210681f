using System.Text.Json.Nodes;
using Nereid.Server.Api;

namespace Nereid.Server.Tests.Api;

public class OpenApiDocumentTests
{
    [Fact]
    public async Task The_committed_document_is_what_the_routes_say()
    {
        var made = await OpenApiFile.MakeAsync(CancellationToken.None);

        using var reader = new StreamReader(OpenApiFile.Committed());
        var committed = await reader.ReadToEndAsync();
        Assert.True(
            made == committed,
            $"docs/api/openapi.json has drifted from the routes. Write it anew: dotnet run --project src/Nereid.Server -- {OpenApiFile.Switch} docs/api/openapi.json");
    }

    [Fact]
    public async Task Every_schema_says_its_type()
    {
        var document = JsonNode.Parse(await OpenApiFile.MakeAsync(CancellationToken.None))!;
        var loose = new List<string>();
        Walk(document["components"]!["schemas"]!, "schemas", loose);
        Assert.Empty(loose);
    }

    /// <summary>A schema without any of these words accepts everything, and a generated type for it is 'unknown'.</summary>
    static readonly string[] SaysItsType = ["type", "$ref", "oneOf", "anyOf"];

    static void Walk(JsonNode schemas, string place, List<string> loose)
    {
        foreach (var (name, schema) in schemas.AsObject())
        {
            var here = $"{place}/{name}";
            if (!SaysItsType.Any(word => schema!.AsObject().ContainsKey(word)))
                loose.Add(here);
            if (schema!["properties"] is { } properties)
                Walk(properties, here, loose);
            if (schema["items"] is { } items)
                Walk(new JsonObject { ["items"] = items.DeepClone() }, here, loose);
        }
    }
}

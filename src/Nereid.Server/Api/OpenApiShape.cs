using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Nereid.Server.Api;

/// <summary>Makes the generated document say exactly what the API does, so that types generated from it can be trusted.</summary>
/// <remarks>What the generator cannot know or says loosely is put right here: names, unions, numbers that may be non-finite, and the
/// problem document as every other answer.</remarks>
static class OpenApiShape
{
    const string References = "#/components/schemas/";
    const string ShapeSuffix = "Dto";
    const string NumberName = "Number";

    /// <summary>Settings while the document is made.</summary>
    public static void Apply(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Nereid", Version = "v1", Description = "Everything that the web app sees and does, for scripts too." };
            return Task.CompletedTask;
        });
        // The generator forgets that a double may be null once it may also be one of three words.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(double?) && schema.AnyOf is { Count: > 0 } cases)
                cases.Add(new OpenApiSchema { Type = JsonSchemaType.Null });
            return Task.CompletedTask;
        });
    }

    /// <summary>The finished text from the generator's.</summary>
    public static string Finish(string text)
    {
        var document = JsonNode.Parse(text)!.AsObject();
        var schemas = document["components"]!["schemas"]!.AsObject();
        schemas.Remove("Stream");
        foreach (var (_, schema) in schemas)
            ShapeSchema(schema!.AsObject(), schemas);
        MendConditions(schemas);
        schemas["RunRowDto"]!["properties"]!["cells"]!["items"] = Nullable(Reference("AttributeDto"));
        var finished = Rewrite(document)!.AsObject();
        var named = finished["components"]!["schemas"]!.AsObject();
        named[NumberName] = new JsonObject
        {
            ["description"] = "A number; the words stand for the values that JSON has no number for.",
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["format"] = "double" }, NonFinite()),
        };
        finished["components"]!["schemas"] = new JsonObject(named.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, s.Value?.DeepClone())));
        finished["components"]!["securitySchemes"] = new JsonObject
        {
            ["apiToken"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
            ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = Auth.SessionCookie.Name },
        };
        foreach (var operation in finished["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
            ShapeOperation(operation.Value!.AsObject());
        return finished.ToJsonString(Written) + "\n";
    }

    static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static void ShapeSchema(JsonObject schema, JsonObject schemas)
    {
        schema.Remove("additionalProperties");
        schema.Remove("default");
        if (schema["enum"] is not null)
            schema["type"] = "string";
        if (schema["properties"] is JsonObject properties)
        {
            schema["type"] = "object";
            foreach (var (name, property) in properties.ToArray())
            {
                (property as JsonObject)?.Remove("default");
                if (AlwaysFinite.Contains(name))
                    properties[name] = Finite(property!.AsObject());
            }
        }
        if (schema["discriminator"] is not JsonObject union)
            return;
        var members = schema["anyOf"]!.DeepClone();
        schema.Remove("anyOf");
        schema.Remove("type");
        schema.Remove("required");
        schema["oneOf"] = members;
        var tag = (string)union["propertyName"]!;
        foreach (var (_, reference) in union["mapping"]!.AsObject())
            schemas[((string)reference!)[References.Length..]]!["required"]!.AsArray().Insert(0, tag);
    }

    /// <summary>Conditions contain conditions, and the generator leaves empty what it meets for the second time inside them.</summary>
    static void MendConditions(JsonObject schemas)
    {
        schemas["ConditionDtoOrConditionDto"]!["properties"]!["parts"] = schemas["ConditionDtoAndConditionDto"]!["properties"]!["parts"]!.DeepClone();
        var column = schemas["RunSortDto"]!.DeepClone().AsObject();
        foreach (var ofSorts in (string[])["descending", "figure"])
            column["properties"]!.AsObject().Remove(ofSorts);
        column["properties"]!["path"] = new JsonObject { ["type"] = "string" };
        column["required"] = new JsonArray("path");
        schemas["ColumnDto"] = column;
    }

    /// <summary>Places on an axis: stored only when finite.</summary>
    static readonly HashSet<string> AlwaysFinite =
        new(["step", "steps", "firstStep", "lastStep", "firstX", "lastX", "edges", "counts"], StringComparer.Ordinal);

    static JsonObject Finite(JsonObject schema)
    {
        if (IsNumber(schema, out var nullable))
            return new JsonObject { ["type"] = nullable ? new JsonArray("null", "number") : "number", ["format"] = "double" };
        var list = schema.DeepClone().AsObject();
        list["items"] = Finite(schema["items"]!.AsObject());
        return list;
    }

    /// <summary>A copy in which every schema has its short name, and every number that may be non-finite is one reference.</summary>
    static JsonNode? Rewrite(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } reference when reference["$ref"] is { } target => Reference(((string)target!)[References.Length..]),
        JsonObject number when IsNumber(number, out var nullable) => nullable ? Nullable(Reference(NumberName)) : Reference(NumberName),
        JsonObject others => new JsonObject(others.Select(member => KeyValuePair.Create(
            Shorten(member.Key), member.Value is JsonValue text && text.TryGetValue<string>(out var value) && value.StartsWith(References, StringComparison.Ordinal)
                ? JsonValue.Create(References + Shorten(value[References.Length..])) : Rewrite(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Rewrite)]),
        _ => node?.DeepClone(),
    };

    /// <summary>IntAttribute from AttributeDtoIntAttributeDto: the generator puts a union's name before its members'.</summary>
    static string Shorten(string name) =>
        name.EndsWith(ShapeSuffix, StringComparison.Ordinal) ? name.Split(ShapeSuffix, StringSplitOptions.RemoveEmptyEntries)[^1] : name;

    static JsonObject Reference(string name) => name == "Stream"
        ? new JsonObject { ["type"] = "string", ["format"] = "binary" }
        : new JsonObject { ["$ref"] = References + Shorten(name) };

    static JsonObject Nullable(JsonObject schema) => new() { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, schema) };

    static JsonObject NonFinite() => new() { ["type"] = "string", ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") };

    static bool IsNumber(JsonObject schema, out bool nullable)
    {
        nullable = false;
        if (schema["anyOf"] is not JsonArray { Count: 2 or 3 } cases || cases[1]?["enum"] is not JsonArray words || (string?)words[0] != "NaN")
            return false;
        nullable = cases.Count == 3;
        return true;
    }

    static void ShapeOperation(JsonObject operation)
    {
        var responses = operation["responses"]!.AsObject();
        // Documented as 400 by the routes, since the generator has no word for "any other status".
        if (responses["400"] is { } problem)
        {
            responses.Remove("400");
            problem["description"] = "Why not.";
            responses["default"] = problem;
        }
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if ((string?)parameter!["schema"]?["type"] == "array")
                parameter.AsObject().Remove("required");
        }
        // A body that may be left out is described as one that may be null.
        if (operation["requestBody"]?["content"]?["application/json"] is JsonObject json && json["schema"]?["oneOf"] is JsonArray { Count: 2 } either)
            json["schema"] = either[1]!.DeepClone();
        // Any type is taken for a file, since the bytes decide; one is enough to say it.
        operation["requestBody"]?["content"]?.AsObject().Remove("*/*");
        operation["security"] = new JsonArray(
            new JsonObject { ["apiToken"] = new JsonArray() }, new JsonObject { ["session"] = new JsonArray() });
        if ((string?)operation["operationId"] is "signIn" or "signOut")
            operation["security"] = new JsonArray();
    }
}

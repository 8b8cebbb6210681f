using System.Collections.Immutable;
using System.Text.Json;

namespace Nereid.Protocols.Neptune1.Swagger;

/// <summary>Writes the operations of one document as Swagger 2.0 JSON. Which of its features the client trips over is told in
/// docs/protocols/neptune-1x.md; what is left out here (host, basePath, required, inline objects) is left out on purpose.</summary>
static class SwaggerDocument
{
    /// <summary>Statuses whose body the client reads through the error model.</summary>
    static readonly ImmutableArray<int> ErrorStatuses = [400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 503];

    public static byte[] Write(ApiDocument document, IEnumerable<Operation> operations)
    {
        var own = operations.Where(operation => operation.Document == document).ToImmutableArray();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("swagger", "2.0");
            writer.WriteStartObject("info");
            writer.WriteString("title", document.ToString());
            writer.WriteString("version", "1");
            writer.WriteEndObject();
            WriteMediaTypes(writer, "consumes");
            WriteMediaTypes(writer, "produces");

            writer.WriteStartObject("paths");
            foreach (var path in own.GroupBy(operation => operation.Path))
            {
                writer.WriteStartObject(path.Key);
                foreach (var operation in path)
                    WriteOperation(writer, operation);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();

            writer.WriteStartObject("definitions");
            foreach (var model in ModelsOf(own))
                WriteModel(writer, model);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    static void WriteMediaTypes(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray(name);
        writer.WriteStringValue("application/json");
        writer.WriteEndArray();
    }

    static void WriteOperation(Utf8JsonWriter writer, Operation operation)
    {
        writer.WriteStartObject(operation.Method.ToLowerInvariant());
        writer.WriteString("operationId", operation.Id);
        // The tag is the name of the resource on the client's side: client.api.<operationId>.
        writer.WriteStartArray("tags");
        writer.WriteStringValue("api");
        writer.WriteEndArray();

        writer.WriteStartArray("parameters");
        foreach (var parameter in operation.Parameters)
            WriteParameter(writer, parameter);
        writer.WriteEndArray();

        writer.WriteStartObject("responses");
        writer.WriteStartObject("200");
        writer.WriteString("description", "done");
        if (operation.Answer is { } answer)
        {
            writer.WritePropertyName("schema");
            WriteSchema(writer, answer);
        }

        writer.WriteEndObject();
        foreach (var status in ErrorStatuses)
        {
            writer.WriteStartObject(status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteString("description", "refused");
            writer.WritePropertyName("schema");
            WriteSchema(writer, Models.Error);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void WriteParameter(Utf8JsonWriter writer, Parameter parameter)
    {
        writer.WriteStartObject();
        writer.WriteString("name", parameter.Name);
        writer.WriteString("in", parameter.Place switch
        {
            ParameterPlace.Query => "query",
            ParameterPlace.Header => "header",
            ParameterPlace.Path => "path",
            _ => "body",
        });
        // Swagger demands it for path parameters; elsewhere the client passes None for what it does not know.
        writer.WriteBoolean("required", parameter.Place == ParameterPlace.Path);
        if (parameter.Place == ParameterPlace.Body)
        {
            writer.WritePropertyName("schema");
            WriteSchema(writer, parameter.Schema);
        }
        else
        {
            WriteSchemaFields(writer, parameter.Schema);
            if (parameter.Schema is Schema.Array)
                writer.WriteString("collectionFormat", "multi");
        }

        writer.WriteEndObject();
    }

    static void WriteModel(Utf8JsonWriter writer, Schema.Model model)
    {
        writer.WriteStartObject(model.Name);
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (var field in model.Fields)
        {
            writer.WritePropertyName(field.Name);
            WriteSchema(writer, field.Schema);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void WriteSchema(Utf8JsonWriter writer, Schema schema)
    {
        writer.WriteStartObject();
        WriteSchemaFields(writer, schema);
        writer.WriteEndObject();
    }

    static void WriteSchemaFields(Utf8JsonWriter writer, Schema schema)
    {
        switch (schema)
        {
            case Schema.Primitive primitive:
                writer.WriteString("type", primitive.Type);
                if (primitive.Format is not null)
                    writer.WriteString("format", primitive.Format);
                break;
            case Schema.Array array:
                writer.WriteString("type", "array");
                writer.WritePropertyName("items");
                WriteSchema(writer, array.Items);
                break;
            case Schema.Model model:
                writer.WriteString("$ref", "#/definitions/" + model.Name);
                break;
        }
    }

    static SortedDictionary<string, Schema.Model>.ValueCollection ModelsOf(ImmutableArray<Operation> operations)
    {
        var found = new SortedDictionary<string, Schema.Model>(StringComparer.Ordinal);
        Collect(Models.Error, found);
        foreach (var operation in operations)
        {
            if (operation.Answer is { } answer)
                Collect(answer, found);
            foreach (var parameter in operation.Parameters)
                Collect(parameter.Schema, found);
        }

        return found.Values;
    }

    static void Collect(Schema schema, SortedDictionary<string, Schema.Model> found)
    {
        if (schema is Schema.Array array)
            Collect(array.Items, found);
        if (schema is not Schema.Model model || !found.TryAdd(model.Name, model))
            return;
        foreach (var field in model.Fields)
            Collect(field.Schema, found);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Nereid.Protocols.Neptune1.Swagger;
using Nereid.Protocols.Neptune1.Writing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Every operation with an argument that is right, and with each of its values left out, misspelt or of another type: nothing that came is dropped without a word.</summary>
public sealed class OperationArgumentTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    static readonly Dictionary<string, string> Right = new()
    {
        ["assignFloat"] = """{"value":1.5}""",
        ["assignInt"] = """{"value":1}""",
        ["assignBool"] = """{"value":true}""",
        ["assignString"] = """{"value":"a"}""",
        ["assignDatetime"] = """{"valueMilliseconds":1700000000000}""",
        ["assignArtifact"] = $$"""{"hash":"{{Hash}}"}""",
        ["logFloats"] = """{"entries":[{"value":1.5,"step":2.5,"timestampMilliseconds":17},{"value":2.5,"step":3.5,"timestampMilliseconds":18}]}""",
        ["logStrings"] = """{"entries":[{"value":"a","step":2.5,"timestampMilliseconds":17},{"value":"b","step":3.5,"timestampMilliseconds":18}]}""",
        ["logImages"] = """{"entries":[{"value":{"data":"AAAA","name":"n","description":"d"},"step":2.5,"timestampMilliseconds":17}]}""",
        ["clearFloatSeries"] = "{}",
        ["clearStringSeries"] = "{}",
        ["clearImageSeries"] = "{}",
        ["configFloatSeries"] = """{"min":0.5,"max":1.5,"unit":"px"}""",
        ["insertStrings"] = """{"values":["a","b"]}""",
        ["removeStrings"] = """{"values":["a","b"]}""",
        ["clearStringSet"] = "{}",
        ["deleteFiles"] = """{"filePaths":["a","b"]}""",
        ["deleteAttribute"] = "{}",
        ["clearArtifact"] = "{}",
    };

    /// <summary>May be absent or null: the next step, no name, no limit.</summary>
    static readonly HashSet<string> Optional = ["step", "name", "description", "min", "max", "unit"];

    /// <summary>One of every type of JSON.</summary>
    static readonly string[] Others = ["null", "7", "7.5", "\"x\"", "true", "[]", "{}"];

    public static TheoryData<string> Operations => [.. Right.Keys];

    [Fact]
    public void No_operation_that_the_document_offers_is_missing_here() =>
        Assert.Equal(Models.AttributeOperation.Fields.Select(field => field.Name).Where(name => name != "path").Order(), Right.Keys.Order());

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_right_argument_is_read_also_without_what_is_optional(string operation)
    {
        Assert.Null(FaultOf(operation, Right[operation]));
        foreach (var (argument, changed) in Changed(operation).Where(one => one.Changed.IsAllowed))
            Assert.True(FaultOf(operation, argument) is null, $"{operation} {argument}, {changed}: {FaultOf(operation, argument)}");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void What_is_absent_misspelt_or_of_another_type_is_refused_by_name(string operation)
    {
        foreach (var other in Others.Where(other => other != "{}"))
            Assert.True(FaultOf(operation, other) is { } fault && fault.StartsWith(PathOf(operation) + ": ", StringComparison.Ordinal), $"{operation} {other} was accepted");
        foreach (var (argument, changed) in Changed(operation).Where(one => !one.Changed.IsAllowed))
            Assert.True(
                FaultOf(operation, argument) is { } fault && fault.StartsWith(PathOf(operation) + ": ", StringComparison.Ordinal), $"{operation} {argument} ({changed}) was accepted");
    }

    [Fact]
    public async Task The_client_is_told_and_the_rest_of_its_batch_applies()
    {
        var run = await server.CreateRunAsync();

        var refused = await server.RefusedAsync(run, """
            [{"path":"sys/tags","insertStrings":{"values":["kept"]}},
             {"path":"sys/tags","insertStrings":{"value":["lost"]}},
             {"path":"sys/tags","removeStrings":{"value":["kept"]}},
             {"path":"a","logFloats":{"values":[{"value":1,"timestampMilliseconds":1}]}},
             {"path":"a","assignInt":{"value":1}}]
            """);

        Assert.Equal(
            ["sys/tags: The field 'value' is not known here; expected 'values'.", "sys/tags: The field 'value' is not known here; expected 'values'.",
             "a: The field 'values' is not known here; expected 'entries'."], refused);
        Assert.Equal(["kept"], (await server.AttributeAsync(run, "stringset", "sys/tags")).Body!["values"]!.AsArray().Select(tag => (string)tag!));
        Assert.Equal(1, (int)(await server.AttributeAsync(run, "int", "a")).Body!["value"]!);
    }

    static string PathOf(string operation) => operation is "insertStrings" or "removeStrings" or "clearStringSet" ? "sys/tags" : "a/b";

    /// <summary>Between two others, which must be read whatever it is; and with its path behind it, which is read another way.</summary>
    static string? FaultOf(string operation, string argument)
    {
        var path = PathOf(operation);
        var faults = new[] { $$"""{"path":"{{path}}","{{operation}}":{{argument}}}""", $$"""{"{{operation}}":{{argument}},"path":"{{path}}"}""" }.Select(item =>
        {
            var reader = new OperationsReader();
            reader.Feed(Encoding.UTF8.GetBytes($$$"""[{"path":"before","assignInt":{"value":1}},{{{item}}},{"path":"after","assignInt":{"value":2}}]"""), final: true);
            Assert.Equal(["before", "after"], new[] { reader.Items[0], reader.Items[2] }.Select(neighbour => neighbour.Operation?.Path.Text));
            Assert.Equal(3, reader.Items.Count);
            return reader.Items[1].Fault;
        }).ToArray();
        Assert.Equal(faults[0], faults[1]);
        return faults[0];
    }

    /// <summary>The right argument with one value of it changed, in every way.</summary>
    static IEnumerable<(string Argument, Change Changed)> Changed(string operation)
    {
        var paths = new List<string>();
        Collect(JsonNode.Parse(Right[operation])!, paths);
        foreach (var path in paths)
        {
            var isMember = path.EndsWith(']');
            var name = path[(path.LastIndexOf('.') + 1)..];
            if (!isMember)
            {
                yield return (Without(operation, path, null), new Change(path, "left out", Optional.Contains(name)));
                yield return (Without(operation, path, name + "s"), new Change(path, "misspelt", IsAllowed: false));
            }

            var given = At(JsonNode.Parse(Right[operation])!, path)!.ToJsonString();
            foreach (var other in Others)
                yield return (With(operation, path, other), new Change(path, other, Fits(name, isMember, given, other)));
        }
    }

    sealed record Change(string Path, string To, bool IsAllowed);

    static bool Fits(string name, bool isMember, string given, string other) => (given[0], other) switch
    {
        (_, "null") => Optional.Contains(name),
        ('[', "[]") => true,
        ('"', "\"x\"") => name is not ("hash" or "data"),
        ('t', "true") => true,
        ('{', _) => false,
        ('"' or '[' or 't', _) => false,
        (_, "7") => true,
        // Numbers with a fraction stand where the right one has one.
        (_, "7.5") => !isMember && given.Contains('.', StringComparison.Ordinal),
        _ => false,
    };

    static void Collect(JsonNode node, List<string> paths)
    {
        if (node.GetPath() != "$")
            paths.Add(node.GetPath());
        foreach (var child in node switch { JsonObject item => item.Select(field => field.Value), JsonArray list => list, _ => [] })
            Collect(child!, paths);
    }

    static JsonNode? At(JsonNode root, string path) =>
        path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.').Skip(1)
            .Aggregate((JsonNode?)root, (node, step) => node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node![step]);

    static string With(string operation, string path, string value)
    {
        var root = JsonNode.Parse(Right[operation])!;
        At(root, path)!.ReplaceWith(JsonNode.Parse(value));
        return root.ToJsonString();
    }

    static string Without(string operation, string path, string? under)
    {
        var root = JsonNode.Parse(Right[operation])!;
        var gone = At(root, path)!;
        var holder = gone.Parent!.AsObject();
        var name = gone.GetPropertyName();
        holder.Remove(name);
        if (under is not null)
            holder.Add(under, gone);
        return root.ToJsonString();
    }
}

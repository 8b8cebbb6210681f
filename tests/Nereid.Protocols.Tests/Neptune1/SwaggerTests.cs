using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Nereid.Protocols.Neptune1.Swagger;
using Nereid.Protocols.Neptune3;
using Nereid.Protocols.Neptune3.Access;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>The swagger documents are true, and keep the rules that the client's library needs.</summary>
public sealed class SwaggerTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    /// <summary>What versions 0.9, 0.16 and 1.14 of the client call. A missing one raises in the client's background thread.</summary>
    const string CalledByClients = """
        getClientConfig exchangeApiToken getProject listProjects listOrganizations createProject deleteProject listProjectMembers addProjectMember
        deleteProjectMember listOrganizationMembers listServiceAccounts listProjectServiceAccounts addProjectServiceAccount
        deleteProjectServiceAccount createOrganizationInvitations workspaceStatus getExperiment createExperiment ping trashExperiments
        deleteExperiments deleteAllExperiments getExperimentAttributes getFloatAttribute getIntAttribute getBoolAttribute getStringAttribute
        getDatetimeAttribute getFileAttribute getStringSetAttribute getFloatSeriesAttribute getStringSeriesAttribute getArtifactAttribute
        getFloatSeriesValues getStringSeriesValues getImageSeriesValues lsFileSetAttribute executeOperations fileAtomUpload
        fileAtomMultipartUploadPart fileSetFileUpload fileSetFileMultipartUploadPart uploadFileSetAttributeTar downloadAttribute
        getImageSeriesValue fileAtomMultipartUploadStart fileAtomMultipartUploadFinish fileSetFileMultipartUploadStart
        fileSetFileMultipartUploadFinish prepareForDownloadFileSetAttributeZip getDownloadPrepareRequest searchLeaderboardEntries
        searchLeaderboardAttributes createNewArtifact uploadArtifactFilesMetadata createArtifactVersion listArtifactFiles getLeaderboard
        getFloatSeriesValuesCSV createNotebook listNotebooks listCheckpoints createCheckpoint createEmptyCheckpoint
        uploadAttribute uploadFileSetAttributeChunk
        """;

    static readonly string[] Documents = ["backend", "leaderboard", "artifacts"];

    [Fact]
    public async Task Every_operation_that_a_client_calls_is_in_the_documents()
    {
        var documented = (await OperationsAsync()).Select(operation => operation.Id).ToHashSet();

        Assert.Empty(CalledByClients.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Except(documented));
    }

    [Fact]
    public async Task Every_documented_operation_has_a_route_and_every_route_is_documented()
    {
        var documented = (await OperationsAsync()).Select(operation => $"{operation.Method} {operation.Path}").Order().ToArray();

        var routed = server.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<Operation>() is not null
                || Documents.Any(name => endpoint.RoutePattern.RawText!.StartsWith($"/api/{name}/v", StringComparison.Ordinal)))
            // Those of the 3.x protocol lie under the same paths; its clients read no documents.
            .Where(endpoint => endpoint.Metadata.GetMetadata<IRefusalShape>() is not Neptune3Refusals && endpoint.RoutePattern.RawText != DiscoveryEndpoints.ConfigPath)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Order().ToArray();

        Assert.Equal(documented, routed);
    }

    [Fact]
    public async Task Every_documented_operation_answers_a_bare_request_with_json_and_never_breaks()
    {
        foreach (var operation in await OperationsAsync())
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), PathOf(operation));
            var answer = await Answer.OfAsync(await server.Http.SendAsync(request));

            Assert.True(answer.Status is 200 or (>= 400 and < 500), $"{operation.Id} answers {answer.Status}: {answer.Text}");
            Assert.True(answer.Body is not null, $"{operation.Id} answers no JSON: {answer.Status} {answer.Text}");
            Assert.True(answer.Status == 200 || answer.Title.Length > 0, $"{operation.Id} does not say what is wrong: {answer.Text}");
        }
    }

    [Fact]
    public async Task Every_documented_operation_refuses_a_request_without_token_in_the_clients_shape()
    {
        foreach (var operation in await OperationsAsync())
        {
            var answer = await server.SendAsync(new HttpMethod(operation.Method), PathOf(operation));

            Assert.Equal((operation.Id, 401), (operation.Id, answer.Status));
            Assert.True(answer.Title.Length > 0, $"{operation.Id}: {answer.Text}");
        }
    }

    [Theory]
    [InlineData("backend")]
    [InlineData("leaderboard")]
    [InlineData("artifacts")]
    public async Task A_document_keeps_the_rules_that_the_clients_library_needs(string name)
    {
        var document = await DocumentAsync(name);

        Assert.Equal("2.0", (string?)document["swagger"]);
        Assert.All(["host", "basePath", "schemes"], key => Assert.Null(document[key]));
        var definitions = document["definitions"]!.AsObject();
        foreach (var (definition, schema) in definitions)
        {
            Assert.Equal("object", (string?)schema!["type"]);
            Assert.Null(schema["required"]);
            Assert.All(schema["properties"]!.AsObject(), property => AssertReadable($"{definition}.{property.Key}", property.Value!, definitions));
        }

        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(each => each.Value!)))
        {
            Assert.Equal("api", (string?)Assert.Single(operation["tags"]!.AsArray()));
            foreach (var parameter in operation["parameters"]!.AsArray())
            {
                Assert.Equal((string?)parameter!["in"] == "path", (bool)parameter["required"]!);
                if ((string?)parameter["type"] == "array")
                    Assert.Equal("multi", (string?)parameter["collectionFormat"]);
                if (parameter["schema"] is { } body)
                    AssertReadable($"{operation["operationId"]}.{parameter["name"]}", body, definitions);
            }

            foreach (var (status, response) in operation["responses"]!.AsObject())
            {
                if (response!["schema"] is { } answer)
                    AssertReadable($"{operation["operationId"]} {status}", answer, definitions);
            }
        }
    }

    [Fact]
    public async Task Documents_are_served_without_any_token()
    {
        foreach (var name in Documents)
        {
            var answer = await server.SendAsync(HttpMethod.Get, $"/api/{name}/swagger.json");
            Assert.Equal((200, "application/json"), (answer.Status, answer.Message.Content.Headers.ContentType!.MediaType));
        }
    }

    /// <summary>An inline object with fields would reach the client as a dictionary, whose fields it cannot read.</summary>
    static void AssertReadable(string where, JsonNode schema, JsonObject definitions)
    {
        if ((string?)schema["$ref"] is { } reference)
            Assert.True(definitions.ContainsKey(reference["#/definitions/".Length..]), $"{where} refers to {reference}, which is not defined");
        else if (schema["items"] is { } items)
            AssertReadable(where + "[]", items, definitions);
        else
            Assert.True(schema["properties"] is null && schema["type"] is not null, $"{where} is an inline object or has no type");
    }

    async Task<JsonNode> DocumentAsync(string name) => (await server.SendAsync(HttpMethod.Get, $"/api/{name}/swagger.json")).Body!;

    static string PathOf((string Id, string Method, string Path) operation) => operation.Path
        .Replace("{notebookId}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal);

    async Task<List<(string Id, string Method, string Path)>> OperationsAsync()
    {
        var operations = new List<(string, string, string)>();
        foreach (var name in Documents)
        {
            foreach (var (path, methods) in (await DocumentAsync(name))["paths"]!.AsObject())
                operations.AddRange(methods!.AsObject().Select(method => ((string)method.Value!["operationId"]!, method.Key.ToUpperInvariant(), path)));
        }

        Assert.Equal(operations.Count, operations.Select(operation => operation.Item1).Distinct().Count());
        return operations;
    }
}

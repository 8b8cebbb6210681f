using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.TrackedFiles;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Experiments;
using Nereid.Protocols.Neptune1.Files;
using Nereid.Protocols.Neptune1.Notebooks;
using Nereid.Protocols.Neptune1.Projects;
using Nereid.Protocols.Neptune1.Signals;
using Nereid.Protocols.Neptune1.Swagger;
using Nereid.Protocols.Neptune1.Tables;
using Nereid.Protocols.Neptune1.Writing;

namespace Nereid.Protocols.Neptune1;

/// <summary>The API that the neptune 1.x client and neptune-client 0.x speak. docs/protocols/neptune-1x.md tells what it does.</summary>
public static class Neptune1Routes
{
    static readonly ClientRefusals Refusals = new();

    /// <summary>What the handlers are made of. The host brings the catalog, the gate, the run and blob stores, signals and credentials.</summary>
    public static IServiceCollection AddNeptune1(this IServiceCollection services) => services
        .AddSingleton<Lookup>()
        .AddSingleton<SessionEndpoints>()
        .AddSingleton<ProjectEndpoints>()
        .AddSingleton<MemberEndpoints>()
        .AddSingleton<ExperimentEndpoints>()
        .AddSingleton<AttributeEndpoints>()
        .AddSingleton<RepeatedRequests>()
        .AddSingleton<ImageStore>()
        .AddSingleton<ExecuteEndpoint>()
        .AddSingleton<TableEndpoints>()
        .AddSingleton<UploadTargets>()
        .AddSingleton<PartUploads>()
        .AddSingleton<ChunkUploads>()
        .AddSingleton<FileEndpoints>()
        .AddSingleton<FileSets>()
        .AddSingleton<FileSetEndpoints>()
        .AddSingleton<LegacyTable>()
        .AddSingleton<ArtifactEndpoints>()
        .AddSingleton<NotebookEndpoints>()
        .AddSingleton<DeletionEndpoints>()
        .AddSingleton<WorkspaceEndpoints>()
        .AddSingleton<SignalSocket>()
        .AddSingleton<OperationTable>();

    /// <summary>Before routing: clients up to 0.9 put a slash between the server's address and an operation's path, which begins with one.</summary>
    public static void UseNeptune1(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.Value is ['/', '/', .. var rest] && !rest.StartsWith('/'))
            context.Request.Path = "/" + rest;
        return next(context);
    });

    public static void MapNeptune1(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var operations = services.GetRequiredService<OperationTable>().Operations;
        foreach (var operation in operations)
            MapOperation(app, operation);

        // The client fetches the first document before it has sent any token.
        foreach (var document in Enum.GetValues<ApiDocument>())
        {
            var content = SwaggerDocument.Write(document, operations);
            app.MapGet($"/api/{document.ToString().ToLowerInvariant()}/swagger.json", () => Results.Bytes(content, "application/json"))
                .AllowAnonymous().WithMetadata(Refusals).ExcludeFromDescription();
        }

        var session = services.GetRequiredService<SessionEndpoints>();
        app.MapPost(SessionEndpoints.TokenPath, Guarded(session.RefreshAsync)).AllowAnonymous().WithMetadata(Refusals).ExcludeFromDescription();
        app.MapGet(FileSetEndpoints.DownloadPath, Guarded(services.GetRequiredService<FileSetEndpoints>().DownloadAsync))
            .WithMetadata(Refusals).ExcludeFromDescription();
        app.MapGet(SignalSocket.Path, services.GetRequiredService<SignalSocket>().ServeAsync).WithMetadata(Refusals).ExcludeFromDescription();
    }

    static void MapOperation(IEndpointRouteBuilder app, Operation operation) =>
        app.MapMethods(operation.Path, [operation.Method], Guarded(operation.Handle))
            .WithMetadata(Refusals, operation, new BodyLimit(operation.FileBody ? Limits.FileBytes : Limits.RequestBytes))
            .WithName("neptune1-" + operation.Id)
            .ExcludeFromDescription();

    /// <summary>The one place where a body that cannot be read becomes an answer.</summary>
    static RequestDelegate Guarded(OperationHandler handle) => async context =>
    {
        IResult result;
        try
        {
            result = await handle(context, context.RequestAborted);
        }
        catch (JsonException fault)
        {
            result = Fault.BadRequest($"The body is not the expected JSON: {fault.Message}");
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            result = Fault.TooLarge(Limits.RequestBytes);
        }
        catch (StorageQuotaException fault)
        {
            // The client has an exception of its own for this, and shows the title.
            result = Fault.Unprocessable(fault.Message);
        }
        catch (BadHttpRequestException fault)
        {
            result = new Fault(fault.StatusCode, fault.Message);
        }

        await result.ExecuteAsync(context);
    };

    sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}

using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api;

/// <summary>The OpenAPI document of /api/v1: made from the routes when asked for, committed as docs/api/openapi.json, and served as committed.</summary>
public static class OpenApiFile
{
    public const string Switch = "--write-openapi";

    const string DocumentName = "v1";

    const string ResourceName = "openapi.json";

    /// <summary>The document as it is made from the routes, with a line end at its end.</summary>
    public static async Task<string> MakeAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Nereid.Server" });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddNereidApi();
        builder.Services.AddOpenApi(DocumentName, OpenApiShape.Apply);
        NameParts(builder.Services);
        await using var app = builder.Build();
        app.MapNereidApi();
        // The describer sees the routes only once they are in the pipeline, though no request ever comes.
        app.UseRouting();
        app.UseEndpoints(_ => { });
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName).GetOpenApiDocumentAsync(cancel);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancel);
        return OpenApiShape.Finish(text);
    }

    public static void MapOpenApiFile(this IEndpointRouteBuilder api) =>
        api.MapGet("/openapi.json", () => Results.Stream(Committed(), "application/json; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();

    /// <summary>The document that this server serves.</summary>
    public static Stream Committed() =>
        typeof(OpenApiFile).Assembly.GetManifestResourceStream(ResourceName)
        ?? throw new InvalidOperationException("The server was built without its OpenAPI document.");

    /// <summary>Handlers are described, never run, so it is enough that their parts are known by type.</summary>
    static void NameParts(IServiceCollection services)
    {
        services.AddSingleton<ICatalog>(NotHere<ICatalog>);
        services.AddSingleton<ICredentials>(NotHere<ICredentials>);
        services.AddSingleton<IRunReader>(NotHere<IRunReader>);
        services.AddSingleton<IRunWriter>(NotHere<IRunWriter>);
        services.AddSingleton<IBlobStore>(NotHere<IBlobStore>);
        services.AddSingleton<ISharedBlobs>(NotHere<ISharedBlobs>);
        services.AddSingleton<IRunSignals>(NotHere<IRunSignals>);
        services.AddSingleton<ProjectGate>(NotHere<ProjectGate>);
        services.AddSingleton<ProjectRules>(NotHere<ProjectRules>);
        services.AddSingleton<ServerAddress>(NotHere<ServerAddress>);
        services.AddSingleton<Domain.Views.IViewStore>(NotHere<Domain.Views.IViewStore>);
        services.AddSingleton<Domain.Views.IShareLinkStore>(NotHere<Domain.Views.IShareLinkStore>);
        services.AddSingleton<Domain.Views.IRunStyleStore>(NotHere<Domain.Views.IRunStyleStore>);
        services.AddSingleton<Domain.Views.IPreferenceStore>(NotHere<Domain.Views.IPreferenceStore>);
        services.AddSingleton<Domain.Files.IArtifactStore>(NotHere<Domain.Files.IArtifactStore>);
        services.AddSingleton<Domain.Views.IChartSettingsStore>(NotHere<Domain.Views.IChartSettingsStore>);
        services.AddSingleton<Domain.Live.INoticeStore>(NotHere<Domain.Live.INoticeStore>);
        services.AddSingleton<MovedRuns>(NotHere<MovedRuns>);
        services.AddSingleton<IRunMoves>(NotHere<IRunMoves>);
        services.AddSingleton<Hosting.TrashRule>(NotHere<Hosting.TrashRule>);
        services.AddSingleton<Auth.OpenLinks>(NotHere<Auth.OpenLinks>);
        services.AddSingleton<Auth.FailedSignIns>(NotHere<Auth.FailedSignIns>);
        services.AddSingleton(TimeProvider.System);
    }

    static T NotHere<T>(IServiceProvider _) => throw new InvalidOperationException($"There is no {typeof(T).Name} while the document is made.");
}

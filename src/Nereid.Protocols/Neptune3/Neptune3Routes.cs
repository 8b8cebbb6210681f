using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nereid.Protocols.Neptune1;
using Nereid.Protocols.Neptune3.Access;
using Nereid.Protocols.Neptune3.Files;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Reading;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3;

/// <summary>The API that neptune-scale, neptune-query and neptune-fetcher speak. docs/protocols/neptune-3x.md tells what it does and what is missing.</summary>
public static class Neptune3Routes
{
    static readonly Neptune3Refusals Refusals = new();

    /// <summary>Comes after <see cref="Neptune1Routes.AddNeptune1"/>, whose token exchange, refresh and project look-up serve these clients too.</summary>
    public static IServiceCollection AddNeptune3(this IServiceCollection services) => services
        .AddSingleton<DiscoveryEndpoints>()
        .AddSingleton<RunCreations>()
        .AddSingleton<IngestEndpoint>()
        .AddSingleton<StorageLinks>()
        .AddSingleton<SigningEndpoints>()
        .AddSingleton<StorageEndpoints>()
        .AddReading();

    public static void MapNeptune3(this IEndpointRouteBuilder app)
    {
        var discovery = app.ServiceProvider.GetRequiredService<DiscoveryEndpoints>();
        app.MapGet(DiscoveryEndpoints.ConfigPath, discovery.GetConfig).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(DiscoveryEndpoints.DiscoveryPath, discovery.GetDiscovery).AllowAnonymous().ExcludeFromDescription();

        var ingest = app.ServiceProvider.GetRequiredService<IngestEndpoint>();
        Map(app, "/api/client/v1/ingest", ingest.IngestAsync);
        Map(app, "/api/client/v1/ingest/check", IngestEndpoint.CheckAsync);
        MapFiles(app);
        app.MapReading();
    }

    static void MapFiles(IEndpointRouteBuilder app)
    {
        var signing = app.ServiceProvider.GetRequiredService<SigningEndpoints>();
        Map(app, "/api/storagebridge/v1/signedUrl", signing.SignAsync);
        Map(app, "/api/storagebridge/v1/azure/signedUrl", signing.SignAzureAsync);
        Map(app, "/api/storagebridge/v1/s3/completeMultipartUpload", signing.CompleteAsync);

        // The signature in the URL is the authorisation.
        var storage = app.ServiceProvider.GetRequiredService<StorageEndpoints>();
        app.MapPut(StorageLinks.Path + "{blob}", storage.PutAsync).AllowAnonymous().WithMetadata(Refusals, new BodyLimit(Domain.Limits.FileBytes)).ExcludeFromDescription();
        app.MapGet(StorageLinks.Path + "{blob}", storage.GetAsync).AllowAnonymous().WithMetadata(Refusals).ExcludeFromDescription();
    }

    static void Map(IEndpointRouteBuilder app, string path, Func<HttpContext, CancellationToken, Task<IResult>> handle) =>
        app.MapPost(path, Guarded(handle)).WithMetadata(Refusals, new BodyLimit(IngestEndpoint.BodyBytes)).ExcludeFromDescription();

    static RequestDelegate Guarded(Func<HttpContext, CancellationToken, Task<IResult>> handle) => async context =>
    {
        IResult result;
        try
        {
            result = await handle(context, context.RequestAborted);
        }
        catch (MalformedMessageException fault)
        {
            result = new RequestRefusal(StatusCodes.Status400BadRequest, fault.Message + " Nothing of the request was stored.");
        }
        catch (BadHttpRequestException fault)
        {
            result = new RequestRefusal(fault.StatusCode, fault.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The request has more than the allowed {IngestEndpoint.BodyBytes} bytes." : fault.Message);
        }

        await result.ExecuteAsync(context);
    };

    sealed record BodyLimit(long Bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Bytes;
    }
}

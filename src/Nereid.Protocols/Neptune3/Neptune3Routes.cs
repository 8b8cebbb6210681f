using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nereid.Protocols.Neptune1;
using Nereid.Protocols.Neptune3.Access;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3;

/// <summary>The write side of the API that neptune-scale speaks. docs/protocols/neptune-3x.md tells what it does and what is missing.</summary>
public static class Neptune3Routes
{
    static readonly Neptune3Refusals Refusals = new();

    /// <summary>Comes after <see cref="Neptune1Routes.AddNeptune1"/>, whose token exchange, refresh and project look-up serve these clients too.</summary>
    public static IServiceCollection AddNeptune3(this IServiceCollection services) => services
        .AddSingleton<DiscoveryEndpoints>()
        .AddSingleton<RunCreations>()
        .AddSingleton<IngestEndpoint>();

    public static void MapNeptune3(this IEndpointRouteBuilder app)
    {
        var discovery = app.ServiceProvider.GetRequiredService<DiscoveryEndpoints>();
        app.MapGet(DiscoveryEndpoints.ConfigPath, discovery.GetConfig).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(DiscoveryEndpoints.DiscoveryPath, discovery.GetDiscovery).AllowAnonymous().ExcludeFromDescription();

        var ingest = app.ServiceProvider.GetRequiredService<IngestEndpoint>();
        Map(app, "/api/client/v1/ingest", ingest.IngestAsync);
        Map(app, "/api/client/v1/ingest/check", IngestEndpoint.CheckAsync);
    }

    static void Map(IEndpointRouteBuilder app, string path, Func<HttpContext, CancellationToken, Task<IResult>> handle) =>
        app.MapPost(path, Guarded(handle)).WithMetadata(Refusals, new BodyLimit()).ExcludeFromDescription();

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

    sealed record BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => IngestEndpoint.BodyBytes;
    }
}

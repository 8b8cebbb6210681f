using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Nereid.Domain.Access;

namespace Nereid.Server.Api;

/// <summary>Wraps every handler of the API: nobody gets in where somebody is needed, and a request that cannot be read is answered
/// with a problem document that says where it is wrong.</summary>
/// <remarks>The host denies by default too; this holds even when the API is composed without it.</remarks>
static class ApiGuard
{
    public static TBuilder Guard<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Add(endpoint =>
        {
            var handler = endpoint.RequestDelegate
                ?? throw new InvalidOperationException($"The endpoint {endpoint.DisplayName} has no handler to guard.");
            endpoint.RequestDelegate = http => RunAsync(http, handler);
        });
        // What a handler accepts is known only after the conventions of its group ran.
        routes.Finally(TakeAnyContentType);
        return routes;
    }

    /// <summary>Routing passes a request whose content type does not fit on to the next best route, which here would say that there is nothing at
    /// the address. So the right route takes it, and binding refuses it for what it is.</summary>
    static void TakeAnyContentType(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<IAcceptsMetadata>().LastOrDefault() is { } accepts && !accepts.ContentTypes.Contains(Any))
            endpoint.Metadata.Add(new AcceptsMetadata([.. accepts.ContentTypes, Any], accepts.RequestType, accepts.IsOptional));
    }

    const string Any = "*/*";

    static async Task RunAsync(HttpContext http, RequestDelegate handler)
    {
        if (http.Features.Get<Caller>() is null && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            await Auth.Problems.WriteAsync(http, Auth.Problems.NotSignedIn);
            return;
        }
        try
        {
            await handler(http);
            // The framework itself answers a broken, too large or foreign body with a bare status.
            if (!http.Response.HasStarted && http.Response is { ContentType: null, StatusCode: StatusCodes.Status400BadRequest
                or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType })
            {
                await UnreadableRequest.Explain(http, http.Response.StatusCode).ExecuteAsync(http);
            }
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await UnreadableRequest.Explain(http, bad).ExecuteAsync(http);
        }
    }
}

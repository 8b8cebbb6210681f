using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
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
        return routes;
    }

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
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await Explain(http, bad).ExecuteAsync(http);
        }
    }

    static Problem Explain(HttpContext http, BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge =>
            Problems.TooLarge(http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0),
        StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType("application/json"),
        _ when bad.InnerException is JsonException json => Problems.Invalid(json.Path ?? "$", Describe(json)),
        _ => Problems.Invalid("request", bad.Message),
    };

    static string Describe(JsonException json)
    {
        // The serializer's own text names .NET types where a value has the wrong type; what follows the first sentence repeats the position.
        var reason = json.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)
            ? "the value there has the wrong type or is out of range"
            : json.Message.Split(" Path: ")[0].TrimEnd('.');
        return $"The request body cannot be read at {json.Path ?? "$"} (line {json.LineNumber + 1 ?? 1}, byte {json.BytePositionInLine ?? 0}): {reason}.";
    }
}

using Microsoft.AspNetCore.Routing;
using Nereid.Testing;

namespace Nereid.Server.Tests.Auth;

/// <summary>One method of one route of the running server.</summary>
/// <param name="Pattern">As it was mapped, such as <c>/api/v1/runs/{runId}</c>.</param>
public sealed record Route(string Method, string Pattern)
{
    /// <summary>A path that leads to it: every parameter is some UUID, which is a legal value of most and leads to the route in any case.</summary>
    public string Path => System.Text.RegularExpressions.Regex.Replace(
        Pattern.StartsWith('/') ? Pattern : "/" + Pattern, @"\{[^{}]*\}", "0198c0de-0000-7000-8000-000000000000", System.Text.RegularExpressions.RegexOptions.NonBacktracking);

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>Every route that the server answers, by whichever protocol it was mapped.</summary>
public static class RouteTable
{
    /// <summary>Of routes that take any method.</summary>
    static readonly string[] CommonMethods = ["GET", "POST", "PUT", "DELETE"];

    public static IReadOnlyList<Route> Of(RunningServer server) =>
    [
        .. server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? CommonMethods)
                .Select(method => new Route(method, endpoint.RoutePattern.RawText ?? "")))
            .Distinct().OrderBy(route => route.Pattern, StringComparer.Ordinal),
    ];
}

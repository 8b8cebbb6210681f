using System.Text.Json.Serialization;
using Nereid.Domain.Operations;

namespace Nereid.Server.Hosting;

/// <summary>Says whether the server takes writes. Needs nobody signed in, and tells nothing else.</summary>
public static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/health", (IRunWriter runs) => TypedResults.Json(Of(runs), HealthJson.Default.Health)).AllowAnonymous();

    static Health Of(IRunWriter runs) =>
        runs.ReadOnlyReason is { } reason ? new Health("read-only", reason) : new Health("ok", null);
}

/// <param name="Status">ok or read-only.</param>
/// <param name="Reason">Why no writes are taken.</param>
public sealed record Health(string Status, string? Reason);

[JsonSerializable(typeof(Health))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class HealthJson : JsonSerializerContext;

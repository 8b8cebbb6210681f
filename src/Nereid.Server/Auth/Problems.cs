using System.Text.Json.Serialization;

namespace Nereid.Server.Auth;

/// <summary>A problem document (RFC 9457) for refusals that happen before any handler runs.</summary>
/// <param name="Type">Stable name of the kind; docs/problems.md has a row for each.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail);

/// <summary>The refusals that authentication and the guards make.</summary>
public static class Problems
{
    public static readonly Problem NotSignedIn = new(
        "/problems/not-signed-in", "Not signed in", 401, "This needs a valid session, API token or access token.");

    public static readonly Problem TokenExpired = new(
        "/problems/token-expired", "The access token has expired", 401, "Refresh the access token and send the request again.");

    public static readonly Problem LinkEnded = new(
        "/problems/link-ended", "The link has ended", 401, "The link that opened this project was revoked or has expired. Ask for a new one, or sign in.");

    public static readonly Problem NotByLink = new(
        "/problems/link-only-reads", "A link only reads", 403, "A link lets you read one project and nothing else. This needs an account.");

    public static readonly Problem NotAllowed = new("/problems/not-allowed", "Not allowed", 403, "You may not do this.");

    public static readonly Problem CrossSite = new(
        "/problems/cross-site-request", "Request from another site", 403,
        "A change with a session cookie must come from this server's own pages and carry the header X-Nereid-Request: 1.");

    public static readonly Problem UnknownHost = new(
        "/problems/unknown-host", "Unknown host", 421,
        "The Host header names a host that this server does not serve. Start it with --public-address to name its public address.");

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        await context.Response.WriteAsJsonAsync(problem, ProblemJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }
}

[JsonSerializable(typeof(Problem))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class ProblemJson : JsonSerializerContext;

using Nereid.Domain.Access;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>An answer that says why not: a problem document with a stable type.</summary>
public sealed class Problem(string name, string title, int status, string detail, string? field = null) : IResult
{
    public ProblemDto Document { get; } = new($"/problems/{name}", title, status, detail, field);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Document.Status;
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(
            Document, ApiJsonSettings.Shared.GetTypeInfo(typeof(ProblemDto)), "application/problem+json", httpContext.RequestAborted);
    }
}

/// <summary>Every problem that the own API answers with; docs/problems.md has a row for each.</summary>
public static class Problems
{
    public static Problem SignInFailed(string detail) => new("sign-in-failed", "Sign-in failed", StatusCodes.Status401Unauthorized, detail);

    public static Problem TooManySignIns() => new(
        "too-many-attempts", "Too many failed attempts", StatusCodes.Status429TooManyRequests, "Too many failed sign-ins. Wait a minute and try again.");

    public static Problem Forbidden(string detail) => new("forbidden", "Not allowed", StatusCodes.Status403Forbidden, detail);

    /// <param name="needed">What the caller would have to be.</param>
    public static Problem RefusedProject(Refusal refusal, ProjectRole needed) => refusal == Refusal.Forbidden
        ? Forbidden($"You may see this project, but this needs the role {needed.ToString().ToLowerInvariant()} or higher.")
        : NoSuchProject();

    public static Problem RefusedRun(Refusal refusal, ProjectRole needed) => refusal == Refusal.Forbidden
        ? Forbidden($"You may see this run, but this needs the role {needed.ToString().ToLowerInvariant()} or higher in its project.")
        : NoSuchRun();

    public static Problem NoSuchProject() => NotFound("no-such-project", "No such project", "There is no such project, or you may not see it.");

    public static Problem NoSuchRun() => NotFound("no-such-run", "No such run", "There is no such run, or you may not see it.");

    public static Problem NoSuchSeries(string what, string path) =>
        NotFound("no-such-series", "No such series", $"The run has no {what} named '{path}'.");

    public static Problem NoSuchFile(string detail) => NotFound("no-such-file", "No such file", detail);

    public static Problem NoSuchToken() => NotFound("no-such-token", "No such token", "You have no API token with this id.");

    public static Problem NoSuchRoute(string method) =>
        NotFound("no-such-route", "No such route", $"The API has no such address for {method}; see /api/v1/openapi.json.");

    public static Problem Invalid(string field, string detail) =>
        new("invalid-request", "Invalid request", StatusCodes.Status400BadRequest, detail, field);

    public static Problem Refused(string field, string detail) =>
        new("refused", "Refused", StatusCodes.Status422UnprocessableEntity, detail, field);

    public static Problem TooLarge(long maxBytes) => new(
        "body-too-large", "Body too large", StatusCodes.Status413PayloadTooLarge, $"The body is larger than the allowed {maxBytes} bytes.");

    public static Problem UnsupportedMediaType(string expected) => new(
        "unsupported-media-type", "Unsupported media type", StatusCodes.Status415UnsupportedMediaType,
        $"The Content-Type is not the expected {expected}.");

    public static Problem ReadOnly(string reason) => new(
        "read-only", "Nothing can be written", StatusCodes.Status503ServiceUnavailable,
        $"The server takes no writes until it is restarted ({reason}); nothing of this request was kept. Reading still works.");

    public static Problem KeyTaken(string key) => new(
        "project-key-taken", "Project key taken", StatusCodes.Status409Conflict, $"Another project has the key '{key}'.", "key");

    public static Problem NameTaken() => new(
        "project-name-taken", "Project name taken", StatusCodes.Status409Conflict,
        "A project of this name exists in the workspace and you are not a member of it.", "name");

    static Problem NotFound(string name, string title, string detail) => new(name, title, StatusCodes.Status404NotFound, detail);
}

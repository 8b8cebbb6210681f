using Nereid.Domain.Access;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>An answer that says why not: a problem document with a stable type.</summary>
/// <param name="field">Which part of the request is at fault: a JSON path, or the name of a query parameter.</param>
/// <param name="query">Where the fault is in the text of a query.</param>
public sealed class Problem(ProblemKind kind, string detail, string? field = null, QueryFaultDto? query = null) : IResult
{
    public ProblemDto Document { get; } = new($"/problems/{kind.Name}", kind.Title, kind.Status, detail, field, query);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Document.Status;
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(
            Document, ApiJsonSettings.Shared.GetTypeInfo(typeof(ProblemDto)), "application/problem+json", httpContext.RequestAborted);
    }
}

/// <summary>Makes the problems that the own API answers with.</summary>
public static class Problems
{
    public static Problem SignInFailed(string detail) => new(ProblemKinds.SignInFailed, detail);

    public static Problem TooManySignIns() => new(ProblemKinds.TooManyAttempts, "Too many failed sign-ins. Wait a minute and try again.");

    public static Problem Forbidden(string detail) => new(ProblemKinds.NotAllowed, detail);

    /// <param name="needed">What the caller would have to be.</param>
    public static Problem RefusedProject(Refusal refusal, ProjectRole needed) => refusal == Refusal.Forbidden
        ? Forbidden($"You may see this project, but this needs the role {needed.ToString().ToLowerInvariant()} or higher.")
        : NoSuchProject();

    public static Problem RefusedRun(Refusal refusal, ProjectRole needed) => refusal == Refusal.Forbidden
        ? Forbidden($"You may see this run, but this needs the role {needed.ToString().ToLowerInvariant()} or higher in its project.")
        : NoSuchRun();

    public static Problem NoSuchProject() => new(ProblemKinds.NoSuchProject, "There is no such project, or you may not see it.");

    public static Problem NoSuchRun() => new(ProblemKinds.NoSuchRun, "There is no such run, or you may not see it.");

    public static Problem NoSuchSeries(string what, string path) => new(ProblemKinds.NoSuchSeries, $"The run has no {what} named '{path}'.");

    public static Problem NoSuchFile(string detail) => new(ProblemKinds.NoSuchFile, detail);

    public static Problem NoSuchToken() => new(ProblemKinds.NoSuchToken, "You have no API token with this id.");

    public static Problem NoSuchView() => new(ProblemKinds.NoSuchView, "There is no such view, or it is somebody else's own.");

    public static Problem ViewChanged(string by, int version) =>
        new(ProblemKinds.ViewChanged, $"{by} has changed this view meanwhile; it is at version {version} now.", "$.version");

    public static Problem NoSuchLink() => new(ProblemKinds.NoSuchLink, "There is no such link: it has expired, was revoked, or leads to a project that you may not see.");

    public static Problem NoSuchJob() => new(ProblemKinds.NoSuchJob, "There is no such job; finished ones are kept for ten minutes.");

    public static Problem NoSuchUser() => new(ProblemKinds.NoSuchUser, "There is no such user, or none whom you may name here.");

    public static Problem NoSuchWorkspace() => new(ProblemKinds.NoSuchWorkspace, "There is no such workspace, or you do not belong to it.");

    public static Problem UsernameTaken(string username) => new(ProblemKinds.UsernameTaken, $"There is a user '{username}' already.", "$.username");

    public static Problem WorkspaceTaken() => new(ProblemKinds.WorkspaceTaken, "A workspace of this name exists and you do not belong to it.", "$.name");
    public static Problem NoSuchDeletion() =>
        new(ProblemKinds.NoSuchDeletion, "The run has no such deletion that could be undone: it was restored or purged, or the time that deletions are kept is over.");

    public static Problem NoSuchAnnotation() => new(ProblemKinds.NoSuchAnnotation, "The run has no such annotation, any more or at all.");

    public static Problem Invalid(string field, string detail) => new(ProblemKinds.InvalidRequest, detail, field);

    public static Problem InvalidQuery(string field, QueryFaultDto fault) => new(ProblemKinds.InvalidQuery, fault.Message, field, fault);

    public static Problem Refused(string field, string detail) => new(ProblemKinds.Refused, detail, field);

    public static Problem TooManyRuns(string field, string detail) => new(ProblemKinds.TooManyRuns, detail, field);

    public static Problem TooLarge(long maxBytes) => new(ProblemKinds.BodyTooLarge, $"The body is larger than the allowed {maxBytes} bytes.");

    public static Problem UnsupportedMediaType(string expected) =>
        new(ProblemKinds.UnsupportedMediaType, $"The Content-Type is not the expected {expected}.");

    public static Problem ReadOnly(string reason) => new(
        ProblemKinds.ReadOnly,
        $"The server takes no writes until it is restarted ({reason}); nothing of this request was kept. Reading still works.");

    public static Problem KeyTaken(string key) => new(ProblemKinds.KeyTaken, $"Another project has the key '{key}'.", "$.key");

    public static Problem NameTaken(string name) => new(ProblemKinds.NameTaken, $"Another project of the workspace has the name '{name}'.", "$.name");

    public static Problem NameTaken() =>
        new(ProblemKinds.NameTaken, "A project of this name exists in the workspace and you are not a member of it.", "$.name");
}

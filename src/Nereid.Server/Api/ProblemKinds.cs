namespace Nereid.Server.Api;

/// <param name="Name">Stable; with /problems/ before it the type of the problem document.</param>
public sealed record ProblemKind(string Name, string Title, int Status);

/// <summary>Every kind of problem of the own API. docs/problems.md has a row for each.</summary>
public static class ProblemKinds
{
    public static readonly ProblemKind SignInFailed = new("sign-in-failed", "Sign-in failed", StatusCodes.Status401Unauthorized);
    public static readonly ProblemKind NotAllowed = new("not-allowed", "Not allowed", StatusCodes.Status403Forbidden);
    public static readonly ProblemKind NoSuchProject = new("no-such-project", "No such project", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchRun = new("no-such-run", "No such run", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchSeries = new("no-such-series", "No such series", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchFile = new("no-such-file", "No such file", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchToken = new("no-such-token", "No such token", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchView = new("no-such-view", "No such view", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchLink = new("no-such-link", "No such link", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchJob = new("no-such-job", "No such job", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchUser = new("no-such-user", "No such user", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchWorkspace = new("no-such-workspace", "No such workspace", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchDeletion = new("no-such-deletion", "No such deletion", StatusCodes.Status404NotFound);
    public static readonly ProblemKind NoSuchAnnotation = new("no-such-annotation", "No such annotation", StatusCodes.Status404NotFound);
    public static readonly ProblemKind InvalidRequest = new("invalid-request", "Invalid request", StatusCodes.Status400BadRequest);
    public static readonly ProblemKind InvalidQuery = new("invalid-query", "Invalid query", StatusCodes.Status400BadRequest);
    public static readonly ProblemKind Refused = new("refused", "Refused", StatusCodes.Status422UnprocessableEntity);
    public static readonly ProblemKind TooManyRuns = new("too-many-runs", "Too many runs", StatusCodes.Status422UnprocessableEntity);
    public static readonly ProblemKind BodyTooLarge = new("body-too-large", "Body too large", StatusCodes.Status413PayloadTooLarge);
    public static readonly ProblemKind UnsupportedMediaType =
        new("unsupported-media-type", "Unsupported media type", StatusCodes.Status415UnsupportedMediaType);
    public static readonly ProblemKind TooManyAttempts = new("too-many-attempts", "Too many failed attempts", StatusCodes.Status429TooManyRequests);
    public static readonly ProblemKind ReadOnly = new("read-only", "Nothing can be written", StatusCodes.Status503ServiceUnavailable);
    public static readonly ProblemKind ViewChanged = new("view-changed", "View changed meanwhile", StatusCodes.Status409Conflict);
    public static readonly ProblemKind KeyTaken = new("project-key-taken", "Project key taken", StatusCodes.Status409Conflict);
    public static readonly ProblemKind NameTaken = new("project-name-taken", "Project name taken", StatusCodes.Status409Conflict);
    public static readonly ProblemKind WorkspaceTaken = new("workspace-name-taken", "Workspace name taken", StatusCodes.Status409Conflict);
    public static readonly ProblemKind UsernameTaken = new("username-taken", "Username taken", StatusCodes.Status409Conflict);
}

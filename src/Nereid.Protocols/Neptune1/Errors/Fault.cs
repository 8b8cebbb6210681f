using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune1.Errors;

/// <summary>A refusal in the shape that the client reads: it picks its own exception by status and <c>errorType</c>, and shows <c>title</c>
/// to the user. Every refusal of the 1.x API is made here, so that the table in docs/protocols/neptune-1x.md has one place to match.</summary>
sealed record Fault(int Code, string Title) : IResult
{
    /// <summary>One of the words that the client maps to an exception of its own; null for the plain HTTP error.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Seen by users where the client shows the whole body.</summary>
    public string Message { get; init; } = Title;

    /// <summary>Of a project key that was refused.</summary>
    public string? Key { get; init; }

    /// <summary>Why a project key was refused.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a visibility that was refused.</summary>
    public string? RequestedValue { get; init; }

    public ImmutableArray<string>? AllowedValues { get; init; }

    public ImmutableArray<ValidationError>? ValidationErrors { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Code;
        // The client reads only the first character of Retry-After.
        if (Code is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
            httpContext.Response.Headers.RetryAfter = "2";
        await httpContext.Response.WriteAsJsonAsync(this, Neptune1Json.Default.Fault, contentType: null, httpContext.RequestAborted);
    }

    public static Fault BadRequest(string title) => new(StatusCodes.Status400BadRequest, title);

    /// <summary>Without a type on purpose: with one the client raises an exception that only <see cref="NoSuchExperiment"/> is ready for.</summary>
    public static Fault NotFound(string title) => new(StatusCodes.Status404NotFound, title);

    /// <summary>Only for the look-up of a run, model, version or project container, where the client turns it into its own "not found".</summary>
    public static Fault NoSuchExperiment(string? identifier) =>
        new(StatusCodes.Status404NotFound, $"There is no run, model or version '{identifier}' here, or you may not see it.")
        {
            ErrorType = "EXPERIMENT_NOT_FOUND",
        };

    public static Fault NoSuchProject(string? identifier) =>
        NotFound($"There is no project '{identifier}' here, or you may not see it. Expected the form workspace/project.");

    public static Fault Forbidden(string title) => new(StatusCodes.Status403Forbidden, title);

    public static Fault Conflict(string title) => new(StatusCodes.Status409Conflict, title);

    public static Fault Unprocessable(string title) => new(StatusCodes.Status422UnprocessableEntity, title);

    public static Fault VisibilityRestricted(string requested, ImmutableArray<string> allowed) =>
        Unprocessable($"This server allows no projects of the visibility '{requested}'.") with
        {
            ErrorType = "VISIBILITY_RESTRICTED", RequestedValue = requested, AllowedValues = allowed,
        };

    public static Fault TooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request has more than the allowed {limit:N0} bytes. Send it in smaller parts (NEPTUNE_MAX_BATCH_SIZE_BYTES)."));

    /// <summary>The client tries again, and keeps what it could not send.</summary>
    public static Fault TakesNoWrites(string reason) =>
        new(StatusCodes.Status503ServiceUnavailable, $"The server takes no writes now: {reason}");

    public static Fault Unauthorized(bool expired) => expired
        ? new(StatusCodes.Status401Unauthorized, "The access token has expired.") { ErrorType = "AUTHORIZATION_TOKEN_EXPIRED" }
        : new(StatusCodes.Status401Unauthorized, "The API token is not valid on this server. Expected a token of this server in NEPTUNE_API_TOKEN.");

    /// <summary>An argument of a project's creation, as the client reads it.</summary>
    public static Fault Validation(string field, string errorCode, string detail) => BadRequest(detail) with
    {
        ValidationErrors = [new ValidationError([field], [new ValidationFault(new ErrorCodeName(errorCode), detail)])],
    };
}

sealed record ValidationError(ImmutableArray<string> Path, ImmutableArray<ValidationFault> Errors);

sealed record ValidationFault(ErrorCodeName ErrorCode, string Context);

sealed record ErrorCodeName(string Name);

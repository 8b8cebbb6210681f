using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Ends a request with a refusal from wherever it is found; <see cref="ReadingRoutes"/> answers it.</summary>
sealed class Refused(RequestRefusal refusal) : Exception(refusal.Message)
{
    public RequestRefusal Refusal { get; } = refusal;

    public static Refused BadRequest(string message) => new(new RequestRefusal(StatusCodes.Status400BadRequest, message));

    public static Refused NotFound(string message) => new(new RequestRefusal(StatusCodes.Status404NotFound, message, "NOT_FOUND"));

    /// <summary>Of a project that is missing or that the caller may not see; the clients make an exception of their own of it.</summary>
    public static Refused NoAccess(string? project) => new(new RequestRefusal(
        StatusCodes.Status403Forbidden, $"There is no project '{project}' here, or you may not see it. Expected the form workspace/project.", "ACCESS_DENIED"));
}

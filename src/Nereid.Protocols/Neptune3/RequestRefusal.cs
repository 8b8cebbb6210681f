using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune3;

/// <summary>A refusal of a whole request, in the shape that the 3.x clients read.</summary>
sealed record RequestRefusal(int Code, string Message, string? ErrorType = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Code;
        if (Code == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "2";
        await httpContext.Response.WriteAsJsonAsync(this, Neptune3Json.Default.RequestRefusal, contentType: null, httpContext.RequestAborted);
    }
}

/// <summary>How refusals by authentication and authorisation look to the 3.x clients.</summary>
sealed class Neptune3Refusals : IRefusalShape
{
    public Task WriteUnauthorizedAsync(HttpContext context, bool expired) => new RequestRefusal(
        StatusCodes.Status401Unauthorized,
        expired ? "The access token has expired." : "The API token is not valid on this server. Expected a token of this server in NEPTUNE_API_TOKEN.")
        .ExecuteAsync(context);

    public Task WriteForbiddenAsync(HttpContext context) =>
        new RequestRefusal(StatusCodes.Status403Forbidden, "You may not do this.").ExecuteAsync(context);

    public Task WriteBusyAsync(HttpContext context, string reason) => new RequestRefusal(StatusCodes.Status503ServiceUnavailable, reason).ExecuteAsync(context);
}

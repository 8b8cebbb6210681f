using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune1.Errors;

/// <summary>How refusals by authentication and authorisation look to the client. Metadata of every route of the 1.x API.</summary>
sealed class ClientRefusals : IRefusalShape
{
    public Task WriteUnauthorizedAsync(HttpContext context, bool expired) => Fault.Unauthorized(expired).ExecuteAsync(context);

    public Task WriteForbiddenAsync(HttpContext context) => Fault.Forbidden("You may not do this.").ExecuteAsync(context);

    public Task WriteBusyAsync(HttpContext context, string reason) => new Fault(StatusCodes.Status503ServiceUnavailable, reason).ExecuteAsync(context);
}

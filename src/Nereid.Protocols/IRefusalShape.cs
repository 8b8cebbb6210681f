using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols;

/// <summary>Endpoint metadata: how a protocol words the refusals that happen before its handlers run.
/// Endpoints without it answer with problem documents.</summary>
public interface IRefusalShape
{
    /// <param name="expired">The access token was right but is too old: clients that can refresh it should.</param>
    Task WriteUnauthorizedAsync(HttpContext context, bool expired);

    Task WriteForbiddenAsync(HttpContext context);

    /// <summary>There is no room for the request now; its client should try again. The header Retry-After is set.</summary>
    Task WriteBusyAsync(HttpContext context, string reason);
}

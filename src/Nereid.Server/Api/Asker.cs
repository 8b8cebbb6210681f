using Nereid.Domain.Access;

namespace Nereid.Server.Api;

/// <summary>Who sent a request.</summary>
static class Asker
{
    /// <summary>For routes that refuse nobody before their handler runs.</summary>
    public static Caller Caller(this HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("A handler that needs a caller ran without one.");
}

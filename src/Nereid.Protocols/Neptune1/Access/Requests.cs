using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Access;

/// <summary>What handlers read from a request besides its body.</summary>
static class Requests
{
    /// <summary>Routes without anonymous access have a caller whenever a handler runs; without one nothing may go on.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new UnreachableException("A request without a caller passed authorization.");

    /// <summary>The parameter's text; null when it is absent or empty.</summary>
    public static string? Query(this HttpContext context, string name) =>
        context.Request.Query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <returns>False with a fault when the parameter is there and no whole number of at least 0.</returns>
    public static bool TryQueryNumber(this HttpContext context, string name, long absent, out long number, out Fault? fault)
    {
        fault = null;
        number = absent;
        if (context.Query(name) is not { } text || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)))
            return true;
        fault = Fault.BadRequest($"The parameter '{name}' is '{text}'; expected a whole number of at least 0.");
        return false;
    }

    /// <summary>The attribute path that most operations name in <c>attribute</c>.</summary>
    public static bool TryAttribute(this HttpContext context, out AttributePath path, out Fault? fault)
    {
        fault = null;
        if (AttributePath.TryParse(context.Query("attribute"), out path, out var reason))
            return true;
        fault = Fault.BadRequest($"The parameter 'attribute': {reason}");
        return false;
    }
}

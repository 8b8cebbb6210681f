using Microsoft.AspNetCore.Http;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Swagger;

namespace Nereid.Protocols.Neptune1;

/// <summary>Operations that the client needs to find in the documents, and that this version answers with a clear error.</summary>
static class Unsupported
{
    public static OperationHandler Feature(string what) => (_, _) => Task.FromResult<IResult>(Fault.NotSupported(what));

    /// <summary>For look-ups: what this version does not keep cannot be found.</summary>
    public static OperationHandler Missing(string what) => (_, _) => Task.FromResult<IResult>(Fault.NotFound($"This Nereid server does not keep {what} yet."));
}

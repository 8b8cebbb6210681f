using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune1.Swagger;

/// <summary>Answers one operation. Refusals are results in the client's error shape, not exceptions.</summary>
delegate Task<IResult> OperationHandler(HttpContext context, CancellationToken cancel);

/// <summary>Which of the three swagger documents an operation is in. The client fetches them from fixed paths.</summary>
enum ApiDocument
{
    Backend,
    Leaderboard,
    Artifacts,
}

/// <summary>One operation of the 1.x API. The one description from which both the swagger document and the route are made.</summary>
/// <param name="Id">The operationId by which the client calls it; fixed by the client.</param>
/// <param name="Path">Ours to choose; full path without parameters where possible, since the client sends names percent-encoded.</param>
/// <param name="Answer">Null: the client reads no body.</param>
/// <param name="FileBody">The body is file content, up to <see cref="Domain.Limits.FileBytes"/>; other bodies up to <see cref="Domain.Limits.RequestBytes"/>.</param>
sealed record Operation(
    ApiDocument Document, string Id, string Method, string Path, ImmutableArray<Parameter> Parameters, Schema? Answer, OperationHandler Handle,
    bool FileBody = false);

enum ParameterPlace
{
    Query,
    Header,
    Path,
    Body,
}

/// <param name="Schema">Of a query parameter, an array is sent as repeated keys.</param>
sealed record Parameter(string Name, ParameterPlace Place, Schema Schema)
{
    public static Parameter InQuery(string name, Schema? schema = null) => new(name, ParameterPlace.Query, schema ?? Schema.Text);

    public static Parameter InHeader(string name) => new(name, ParameterPlace.Header, Schema.Text);

    public static Parameter InPath(string name) => new(name, ParameterPlace.Path, Schema.Text);

    public static Parameter InBody(string name, Schema schema) => new(name, ParameterPlace.Body, schema);
}

using System.Text.Json.Serialization;

namespace Nereid.Server.Api.Shapes;

/// <summary>A problem document (RFC 9457).</summary>
/// <param name="Type">Stable: /problems/ and a name, one row each in docs/problems.md.</param>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Detail">What, where, and what was expected.</param>
/// <param name="Field">Which part of the request is at fault, when it is one.</param>
/// <param name="Query">Where the fault is in the text of a query, when it is one; otherwise absent.</param>
public sealed record ProblemDto(
    string Type, string Title, int Status, string Detail, string? Field = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] QueryFaultDto? Query = null);

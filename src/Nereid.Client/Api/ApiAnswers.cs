using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nereid.Client.Api;

/// <summary>The parts of the server's answers that the client reads, and the small requests that it writes. The whole of them:
/// <c>/api/v1/openapi.json</c>.</summary>
sealed record ProjectAnswer(Guid Id);

sealed record NewProjectRequest(string Workspace, string Name, string Visibility);

sealed record NewRunRequest(string CustomId, string? Name);

sealed record RunAnswer(Guid Id, string Workspace, string Project, string ShortId);

sealed record CreatedRunAnswer(RunAnswer Run, bool Created);

sealed record RejectionAnswer(int Index, string Reason, string Detail);

sealed record WriteAnswer(IReadOnlyList<RejectionAnswer> Rejections);

/// <param name="Attributes">Each an object with <c>type</c>, <c>path</c> and <c>value</c>.</param>
sealed record AttributesAnswer(IReadOnlyList<JsonElement> Attributes);

sealed record HeartbeatRequest(bool Finished);

sealed record PointsRequest(Guid RunId, string Path, long Offset, int Limit);

sealed record PointsAnswer(long Total, IReadOnlyList<double> Steps, IReadOnlyList<long> UnixMicros, IReadOnlyList<double> Values);

sealed record ProblemAnswer(string? Type, string? Title, string? Detail);

[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(NewProjectRequest))]
[JsonSerializable(typeof(NewRunRequest))]
[JsonSerializable(typeof(CreatedRunAnswer))]
[JsonSerializable(typeof(WriteAnswer))]
[JsonSerializable(typeof(AttributesAnswer))]
[JsonSerializable(typeof(HeartbeatRequest))]
[JsonSerializable(typeof(PointsRequest))]
[JsonSerializable(typeof(PointsAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ApiJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Nereid.Protocols.Neptune3.Access;

namespace Nereid.Protocols.Neptune3;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RequestRefusal))]
[JsonSerializable(typeof(ClientConfig))]
sealed partial class Neptune3Json : JsonSerializerContext;

/// <summary>OpenID spells its fields with underscores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenIdDiscovery))]
sealed partial class OpenIdJson : JsonSerializerContext;

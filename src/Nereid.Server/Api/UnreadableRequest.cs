using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Nereid.Server.Api;

/// <summary>Says in the words of the API what was wrong with a request that could not be bound. The framework's own words name .NET types.</summary>
static partial class UnreadableRequest
{
    public static Problem Explain(HttpContext http, BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json)
            return Problems.Invalid(json.Path ?? "$", Describe(json));
        return Parameter().Match(bad.Message) is { Success: true } parameter
            ? Describe(parameter, bad.Message)
            : Explain(http, bad.StatusCode);
    }

    public static Problem Explain(HttpContext http, int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => Problems.TooLarge(http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0),
        StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType("application/json"),
        _ => UnreadableValue(http) ?? Problems.Invalid("$", "The body could not be read: it ended early or is malformed."),
    };

    /// <summary>For a parameter that may be left out, the framework does not say which value it could not read.</summary>
    static Problem? UnreadableValue(HttpContext http)
    {
        foreach (var parameter in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
            if (parameter.HasTryParse && http.Request.Query[parameter.Name] is [{ Length: > 0 } text, ..] && !CanRead(type, text))
                return Unreadable(parameter.Name, type.Name);
        }
        return null;
    }

    static bool CanRead(Type type, string text) => type.Name switch
    {
        nameof(Guid) => Guid.TryParse(text, out _),
        nameof(Int32) => int.TryParse(text, CultureInfo.InvariantCulture, out _),
        nameof(Int64) => long.TryParse(text, CultureInfo.InvariantCulture, out _),
        nameof(Double) => double.TryParse(text, CultureInfo.InvariantCulture, out _),
        nameof(Boolean) => bool.TryParse(text, out _),
        nameof(DateTimeOffset) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    static Problem Describe(Match parameter, string message)
    {
        var name = parameter.Groups["name"].Value;
        if (message.EndsWith("body.", StringComparison.Ordinal))
            return Problems.Invalid("$", "The request has no body; expected a JSON object.");
        if (message.StartsWith("Required", StringComparison.Ordinal))
            return Problems.Invalid(name, $"The parameter '{name}' is missing.");
        return Unreadable(name, parameter.Groups["type"].Value.Replace("Nullable<", "", StringComparison.Ordinal).TrimEnd('?', '[', ']', '>'));
    }

    /// <param name="type">Its name in C# or in .NET.</param>
    static Problem Unreadable(string name, string type)
    {
        var expected = type switch
        {
            nameof(Guid) => "a UUID",
            "int" or "long" or nameof(Int32) or nameof(Int64) => "a whole number",
            "double" or nameof(Double) => "a number",
            "bool" or nameof(Boolean) => "true or false",
            nameof(DateTimeOffset) => "a moment such as 2026-03-05T12:00:00Z",
            _ => "another form",
        };
        return Problems.Invalid(name, $"The parameter '{name}' cannot be read; expected {expected}.");
    }

    static string Describe(JsonException json)
    {
        var message = json.Message.Split(" Path: ")[0].TrimEnd('.');
        var reason = message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "the value there has the wrong type or is out of range"
            : message.Contains("doesn't allow", StringComparison.Ordinal) ? "null is not allowed there"
            : DotNetType().Replace(message, "");
        return $"The request body cannot be read at {json.Path ?? "$"} (line {json.LineNumber + 1 ?? 1}, byte {json.BytePositionInLine ?? 0}): {reason}.";
    }

    [GeneratedRegex("parameter \"(?<type>\\S+) (?<name>\\w+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("( for| on| contained in any| contained in)? type '[^']*'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DotNetType();
}

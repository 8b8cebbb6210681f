using Nereid.Client.Api;

namespace Nereid.Client;

/// <summary>What the options leave open is taken from the environment; the result is checked once, at the start.</summary>
static class Surroundings
{
    /// <exception cref="ArgumentException">The token, project or server is missing or malformed; the message says how to give it.</exception>
    public static (Uri Server, string Token, string Project) Check(NereidOptions options)
    {
        var (server, token) = CheckServer(options);
        var project = options.Project ?? Variable("NEREID_PROJECT") ?? Variable("NEPTUNE_PROJECT")
            ?? throw new ArgumentException($"No project: set {nameof(NereidOptions.Project)} or NEREID_PROJECT to 'workspace/project'.", nameof(options));
        return project.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
            ? (server, token, project)
            : throw new ArgumentException($"The project '{project}' is not of the form 'workspace/project'.", nameof(options));
    }

    /// <exception cref="ArgumentException">The token or server is missing or malformed.</exception>
    public static (Uri Server, string Token) CheckServer(NereidOptions options)
    {
        var token = (options.Token ?? Variable("NEREID_API_TOKEN") ?? Variable("NEPTUNE_API_TOKEN"))?.Trim();
        if (string.IsNullOrEmpty(token))
            throw new ArgumentException($"No API token: set {nameof(NereidOptions.Token)} or NEREID_API_TOKEN.", nameof(options));
        if (token.Any(static character => character is < '!' or > '~'))
            throw new ArgumentException("The API token contains characters that none has; copy it again from the server.", nameof(options));
        var server = options.Server ?? ApiToken.ServerOf(token)
            ?? throw new ArgumentException($"The API token names no server: copy all of it, or set {nameof(NereidOptions.Server)}.", nameof(options));
        return server.IsAbsoluteUri && server.Scheme is "http" or "https"
            ? (server, token)
            : throw new ArgumentException($"The server '{server}' is not an http or https address.", nameof(options));
    }

    public static string SpoolFolder(NereidOptions options) =>
        Path.GetFullPath(options.SpoolFolder ?? Variable("NEREID_SPOOL") ?? ".nereid");

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

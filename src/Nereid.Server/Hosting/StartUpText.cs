using System.Reflection;
using System.Text;

namespace Nereid.Server.Hosting;

/// <summary>What the person who started the server reads: where it is, how to sign in, and the lines that connect a script.</summary>
/// <param name="CertificateAuthority">The file of the local certificate authority, with <c>--tls</c>.</param>
public sealed record StartUpText(string Address, string DataFolder, string Ticket, string Token, string? CertificateAuthority)
{
    public static string Version { get; } = typeof(StartUpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    /// <summary>Of the sign-in link: long enough to find the window it was printed in.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(1);

    public string SignInLink => $"{Address}/sign-in?ticket={Ticket}";

    public string Write()
    {
        var text = new StringBuilder();
        text.AppendLine($"Nereid {Version} is running at {Address}");
        text.AppendLine($"Data folder: {DataFolder}");
        text.AppendLine();
        text.AppendLine("Sign in with the browser. This link works once, within the next hour:");
        text.AppendLine($"  {SignInLink}");
        text.AppendLine();
        text.AppendLine("Connect a Python script:");
        foreach (var (name, value) in Variables())
            text.AppendLine(OperatingSystem.IsWindows() ? $"  $env:{name} = \"{value}\"" : $"  export {name}={Quoted(value)}");
        text.AppendLine();
        text.AppendLine("Ctrl-C stops the server.");
        return text.ToString();
    }

    /// <summary>The neptune client speaks plain HTTP only when told to, and trusts a private certificate authority only by these two variables.</summary>
    IEnumerable<(string Name, string Value)> Variables()
    {
        yield return ("NEPTUNE_API_TOKEN", Token);
        if (Address.StartsWith("http://", StringComparison.Ordinal))
            yield return ("OAUTHLIB_INSECURE_TRANSPORT", "1");
        if (CertificateAuthority is null)
            yield break;
        yield return ("REQUESTS_CA_BUNDLE", CertificateAuthority);
        yield return ("WEBSOCKET_CLIENT_CA_BUNDLE", CertificateAuthority);
    }

    static string Quoted(string value) =>
        value.All(character => char.IsAsciiLetterOrDigit(character) || "+/=._-".Contains(character, StringComparison.Ordinal))
            ? value
            : $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

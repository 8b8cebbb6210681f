using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Nereid.Server.Options;

/// <summary>What reading the settings came to: options, or every fault found, or a wish to see the help.</summary>
public abstract record OptionsAnswer
{
    public sealed record Read(NereidOptions Options) : OptionsAnswer;

    /// <param name="Faults">One line each, naming the setting to change.</param>
    public sealed record Faulty(ImmutableArray<string> Faults) : OptionsAnswer;

    public sealed record HelpWanted(string Text) : OptionsAnswer;
}

/// <summary>Reads the command line and the NEREID_ environment variables. The command line wins; all faults are reported together.</summary>
public static class OptionsReader
{
    sealed record Setting(string Name, string Variable, string? Argument, string Meaning);

    static readonly Setting Data = new("--data", "NEREID_DATA", "DIR", "the folder that holds all data (default ./data)");
    static readonly Setting Host = new("--host", "NEREID_HOST", "HOST", "address to listen on; * for all (default 127.0.0.1)");
    static readonly Setting Port = new("--port", "NEREID_PORT", "PORT", "port to listen on; 0 for any free one (default 7878)");
    static readonly Setting Tls = new("--tls", "NEREID_TLS", null, "speak HTTPS with a certificate that the server makes");
    static readonly Setting PublicAddress = new("--public-address", "NEREID_PUBLIC_ADDRESS", "URL", "how clients reach the server, when it is behind a proxy");
    static readonly Setting NoFirstUse = new(
        "--no-project-creation", "NEREID_NO_PROJECT_CREATION", null, "do not make projects that a script names for the first time");
    static readonly Setting NoPublic = new("--no-public-projects", "NEREID_NO_PUBLIC_PROJECTS", null, "nobody can make a project that everyone may read, nor a link that opens one");
    static readonly Setting NoOpenLinks = new("--no-open-links", "NEREID_NO_OPEN_LINKS", null, "no links that let anyone who has them read a project; those there are stop working");
    static readonly Setting FileQuota = new("--file-quota", "NEREID_FILE_QUOTA", "BYTES", "all files of all runs together; such as 500G (default: the disk)");
    static readonly Setting KeepDeleted = new("--keep-deleted", "NEREID_KEEP_DELETED", "TIME", "how long deletions can be undone, such as 12h or 30d; 0 for not (default 7d)");
    static readonly Setting PurgeTrash = new("--purge-trash", "NEREID_PURGE_TRASH", "TIME", "delete runs for good that were in the trash for so long, such as 30d (default: never)");
    static readonly Setting NoSample = new("--no-sample", "NEREID_NO_SAMPLE", null, "do not train the sample on the first start");

    static readonly ImmutableArray<Setting> Settings = [Data, Host, Port, Tls, PublicAddress, NoFirstUse, NoPublic, NoOpenLinks, FileQuota, KeepDeleted, PurgeTrash, NoSample];

    public static OptionsAnswer Read(IReadOnlyList<string> args, Func<string, string?> variable)
    {
        if (args.Any(arg => arg is "--help" or "-h"))
            return new OptionsAnswer.HelpWanted(Help());

        var faults = ImmutableArray.CreateBuilder<string>();
        var given = Given(args, faults);
        var texts = Settings.ToDictionary(setting => setting, setting => Find(setting, given, variable));

        var options = new NereidOptions(
            new DataOptions(ReadFolder(texts[Data], faults), ReadBytes(FileQuota, texts[FileQuota], faults), ReadTime(KeepDeleted, texts[KeepDeleted], faults), ReadPurge(texts[PurgeTrash], faults)),
            new AddressOptions(ReadHost(texts[Host], faults), ReadPort(texts[Port], faults), ReadSwitch(Tls, texts[Tls], faults), ReadAddress(texts[PublicAddress], faults)),
            ReadAccess(texts, faults),
            new SampleOptions(!ReadSwitch(NoSample, texts[NoSample], faults)));

        return faults.Count > 0 ? new OptionsAnswer.Faulty(faults.ToImmutable()) : new OptionsAnswer.Read(options);
    }

    /// <summary>Who forbids public projects means links for anyone too.</summary>
    static AccessOptions ReadAccess(Dictionary<Setting, string?> texts, ImmutableArray<string>.Builder faults)
    {
        var isPublic = !ReadSwitch(NoPublic, texts[NoPublic], faults);
        var isOpen = !ReadSwitch(NoOpenLinks, texts[NoOpenLinks], faults);
        return new AccessOptions(!ReadSwitch(NoFirstUse, texts[NoFirstUse], faults), isPublic, isPublic && isOpen);
    }

    static Dictionary<string, string> Given(IReadOnlyList<string> args, ImmutableArray<string>.Builder faults)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? args[i] : args[i][..equals];
            if (Settings.FirstOrDefault(setting => setting.Name == name) is not { } known)
                faults.Add($"{args[i]}: there is no such option; --help lists them all");
            else if (equals >= 0)
                given[name] = args[i][(equals + 1)..];
            else if (known.Argument is null)
                given[name] = "true";
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                given[name] = args[++i];
            else
                faults.Add($"{name}: a value is missing: {name} {known.Argument}");
        }

        return given;
    }

    static string? Find(Setting setting, Dictionary<string, string> given, Func<string, string?> variable) =>
        given.GetValueOrDefault(setting.Name) ?? (variable(setting.Variable) is { Length: > 0 } text ? text : null);

    static string ReadFolder(string? text, ImmutableArray<string>.Builder faults)
    {
        if (text is { } given && (given.Length == 0 || given.Contains('\0', StringComparison.Ordinal)))
        {
            faults.Add($"{Data.Name}: '{given}' is not a folder name");
            return "";
        }

        return Path.GetFullPath(text ?? "data");
    }

    static string ReadHost(string? text, ImmutableArray<string>.Builder faults)
    {
        var host = text is "0.0.0.0" or "::" ? "*" : text ?? AddressOptions.DefaultHost;
        if (host is not ("*" or "localhost") && !IPAddress.TryParse(host, out _))
            faults.Add($"{Host.Name}: '{host}' is neither an IP address nor localhost nor *");
        return host;
    }

    static int ReadPort(string? text, ImmutableArray<string>.Builder faults)
    {
        if (text is null)
            return AddressOptions.DefaultPort;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
            return port;
        faults.Add($"{Port.Name}: '{text}' is not a port number; expected 0 to {IPEndPoint.MaxPort}");
        return 0;
    }

    static bool ReadSwitch(Setting setting, string? text, ImmutableArray<string>.Builder faults)
    {
        switch (text?.ToUpperInvariant())
        {
            case null or "0" or "FALSE" or "NO":
                return false;
            case "1" or "TRUE" or "YES":
                return true;
            default:
                faults.Add($"{setting.Name} ({setting.Variable}): '{text}' is neither true nor false");
                return false;
        }
    }

    /// <summary>A number of bytes, or of K, M, G or T, which are powers of 1024.</summary>
    static long? ReadBytes(Setting setting, string? text, ImmutableArray<string>.Builder faults)
    {
        if (text is null)
            return null;
        var power = text.Length == 0 ? -1 : "KMGT".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        var digits = power < 0 ? text : text[..^1];
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> (10 * (power + 1)))
            return number << (10 * (power + 1));
        faults.Add($"{setting.Name} ({setting.Variable}): '{text}' is no size; expected something like 500G");
        return null;
    }

    /// <summary>A number of seconds, minutes, hours or days.</summary>
    static TimeSpan? ReadTime(Setting setting, string? text, ImmutableArray<string>.Builder faults)
    {
        if (text is null)
            return null;
        var unit = text.Length == 0 ? -1 : "SMHD".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        var digits = unit < 0 ? text : text[..^1];
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (unit >= 0 || number == 0) && number <= MostDays)
            return unit switch { 0 => TimeSpan.FromSeconds(number), 1 => TimeSpan.FromMinutes(number), 2 => TimeSpan.FromHours(number), _ => TimeSpan.FromDays(number) };
        faults.Add($"{setting.Name} ({setting.Variable}): '{text}' is no time; expected something like 7d, 12h, 30m, 90s or 0, at most {MostDays} of a unit");
        return null;
    }

    /// <summary>Zero would leave no time to change one's mind, which is what a trash is for.</summary>
    static TimeSpan? ReadPurge(string? text, ImmutableArray<string>.Builder faults)
    {
        var time = ReadTime(PurgeTrash, text, faults);
        if (time is not { } kept || kept >= ShortestPurge)
            return time;
        faults.Add($"{PurgeTrash.Name} ({PurgeTrash.Variable}): '{text}' is too short; expected an hour at least, or nothing to keep what is in the trash");
        return null;
    }

    static readonly TimeSpan ShortestPurge = TimeSpan.FromHours(1);

    const int MostDays = 100_000;

    static Uri? ReadAddress(string? text, ImmutableArray<string>.Builder faults)
    {
        if (text is null)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" })
            return address;
        faults.Add($"{PublicAddress.Name}: '{text}' is not an address such as https://nereid.example.org");
        return null;
    }

    static string Help() =>
        $"""
        nereid: a server that keeps the records of machine-learning experiments

        {string.Join('\n', Settings.Select(setting => $"  {setting.Name + " " + setting.Argument,-24} {setting.Variable,-28} {setting.Meaning}"))}
          --help                                                this text
        """;
}

using System.Collections.Frozen;
using System.Reflection;

namespace Nereid.Server.Web;

/// <summary>The files of the web app by their address, such as <c>/assets/index-1a2b.js</c>. What is not in this list is not served: no address ever becomes a file path.</summary>
/// <remarks>A file may have ready-made compressed forms beside it, under its name with <c>.br</c> or <c>.gz</c>.</remarks>
public sealed class WebFiles(IReadOnlyDictionary<string, Func<Stream>> files)
{
    /// <summary>Start of the names under which the build embeds the files.</summary>
    const string Prefix = "web/";

    readonly FrozenDictionary<string, Func<Stream>> _files = files.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The files built into this server; none when it was built without the web app.</summary>
    public static WebFiles Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return new WebFiles(assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(
            name => name[(Prefix.Length - 1)..].Replace('\\', '/'),
            name => (Func<Stream>)(() => assembly.GetManifestResourceStream(name)!),
            StringComparer.Ordinal));
    }

    public bool Contains(string path) => _files.ContainsKey(path);

    /// <summary>Null when there is no such file.</summary>
    public Stream? Open(string path) => _files.GetValueOrDefault(path)?.Invoke();
}

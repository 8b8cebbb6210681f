using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>What a file is called when somebody downloads it. Only ever a label: nothing is stored under it.</summary>
static class FileNames
{
    /// <summary>The last segment of the path, a dot and the extension; no dot when there is none.</summary>
    public static string Of(AttributePath path, string extension)
    {
        var name = LastSegment(path);
        return extension.Length == 0 ? name : name + "." + extension;
    }

    public static string LastSegment(AttributePath path) => path.Text[(path.Text.LastIndexOf('/') + 1)..];

    /// <summary>The one form that the client reads right: it takes all that follows the last <c>filename=</c>, so the usual second,
    /// encoded name would become part of the file's name. Characters that such a header cannot hold become underscores.</summary>
    public static string ContentDisposition(string name) =>
        $"attachment; filename=\"{string.Concat(name.Select(c => c is < ' ' or '"' or '\\' or '/' or '\u007f' or > '\u00ff' ? '_' : c))}\"";
}

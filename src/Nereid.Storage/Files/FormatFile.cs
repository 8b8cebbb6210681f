using System.Globalization;
using System.Text;

namespace Nereid.Storage.Files;

/// <summary>States the version of the data in a folder, so that an older server refuses what a newer one wrote.</summary>
static class FormatFile
{
    public const string FileName = "format";
    const string Prefix = "nereid-runs ";
    const int LongestText = 256;

    /// <summary>Writes the version into a new folder, or checks what is there.</summary>
    /// <exception cref="StoreOpenException">The data is newer, or the file is not one of ours.</exception>
    public static void Ensure(IFileSystem files, string folder, int version)
    {
        var path = Path.Combine(folder, FileName);
        if (files.Exists(path))
            Check(Read(files, path), folder, version);
        else
            Write(files, folder, path, version);
    }

    static void Check(string text, string folder, int version)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(Prefix.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var found))
            throw new StoreOpenException($"'{Path.Combine(folder, FileName)}' does not state a format version; expected '{Prefix}{version}'.");
        if (found > version)
            throw new StoreOpenException(
                $"The data in '{folder}' has format version {found}, written by a newer Nereid; this one reads up to version {version}. Start the newer version again.");
    }

    static string Read(IFileSystem files, string path)
    {
        using var file = files.Open(path);
        var bytes = new byte[LongestText];
        return Encoding.UTF8.GetString(bytes, 0, file.Read(bytes, 0));
    }

    static void Write(IFileSystem files, string folder, string path, int version)
    {
        var draft = path + ".new";
        files.Delete(draft);
        using (var file = files.Create(draft))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}\n")), 0);
            file.Flush();
        }
        files.Move(draft, path);
        files.FlushFolder(folder);
    }
}

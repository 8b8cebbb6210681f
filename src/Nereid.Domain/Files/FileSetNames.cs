using System.Diagnostics.CodeAnalysis;

namespace Nereid.Domain.Files;

/// <summary>The names inside a file set. They never become paths on the server, but a client that downloads the set unpacks it by them.</summary>
public static class FileSetNames
{
    /// <summary>Drops <c>.</c> segments and doubled slashes. False, with a reason, for names that would lead out of the folder they are unpacked in.</summary>
    public static bool TryNormalize(string name, out string normalized, [NotNullWhen(false)] out string? fault)
    {
        normalized = "";
        fault = Fault(name);
        if (fault is not null)
            return false;
        var segments = name.Split('/').Where(segment => segment is not ("" or ".")).ToArray();
        if (segments.Length == 0 || segments.Contains(".."))
        {
            fault = $"The file name '{Shown(name)}' does not stay inside the set; expected something like 'data/train.csv'.";
            return false;
        }

        // Also where it came to the front only now, as in "./C:/x".
        if (segments[0] is [_, ':', ..])
        {
            fault = Absolute(name);
            return false;
        }

        normalized = string.Join('/', segments);
        return true;
    }

    static string? Fault(string name)
    {
        if (name.StartsWith('/') || name is [_, ':', ..])
            return Absolute(name);
        if (name.AsSpan().IndexOfAny('\\', '\0') >= 0)
            return $"The file name '{Shown(name)}' contains a backslash or a NUL character.";
        return System.Text.Encoding.UTF8.GetByteCount(name) > Limits.PathBytes
            ? $"The file name '{Shown(name)}' has more than {Limits.PathBytes} bytes."
            : null;
    }

    static string Absolute(string name) => $"The file name '{Shown(name)}' is absolute; expected a relative one.";

    static string Shown(string name) => name.Length <= 200 ? name : name[..200] + "…";
}

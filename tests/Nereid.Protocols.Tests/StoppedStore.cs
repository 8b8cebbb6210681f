using System.Runtime.InteropServices;

namespace Nereid.Protocols.Tests;

/// <summary>Fills the disk under the journal of a server in this process: its open segment becomes the device that is always full.</summary>
static partial class StoppedStore
{
    const int WriteOnly = 1;

    public static void FillDisk(string dataFolder)
    {
        var full = Open("/dev/full", WriteOnly);
        Assert.True(full >= 0);
        var journals = Directory.EnumerateFiles("/proc/self/fd")
            .Select(link => (Number: int.Parse(Path.GetFileName(link), System.Globalization.CultureInfo.InvariantCulture), Target: TargetOf(link)))
            .Where(file => file.Target is { } target && target.StartsWith(dataFolder, StringComparison.Ordinal) && target.EndsWith(".journal", StringComparison.Ordinal))
            .ToList();
        foreach (var journal in journals)
            Assert.Equal(journal.Number, Duplicate(full, journal.Number));
        Assert.Single(journals);
        Assert.Equal(0, Close(full));
    }

    /// <summary>Null when another test closed the file meanwhile.</summary>
    static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}

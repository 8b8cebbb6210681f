using System.Diagnostics;
using Xunit;

namespace Nereid.Testing;

/// <summary>A test that needs a disk of its own: it runs where this user may mount one in a name space of a process (Linux with user name spaces).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    static readonly Lazy<bool> CanMount = new(TryMount);

    public SmallDiskFactAttribute()
    {
        if (!CanMount.Value)
            Skip = "This user may not mount a temporary disk here.";
    }

    static bool TryMount()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/unshare"))
            return false;
        using var probe = Process.Start(new ProcessStartInfo("/usr/bin/unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        if (probe.WaitForExit(TimeSpan.FromSeconds(30)))
            return probe.ExitCode == 0;
        probe.Kill();
        return false;
    }
}

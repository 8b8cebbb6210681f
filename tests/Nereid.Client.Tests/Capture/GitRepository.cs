using System.Diagnostics;
using Nereid.Testing;

namespace Nereid.Client.Tests.Capture;

/// <summary>A git repository of its own that is gone when the test is over.</summary>
sealed class GitRepository : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public async Task CommitAsync(string message)
    {
        if (!Directory.Exists(_folder.File(".git")))
            await RunAsync("init", "--quiet", "--initial-branch=trunk");
        await File.WriteAllTextAsync(_folder.File("file.txt"), message);
        await RunAsync("add", ".");
        await RunAsync("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "-m", message);
    }

    public async Task RunAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Path })!;
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
    }

    public void Dispose() => _folder.Dispose();
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Nereid.Client.Capture;

/// <summary>Asks the <c>git</c> command about the repository around a folder.</summary>
static class GitReader
{
    const char FieldSeparator = '\u001f';

    /// <summary>Null when there is no git command, no repository or no commit.</summary>
    public static async Task<GitInfo?> ReadAsync(string folder, CancellationToken cancel)
    {
        var head = await RunAsync(folder, ["log", "-1", "--no-show-signature", "--format=%H%x1f%an%x1f%ae%x1f%cI%x1f%B"], cancel).ConfigureAwait(false);
        if (head?.Split(FieldSeparator, 5) is not [var id, var author, var email, var time, var message])
            return null;
        var branch = await RunAsync(folder, ["symbolic-ref", "--quiet", "--short", "HEAD"], cancel).ConfigureAwait(false);
        var changes = await RunAsync(folder, ["status", "--porcelain", "--untracked-files=no"], cancel).ConfigureAwait(false);
        var remotes = await RunAsync(folder, ["config", "--get-regexp", @"^remote\..*\.url$"], cancel).ConfigureAwait(false);
        return new GitInfo(
            id, message.Trim(), author, email, DateTimeOffset.Parse(time, CultureInfo.InvariantCulture),
            branch?.Trim(), !string.IsNullOrWhiteSpace(changes), [.. Lines(remotes).Select(WithoutSecrets)]);
    }

    static IEnumerable<string> Lines(string? remotes) =>
        (remotes ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim());

    /// <summary><c>https://user:secret@host/x</c> becomes <c>https://host/x</c>; <c>git@host:x</c> stays.</summary>
    static string WithoutSecrets(string remote)
    {
        var scheme = remote.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return remote;
        var host = scheme + 3;
        var end = remote.IndexOf('/', host);
        var at = remote.LastIndexOf('@', end < 0 ? remote.Length - 1 : end);
        return at < host ? remote : string.Concat(remote.AsSpan(0, host), remote.AsSpan(at + 1));
    }

    static async Task<string?> RunAsync(string folder, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // Status must not wait for, or take, the lock of an interactive git.
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            using var git = Process.Start(start);
            if (git is null)
                return null;
            git.StandardInput.Close();
            var errors = git.StandardError.ReadToEndAsync(cancel);
            var output = await git.StandardOutput.ReadToEndAsync(cancel).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await git.WaitForExitAsync(cancel).ConfigureAwait(false);
            return git.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

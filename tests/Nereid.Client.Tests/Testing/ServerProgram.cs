using System.Diagnostics;
using Nereid.Testing;

namespace Nereid.Client.Tests.Testing;

/// <summary>The real server as a program of its own, which a test can kill like a power cut would, and start again on the same data.</summary>
sealed class ServerProgram : IDisposable
{
    readonly TemporaryFolder _folder = new();
    Process? _process;
    Task<string> _rest = Task.FromResult("");

    /// <summary>Of the first start; valid after later ones too.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Starts it on a free port.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> StartAsync()
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Nereid.Server.dll"), "--data", _folder.File("data"), "--port", "0", "--no-sample"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        Uri? address = null;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (address is null && line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
                address = new Uri(line[at..].Trim());
            if (line.Split("NEPTUNE_API_TOKEN=") is [_, var token] && Token.Length == 0)
                Token = token.Trim();
            if (address is not null && line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                // Read on, or a chatty server would one day wait for room in the pipe.
                _rest = _process.StandardOutput.ReadToEndAsync();
                return address;
            }
        }
        throw new InvalidOperationException($"The server ended with code {_process.ExitCode} before it had started.");
    }

    /// <summary>SIGKILL: no handler runs, no buffer is flushed.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        await _rest;
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process?.Dispose();
        _folder.Dispose();
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Nereid.Load;

/// <summary>The real server as a process of its own, on a data folder that the benchmark owns.</summary>
sealed partial class ServerUnderLoad : IAsyncDisposable
{
    const string TokenLine = "export NEPTUNE_API_TOKEN=";

    /// <summary>How long a server may take to answer before the benchmark gives up.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(2);

    readonly Process _process;

    ServerUnderLoad(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>From the start of the process to the first healthy answer.</summary>
    public TimeSpan TimeToHealthy { get; private set; }

    /// <summary>The administrator's API token.</summary>
    public string Token { get; private set; } = "";

    public bool HasExited => _process.HasExited;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the release build and waits until it is healthy.</summary>
    public static async Task<ServerUnderLoad> StartAsync(string dataFolder, int port, CancellationToken cancel)
    {
        var program = Repository.File("artifacts", "run", "program", "Nereid.Server.dll");
        if (!File.Exists(program))
            throw new FileNotFoundException($"The server is not built; run: ./run --help ({program})");
        var server = await StartAsync([program, "--data", dataFolder, "--port", $"{port}", "--no-sample"], port, cancel);
        server.Token = await server.ReadTokenAsync(cancel);
        return server;
    }

    /// <summary>Starts the server that throws everything away.</summary>
    public static Task<ServerUnderLoad> StartSinkAsync(int port, CancellationToken cancel) =>
        StartAsync([typeof(Sink).Assembly.Location, Sink.Word, $"{port}"], port, cancel);

    static async Task<ServerUnderLoad> StartAsync(string[] command, int port, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", command)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var watch = Stopwatch.StartNew();
        var server = new ServerUnderLoad(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await server.WaitUntilHealthyAsync(watch, cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A clean stop, as a service manager asks for it. (Not Ctrl-C: what a shell starts in the background ignores that.)</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        if (Signal(_process.Id, Terminate) != 0)
            throw new InvalidOperationException($"The server {_process.Id} could not be told to stop.");
        await _process.WaitForExitAsync(cancel);
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"The server ended with {_process.ExitCode}.");
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    async Task WaitUntilHealthyAsync(Stopwatch watch, CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = Address };
        while (true)
        {
            try
            {
                using var health = await client.GetAsync(new Uri("/health", UriKind.Relative), cancel);
                if (health.IsSuccessStatusCode)
                {
                    TimeToHealthy = watch.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited && watch.Elapsed < Patience)
            {
                // Not listening yet.
                await Task.Delay(BetweenQuestions, cancel);
            }
        }
    }

    /// <summary>From the lines that the server prints for people. What follows is read and dropped, so that the pipe never fills.</summary>
    async Task<string> ReadTokenAsync(CancellationToken cancel)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (line.TrimStart().StartsWith(TokenLine, StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return line.TrimStart()[TokenLine.Length..].Trim('\'');
            }
        }
        throw new InvalidDataException("The server ended before it printed a token.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>SIGTERM on Linux and macOS.</summary>
    const int Terminate = 15;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}

using System.ComponentModel;
using System.Diagnostics;

namespace Nereid.Server.Hosting;

/// <summary>The sample that the first start trains: a program of its own beside the server, which logs through the .NET client like anybody's.</summary>
/// <param name="server">Address of the server as seen from this machine.</param>
/// <param name="token">The API token to log with.</param>
/// <param name="spool">Folder for what is not sent yet.</param>
/// <param name="certificateAuthority">What it must trust to reach the server over HTTPS.</param>
public sealed partial class SampleTraining(Uri server, string token, string spool, string? certificateAuthority)
{
    /// <summary>The build puts it there.</summary>
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "samples", "Nereid.Samples.Digits.dll");

    /// <summary>Trains to the end, or until <paramref name="stop"/>. A failure is logged and harms nobody.</summary>
    public async Task RunAsync(ILogger log, CancellationToken stop)
    {
        if (!File.Exists(Program))
        {
            LogMissing(log, Program);
            return;
        }

        try
        {
            using var process = Process.Start(Command())!;
            await using var killing = stop.Register(static started => ((Process)started!).Kill(entireProcessTree: true), process);
            LogStarted(log);
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = await process.StandardError.ReadToEndAsync(CancellationToken.None);
            await output;
            await process.WaitForExitAsync(CancellationToken.None);
            if (process.ExitCode != 0 && !stop.IsCancellationRequested)
                LogFailed(log, process.ExitCode, errors.Trim());
        }
        catch (Win32Exception fault)
        {
            LogFailed(log, fault.NativeErrorCode, fault.Message);
        }
    }

    ProcessStartInfo Command()
    {
        // The program that runs this server is dotnet itself, unless it was started by its own launcher.
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var command = new ProcessStartInfo(dotnet, [Program, "--server", server.GetLeftPart(UriPartial.Authority), "--spool", spool])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.Environment["NEREID_API_TOKEN"] = token;
        if (certificateAuthority is not null)
            command.Environment["SSL_CERT_FILE"] = certificateAuthority;
        return command;
    }

    [LoggerMessage(1101, LogLevel.Information, "Training the sample in examples/digits, as on every first start; --no-sample leaves it out")]
    static partial void LogStarted(ILogger log);

    [LoggerMessage(1102, LogLevel.Warning, "The sample training ended with code {Code}: {Errors}")]
    static partial void LogFailed(ILogger log, int code, string errors);

    [LoggerMessage(1103, LogLevel.Warning, "The sample training is not there: {Program}")]
    static partial void LogMissing(ILogger log, string program);
}

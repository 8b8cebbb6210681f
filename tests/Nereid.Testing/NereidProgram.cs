using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Nereid.Testing;

/// <summary>The server as its own process, as a person starts it, with everything it prints.</summary>
public sealed partial class NereidProgram : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _output = new();
    readonly StringBuilder _errors = new();
    readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    NereidProgram(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Take(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>The lines on the error output that are not its ordinary log.</summary>
    public string[] Faults => [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("info: ", StringComparison.Ordinal))];

    /// <summary>Such as <c>http://127.0.0.1:40123</c>, from the text it printed.</summary>
    public string Address => AddressLine().Match(Output).Groups["value"].Value;

    /// <summary>The API token that it printed.</summary>
    public string Token => TokenLine().Match(Output).Groups["value"].Value;

    /// <summary>The secret of the sign-in link that it printed.</summary>
    public string Ticket => TicketLine().Match(Output).Groups["value"].Value;

    /// <summary>Starts it with the given command line; what it inherits of NEREID_ variables is taken away.</summary>
    public static NereidProgram Start(params string[] args) => new(Quiet(Command(args)));

    static ProcessStartInfo Command(string[] args) => new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nereid.Server.dll"), .. args]);

    static ProcessStartInfo Quiet(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("NEREID_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return start;
    }

    /// <summary>Starts it with its data folder on a disk of a given size that is gone with the process. Needs what <see cref="SmallDiskFactAttribute"/> asks for.</summary>
    public static NereidProgram StartOnSmallDisk(string folder, int kilobytes, params string[] args)
    {
        Directory.CreateDirectory(folder);
        var ordinary = Command(["--data", folder, .. args]);
        var start = new ProcessStartInfo("unshare", [
            "-rm", "sh", "-c", $"mount -t tmpfs -o size={kilobytes}k tmpfs \"$0\" && exec \"$@\"", folder, ordinary.FileName, .. ordinary.ArgumentList]);
        return new NereidProgram(Quiet(start));
    }

    /// <summary>Starts it on a free port without the sample and waits until it printed its text.</summary>
    public static async Task<NereidProgram> StartAndWaitAsync(string folder, params string[] args)
    {
        var program = Start(["--data", folder, "--port", "0", "--no-sample", .. args]);
        await Task.WhenAny(program._greeted.Task, program._process.WaitForExitAsync()).WaitAsync(Patience);
        return program._greeted.Task.IsCompleted
            ? program
            : throw new InvalidOperationException($"The server did not start: {program.Errors}");
    }

    /// <summary>A client that sends the printed token.</summary>
    public HttpClient Connect()
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as Ctrl-C or a service manager does.</summary>
    /// <param name="signal">INT or TERM.</param>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await WaitForExitAsync();
    }

    /// <summary>Ends it without any warning.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    void Take(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
        if (line.StartsWith("Ctrl-C stops", StringComparison.Ordinal))
            _greeted.TrySetResult();
    }

    static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    [GeneratedRegex(@"is running at (?<value>\S+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AddressLine();

    [GeneratedRegex(@"NEPTUNE_API_TOKEN\W+(?<value>[\w+/=]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TokenLine();

    [GeneratedRegex(@"/sign-in\?ticket=(?<value>\S+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TicketLine();
}

using System.Net;
using System.Net.Sockets;
using Nereid.Storage.Sqlite;
using Nereid.Testing;

namespace Nereid.EndToEnd.Starting;

/// <summary>Whatever keeps the server from starting is said in one line that names the thing and what to do; the data is left as it was.</summary>
public sealed class RefusedStartTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    /// <returns>The one line it printed.</returns>
    static async Task<string> RefusedAsync(params string[] args)
    {
        await using var server = NereidProgram.Start(args);
        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Equal("", server.Output);
        return Assert.Single(server.Faults);
    }

    [Fact]
    public async Task A_port_in_use()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var line = await RefusedAsync("--data", Data, "--port", $"{port}", "--no-sample");

        Assert.Contains($"Port {port}", line, StringComparison.Ordinal);
        Assert.Contains("--port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_the_machine_does_not_have()
    {
        var line = await RefusedAsync("--data", Data, "--port", "0", "--host", "192.0.2.1", "--no-sample");

        Assert.Contains("192.0.2.1", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_while_the_first_goes_on()
    {
        await using var first = await NereidProgram.StartAndWaitAsync(Data);

        var line = await RefusedAsync("--data", Data, "--port", "0", "--no-sample");

        Assert.Contains("Another Nereid server", line, StringComparison.Ordinal);
        Assert.Contains(Data, line, StringComparison.Ordinal);
        using var client = first.Connect();
        using var me = await client.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    /// <summary>A path that even the administrator of the machine cannot write to.</summary>
    [Fact]
    public async Task A_folder_that_cannot_be_written()
    {
        var line = await RefusedAsync("--data", "/proc/nereid", "--port", "0", "--no-sample");

        Assert.Contains("/proc/nereid", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be()
    {
        await File.WriteAllTextAsync(Data, "not a folder");

        var line = await RefusedAsync("--data", Data, "--port", "0", "--no-sample");

        Assert.Contains(Data, line, StringComparison.Ordinal);
        Assert.Equal("not a folder", await File.ReadAllTextAsync(Data));
    }

    [Fact]
    public async Task Data_of_a_newer_version()
    {
        await using (var first = await NereidProgram.StartAndWaitAsync(Data))
            await first.StopAsync();
        var catalog = Path.Combine(Data, "catalog.db");
        using (var connection = SqliteFile.Open(catalog, Synchronous.Full))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var before = await File.ReadAllBytesAsync(catalog);
        var line = await RefusedAsync("--data", Data, "--port", "0", "--no-sample");

        Assert.Contains("newer Nereid", line, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(catalog));
    }

    [Fact]
    public async Task Runs_of_a_newer_version()
    {
        await using (var first = await NereidProgram.StartAndWaitAsync(Data))
            await first.StopAsync();
        var format = Path.Combine(Data, "runs", "format");
        await File.WriteAllTextAsync(format, "nereid-runs 99\n");

        var line = await RefusedAsync("--data", Data, "--port", "0", "--no-sample");

        Assert.Contains("newer Nereid", line, StringComparison.Ordinal);
        Assert.Equal("nereid-runs 99\n", await File.ReadAllTextAsync(format));
    }

    [SmallDiskFact]
    public async Task A_full_disk()
    {
        await using var server = NereidProgram.StartOnSmallDisk(Data, kilobytes: 16, "--port", "0", "--no-sample");
        Assert.Equal(1, await server.WaitForExitAsync());

        var line = Assert.Single(server.Faults);
        Assert.Contains("full", line, StringComparison.Ordinal);
        Assert.Contains(Data, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_wrong_settings_at_once_are_all_named()
    {
        await using var server = NereidProgram.Start("--port", "no", "--host", "nowhere.example", "--unknown");
        Assert.Equal(2, await server.WaitForExitAsync());

        Assert.Equal(3, server.Faults.Length);
    }
}

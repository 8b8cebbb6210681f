using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Server.Auth;
using Nereid.Server.Options;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Server.Hosting;

/// <summary>One run of the server from start to stop, with one line on the error output for whatever keeps it from starting.</summary>
public static class ServerProcess
{
    /// <summary>ENOSPC on Linux and macOS, as .NET reports it.</summary>
    public const int FullDisk = 28;

    /// <returns>The exit code: 0 after a clean stop, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(NereidOptions options)
    {
        try
        {
            using var folder = DataFolder.Open(options.Data.Folder);
            await using var app = await NereidServer.BuildAsync(options, folder, TimeProvider.System, CancellationToken.None);
            await StartAsync(app, options.Listen, CancellationToken.None);
            var text = await GreetAsync(app, folder, CancellationToken.None);
            await Console.Out.WriteAsync(text.Write());
            var sample = folder.IsNew && options.Sample.Enabled ? TrainSampleAsync(app, options.Listen, folder, text) : Task.CompletedTask;
            await app.WaitForShutdownAsync();
            await sample;
            return 0;
        }
        catch (Exception fault) when (Explain(fault, options) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 1;
        }
    }

    /// <summary>Opens the stores, makes sure that somebody can sign in, opens the port and tells everyone the address.</summary>
    public static async Task StartAsync(WebApplication app, AddressOptions listen, CancellationToken cancel)
    {
        // Asked for here so that data which cannot be opened is told before anybody can connect.
        app.Services.GetRequiredService<IRunWriter>();
        await FirstAdministrator.EnsureAsync(app.Services.GetRequiredService<ICatalog>(), cancel);
        await app.StartAsync(cancel);
        app.Services.GetRequiredService<ServerAddress>().SetListening(AddressBinding.Reachable(listen, new Uri(app.Urls.First())));
    }

    static async Task<StartUpText> GreetAsync(WebApplication app, DataFolder folder, CancellationToken cancel)
    {
        var administrator = await FirstAdministrator.EnsureAsync(app.Services.GetRequiredService<ICatalog>(), cancel);
        var credentials = app.Services.GetRequiredService<ICredentials>();
        var address = app.Services.GetRequiredService<ServerAddress>();
        var token = await new StartUpToken(credentials, address).GetAsync(administrator, folder.File(StartUpToken.FileName), cancel);
        var ticket = await credentials.CreateTicketAsync(administrator.Id, StartUpText.LinkLifetime, cancel);
        return new StartUpText(address.Text, folder.Path, ticket, token, app.Services.GetService<LocalCertificate>()?.AuthorityFile);
    }

    /// <summary>By the address it listens on: the public one may lead through a proxy that is not there yet.</summary>
    static Task TrainSampleAsync(WebApplication app, AddressOptions listen, DataFolder folder, StartUpText text) =>
        new SampleTraining(
            AddressBinding.Local(listen, new Uri(app.Urls.First())), text.Token, folder.File("sample"), text.CertificateAuthority)
            .RunAsync(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<SampleTraining>(), app.Lifetime.ApplicationStopping);

    /// <summary>Null for what no user can cause: that is a bug and comes out with its stack.</summary>
    static string? Explain(Exception fault, NereidOptions options) => fault switch
    {
        StartException or StoreOpenException or SqliteLibraryException => fault.Message,
        DbException => $"The catalog in {options.Data.Folder} cannot be opened: {fault.Message}. Is the disk full, or the folder read-only?",
        IOException { InnerException: AddressInUseException } =>
            $"Port {options.Listen.Port} on {options.Listen.Host} is in use by another program. Stop it, or choose another port with --port.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"This user may not listen on port {options.Listen.Port}. Choose a port above 1023 with --port.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"This machine has no address {options.Listen.Host}. Choose another with --host, or * for all.",
        IOException { HResult: FullDisk } => $"The disk of the data folder {options.Data.Folder} is full. Make room and start again.",
        _ => null,
    };
}

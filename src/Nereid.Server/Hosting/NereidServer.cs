using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Domain.Views;
using Nereid.Protocols.Neptune1;
using Nereid.Protocols.Neptune3;
using Nereid.Server.Api;
using Nereid.Server.Auth;
using Nereid.Server.Options;
using Nereid.Server.Web;
using Nereid.Storage.Blobs;
using Nereid.Storage.Catalog;
using Nereid.Storage.Embedded;

namespace Nereid.Server.Hosting;

/// <summary>Puts the server together: what is in it, and which routes it has. The one place that knows every part.</summary>
public static class NereidServer
{
    /// <summary>Requests that are still running after this are cut off: open live feeds and sockets never end by themselves.</summary>
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <exception cref="Storage.Files.StoreOpenException">The data cannot be used, such as that of a newer version.</exception>
    public static async Task<WebApplication> BuildAsync(NereidOptions options, DataFolder folder, TimeProvider time, CancellationToken cancel)
    {
        // Nothing but what is named here: no settings files, no ASPNETCORE_ variables that could open another port.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Nereid.Server", ContentRootPath = AppContext.BaseDirectory });
        var certificate = options.Listen.Tls ? await LocalCertificate.EnsureAsync(folder, options.Listen, time, cancel) : null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options.Listen, certificate));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        // The log goes to the error output, so that the start-up text stands alone on the other.
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            // What keeps the server from starting is said once, by ServerProcess; a background loop that fails is critical.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter(typeof(CallerAuthentication).FullName, LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (certificate is not null)
            builder.Services.AddSingleton(certificate);
        AddParts(builder.Services, options, time);
        AddRuns(builder.Services, folder, options.Data, time);
        builder.Services.AddNeptune1();
        builder.Services.AddNeptune3();
        await AddAccessAsync(builder.Services, folder, time, cancel);

        var app = builder.Build();
        // Opened now, so that data which cannot be used ends the start and not the first request.
        app.Services.GetRequiredService<EmbeddedRunStore>();
        UseGuards(app, options.Listen);
        MapRoutes(app);
        return app;
    }

    static void Listen(KestrelServerOptions kestrel, AddressOptions listen, LocalCertificate? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes;
        // File names in Content-Disposition arrive and leave as Latin-1 with the 1.x client.
        kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        if (certificate is not null)
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.UseHttps(certificate.Server));
        AddressBinding.Bind(kestrel, listen);
    }

    static void AddParts(IServiceCollection services, NereidOptions options, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton<IMemoryPoolFactory<byte>, SocketBuffers>();
        services.AddSingleton(options.Access);
        services.AddSingleton(new BodyGate(BodyGate.DefaultBytes));
        services.AddSingleton(new ProjectRules(options.Access.PublicProjects));
        services.AddSingleton(new ServerAddress(options.Listen.PublicAddress));
        services.AddNereidApi();
        services.AddSingleton<IRunSignals, RunSignals>();
    }

    static void AddRuns(IServiceCollection services, DataFolder folder, DataOptions data, TimeProvider time)
    {
        var blobs = SharedBlobStore.Open(folder.File("blobs"), data.FileQuotaBytes, time);
        // Made by the container, so that it closes the file at the end: after the run store, which asks for it. The others name the same object without owning it; a container
        // closes whatever it got from a factory, in the reverse order of the asking.
        services.AddSingleton(_ => blobs);
        services.AddSingleton<IBlobStore>(blobs);
        services.AddSingleton<ISharedBlobs>(blobs);
        services.AddSingleton<IPlacedFiles>(blobs);
        services.AddSingleton(blobs.Uploads);
        services.AddSingleton(blobs.Parts);
        services.AddSingleton<PlaceSweep>();
        services.AddSingleton(new TrashRule(data.PurgeTrash));
        services.AddSingleton<TrashPurge>();
        services.AddHostedService<Upkeep>();
        EarlierParts.Remove(folder.File("uploads"));
        var defaults = new RunStoreOptions();
        var runs = defaults with { KeepDeleted = data.KeepDeleted ?? defaults.KeepDeleted };
        services.AddSingleton(new DeletionGrace(runs.KeepDeleted));
        services.AddSingleton(provider => EmbeddedRunStore.Open(
            folder.File("runs"), provider.GetRequiredService<SharedBlobStore>(), provider.GetRequiredService<IChangeSink>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmbeddedRunStore>>(), runs, CancellationToken.None));
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedRunStore>().Writer);
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedRunStore>().Reader);
    }

    static async Task AddAccessAsync(IServiceCollection services, DataFolder folder, TimeProvider time, CancellationToken cancel)
    {
        var database = CatalogDatabase.Open(folder.Path);
        var secrets = new SqliteCredentialStore(database);
        var key = await secrets.GetSecretAsync("signing", RandomNumberGenerator.GetBytes(SignedTokens.KeyBytes), cancel);
        // Made by the container, so that it closes the file at the end.
        services.AddSingleton(_ => database);
        services.AddSingleton<ICredentialStore>(provider => new SqliteCredentialStore(provider.GetRequiredService<CatalogDatabase>()));
        services.AddSingleton<ICatalog>(provider => new SqliteCatalog(provider.GetRequiredService<CatalogDatabase>(), time));
        services.AddSingleton<IViewStore>(provider => new SqliteViewStore(provider.GetRequiredService<CatalogDatabase>(), time));
        services.AddSingleton<IShareLinkStore>(provider => new SqliteShareLinkStore(provider.GetRequiredService<CatalogDatabase>(), time));
        services.AddSingleton<IRunStyleStore>(provider => new SqliteRunStyleStore(provider.GetRequiredService<CatalogDatabase>()));
        services.AddSingleton<IPreferenceStore>(provider => new SqlitePreferenceStore(provider.GetRequiredService<CatalogDatabase>()));
        services.AddSingleton<INoticeStore>(provider => new SqliteNoticeStore(provider.GetRequiredService<CatalogDatabase>(), time));
        services.AddSingleton<IChartSettingsStore>(provider => new SqliteChartSettingsStore(provider.GetRequiredService<CatalogDatabase>()));
        services.AddSingleton(new SignedTokens(key));
        services.AddSingleton<ILinkSigner>(new LinkSigner(await secrets.GetSecretAsync("links", RandomNumberGenerator.GetBytes(SignedTokens.KeyBytes), cancel)));
        services.AddSingleton<ICredentials, Credentials>();
        services.AddSingleton<OpenLinks>();
        services.AddSingleton<FailedSignIns>();
        services.AddSingleton<IFirstUse, FirstUse>();
        services.AddSingleton<ProjectGate>();
        services.AddSingleton<ProjectRemoval>();
        services.AddSingleton<IRunMoves, SqliteRunMoves>();
        services.AddSingleton<MovedRuns>();
        services.AddSingleton<IArtifactStore, SqliteArtifacts>();
        services.AddSingleton<INotebookStore, SqliteNotebooks>();
        services.AddRoutingCore();
        // The core part alone: the full one also starts data protection, which writes keys outside the data folder.
        services.AddSingleton(UrlEncoder.Default);
        services.AddAuthenticationCore(schemes =>
        {
            schemes.AddScheme<CallerAuthentication>(CallerAuthentication.SchemeName, null);
            schemes.DefaultScheme = CallerAuthentication.SchemeName;
        });
        services.AddAuthorization(access => access.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    static void UseGuards(WebApplication app, AddressOptions listen)
    {
        app.UseSecurityHeaders();
        app.UseFaultGuard();
        app.UseHostGuard(listen);
        app.UseWebSockets();
        app.UseNeptune1();
        app.UseRouting();
        app.UseAuthentication();
        app.UseCrossSiteGuard(app.Services.GetRequiredService<ServerAddress>());
        app.UseAuthorization();
        app.UseBodyGate();
    }

    /// <summary>Each protocol and the own API is one line here.</summary>
    static void MapRoutes(IEndpointRouteBuilder app)
    {
        app.MapHealth();
        app.MapNereidApi();
        app.MapNeptune1();
        app.MapNeptune3();
        var web = WebFiles.Embedded();
        app.MapLinkPages(web);
        app.MapWebApp(web);
    }
}

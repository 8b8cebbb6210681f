using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Runs;
using Nereid.Server.Auth;
using Nereid.Server.Live;
using Nereid.Server.Options;

namespace Nereid.Server.Hosting;

/// <summary>Puts the server together: what is in it, and which routes it has. The one place that knows every part.</summary>
public static class NereidServer
{
    public static WebApplication Build(NereidOptions options, DataFolder folder, TimeProvider time)
    {
        // Nothing but what is named here: no settings files, no ASPNETCORE_ variables that could open another port.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Nereid.Server", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options.Listen));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        AddParts(builder.Services, options, folder, time);
        AddAccess(builder.Services);

        var app = builder.Build();
        UseGuards(app, options.Listen);
        MapRoutes(app);
        return app;
    }

    static void Listen(KestrelServerOptions kestrel, AddressOptions listen)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes;
        // File names in Content-Disposition arrive and leave as Latin-1 with the 1.x client.
        kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        AddressBinding.Bind(kestrel, listen);
    }

    static void AddParts(IServiceCollection services, NereidOptions options, DataFolder folder, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(options.Access);
        services.AddSingleton(new ServerAddress(options.Listen.PublicAddress));
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<IChangeSink>(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<IRunSignals, RunSignals>();
        services.AddSingleton<ProjectGate>();
    }

    static void AddAccess(IServiceCollection services)
    {
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
        app.UseHostGuard(listen);
        app.UseWebSockets();
        app.UseRouting();
        app.UseAuthentication();
        app.UseCrossSiteGuard(app.Services.GetRequiredService<ServerAddress>());
        app.UseAuthorization();
    }

    /// <summary>Each protocol and the own API is one line here.</summary>
    static void MapRoutes(IEndpointRouteBuilder app)
    {
        app.MapGet("/health", () => Results.Text("{\"status\":\"ok\"}", "application/json")).AllowAnonymous();
    }
}

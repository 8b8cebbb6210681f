using Microsoft.AspNetCore.Mvc;
using Nereid.Domain.Live;
using Nereid.Server.Api.Shapes;
using Nereid.Server.Live;

namespace Nereid.Server.Api;

/// <summary>Puts the own API, /api/v1, into a server.</summary>
public static class ApiSetup
{
    /// <summary>Bytes of a JSON request; routes that take operations or files allow more.</summary>
    const long RequestBytes = 4 * 1024 * 1024;

    public static IServiceCollection AddNereidApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ApiJsonSettings.Apply(options.SerializerOptions));
        // So that ApiGuard sees what was wrong and can say it.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<FigureCache>();
        services.AddSingleton<RunFigures>();
        services.AddSingleton<IChangeSink>(provider => new ChangeSinks(provider.GetRequiredService<FigureCache>(), provider.GetRequiredService<ChangeFeed>()));
        services.AddSingleton<INotices, Notices>();
        services.AddSingleton<RunNotices>();
        services.AddSingleton<StateSweep>();
        services.AddSingleton<BulkJobs>();
        services.AddSingleton<RunCopier>();
        services.AddSingleton<DeletedAnnotations>();
        services.AddSingleton<BulkTools>();
        services.AddHostedService(provider => provider.GetRequiredService<StateSweep>());
        return services;
    }

    public static void MapNereidApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").Guard().WithMetadata(new RequestSizeLimitAttribute(RequestBytes))
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemDto), ["application/problem+json"]));
        api.MapSession();
        api.MapTokens();
        api.MapPeople();
        api.MapProjects();
        api.MapProjectChanges();
        api.MapMembers();
        api.MapWorkspaces();
        api.MapRunTable();
        api.MapForks();
        api.MapRunFigures();
        api.MapAttributes();
        api.MapQueryLanguage();
        api.MapRuns();
        api.MapOperations();
        api.MapDeletions();
        api.MapAnnotations();
        api.MapFiles();
        api.MapFileSeries();
        api.MapSeries();
        api.MapSeriesCsv();
        api.MapLogs();
        api.MapCharts();
        api.MapLive();
        api.MapViews();
        api.MapShareLinks();
        api.MapRunStyles();
        api.MapPreferences();
        api.MapNotices();
        api.MapChartSettings();
        api.MapSeriesRanking();
        api.MapArtifacts();
        api.MapBulk();
        api.MapExport();
        api.MapOpenApiFile();
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nereid.Protocols.Neptune1.Projects;
using Nereid.Protocols.Neptune3.Files;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The routes that neptune-query and neptune-fetcher read by, and those for projects.</summary>
static class ReadingRoutes
{
    const string Leaderboard = "/api/leaderboard/v1/";
    const string Proto = Leaderboard + "proto/";

    static readonly Neptune3Refusals Refusals = new();

    public static IServiceCollection AddReading(this IServiceCollection services) => services
        .AddSingleton<EntrySearch>()
        .AddSingleton<AttributeDefinitions>()
        .AddSingleton<AttributeValues>()
        .AddSingleton<FloatSeries>()
        .AddSingleton<OtherSeries>()
        .AddSingleton<Buckets>()
        .AddSingleton<OneRun>()
        .AddSingleton<IFilesByName, FileNames>()
        .AddSingleton<ProjectCalls>();

    public static void MapReading(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var search = services.GetRequiredService<EntrySearch>();
        var oneRun = services.GetRequiredService<OneRun>();
        Map(app, "POST", Proto + "leaderboard/entries/search/", search.SearchAsync);
        Map(app, "POST", Proto + "leaderboard/entries/global/search/", search.SearchAllAsync);
        Map(app, "POST", Leaderboard + "leaderboard/attributes/definitions/query", services.GetRequiredService<AttributeDefinitions>().QueryAsync);
        Map(app, "POST", Proto + "leaderboard/attributes/query", services.GetRequiredService<AttributeValues>().QueryAsync);
        Map(app, "POST", Proto + "attributes/series/float", services.GetRequiredService<FloatSeries>().ReadAsync);
        Map(app, "POST", Proto + "attributes/series", services.GetRequiredService<OtherSeries>().ReadAsync);
        Map(app, "POST", Proto + "attributes/timeseries/buckets", services.GetRequiredService<Buckets>().ReadAsync);
        Map(app, "POST", Proto + "attributes/attributes", oneRun.AttributesAsync);
        Map(app, "GET", Proto + "attributes/queryAttributeDefinitions", oneRun.DefinitionsAsync);
        Map(app, "POST", "/api/backend/v1/projects", services.GetRequiredService<ProjectCalls>().CreateAsync);
        Map(app, "GET", "/api/backend/v1/projects", services.GetRequiredService<ProjectEndpoints>().ListAsync);
    }

    static void Map(IEndpointRouteBuilder app, string method, string path, Func<HttpContext, CancellationToken, Task<IResult>> handle) =>
        app.MapMethods(path, [method], Guarded(handle)).WithMetadata(Refusals, new BodyLimit()).ExcludeFromDescription();

    /// <summary>The one place where what cannot be answered becomes a refusal.</summary>
    static RequestDelegate Guarded(Func<HttpContext, CancellationToken, Task<IResult>> handle) => async context =>
    {
        IResult result;
        try
        {
            result = await handle(context, context.RequestAborted);
        }
        catch (Refused refused)
        {
            result = refused.Refusal;
        }
        catch (JsonException fault)
        {
            result = new RequestRefusal(StatusCodes.Status400BadRequest, $"The body is not the expected JSON: {fault.Message}");
        }
        catch (MalformedMessageException fault)
        {
            result = new RequestRefusal(StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (BadHttpRequestException fault)
        {
            result = new RequestRefusal(fault.StatusCode, fault.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The request has more than the allowed {IngestEndpoint.BodyBytes} bytes." : fault.Message);
        }

        await result.ExecuteAsync(context);
    };

    sealed record BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => IngestEndpoint.BodyBytes;
    }
}

using Microsoft.AspNetCore.OpenApi;

namespace Nereid.Server.Api;

static class OpenApiSetup
{
    public const string DocumentName = "v1";

    public static void AddNereidOpenApi(this IServiceCollection services) => services.AddOpenApi(DocumentName);

    public static void MapOpenApiFile(this IEndpointRouteBuilder api) =>
        api.MapOpenApi("/openapi.json").AllowAnonymous().ExcludeFromDescription();
}

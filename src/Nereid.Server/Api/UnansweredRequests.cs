namespace Nereid.Server.Api;

/// <summary>Gives the refusals that routing makes by itself (no such address, wrong method, wrong content type) a problem document.</summary>
public static class UnansweredRequests
{
    public static void UseApiProblems(this IApplicationBuilder app) =>
        app.Use(async (http, next) =>
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response.ContentLength is null or 0 && http.Request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal)
                && For(http) is { } problem)
            {
                await problem.ExecuteAsync(http);
            }
        });

    static Problem? For(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.NoSuchRoute(http.Request.Method),
        StatusCodes.Status405MethodNotAllowed => Problems.WrongMethod(http.Request.Method),
        StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType("application/json"),
        _ => null,
    };
}

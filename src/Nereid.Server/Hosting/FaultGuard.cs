using System.Data.Common;
using Nereid.Server.Auth;

namespace Nereid.Server.Hosting;

/// <summary>The one place per request where an unforeseen exception ends: logged once, answered with a problem document that tells nothing of it.</summary>
public static partial class FaultGuard
{
    static readonly Problem Broken = new(
        "/problems/internal-error", "Internal error", 500, "Something went wrong in the server; its log says what.");

    static readonly Problem StorageBroken = new(
        "/problems/storage-unavailable", "Storage not available", 503, "The server cannot write to its disk; its log says why. What was acknowledged before is safe.");

    public static void UseFaultGuard(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Nereid.Server.Requests");
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The client is gone; there is nobody to answer.
            }
            catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
            {
                await AnswerAsync(context, new Problem("/problems/bad-request", "Bad request", fault.StatusCode, fault.Message));
            }
            catch (Exception fault) when (IsOfDisk(fault) && !context.Response.HasStarted)
            {
                LogStorageFault(log, fault, context.Request.Method, RouteOf(context));
                await AnswerAsync(context, StorageBroken);
            }
            catch (Exception fault) when (!context.Response.HasStarted)
            {
                LogFault(log, fault, context.Request.Method, RouteOf(context));
                await AnswerAsync(context, Broken);
            }
        });
    }

    /// <summary>The catalog's database, or a write that found the disk full.</summary>
    static bool IsOfDisk(Exception fault) => fault is DbException or IOException { HResult: ServerProcess.FullDisk };

    /// <summary>The pattern, not the path: paths carry user values.</summary>
    static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    static Task AnswerAsync(HttpContext context, Problem problem)
    {
        // The guards' headers stay; what the handler set for its own answer goes.
        context.Response.Headers.ContentLength = null;
        context.Response.Headers.Remove("Content-Encoding");
        context.Response.Headers.Remove("Content-Disposition");
        return Problems.WriteAsync(context, problem);
    }

    [LoggerMessage(1001, LogLevel.Error, "{Method} {Route} failed")]
    static partial void LogFault(ILogger log, Exception fault, string method, string route);

    [LoggerMessage(1002, LogLevel.Error, "{Method} {Route} could not use the disk")]
    static partial void LogStorageFault(ILogger log, Exception fault, string method, string route);
}

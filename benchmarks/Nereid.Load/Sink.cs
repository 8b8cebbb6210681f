using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nereid.Load;

/// <summary>A server that reads every request to its end and throws it away: what HTTP alone costs, to compare with. Runs as a process of its own.</summary>
static class Sink
{
    /// <summary>First argument of the process.</summary>
    public const string Word = "sink";

    public static async Task<int> ServeAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        await using var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapFallback(ReadAsync);
        await app.RunAsync();
        return 0;
    }

    static async Task ReadAsync(HttpContext context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }
        await context.Response.WriteAsync("taken", context.RequestAborted);
    }
}

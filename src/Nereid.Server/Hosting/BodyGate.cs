using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Nereid.Domain;
using Nereid.Protocols;
using Nereid.Server.Auth;

namespace Nereid.Server.Hosting;

/// <summary>Bounds the bytes of request bodies that are in memory at one time. Safe for use from many threads.</summary>
public sealed class BodyGate(long mostBytes)
{
    /// <summary>What is made of a body takes about as much memory again.</summary>
    public const long DefaultBytes = 256L * 1024 * 1024;

    long _held;

    /// <summary>One body gets in whatever its size, when there is no other.</summary>
    public bool TryEnter(long bytes)
    {
        for (; ; )
        {
            var held = Interlocked.Read(ref _held);
            if (held > 0 && held + bytes > mostBytes)
                return false;
            if (Interlocked.CompareExchange(ref _held, held + bytes, held) == held)
                return true;
        }
    }

    public void Leave(long bytes) => Interlocked.Add(ref _held, -bytes);
}

/// <summary>Turns requests away whose bodies would not fit beside those that are in memory already, before a byte of them is read. All clients try again.</summary>
static class BodyGuard
{
    /// <summary>Taken for a body that does not say how long it is; as much as most addresses allow.</summary>
    const long UnknownBytes = 16L * 1024 * 1024;

    const string RetryAfterSeconds = "2";

    static readonly Problem Busy = new(
        "/problems/busy", "Too much at once", 503, "Other requests fill the memory for request bodies. Nothing of this request was read; send it again in some seconds.");

    /// <summary>After authorisation: who may not ask takes no room.</summary>
    public static void UseBodyGate(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<BodyGate>();
        app.Use(async (context, next) =>
        {
            var bytes = BytesInMemory(context);
            if (bytes == 0)
            {
                await next(context);
                return;
            }
            if (!gate.TryEnter(bytes))
            {
                await RefuseAsync(context);
                return;
            }
            try
            {
                await next(context);
            }
            finally
            {
                gate.Leave(bytes);
            }
        });
    }

    /// <summary>Addresses that take more than any batch take files, which go to the disk as they come.</summary>
    static long BytesInMemory(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return 0;
        var most = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } limit ? limit.MaxRequestBodySize ?? long.MaxValue : Limits.RequestBytes;
        if (most > Limits.RequestBytes)
            return 0;
        // What is longer than allowed is refused before it is read.
        return Math.Min(context.Request.ContentLength ?? UnknownBytes, most);
    }

    static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return context.GetEndpoint()?.Metadata.GetMetadata<IRefusalShape>() is { } shape ? shape.WriteBusyAsync(context, Busy.Detail) : Problems.WriteAsync(context, Busy);
    }
}

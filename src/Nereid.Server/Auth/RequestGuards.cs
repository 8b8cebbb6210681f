using System.Collections.Frozen;
using System.Net;
using Nereid.Domain.Access;
using Nereid.Server.Options;

namespace Nereid.Server.Auth;

/// <summary>Refuses requests that a foreign web page made a browser send: under a foreign host name, from a foreign origin, or with the cookie alone.</summary>
public static class RequestGuards
{
    /// <summary>Pages of our own send it with every change; a page of another site cannot without asking first, and is never allowed.</summary>
    public const string OwnPageHeader = "X-Nereid-Request";

    /// <summary>Against DNS rebinding: a name that was made to point here is not served. Addresses need no list, since rebinding needs a name.</summary>
    public static void UseHostGuard(this IApplicationBuilder app, AddressOptions listen)
    {
        var names = HostNames(listen);
        app.Use((context, next) =>
        {
            var host = context.Request.Host.Host;
            return names.Contains(host) || IPAddress.TryParse(host.Trim('[', ']'), out _)
                ? next(context)
                : Problems.WriteAsync(context, Problems.UnknownHost);
        });
    }

    static FrozenSet<string> HostNames(AddressOptions listen)
    {
        List<string> names = ["localhost"];
        if (listen.PublicAddress is { } address)
            names.Add(address.Host);
        if (listen.Host == "*")
            names.Add(Dns.GetHostName());
        return names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Runs after authentication and before authorization.</summary>
    public static void UseCrossSiteGuard(this IApplicationBuilder app, ServerAddress address) =>
        app.Use((context, next) =>
            IsChange(context) && IsForeign(context, address) ? Problems.WriteAsync(context, Problems.CrossSite) : next(context));

    static bool IsChange(HttpContext context) =>
        !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method))
        || context.WebSockets.IsWebSocketRequest;

    static bool IsForeign(HttpContext context, ServerAddress address)
    {
        // No page can put a token into a WebSocket's handshake. The library of the neptune client names its origin http:// also over TLS.
        if (context.WebSockets.IsWebSocketRequest && context.Features.Get<Caller>() is { ApiToken: not null })
            return false;
        var request = context.Request;
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"])
            return true;
        if (request.Headers.Origin is [{ } origin] && !IsOwn(origin, request, address))
            return true;
        var byCookie = context.Features.Get<Caller>() is { ApiToken: null };
        return byCookie && !context.WebSockets.IsWebSocketRequest && request.Headers[OwnPageHeader] is not ["1"];
    }

    static bool IsOwn(string origin, HttpRequest request, ServerAddress address) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, address.Text, StringComparison.OrdinalIgnoreCase);
}

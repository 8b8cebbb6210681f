namespace Nereid.Server.Auth;

/// <summary>Response headers that keep a browser strict with everything this server sends.</summary>
public static class SecurityHeaders
{
    /// <summary>Neither scripts nor styles may stand in the page itself; what a script sets on an element's style is not subject to this.
    /// How the web app keeps to it: web/README.md. Images may be data and blob URLs: charts export and preview through them.</summary>
    const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Set before the handler runs, so that a handler may tighten them.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            return next(context);
        });
}

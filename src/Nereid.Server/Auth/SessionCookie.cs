using Nereid.Domain.Access;

namespace Nereid.Server.Auth;

/// <summary>The cookie by which a browser stays signed in. Scripts of a page cannot read it and other sites' pages do not send it.</summary>
public static class SessionCookie
{
    /// <summary>Not tied to a host name by prefix: the server also runs on plain http://127.0.0.1.</summary>
    public const string Name = "nereid_session";

    static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static string? Read(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } session ? session : null;

    public static void Write(HttpResponse response, string session, ServerAddress address) =>
        response.Cookies.Append(Name, session, Options(response, address));

    public static void Remove(HttpResponse response, ServerAddress address) => response.Cookies.Delete(Name, Options(response, address));

    /// <summary>Behind a proxy that speaks HTTPS the request itself is plain; the public address tells.</summary>
    static CookieOptions Options(HttpResponse response, ServerAddress address) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = response.HttpContext.Request.IsHttps || address.Uri.Scheme == Uri.UriSchemeHttps,
        MaxAge = Lifetime,
        Path = "/",
        IsEssential = true,
    };
}

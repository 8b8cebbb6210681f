using Nereid.Domain.Access;

namespace Nereid.Server.Auth;

/// <summary>The cookie by which a browser keeps an open link that it followed. It goes with the browser, and lets nobody in once the link has ended.</summary>
/// <remarks>One link at a time: the one followed last. Only the API gets it; scripts of a page cannot read it and other sites' pages do not send it.</remarks>
public static class LinkCookie
{
    public const string Name = "nereid_link";

    public static string? Read(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } text ? text : null;

    public static void Write(HttpResponse response, string text, ServerAddress address) => response.Cookies.Append(Name, text, Options(response, address));

    public static void Remove(HttpResponse response, ServerAddress address) => response.Cookies.Delete(Name, Options(response, address));

    /// <summary>Behind a proxy that speaks HTTPS the request itself is plain; the public address tells.</summary>
    static CookieOptions Options(HttpResponse response, ServerAddress address) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = response.HttpContext.Request.IsHttps || address.Uri.Scheme == Uri.UriSchemeHttps,
        Path = "/api/v1",
        IsEssential = true,
    };
}

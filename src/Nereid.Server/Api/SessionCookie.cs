namespace Nereid.Server.Api;

/// <summary>The cookie that signs a browser in: readable by no script, sent to no other site.</summary>
public static class SessionCookie
{
    public const string Name = "nereid-session";

    static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static void Append(HttpContext http, string session)
    {
        var options = Attributes(http);
        options.MaxAge = Lifetime;
        http.Response.Cookies.Append(Name, session, options);
    }

    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, Attributes(http));

    static CookieOptions Attributes(HttpContext http) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", IsEssential = true };
}

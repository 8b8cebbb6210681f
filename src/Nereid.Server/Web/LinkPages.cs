using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Api;
using Nereid.Server.Auth;
using Problem = Nereid.Server.Auth.Problem;
using Problems = Nereid.Server.Auth.Problems;

namespace Nereid.Server.Web;

/// <summary>The addresses of links. That of an open link that works carries a preview card for chat tools: its title and a picture, as the Open Graph protocol (ogp.me) and
/// X's cards name them. Any other link gives the app's plain first page, so that nobody learns from it what there is.</summary>
public static class LinkPages
{
    const string FirstPage = "/index.html";

    const string Html = "text/html; charset=utf-8";

    const string EndOfHead = "</head>";

    static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    static readonly Problem NoSuchPage = new("/problems/no-such-page", "No such page", 404, "There is nothing at this address.");

    public static void MapLinkPages(this IEndpointRouteBuilder routes, WebFiles files)
    {
        routes.MapMethods(
                "/s/{link}", Reading,
                (string link, HttpContext http, OpenLinks open, ServerAddress address, CancellationToken cancel) => ServePageAsync(link, http, open, address, files, cancel))
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapMethods("/s/{link}/card.png", Reading, ServePictureAsync).AllowAnonymous().ExcludeFromDescription();
    }

    static async Task ServePageAsync(string link, HttpContext http, OpenLinks open, ServerAddress address, WebFiles files, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        if (files.Open(FirstPage) is not { } page)
        {
            await Results.Text(WebApp.NotBuilt, Html, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            return;
        }
        using var reader = new StreamReader(page, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancel);
        if (await open.OpenAsync(link, cancel) is var (found, project))
            text = text.Insert(Math.Max(text.IndexOf(EndOfHead, StringComparison.OrdinalIgnoreCase), 0), Card(found, project, $"{address.Text}/s/{link}/card.png"));
        await Results.Text(text, Html).ExecuteAsync(http);
    }

    static async Task ServePictureAsync(string link, HttpContext http, OpenLinks open, IShareLinkStore links, CancellationToken cancel)
    {
        if (await open.OpenAsync(link, cancel) is not var (found, _) || await links.ReadPictureAsync(found.Code, cancel) is not { } picture)
        {
            await Problems.WriteAsync(http, NoSuchPage);
            return;
        }
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        // Whoever shows it elsewhere asks again, and gets nothing once the link has ended.
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex";
        await Results.Bytes(picture.AsMemory(), PngFile.MediaType).ExecuteAsync(http);
    }

    /// <summary>All text of people is encoded; the address holds letters and digits alone behind the server's own.</summary>
    static string Card(ShareLink link, Project project, string picture)
    {
        var where = $"{project.Workspace}/{project.Name}";
        var title = link.Title is { Length: > 0 } given ? given : where;
        var made = DateTimeOffset.UnixEpoch.AddMicroseconds(link.CreatedUnixMicros);
        var description = link.IsSnapshot ? $"{where} · snapshot of {made.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : where;
        var tags = new StringBuilder();
        void Add(string kind, string name, string value) =>
            tags.Append(CultureInfo.InvariantCulture, $"<meta {kind}=\"{name}\" content=\"{HtmlEncoder.Default.Encode(value)}\">");
        Add("property", "og:site_name", "Nereid");
        Add("property", "og:type", "website");
        Add("property", "og:title", title);
        Add("property", "og:description", description);
        Add("name", "twitter:card", link.HasPicture ? "summary_large_image" : "summary");
        Add("name", "twitter:title", title);
        Add("name", "twitter:description", description);
        if (link.HasPicture)
        {
            Add("property", "og:image", picture);
            Add("property", "og:image:type", PngFile.MediaType);
            Add("name", "twitter:image", picture);
        }
        return tags.ToString();
    }
}

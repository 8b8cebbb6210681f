using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Nereid.Server.Auth;

namespace Nereid.Server.Web;

/// <summary>Serves the web app: its files, and its first page for every address that is a page of it. Needs nobody signed in, since it holds no data.</summary>
public static class WebApp
{
    const string FirstPage = "/index.html";

    /// <summary>Files here carry a hash of their content in their names, so they never change.</summary>
    const string HashedFolder = "/assets/";

    internal const string NotBuilt =
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Nereid</title>
        <p>The server is running, but it was built without the web app. To build both: <code>./run</code> in the source folder.</p></html>
        """;

    static readonly Problem NoSuchPage = new("/problems/no-such-page", "No such page", 404, "There is nothing at this address.");

    static readonly FileExtensionContentTypeProvider MediaTypes = new();

    static readonly (string Encoding, string Suffix)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    public static void MapWebApp(this IEndpointRouteBuilder routes, WebFiles files)
    {
        var tags = new ConcurrentDictionary<string, EntityTagHeaderValue>(StringComparer.Ordinal);
        // Addresses of programs are never pages; without a caller they answer 401 like every other route.
        routes.MapFallback("/api/{**rest}", context => Problems.WriteAsync(context, NoSuchPage)).ExcludeFromDescription();
        routes.MapFallback("/auth/{**rest}", context => Problems.WriteAsync(context, NoSuchPage)).ExcludeFromDescription();
        routes.MapMethods("/{**page}", [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(context, files, tags))
            .AllowAnonymous().ExcludeFromDescription().WithOrder(int.MaxValue);
    }

    static Task ServeAsync(HttpContext context, WebFiles files, ConcurrentDictionary<string, EntityTagHeaderValue> tags)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!files.Contains(path))
        {
            if (path.StartsWith(HashedFolder, StringComparison.Ordinal))
                return Problems.WriteAsync(context, NoSuchPage);
            if (OldAddresses.Lead(context.Request.Path, context.Request.Query) is { } page)
                return Results.LocalRedirect(page).ExecuteAsync(context);
            path = FirstPage;
        }

        if (!files.Contains(path))
            return Results.Text(NotBuilt, "text/html; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);

        var headers = context.Response.Headers;
        headers.CacheControl = path.StartsWith(HashedFolder, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var stored = path;
        if (Compressed.FirstOrDefault(form => files.Contains(path + form.Suffix) && Accepts(context.Request, form.Encoding)) is { Encoding: { } encoding, Suffix: { } suffix })
        {
            headers.ContentEncoding = encoding;
            stored = path + suffix;
        }

        var tag = tags.GetOrAdd(stored, key => TagOf(files.Open(key)!));
        var mediaType = MediaTypes.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        if (mediaType is "text/html" or "text/css" or "text/javascript")
            mediaType += "; charset=utf-8";
        return Results.Stream(files.Open(stored)!, mediaType, entityTag: tag).ExecuteAsync(context);
    }

    static bool Accepts(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    static EntityTagHeaderValue TagOf(Stream content)
    {
        using (content)
            return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"");
    }
}

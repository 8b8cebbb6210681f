using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Auth;
using Nereid.Server.Tests.Api;
using Nereid.Server.Web;

namespace Nereid.Server.Tests.Web;

/// <summary>What chat tools get at the address of a link.</summary>
public sealed class LinkPagesTests(ApiServer api) : IClassFixture<ApiServer>, IAsyncLifetime
{
    const string Page = "<!doctype html><html><head><title>Nereid</title></head><body></body></html>";

    /// <summary>One transparent pixel.</summary>
    static readonly byte[] Pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    WebApplication _app = null!;
    HttpClient _crawler = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(api.Server.Get<OpenLinks>()).AddSingleton(api.Server.Get<IShareLinkStore>()).AddSingleton(api.Server.Get<ServerAddress>());
        _app = builder.Build();
        _app.UseSecurityHeaders();
        _app.UseRouting();
        _app.MapLinkPages(new WebFiles(new Dictionary<string, Func<Stream>>(StringComparer.Ordinal) { ["/index.html"] = () => new MemoryStream(Encoding.UTF8.GetBytes(Page)) }));
        await _app.StartAsync();
        _crawler = Connect(new Uri(_app.Urls.First()));
    }

    static HttpClient Connect(Uri address) => new() { BaseAddress = address };

    public async Task DisposeAsync()
    {
        _crawler.Dispose();
        await _app.DisposeAsync();
    }

    async Task<Answer> TryMakeAsync(string? title, byte[]? picture, string audience = "anyone") => await api.Owner.PostAsync(
        $"/api/v1/projects/{api.ProjectId}/links",
        new JsonObject { ["address"] = "/lab/digits/runs", ["audience"] = audience, ["title"] = title, ["picture"] = picture is null ? null : Convert.ToBase64String(picture) });

    async Task<string> MakeAsync(string? title = null, byte[]? picture = null) => (string)(await TryMakeAsync(title, picture)).Json!["path"]!;

    async Task<HttpResponseMessage> GetAsync(string path) => await _crawler.GetAsync(new Uri(path, UriKind.Relative));

    [Fact]
    public async Task A_link_for_anyone_carries_a_title_and_a_picture_in_which_nothing_of_people_is_markup()
    {
        var path = await MakeAsync("\"><script>alert(1)</script> & loss", Pixel);
        using var answer = await GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Contains("<meta property=\"og:title\" content=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; loss\">", text, StringComparison.Ordinal);
        Assert.Contains($"<meta property=\"og:image\" content=\"{api.Server.Address}{path}/card.png\">", text, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"twitter:card\" content=\"summary_large_image\">", text, StringComparison.Ordinal);
        Assert.Contains("content=\"lab/digits\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("olga", text, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'self'; script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task The_picture_is_served_so_that_it_can_do_nothing_and_only_while_the_link_lives()
    {
        var path = await MakeAsync("loss", Pixel);
        using var answer = await GetAsync($"{path}/card.png");

        Assert.Equal(Pixel, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        await api.Owner.DeleteJsonAsync($"/api/v1/links/{path["/s/".Length..][..10]}");
        using var after = await GetAsync($"{path}/card.png");
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        using var page = await GetAsync(path);
        Assert.Equal(Page, await page.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_link_for_members_and_one_that_never_was_say_nothing()
    {
        var members = (string)(await TryMakeAsync(null, null, "members")).Json!["path"]!;
        var open = await MakeAsync("secret plans", Pixel);
        foreach (var path in new[] { members, "/s/nosuchlink", open[..13], open[..^1] + "!" })
        {
            using var answer = await GetAsync(path);
            Assert.Equal(Page, await answer.Content.ReadAsStringAsync());
            using var picture = await GetAsync($"{path}/card.png");
            Assert.Equal(HttpStatusCode.NotFound, picture.StatusCode);
        }
    }

    [Fact]
    public async Task Only_a_picture_is_taken_for_one()
    {
        var wide = (byte[])Pixel.Clone();
        wide[16] = 1;
        byte[][] wrong = [[.. "<svg/>"u8], [.. "GIF89a"u8], Pixel[..40], [.. Pixel, .. "<script>"u8], wide, new byte[1000]];
        foreach (var picture in wrong)
            Assert.Equal((HttpStatusCode.BadRequest, "$.picture"), Where(await TryMakeAsync("t", picture)));
        Assert.Equal((HttpStatusCode.BadRequest, "$.picture"), Where(await TryMakeAsync("t", new byte[ShareLinkLimits.PictureBytes + 1])));
        Assert.Equal((HttpStatusCode.BadRequest, "$.title"), Where(await TryMakeAsync(new string('x', 301), null)));
        Assert.Equal((HttpStatusCode.BadRequest, "$.title"), Where(await TryMakeAsync("line\nbreak", null)));
        Assert.Equal((HttpStatusCode.BadRequest, "$.picture"), Where(await TryMakeAsync(null, Pixel, "members")));
        Assert.Equal(HttpStatusCode.OK, (await TryMakeAsync(new string('x', 300), Pixel)).Status);
    }

    static (HttpStatusCode, string?) Where(Answer answer) => (answer.Status, (string?)answer.Json?["field"]);
}

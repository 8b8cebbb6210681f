using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Nereid.Server.Web;

namespace Nereid.Server.Tests.Web;

public sealed class WebAppTests
{
    static readonly Dictionary<string, string> Built = new(StringComparer.Ordinal)
    {
        ["/index.html"] = "<!doctype html><title>app</title>",
        ["/assets/index-1a2b.js"] = "let plain",
        ["/assets/index-1a2b.js.br"] = "brotli form",
        ["/assets/index-1a2b.js.gz"] = "gzip form",
        ["/icon.svg"] = "<svg/>",
    };

    /// <summary>Only the web app, over a real port.</summary>
    static async Task<(WebApplication App, HttpClient Http)> StartAsync(Dictionary<string, string> files)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapWebApp(new WebFiles(files.ToDictionary(file => file.Key, file => (Func<Stream>)(() => new MemoryStream(Encoding.UTF8.GetBytes(file.Value))))));
        await app.StartAsync();
        return (app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });
    }

    static async Task<HttpResponseMessage> GetAsync(string path, string? encodings = null, string? tag = null, HttpMethod? method = null)
    {
        var (app, http) = await StartAsync(Built);
        await using (app)
        using (http)
        {
            using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
            if (encodings is not null)
                request.Headers.Add("Accept-Encoding", encodings);
            if (tag is not null)
                request.Headers.Add("If-None-Match", tag);
            var answer = await http.SendAsync(request);
            await answer.Content.LoadIntoBufferAsync();
            return answer;
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in?ticket=x")]
    [InlineData("/my.lab/digits/runs/DIGI-1")]
    public async Task Every_page_is_the_first_page_and_is_asked_for_anew_each_time(string path)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(Built["/index.html"], await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoCache);
    }

    [Theory]
    [InlineData(null, null, "let plain")]
    [InlineData("gzip, br", "br", "brotli form")]
    [InlineData("gzip", "gzip", "gzip form")]
    [InlineData("br;q=0, gzip", "gzip", "gzip form")]
    [InlineData("zstd", null, "let plain")]
    public async Task A_file_is_sent_in_the_smallest_form_that_the_browser_takes_and_kept_for_ever(string? accepted, string? encoding, string body)
    {
        using var answer = await GetAsync("/assets/index-1a2b.js", accepted);

        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl?.MaxAge);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
    }

    [Fact]
    public async Task A_page_that_did_not_change_is_not_sent_again()
    {
        using var first = await GetAsync("/");
        using var second = await GetAsync("/", tag: first.Headers.ETag!.Tag);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task The_head_of_a_page_can_be_asked_for()
    {
        using var answer = await GetAsync("/", method: HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Built["/index.html"].Length, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/assets/index-0000.js", HttpStatusCode.NotFound)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("/auth/nothing", HttpStatusCode.NotFound)]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd", HttpStatusCode.OK)]
    [InlineData("/..%2f..%2fetc%2fpasswd", HttpStatusCode.OK)]
    public async Task No_address_leads_to_a_file_of_the_machine(string path, HttpStatusCode expected)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain("root:", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_built_without_the_web_app_says_so()
    {
        var (app, http) = await StartAsync([]);
        await using (app)
        using (http)
        {
            using var answer = await http.GetAsync(new Uri("/", UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("./run", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}

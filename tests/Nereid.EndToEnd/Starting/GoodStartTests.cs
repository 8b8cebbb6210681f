using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nereid.Testing;

namespace Nereid.EndToEnd.Starting;

/// <summary>Starting the real program, as a person does, and what is there again at the next start.</summary>
public sealed class GoodStartTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_printed_lines_sign_a_browser_in_once_and_connect_a_script()
    {
        await using var server = await NereidProgram.StartAndWaitAsync(Data);
        using var script = server.Connect();
        using var browser = new HttpClient { BaseAddress = new Uri(server.Address) };

        Assert.Contains("export OAUTHLIB_INSECURE_TRANSPORT=1", server.Output, StringComparison.Ordinal);
        using var health = await browser.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal("""{"status":"ok"}""", await health.Content.ReadAsStringAsync());
        using var me = await script.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        using var stranger = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var first = await browser.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { ticket = server.Ticket });
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var second = await stranger.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { ticket = server.Ticket });
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_second_start_finds_everything_and_prints_the_same_secret(string signal)
    {
        string token;
        await using (var first = await NereidProgram.StartAndWaitAsync(Data))
        {
            token = KeyOf(first.Token);
            using var script = first.Connect();
            using var made = await script.PostAsJsonAsync(
                new Uri("/api/v1/projects", UriKind.Relative), new { workspace = "lab", name = "titanic", visibility = "private" });
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
            Assert.Equal(0, await first.StopAsync(signal));
            Assert.Empty(first.Faults);
        }

        await using var second = await NereidProgram.StartAndWaitAsync(Data);
        Assert.Equal(token, KeyOf(second.Token));
        using var again = second.Connect();
        using var projects = await again.GetFromJsonAsync<JsonDocument>(new Uri("/api/v1/projects", UriKind.Relative));
        Assert.Equal("titanic", projects!.RootElement.GetProperty("projects")[0].GetProperty("name").GetString());
        using var tokens = await again.GetFromJsonAsync<JsonDocument>(new Uri("/api/v1/me/tokens", UriKind.Relative));
        Assert.Equal(1, tokens!.RootElement.GetProperty("tokens").GetArrayLength());
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_open_live_feeds()
    {
        await using var server = await NereidProgram.StartAndWaitAsync(Data);
        using var script = server.Connect();
        using var made = await script.PostAsJsonAsync(
            new Uri("/api/v1/projects", UriKind.Relative), new { workspace = "lab", name = "titanic", visibility = "private" });
        using var project = await made.Content.ReadFromJsonAsync<JsonDocument>();
        var id = project!.RootElement.GetProperty("id").GetString();
        using var live = await script.GetAsync(new Uri($"/api/v1/live?project={id}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", live.Content.Headers.ContentType?.MediaType);

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_folder_that_was_killed_while_in_use_is_taken_up_again()
    {
        await using (var first = await NereidProgram.StartAndWaitAsync(Data))
            await first.KillAsync();

        await using var second = await NereidProgram.StartAndWaitAsync(Data);
        using var script = second.Connect();
        using var me = await script.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    [Fact]
    public async Task With_tls_the_two_variables_for_the_certificate_are_printed_and_the_other_is_not()
    {
        await using var server = await NereidProgram.StartAndWaitAsync(Data, "--tls");

        Assert.StartsWith("https://", server.Address, StringComparison.Ordinal);
        var authority = Path.Combine(Data, "tls", "ca.pem");
        Assert.Contains($"export REQUESTS_CA_BUNDLE={authority}", server.Output, StringComparison.Ordinal);
        Assert.Contains($"export WEBSOCKET_CLIENT_CA_BUNDLE={authority}", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("OAUTHLIB_INSECURE_TRANSPORT", server.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(authority));
    }

    static string KeyOf(string token)
    {
        using var parts = JsonDocument.Parse(Convert.FromBase64String(token));
        return parts.RootElement.GetProperty("api_key").GetString()!;
    }
}

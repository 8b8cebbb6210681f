using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nereid.Domain.Access;
using Nereid.Testing;

namespace Nereid.Server.Tests.Api;

/// <param name="Json">Null when the answer has no JSON body.</param>
public sealed record Answer(HttpStatusCode Status, JsonNode? Json, string Text)
{
    public (HttpStatusCode Status, string? Problem) Kind => (Status, Problem);

    /// <summary>Name of the problem, such as no-such-run.</summary>
    public string? Problem => (string?)Json?["type"] is { } type && type.StartsWith("/problems/", StringComparison.Ordinal) ? type["/problems/".Length..] : null;
}

/// <summary>A running server with one private project and a client for each kind of person.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    public RunningServer Server { get; private set; } = null!;

    public Project Project { get; private set; } = null!;

    public User OwnerUser { get; private set; } = null!;

    public HttpClient Owner { get; private set; } = null!;

    public HttpClient Contributor { get; private set; } = null!;

    public HttpClient Viewer { get; private set; } = null!;

    /// <summary>Signed in, but not a member of the project.</summary>
    public HttpClient Stranger { get; private set; } = null!;

    public HttpClient Nobody => Server.Anonymous;

    public string ProjectId => Project.Id.ToString();

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync();
        Project = await Server.AddProjectAsync("lab", "digits");
        OwnerUser = await Server.AddUserAsync("olga", mayCreateProjects: true);
        Owner = await JoinAsync(OwnerUser, ProjectRole.Owner);
        Contributor = await JoinAsync(await Server.AddUserAsync("carl"), ProjectRole.Contributor);
        Viewer = await JoinAsync(await Server.AddUserAsync("vera"), ProjectRole.Viewer);
        Stranger = await Server.SignInAsync(await Server.AddUserAsync("stan"));
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    async Task<HttpClient> JoinAsync(User user, ProjectRole role)
    {
        await Server.Catalog.SetMemberAsync(Project.Id, user.Id, role, CancellationToken.None);
        return await Server.SignInAsync(user);
    }

    /// <summary>A new run of the project, made through the API.</summary>
    public async Task<string> AddRunAsync(string? name = null)
    {
        var answer = await Owner.PostAsync($"/api/v1/projects/{ProjectId}/runs", new JsonObject { ["name"] = name });
        return (string)answer.Json!["run"]!["id"]!;
    }

    /// <summary>Writes operations that must all be applied.</summary>
    public async Task WriteAsync(string run, params JsonNode[] operations)
    {
        var answer = await Owner.PostAsync($"/api/v1/runs/{run}/operations", new JsonObject { ["operations"] = new JsonArray(operations) });
        Assert.Equal("""{"rejections":[]}""", answer.Text);
    }
}

/// <summary>JSON over HTTP in one line.</summary>
public static class Requests
{
    public static Task<Answer> AskAsync(this HttpClient client, FormattableString path) => client.SendAsync(HttpMethod.Get, Escape(path));

    public static Task<Answer> PostAsync(this HttpClient client, string path, JsonNode body) =>
        client.SendAsync(HttpMethod.Post, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    public static Task<Answer> PostTextAsync(this HttpClient client, string path, string body, string mediaType = "application/json") =>
        client.SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, mediaType));

    public static Task<Answer> DeleteJsonAsync(this HttpClient client, string path) => client.SendAsync(HttpMethod.Delete, path);

    public static Task<Answer> SendBytesAsync(this HttpClient client, HttpMethod method, FormattableString path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return client.SendAsync(method, Escape(path), content);
    }

    public static async Task<Answer> SendAsync(this HttpClient client, HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return new Answer(response.StatusCode, isJson ? JsonNode.Parse(text) : null, text);
    }

    /// <summary>Values put into the path are escaped; those that are ids come out unchanged.</summary>
    public static string Escape(FormattableString path) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, path.Format, [.. path.GetArguments().Select(value => (object)Uri.EscapeDataString($"{value}"))]);

    public static JsonNode Json(string text) => JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true })!;
}

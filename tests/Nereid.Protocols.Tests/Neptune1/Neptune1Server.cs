using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain.Access;
using Nereid.Testing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>A running server with a project, and the requests that the 1.x client sends to it. One per test class.</summary>
public sealed class Neptune1Server : IAsyncLifetime
{
    /// <summary>The server's clock; stands still unless a test moves it.</summary>
    public ManualTime Time { get; } = new();

    public RunningServer Server { get; private set; } = null!;

    /// <summary>Signed in with an access token, as the client is after its start.</summary>
    public HttpClient Http { get; private set; } = null!;

    public Project Project { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync(time: Time);
        Project = await Server.AddProjectAsync("lab", "vision");
        Http = await SignInAsync(Server.Administrator);
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Exchanges a fresh API token of the user for an access token.</summary>
    public async Task<HttpClient> SignInAsync(User user)
    {
        var (_, token) = await Server.Credentials.CreateTokenAsync(user.Id, "test", null, CancellationToken.None);
        var answer = await SendAsync(HttpMethod.Get, "/api/backend/v1/authorization/oauth-token", apiToken: token);
        var client = new HttpClient { BaseAddress = new Uri(Server.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)answer.Body!["accessToken"]);
        return client;
    }

    /// <summary>Without any credentials but the API token, if given.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? apiToken = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (apiToken is not null)
            request.Headers.Add("X-Neptune-Api-Token", apiToken);
        return await Answer.OfAsync(await Server.Anonymous.SendAsync(request));
    }

    public async Task<Answer> GetAsync(string path) => await Answer.OfAsync(await Http.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task<Answer> PostAsync(string path, string json) =>
        await Answer.OfAsync(await Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json")));

    /// <returns>The new run's id.</returns>
    public async Task<string> CreateRunAsync()
    {
        var answer = await PostAsync("/api/leaderboard/v1/experiments", $$"""{"projectIdentifier":"{{Project.Id}}","type":"run"}""");
        return (string)answer.Body!["id"]!;
    }

    public Task<Answer> ExecuteAsync(string run, string operations) =>
        PostAsync("/api/leaderboard/v1/attributes/operations?experimentId=" + run, operations);

    /// <summary>Executes operations that must all be accepted.</summary>
    public async Task AcceptedAsync(string run, string operations)
    {
        var answer = await ExecuteAsync(run, operations);
        Assert.Equal((200, "[]"), (answer.Status, answer.Text));
    }

    /// <summary>Executes operations and returns the errors of those that were not applied.</summary>
    public async Task<string[]> RefusedAsync(string run, string operations)
    {
        var answer = await ExecuteAsync(run, operations);
        Assert.Equal(200, answer.Status);
        return [.. answer.Body!.AsArray().Select(fault => (string)fault!["errorDescription"]!)];
    }

    public Task<Answer> AttributeAsync(string run, string kind, string path) =>
        GetAsync($"/api/leaderboard/v1/attributes/{kind}?experimentId={run}&attribute={Uri.EscapeDataString(path)}");

    /// <returns>Step and value of each point.</returns>
    public async Task<(double Step, string Value)[]> FloatsAsync(string run, string path)
    {
        var answer = await GetAsync($"/api/leaderboard/v1/attributes/series/float?experimentId={run}&attribute={Uri.EscapeDataString(path)}&limit=1000&offset=0");
        Assert.Equal(200, answer.Status);
        return [.. answer.Body!["values"]!.AsArray().Select(point => ((double)point!["step"]!, point["value"]!.ToString()))];
    }
}

/// <summary>An answer, read to its end.</summary>
public sealed record Answer(int Status, string Text, byte[] Bytes, HttpResponseMessage Message)
{
    /// <summary>Null when the answer is no JSON.</summary>
    public JsonNode? Body => Message.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(Text) : null;

    public string Title => (string?)Body?["title"] ?? "";

    public string? ErrorType => (string?)Body?["errorType"];

    public static async Task<Answer> OfAsync(HttpResponseMessage message)
    {
        var bytes = await message.Content.ReadAsByteArrayAsync();
        return new Answer((int)message.StatusCode, Encoding.UTF8.GetString(bytes), bytes, message);
    }
}

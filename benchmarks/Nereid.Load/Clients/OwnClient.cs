using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nereid.Load.Clients;

/// <summary>Speaks the server's own API.</summary>
sealed class OwnClient : IDisposable
{
    readonly HttpClient _http;

    public OwnClient(Uri address, string token)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<string> CreateProjectAsync(string name, CancellationToken cancel) =>
        (string)(await PostAsync("/api/v1/projects", new JsonObject { ["workspace"] = "bench", ["name"] = name }, cancel))["id"]!;

    public async Task<string> CreateRunAsync(string project, CancellationToken cancel) =>
        (string)(await PostAsync($"/api/v1/projects/{project}/runs", [], cancel))["run"]!["id"]!;

    public async Task<string> FindRunAsync(string project, string customId, CancellationToken cancel)
    {
        using var response = await _http.GetAsync(new Uri($"/api/v1/runs/lookup?projectId={project}&customId={customId}", UriKind.Relative), cancel);
        return (string)JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel))!["id"]!;
    }

    /// <summary>Asks, and reads the answer to its end without looking at it.</summary>
    /// <param name="body">Null for a GET.</param>
    /// <param name="accept">Null for what the server likes best.</param>
    public async Task AskAsync(string path, JsonObject? body, string? accept, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        await using var content = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancel);
        await content.CopyToAsync(Stream.Null, cancel);
    }

    /// <summary>Sends a body of operations as it is; throws unless all were applied.</summary>
    public async Task WriteAsync(string run, ReadOnlyMemory<byte> operations, CancellationToken cancel)
    {
        using var content = new ReadOnlyMemoryContent(operations) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(new Uri($"/api/v1/runs/{run}/operations", UriKind.Relative), content, cancel);
        var answer = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel);
        if (answer != """{"rejections":[]}""")
            throw new InvalidDataException($"Operations were refused: {answer}");
    }

    /// <summary>The lines of the live stream of a project, from when the server listens.</summary>
    public async Task<StreamReader> ListenAsync(string project, CancellationToken cancel)
    {
        var response = await _http.GetAsync(new Uri($"/api/v1/live?project={project}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
        var lines = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancel));
        while (await lines.ReadLineAsync(cancel) is not (": listening" or null))
        {
        }
        return lines;
    }

    /// <summary>Points of all float series of a run whose paths begin so.</summary>
    public async Task<long> CountPointsAsync(string project, string customId, string prefix, CancellationToken cancel)
    {
        var run = await GetAsync($"/api/v1/runs/lookup?projectId={project}&customId={customId}", cancel);
        var attributes = await GetAsync($"/api/v1/runs/{run["id"]}/attributes?prefix={Uri.EscapeDataString(prefix)}", cancel);
        return attributes["attributes"]!.AsArray().Sum(attribute => (long)attribute!["count"]!);
    }

    async Task<JsonNode> GetAsync(string path, CancellationToken cancel)
    {
        await using var answer = await _http.GetStreamAsync(new Uri(path, UriKind.Relative), cancel);
        return await JsonSerializer.DeserializeAsync<JsonNode>(answer, cancellationToken: cancel) ?? throw new InvalidDataException($"{path} answered null.");
    }

    /// <summary>Asks and reads the answer to its end.</summary>
    public Task<JsonNode> AskAsync(string path, JsonObject body, CancellationToken cancel) => PostAsync(path, body, cancel);

    async Task<JsonNode> PostAsync(string path, JsonObject body, CancellationToken cancel)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, cancel);
        return await JsonSerializer.DeserializeAsync<JsonNode>(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancel), cancellationToken: cancel)
            ?? throw new InvalidDataException($"{path} answered null.");
    }

    public void Dispose() => _http.Dispose();
}

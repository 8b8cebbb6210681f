using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Nereid.Load.Clients;

/// <summary>Sends what the neptune 1.x client sends: token exchange, a run, batches of operations. One run and one connection each.</summary>
sealed class Neptune1Client : IDisposable
{
    readonly HttpClient _http;
    Uri _operations = null!;

    Neptune1Client(Uri address) => _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>The connection, for what else the client sends.</summary>
    public HttpClient Http => _http;

    public string Run { get; private set; } = "";

    public static async Task<Neptune1Client> StartRunAsync(Uri address, string apiToken, string projectId, CancellationToken cancel)
    {
        var client = new Neptune1Client(address);
        using var exchange = new HttpRequestMessage(HttpMethod.Get, "/api/backend/v1/authorization/oauth-token");
        exchange.Headers.Add("X-Neptune-Api-Token", apiToken);
        var tokens = await client.SendAsync(exchange, cancel);
        client._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["accessToken"]!);
        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/leaderboard/v1/experiments")
        {
            Content = new StringContent(
                $$"""{"projectIdentifier":"{{projectId}}","parentId":"{{projectId}}","type":"run","cliVersion":"1.14.0"}""", Encoding.UTF8, "application/json"),
        };
        var run = await client.SendAsync(create, cancel);
        client.Run = (string)run["id"]!;
        client._operations = new Uri($"/api/leaderboard/v1/attributes/operations?experimentId={client.Run}", UriKind.Relative);
        return client;
    }

    /// <summary>A body of operations, each of which appends one point to one of some series, as a training loop does.</summary>
    public static byte[] Body(int operations, int series, Random values)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < operations; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture,
                $$$"""{"path":"metrics/train/loss_{{{i % series}}}","logFloats":{"entries":[{"value":{{{values.NextDouble():R}}},"timestampMilliseconds":{{{1_780_000_000_000 + i}}}}]}}""");
        }
        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    /// <summary>Returns when the server has acknowledged the batch; throws unless all of it was applied.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(_operations, content, cancel);
        var answer = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel);
        if (answer != "[]")
            throw new InvalidDataException($"Operations were refused: {answer}");
    }

    public async Task<JsonNode> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var response = await _http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidDataException($"{request.RequestUri} answered {response.StatusCode}: {text}");
    }

    public void Dispose() => _http.Dispose();
}

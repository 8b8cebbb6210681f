using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Nereid.Load.Clients;

/// <summary>Sends what the 3.x client sends. One signs in for many runs; safe for use from many threads.</summary>
sealed class Neptune3Client : IDisposable
{
    static readonly Uri Ingest = new("/api/client/v1/ingest", UriKind.Relative);

    readonly HttpClient _http;
    volatile AuthenticationHeaderValue? _authorization;

    Neptune3Client(Uri address) => _http = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10) })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(2),
    };

    public static async Task<Neptune3Client> SignInAsync(Uri address, string apiToken, CancellationToken cancel)
    {
        var client = new Neptune3Client(address);
        await client.SignInAsync(apiToken, cancel);
        return client;
    }

    /// <summary>For a server that asks nobody who they are.</summary>
    public static Neptune3Client WithoutToken(Uri address) => new(address);

    /// <summary>Access tokens live for some minutes; call this now and then.</summary>
    public async Task SignInAsync(string apiToken, CancellationToken cancel)
    {
        using var exchange = new HttpRequestMessage(HttpMethod.Get, "/api/backend/v1/authorization/oauth-token");
        exchange.Headers.Add("X-Neptune-Api-Token", apiToken);
        using var response = await _http.SendAsync(exchange, cancel);
        var tokens = JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel))!;
        _authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["accessToken"]!);
    }

    public Task CreateAsync(IngestBody body, CancellationToken cancel) => SendAsync(body.Creation(), expected: 1, cancel);

    /// <summary>Returns when the server has acknowledged all points; throws when it refused one.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> body, int points, CancellationToken cancel) => SendAsync(body, points, cancel);

    /// <summary>Returns when the body was taken; what the answer says does not matter.</summary>
    public async Task PostAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var response = await PostBodyAsync(body, cancel);
        response.EnsureSuccessStatusCode();
    }

    async Task SendAsync(ReadOnlyMemory<byte> body, int expected, CancellationToken cancel)
    {
        using var response = await PostBodyAsync(body, cancel);
        var answer = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancel));
        // The request id of this server ends with the outcome: ".code-count" for each code; 0 is success.
        if (!response.IsSuccessStatusCode || !answer.EndsWith(string.Create(CultureInfo.InvariantCulture, $".0-{expected}"), StringComparison.Ordinal))
            throw new InvalidDataException($"The server answered {(int)response.StatusCode}: {answer}");
    }

    async Task<HttpResponseMessage> PostBodyAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, Ingest) { Content = content, Headers = { Authorization = _authorization } };
        return await _http.SendAsync(request, cancel);
    }

    public void Dispose() => _http.Dispose();
}

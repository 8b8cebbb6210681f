using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Nereid.Client.Api;

/// <summary>Sends single requests to the server's own API and turns every failure into one of the two exceptions. Safe for use from many threads.</summary>
sealed class ApiConnection : IDisposable
{
    const int MaxProblemBytes = 64 * 1024;

    readonly HttpClient _http;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;

    public ApiConnection(Uri server, string token, NereidOptions options)
    {
        Server = server;
        _timeout = options.RequestTimeout;
        _time = options.TimeProvider;
        // A redirect is not followed: it would carry the token to wherever it points.
        var handler = options.HttpHandler ?? new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new HttpClient(handler, disposeHandler: options.HttpHandler is null)
        {
            BaseAddress = new Uri(server.AbsoluteUri.EndsWith('/') ? server.AbsoluteUri : server.AbsoluteUri + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("nereid-dotnet/0.1");
    }

    public Uri Server { get; }

    public Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> type, CancellationToken cancel) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Get, path), type, _timeout, cancel);

    public Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancel) =>
        PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), type, cancel);

    public Task<TAnswer> PostAsync<TAnswer>(string path, byte[] json, JsonTypeInfo<TAnswer> type, CancellationToken cancel) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(json) }, type, _timeout, cancel);

    /// <summary>A request whose answer has nothing to read.</summary>
    public Task PostAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancel) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(JsonSerializer.SerializeToUtf8Bytes(body, bodyType)) },
            static (_, _) => Task.FromResult(true), _timeout, cancel);

    /// <param name="content">Disposed when sent.</param>
    public Task UploadAsync(HttpMethod method, string path, HttpContent content, long bytes, CancellationToken cancel)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return SendAsync(
            new HttpRequestMessage(method, path) { Content = content }, static (_, _) => Task.FromResult(true),
            _timeout + TimeSpan.FromSeconds(bytes / (1024.0 * 1024)), cancel);
    }

    public void Dispose() => _http.Dispose();

    Task<TAnswer> AskAsync<TAnswer>(Func<HttpRequestMessage> make, JsonTypeInfo<TAnswer> type, TimeSpan timeout, CancellationToken cancel) =>
        SendAsync(make(), (response, token) => ReadAsync(response, type, token), timeout, cancel);

    async Task<TAnswer> SendAsync<TAnswer>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<TAnswer>> read, TimeSpan timeout, CancellationToken cancel)
    {
        using var disposeRequest = request;
        using var limit = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw await FaultAsync(response, both.Token).ConfigureAwait(false);
            return await read(response, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancel.IsCancellationRequested)
        {
            throw new NereidUnavailableException($"{Server} did not answer within {timeout.TotalSeconds:0.#} seconds.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new NereidUnavailableException($"{Server} cannot be reached: {fault.Message}", fault);
        }
    }

    async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage response, JsonTypeInfo<TAnswer> type, CancellationToken cancel)
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await JsonSerializer.DeserializeAsync(body, type, cancel).ConfigureAwait(false) ?? throw new JsonException("null");
            }
        }
        catch (JsonException fault)
        {
            // A proxy's page, or an answer cut off in the middle: asking again is right, since requests are applied once.
            throw new NereidUnavailableException($"{Server} gave an answer that is not one of a Nereid server: {fault.Message}", fault);
        }
    }

    async Task<NereidException> FaultAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var problem = await ReadProblemAsync(response, cancel).ConfigureAwait(false);
        var detail = (problem?.Title, problem?.Detail) switch
        {
            ({ } title, { } text) => $"{title}. {text}",
            ({ } title, null) => title,
            (null, { } text) => text,
            _ => response.ReasonPhrase ?? "no reason given",
        };
        var message = $"{Server} answered {status}: {detail}";
        return response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || status is 425 or >= 500
            ? new NereidUnavailableException(message, retryAfter: RetryAfter(response))
            : new NereidRefusedException(message, status, problem?.Type);
    }

    static async Task<ProblemAnswer?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
            return null;
        var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var start = new byte[MaxProblemBytes];
            var length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
            try
            {
                return JsonSerializer.Deserialize(start.AsSpan(0, length), ApiJson.Default.ProblemAnswer);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };

    static ByteArrayContent Json(byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return content;
    }
}

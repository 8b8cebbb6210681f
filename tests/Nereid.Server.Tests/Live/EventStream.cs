using System.Text.Json.Nodes;

namespace Nereid.Server.Tests.Live;

/// <summary>A client of the server-sent events, reading one real connection.</summary>
sealed class EventStream : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly HttpResponseMessage _response;
    readonly StreamReader _lines;

    EventStream(HttpResponseMessage response, Stream content)
    {
        _response = response;
        _lines = new StreamReader(content);
    }

    /// <summary>Returns once the server listens, so that nothing written from now on is missed.</summary>
    public static async Task<EventStream> OpenAsync(HttpClient client, string path)
    {
        var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        var events = new EventStream(response, await response.Content.ReadAsStreamAsync());
        while (await events.LineAsync() != ": listening")
        {
        }
        return events;
    }

    /// <summary>What a new connection says of the time before it.</summary>
    public static async Task<IReadOnlyList<JsonNode>> RecentAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var events = new EventStream(response, await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        var found = new List<JsonNode>();
        while (await events.LineAsync() is var line && line != ": listening")
        {
            if (line == "event: recent")
                found.Add(JsonNode.Parse((await events.LineAsync())["data: ".Length..])!);
        }
        return found;
    }

    /// <summary>The data of the next event.</summary>
    public async Task<JsonNode> NextAsync()
    {
        while (true)
        {
            if (await LineAsync() != "event: changed")
                continue;
            var data = await LineAsync();
            Assert.StartsWith("data: ", data, StringComparison.Ordinal);
            return JsonNode.Parse(data["data: ".Length..])!;
        }
    }

    /// <summary>Reads on until the run is announced with this kind of change.</summary>
    public async Task UntilAsync(string run, string kind)
    {
        while (!(await NextAsync())["runs"]!.AsArray().Any(one => (string?)one!["run"] == run && one["kinds"]!.AsArray().Any(word => (string?)word == kind)))
        {
        }
    }

    /// <summary>Reads on until this line.</summary>
    public async Task UntilLineAsync(string line)
    {
        while (await LineAsync() != line)
        {
        }
    }

    /// <summary>Reads until the server ends the stream.</summary>
    /// <returns>The lines that are not empty.</returns>
    public async Task<IReadOnlyList<string>> RestAsync()
    {
        using var impatient = new CancellationTokenSource(Patience);
        var lines = new List<string>();
        while (await _lines.ReadLineAsync(impatient.Token) is { } line)
        {
            if (line.Length > 0)
                lines.Add(line);
        }
        return lines;
    }

    async Task<string> LineAsync()
    {
        using var impatient = new CancellationTokenSource(Patience);
        return await _lines.ReadLineAsync(impatient.Token) ?? throw new InvalidOperationException("The server ended the stream.");
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}

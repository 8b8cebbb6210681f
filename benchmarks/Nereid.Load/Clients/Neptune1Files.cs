using System.Buffers.Binary;
using System.Globalization;

namespace Nereid.Load.Clients;

/// <summary>Files as the neptune 1.x client sends and fetches them: one part after the other, each acknowledged before the next.</summary>
sealed class Neptune1Files(Neptune1Client client, long leastPartBytes, long mostParts)
{
    const string Storage = "/api/leaderboard/v1/attributes/storage/file/multipart";

    const int ReadBytes = 256 * 1024;

    byte[] _part = [];
    readonly byte[] _read = new byte[ReadBytes];

    /// <summary>Asks the server how large the parts should be.</summary>
    public static async Task<Neptune1Files> OfAsync(Neptune1Client client, string apiToken, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/backend/v1/clients/python/config?alpha=true");
        request.Headers.Add("X-Neptune-Api-Token", apiToken);
        var config = await client.SendAsync(request, cancel);
        return new Neptune1Files(client, (long)config["multiPartUpload"]!["minChunkSize"]!, (long)config["multiPartUpload"]!["maxChunkCount"]!);
    }

    /// <param name="salt">Makes the content differ from all others: the same one would be stored once.</param>
    public async Task UploadAsync(string path, long length, long salt, CancellationToken cancel)
    {
        var place = $"experimentIdentifier={client.Run}&attribute={path}";
        // As the client cuts: parts of the least size, or as many as may be.
        var partBytes = length <= mostParts * leastPartBytes ? leastPartBytes : (length + mostParts - 1) / mostParts;
        if (_part.Length != partBytes)
            _part = RandomPart(partBytes);
        var upload = (string)(await PostAsync($"{Storage}/start?{place}&ext=bin&totalLength={length}", null, null, cancel))["uploadId"]!;
        var index = 0;
        for (long first = 0; first < length; first += partBytes, index++)
        {
            var bytes = (int)Math.Min(partBytes, length - first);
            BinaryPrimitives.WriteInt64LittleEndian(_part, salt);
            BinaryPrimitives.WriteInt64LittleEndian(_part.AsSpan(8), first);
            var range = string.Create(CultureInfo.InvariantCulture, $"bytes={first}-{first + bytes - 1}/{length}");
            await PostAsync($"{Storage}/part?{place}&uploadId={upload}&uploadPartIdx={index}", new ByteArrayContent(_part, 0, bytes), range, cancel);
        }

        await PostAsync($"{Storage}/finish?{place}&uploadId={upload}", null, null, cancel);
    }

    /// <returns>Bytes that came.</returns>
    public async Task<long> DownloadAsync(string path, CancellationToken cancel)
    {
        using var answer = await client.Http.GetAsync(
            new Uri($"/api/leaderboard/v1/attributes/download?experimentId={client.Run}&attribute={path}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
        await using var content = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancel);
        long bytes = 0;
        for (int read; (read = await content.ReadAsync(_read, cancel)) > 0;)
            bytes += read;
        return bytes;
    }

    async Task<System.Text.Json.Nodes.JsonNode> PostAsync(string path, HttpContent? content, string? range, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (range is not null)
            request.Headers.Add("X-Range", range);
        var answer = await client.SendAsync(request, cancel);
        return answer["errors"]!.AsArray().Count == 0 ? answer : throw new InvalidDataException($"The upload was refused: {answer}");
    }

    static byte[] RandomPart(long bytes)
    {
        var part = new byte[bytes];
        new Random(1).NextBytes(part);
        return part;
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace Nereid.Load.Benchmarks;

/// <summary>What a browser with an empty cache gets before the first page can be used.</summary>
sealed partial class Page : IBenchmark
{
    const double Kilobyte = 1000;

    public string Name => "page";

    public string Description => "size of the first page load as sent, compressed: the page, its scripts and the modules they import, its styles";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await using var server = await ServerUnderLoad.StartAsync(folder.Path, Ports.First + 3, cancel);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
        client.DefaultRequestHeaders.Add("Accept", "text/html, */*");
        var (page, size) = await GetAsync(client, "/", cancel);
        double everything = size;
        double scripts = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(Linked().Matches(page).Select(link => link.Groups["path"].Value));
        if (waiting.Count == 0)
            throw new InvalidDataException("The page links to no script: was the web app built into the server?");
        while (waiting.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            var (text, bytes) = await GetAsync(client, path, cancel);
            everything += bytes;
            if (!path.EndsWith(".js", StringComparison.Ordinal))
                continue;
            scripts += bytes;
            // Static imports load at once; import() waits until it is needed.
            foreach (Match import in Imported().Matches(text))
                waiting.Enqueue(new Uri(new Uri(client.BaseAddress, path), import.Groups["path"].Value).AbsolutePath);
        }
        return
        [
            new Measurement("compressed JavaScript", "kB", [scripts / Kilobyte]),
            new Measurement("everything, compressed", "kB", [everything / Kilobyte]),
            new Measurement("requests", "", [seen.Count + 1]),
        ];
    }

    /// <returns>The text, and how many bytes were sent for it.</returns>
    static async Task<(string Text, int Bytes)> GetAsync(HttpClient client, string path, CancellationToken cancel)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
        var sent = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel);
        using Stream bytes = new MemoryStream(sent);
        await using var plain = response.Content.Headers.ContentEncoding.FirstOrDefault() switch
        {
            "br" => new System.IO.Compression.BrotliStream(bytes, System.IO.Compression.CompressionMode.Decompress),
            "gzip" => new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionMode.Decompress),
            _ => bytes,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return (await reader.ReadToEndAsync(cancel), sent.Length);
    }

    [GeneratedRegex("(src|href)=\"(?<path>/[^\"]+\\.(js|css))\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Linked();

    [GeneratedRegex("(^|[;}\\s])(import|export)\\s*([\\w{}*$,\\s]+from)?\\s*[\"'](?<path>\\.{0,2}/[^\"']+\\.js)[\"']", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Imported();
}

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Tests that read figures of the whole process: nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone in the process";
}

/// <summary>How much memory transfers take that are far larger than what may be held.</summary>
[Collection(Alone.Name)]
public sealed class HeldMemoryTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Attributes = "/api/leaderboard/v1/attributes";

    [Fact]
    public async Task A_set_of_very_many_references_to_one_content_is_sent_without_holding_it()
    {
        const int files = 50;
        var run = await server.CreateRunAsync();
        var content = new byte[4 * 1024 * 1024];
        for (var i = 0; i < files; i++)
        {
            using var body = new ByteArrayContent(content);
            var answer = await Answer.OfAsync(await server.Http.PostAsync(
                new Uri($"{Attributes}/storage/fileset/upload?experimentIdentifier={run}&attribute=zeros&subPath={i}.bin", UriKind.Relative), body));
            Assert.Equal((200, "{\"errors\":[]}"), (answer.Status, answer.Text));
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        long unpacked = 0;
        using (var answer = await server.Http.GetAsync(new Uri($"/api/downloads/v1/file-set?experimentId={run}&attribute=zeros", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
        {
            await using var zip = await answer.Content.ReadAsStreamAsync();
            var buffer = new byte[64 * 1024];
            for (int read; (read = await zip.ReadAsync(buffer)) > 0; unpacked += read)
            {
            }
        }

        Assert.InRange(unpacked, 1, content.Length);
        // A fifth of what the set unpacks to.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 40L * 1024 * 1024);
    }
}

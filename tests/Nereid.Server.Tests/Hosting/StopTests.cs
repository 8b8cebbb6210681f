using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Testing;

namespace Nereid.Server.Tests.Hosting;

public sealed class StopTests
{
    const int Files = 400;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The run store deletes files until it is closed, so their store has to be closed after it.</summary>
    [Fact]
    public async Task A_server_that_is_stopped_while_it_deletes_files_stops_without_a_fault()
    {
        using var patience = new CancellationTokenSource(Patience);
        var server = await RunningServer.StartAsync();
        var project = await server.AddProjectAsync("lab", "vision");
        var (runs, blobs) = (server.Get<IRunWriter>(), server.Get<IBlobStore>());
        var stored = new List<BlobId>();
        var operations = ImmutableArray.CreateBuilder<RunOperation>();
        for (var i = 0; i < Files; i++)
        {
            var blob = await blobs.StoreAsync(new MemoryStream(BitConverter.GetBytes(i)), maxBytes: 100, patience.Token);
            stored.Add(blob.Blob);
            operations.Add(new AssignValue(AttributePath.Of($"files/{i}"), new FileValue(new FileContent(blob.Blob, blob.Size, blob.Sha256, "text/plain", "txt"))));
        }
        var created = (CreateAnswer.Created)await runs.CreateAsync(new NewRun(project.Id, project.Key, RunKind.Run, "ada", First: operations.ToImmutable()), patience.Token);
        await runs.DeleteRunsAsync([created.Run.Id], patience.Token);
        while (await IsThereAsync(stored[0]))
            await Task.Delay(1, patience.Token);

        await server.DisposeAsync();

        async Task<bool> IsThereAsync(BlobId blob)
        {
            await using var content = await blobs.OpenAsync(blob, patience.Token);
            return content is not null;
        }
    }
}

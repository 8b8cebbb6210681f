using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Tests.Files;
using Nereid.Storage.Tests.Querying;

namespace Nereid.Storage.Tests.Runs;

public sealed class EmbeddedQueryMeaningTests : QueryMeaningContract, IAsyncLifetime, IDisposable
{
    readonly TempFolder _temp = new();
    readonly List<EmbeddedRunStore> _stores = [];

    protected override ValueTask<(IRunWriter Writer, IRunReader Reader)> OpenAsync(TimeProvider time)
    {
        var store = EmbeddedRunStore.Open(_temp[$"{_stores.Count}"], FileBlobStore.Open(_temp["blobs"]), new RecordedChanges(), time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, new RunStoreOptions(), default);
        _stores.Add(store);
        return new((store.Writer, store.Reader));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    public void Dispose() => _temp.Dispose();
}

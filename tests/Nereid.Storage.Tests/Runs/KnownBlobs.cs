using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Knows which blobs exist; keeps no bytes.</summary>
sealed class KnownBlobs : IBlobStore
{
    readonly HashSet<BlobId> _blobs = [];

    public FileContent Add(long size)
    {
        var blob = BlobId.New();
        lock (_blobs)
            _blobs.Add(blob);
        return new FileContent(blob, size, new string('a', 64), "image/png", "png");
    }

    public bool Has(FileContent file)
    {
        lock (_blobs)
            return _blobs.Contains(file.Blob);
    }

    public Task DeleteAsync(BlobId blob, CancellationToken cancel)
    {
        lock (_blobs)
            _blobs.Remove(blob);
        return Task.CompletedTask;
    }

    public Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancel) => throw new NotSupportedException();

    public Task<Stream?> OpenAsync(BlobId blob, CancellationToken cancel) => throw new NotSupportedException();
}

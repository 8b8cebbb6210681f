using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Knows which blobs exist; keeps no bytes.</summary>
sealed class KnownBlobs : IBlobStore
{
    readonly HashSet<BlobId> _blobs = [];

    public static FileContent NewFile(long size) => new(BlobId.New(), size, new string('a', 64), "image/png", "png");

    public FileContent Add(long size)
    {
        var file = NewFile(size);
        Add(file);
        return file;
    }

    public void Add(FileContent file)
    {
        lock (_blobs)
            _blobs.Add(file.Blob);
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

    public Task<StoredBlob> ReplaceAsync(BlobId blob, Stream content, long maxBytes, CancellationToken cancel) => throw new NotSupportedException();

    public Task<Stream?> OpenAsync(BlobId blob, CancellationToken cancel) => throw new NotSupportedException();
}

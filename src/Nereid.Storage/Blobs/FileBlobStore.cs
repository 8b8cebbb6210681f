using System.Security.Cryptography;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Storage.Files;

namespace Nereid.Storage.Blobs;

/// <summary>File contents as files of one folder, named by the ids that the server made.</summary>
/// <remarks>Content comes into <c>incoming/</c> and is renamed to its place once it is on disk, so a file in a shard is always whole. Shards are
/// the last two digits of the id: the first ones are a time and would put everything of one day together.</remarks>
public sealed class FileBlobStore : IBlobStore, IPlacedFiles
{
    /// <summary>Between bytes that are put at a place and the look whether those there are old.</summary>
    readonly Lock _places = new();
    readonly IFileSystem _files;
    readonly string _folder;
    readonly string _incoming;

    FileBlobStore(IFileSystem files, string folder)
    {
        (_files, _folder, _incoming) = (files, folder, Path.Combine(folder, "incoming"));
        files.CreateFolder(folder);
        files.CreateFolder(_incoming);
    }

    /// <summary>Opens the folder, making it when needed, and sweeps what an earlier process left unfinished.</summary>
    public static FileBlobStore Open(string folder) => Open(new LocalFileSystem(), folder);

    internal static FileBlobStore Open(IFileSystem files, string folder) => Open(files, folder, _ => false);

    /// <param name="isPlaced">Of content that is still in <c>incoming/</c>: it was promised a place before the crash and gets it now.</param>
    internal static FileBlobStore Open(IFileSystem files, string folder, Func<BlobId, bool> isPlaced)
    {
        var store = new FileBlobStore(files, folder);
        foreach (var leftover in files.List(store._incoming))
        {
            if (Guid.TryParseExact(Path.GetFileName(leftover), "N", out var id) && isPlaced(new BlobId(id)))
                store.Place(new BlobId(id));
            else
                files.Delete(leftover);
        }

        return store;
    }

    internal string Folder => _folder;

    public Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancel) =>
        ReplaceAsync(BlobId.New(), content, maxBytes, cancel);

    public async Task<StoredBlob> ReplaceAsync(BlobId blob, Stream content, long maxBytes, CancellationToken cancel)
    {
        var draft = await DraftAsync(content, maxBytes, cancel);
        try
        {
            Place(blob, DraftOf(draft.Blob));
            return draft with { Blob = blob };
        }
        catch
        {
            Drop(draft.Blob);
            throw;
        }
    }

    /// <summary>Content that is on disk and has no place yet: <see cref="Place"/> or <see cref="Drop"/> follows.</summary>
    internal async Task<StoredBlob> DraftAsync(Stream content, long maxBytes, CancellationToken cancel)
    {
        var blob = BlobId.New();
        try
        {
            var (size, sha256) = await WriteAsync(content, DraftOf(blob), maxBytes, cancel);
            return new StoredBlob(blob, size, sha256);
        }
        catch
        {
            Drop(blob);
            throw;
        }
    }

    /// <summary>Makes the draft a blob that can be opened. Durable when it returns.</summary>
    internal void Place(BlobId blob) => Place(blob, DraftOf(blob));

    /// <param name="draft">A file of the same file system.</param>
    internal void Place(BlobId blob, string draft)
    {
        var shard = ShardOf(blob);
        if (!Directory.Exists(shard))
        {
            _files.CreateFolder(shard);
            _files.FlushFolder(_folder);
        }

        lock (_places)
            _files.Move(draft, PathOf(blob));
        _files.FlushFolder(shard);
    }

    public HashSet<BlobId> ListBefore(DateTimeOffset moment)
    {
        var found = new HashSet<BlobId>();
        foreach (var shard in new DirectoryInfo(_folder).EnumerateDirectories("??"))
            foreach (var file in shard.EnumerateFiles())
                if (Guid.TryParseExact(file.Name, "N", out var id) && new BlobId(id).IsPlace && file.LastWriteTimeUtc < moment.UtcDateTime)
                    found.Add(new BlobId(id));
        return found;
    }

    public bool Delete(BlobId place, DateTimeOffset before)
    {
        if (!place.IsPlace)
            throw new ArgumentException($"The blob {place} is no place.", nameof(place));
        lock (_places)
        {
            if (!_files.Exists(PathOf(place)) || File.GetLastWriteTimeUtc(PathOf(place)) >= before.UtcDateTime)
                return false;
            _files.Delete(PathOf(place));
            return true;
        }
    }

    internal void Drop(BlobId blob) => Drop(DraftOf(blob));

    internal void Drop(string draft) => TryDelete(draft);

    internal string DraftOf(BlobId blob) => Path.Combine(_incoming, blob.ToString());

    async Task<(long Size, string Sha256)> WriteAsync(Stream content, string path, long maxBytes, CancellationToken cancel)
    {
        using var file = _files.Create(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var intake = new FileIntake(file, 0, maxBytes, hash);
        await content.CopyToAsync(intake, cancel);
        await intake.FlushAsync(cancel);
        return (intake.Size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public Task<Stream?> OpenAsync(BlobId blob, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult<Stream?>(_files.OpenRead(PathOf(blob)));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(BlobId blob, CancellationToken cancel)
    {
        Delete(blob);
        return Task.CompletedTask;
    }

    internal void Delete(BlobId blob)
    {
        if (_files.Exists(PathOf(blob)))
            _files.Delete(PathOf(blob));
    }

    /// <summary>What cannot be deleted now is swept at the next start; the failure that led here is the one to report.</summary>
    void TryDelete(string draft)
    {
        try
        {
            _files.Delete(draft);
        }
        catch (IOException)
        {
            return;
        }
    }

    string ShardOf(BlobId blob) => Path.Combine(_folder, blob.ToString()[^2..]);

    string PathOf(BlobId blob) => Path.Combine(ShardOf(blob), blob.ToString());
}

using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Storage.Catalog;
using Nereid.Storage.Files;

namespace Nereid.Storage.Blobs;

/// <summary>Contents of projects, each stored once and counted. What a blob stands for is in blobs.db; the bytes are files of <see cref="FileBlobStore"/>.</summary>
/// <remarks>A blob that is not in blobs.db is a file of its own. A content's row is written before its file gets its place, and a removed content is noted before
/// its file is deleted; whatever of the two a crash leaves undone is done when the store opens.</remarks>
public sealed class SharedBlobStore : IBlobStore, ISharedBlobs, IPlacedFiles, IDisposable
{
    /// <summary>Files of a removed set that go in one transaction.</summary>
    const int FilesAtOnce = 1_000;

    readonly FileBlobStore _files;
    readonly BlobDatabase _database;
    readonly long? _quotaBytes;
    long _usedBytes;

    SharedBlobStore(IFileSystem fileSystem, FileBlobStore files, BlobDatabase database, long? quotaBytes, TimeProvider time)
    {
        (_files, _database, _quotaBytes) = (files, database, quotaBytes);
        _usedBytes = database.Read(connection => connection.Scalar<long>("SELECT coalesce(sum(size), 0) FROM contents"));
        Uploads = new FileUploads(fileSystem, files, this, database, time);
        Parts = new PlaceUploads(fileSystem, files, database, time);
    }

    /// <summary>Opens the folder, making it when needed, and finishes what an earlier process began.</summary>
    /// <param name="quotaBytes">Contents of all projects together; null for as much as the disk holds.</param>
    public static SharedBlobStore Open(string folder, long? quotaBytes, TimeProvider time) => Open(new LocalFileSystem(), folder, quotaBytes, time);

    internal static SharedBlobStore Open(IFileSystem fileSystem, string folder, long? quotaBytes, TimeProvider time)
    {
        fileSystem.CreateFolder(folder);
        var database = BlobDatabase.Open(folder);
        try
        {
            var files = FileBlobStore.Open(fileSystem, folder, blob => database.Read(connection =>
                connection.Scalar<long>("SELECT count(*) FROM contents WHERE id = $id", ("$id", blob.ToString())) > 0));
            var store = new SharedBlobStore(fileSystem, files, database, quotaBytes, time);
            store.FinishRemovals();
            return store;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public IUploads Uploads { get; }

    /// <summary>Of files for places.</summary>
    public IPartStore Parts { get; }

    public StorageRoom Room
    {
        get
        {
            var used = Volatile.Read(ref _usedBytes);
            var disk = new DriveInfo(_files.Folder).AvailableFreeSpace;
            return new StorageRoom(used, _quotaBytes is { } quota ? Math.Min(Math.Max(0, quota - used), disk) : disk);
        }
    }

    public Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancel) => _files.StoreAsync(content, maxBytes, cancel);

    public Task<StoredBlob> ReplaceAsync(BlobId blob, Stream content, long maxBytes, CancellationToken cancel) =>
        _files.ReplaceAsync(blob, content, maxBytes, cancel);

    public async Task<StoredBlob> StoreAsync(ProjectId project, Stream content, long maxBytes, CancellationToken cancel) =>
        Keep(project, await _files.DraftAsync(content, maxBytes, cancel), static (_, _) => { });

    public async Task<StoredBlob> StoreListingAsync(
        ProjectId project, Stream listing, BlobId? before, IReadOnlyCollection<BlobId> added, long maxBytes, CancellationToken cancel)
    {
        var draft = await _files.DraftAsync(listing, maxBytes, cancel);
        return Keep(project, draft, (connection, blob) =>
        {
            var owner = OwnerOf(connection, before) ?? blob.ToString();
            // Other listings of the set were never given to the attribute, or are on their way out; either way they hold nothing alone.
            connection.Run("DELETE FROM listings WHERE owner = $owner AND id <> $before", ("$owner", owner), ("$before", before?.ToString() ?? ""));
            connection.Run("INSERT INTO listings (id, owner) VALUES ($id, $owner)", ("$id", blob.ToString()), ("$owner", owner));
            foreach (var file in added)
                connection.Run("INSERT OR IGNORE INTO set_files (owner, blob) VALUES ($owner, $blob)", ("$owner", owner), ("$blob", file.ToString()));
        });
    }

    public Task<Stream?> OpenAsync(BlobId blob, CancellationToken cancel) => _files.OpenAsync(ContentOf(blob) ?? blob, cancel);

    public async Task DeleteAsync(BlobId blob, CancellationToken cancel)
    {
        var removed = _database.Change(connection =>
        {
            if (connection.First(row => row.GetString(0), "DELETE FROM listings WHERE id = $id RETURNING owner", ("$id", blob.ToString())) is { } owner)
                connection.Run(
                    "INSERT OR IGNORE INTO removed_sets (owner) SELECT $owner WHERE NOT EXISTS (SELECT 1 FROM listings WHERE owner = $owner)", ("$owner", owner));
            return Release(connection, blob);
        });
        if (removed is { } bytes)
            Interlocked.Add(ref _usedBytes, -bytes);
        else
            await _files.DeleteAsync(blob, cancel);
        FinishRemovals();
    }

    public HashSet<BlobId> ListBefore(DateTimeOffset moment) => _files.ListBefore(moment);

    public bool Delete(BlobId place, DateTimeOffset before) => _files.Delete(place, before);

    public ValueTask<long> UsedBytesAsync(ProjectId project, CancellationToken cancel) => ValueTask.FromResult(_database.Read(connection =>
        connection.Scalar<long>("SELECT coalesce(sum(size), 0) FROM contents WHERE project = $project", ("$project", project.ToString()))));

    StoredBlob Keep(ProjectId project, StoredBlob draft, Action<SqliteConnection, BlobId> note) => Keep(project, draft, _files.DraftOf(draft.Blob), note);

    /// <summary>Gives a draft its place, or drops it when the project has the content already.</summary>
    /// <param name="file">Where the draft is.</param>
    /// <param name="note">What else is true of the new blob, in the same transaction.</param>
    internal StoredBlob Keep(ProjectId project, StoredBlob draft, string file, Action<SqliteConnection, BlobId> note)
    {
        var blob = BlobId.New();
        var isKept = false;
        try
        {
            var isNew = _database.Change(
                connection =>
                {
                    var first = Count(connection, project, draft, blob);
                    note(connection, blob);
                    return first;
                },
                first =>
                {
                    isKept = first;
                    // Nobody may be told of a content whose file is not in its place.
                    if (first)
                        _files.Place(draft.Blob, file);
                });
            if (isNew)
                Interlocked.Add(ref _usedBytes, draft.Size);
            else
                _files.Drop(file);
            return new StoredBlob(blob, draft.Size, draft.Sha256);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            if (isKept)
                _database.Change(connection => Forget(connection, draft.Blob));
            _files.Drop(file);
            throw;
        }
    }

    /// <summary>A content that did not get its place.</summary>
    static void Forget(SqliteConnection connection, BlobId content)
    {
        connection.Run("DELETE FROM blobs WHERE content = $id", ("$id", content.ToString()));
        connection.Run("DELETE FROM contents WHERE id = $id", ("$id", content.ToString()));
    }

    public void Dispose() => _database.Dispose();

    /// <returns>True when the project did not have the content.</returns>
    bool Count(SqliteConnection connection, ProjectId project, StoredBlob draft, BlobId blob)
    {
        var content = connection.First(
            row => row.GetString(0), "UPDATE contents SET refs = refs + 1 WHERE project = $project AND sha256 = $sha RETURNING id",
            ("$project", project.ToString()), ("$sha", draft.Sha256));
        if (content is null)
        {
            if (_quotaBytes is { } quota && Volatile.Read(ref _usedBytes) + draft.Size > quota)
                throw new StorageQuotaException(quota);
            connection.Run(
                "INSERT INTO contents (id, project, sha256, size, refs) VALUES ($id, $project, $sha, $size, 1)",
                ("$id", draft.Blob.ToString()), ("$project", project.ToString()), ("$sha", draft.Sha256), ("$size", draft.Size));
        }

        connection.Run("INSERT INTO blobs (id, content) VALUES ($id, $content)", ("$id", blob.ToString()), ("$content", content ?? draft.Blob.ToString()));
        return content is null;
    }

    /// <returns>Bytes that nothing refers to any more; null when the blob is not counted: a file of its own, or nothing.</returns>
    static long? Release(SqliteConnection connection, BlobId blob)
    {
        if (connection.First(row => row.GetString(0), "DELETE FROM blobs WHERE id = $id RETURNING content", ("$id", blob.ToString())) is not { } content)
            return null;
        connection.Run("UPDATE contents SET refs = refs - 1 WHERE id = $id", ("$id", content));
        var freed = connection.First<long?>(row => row.GetInt64(0), "DELETE FROM contents WHERE id = $id AND refs = 0 RETURNING size", ("$id", content));
        if (freed is not null)
            connection.Run("INSERT INTO removed_contents (id) VALUES ($id)", ("$id", content));
        return freed ?? 0;
    }

    /// <summary>Deletes the files of removed sets and of removed contents. Also goes on with what a crash interrupted.</summary>
    void FinishRemovals()
    {
        while (_database.Read(connection => connection.First(row => row.GetString(0), "SELECT owner FROM removed_sets LIMIT 1")) is { } owner)
            ReleaseFiles(owner);
        foreach (var content in _database.Read(connection => connection.All(row => row.GetString(0), "SELECT id FROM removed_contents")))
        {
            _files.Delete(new BlobId(Guid.ParseExact(content, "N")));
            _database.Change(connection => connection.Run("DELETE FROM removed_contents WHERE id = $id", ("$id", content)));
        }
    }

    void ReleaseFiles(string owner)
    {
        var (plain, freed) = _database.Change(connection =>
        {
            var files = connection.All(
                row => row.GetString(0), "SELECT blob FROM set_files WHERE owner = $owner LIMIT $limit", ("$owner", owner), ("$limit", FilesAtOnce));
            if (files.IsEmpty)
                connection.Run("DELETE FROM removed_sets WHERE owner = $owner", ("$owner", owner));
            var (notCounted, bytes) = (ImmutableArray.CreateBuilder<BlobId>(), 0L);
            foreach (var file in files)
            {
                connection.Run("DELETE FROM set_files WHERE owner = $owner AND blob = $blob", ("$owner", owner), ("$blob", file));
                var blob = new BlobId(Guid.ParseExact(file, "N"));
                if (Release(connection, blob) is { } size)
                    bytes += size;
                else
                    notCounted.Add(blob);
            }

            return (notCounted.ToImmutable(), bytes);
        });
        Interlocked.Add(ref _usedBytes, -freed);
        foreach (var blob in plain)
            _files.Delete(blob);
    }

    static string? OwnerOf(SqliteConnection connection, BlobId? listing) => listing is not { } id
        ? null
        : connection.First(row => row.GetString(0), "SELECT owner FROM listings WHERE id = $id", ("$id", id.ToString()));

    BlobId? ContentOf(BlobId blob) => _database.Read(connection =>
        connection.First<BlobId?>(row => new BlobId(Guid.ParseExact(row.GetString(0), "N")), "SELECT content FROM blobs WHERE id = $id", ("$id", blob.ToString())));
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Runs;
using Nereid.Storage.Catalog;
using Nereid.Storage.Files;

namespace Nereid.Storage.Blobs;

/// <summary>Uploads in parts. Each writes its parts to their places in one file of <c>uploads/</c>, so that the end is a rename and no copy.</summary>
/// <remarks>Parts usually come in order, and are hashed on their way; what was hashed is forgotten by a restart or a part out of order, and the file is then read
/// once more at its end.</remarks>
sealed class FileUploads : IUploads
{
    const int ReadBufferBytes = 256 * 1024;

    readonly FileBlobStore _files;
    readonly SharedBlobStore _contents;
    readonly BlobDatabase _database;
    readonly IFileSystem _fileSystem;
    readonly TimeProvider _time;
    readonly string _folder;
    readonly ConcurrentDictionary<string, OpenUpload> _open = new(StringComparer.Ordinal);

    public FileUploads(IFileSystem fileSystem, FileBlobStore files, SharedBlobStore contents, BlobDatabase database, TimeProvider time)
    {
        (_fileSystem, _files, _contents, _database, _time) = (fileSystem, files, contents, database, time);
        _folder = Path.Combine(files.Folder, "uploads");
        fileSystem.CreateFolder(_folder);
        FinishOrDrop();
    }

    public ValueTask<Upload> StartAsync(NewUpload upload, CancellationToken cancel)
    {
        var id = BlobId.New().ToString();
        using (_fileSystem.Create(FileOf(id)))
            _fileSystem.FlushFolder(_folder);
        _database.Change(connection => connection.Run(
            "INSERT INTO uploads (id, project, run, path, label, length, last_used) VALUES ($id, $project, $run, $path, $label, $length, $now)",
            ("$id", id), ("$project", upload.Project.ToString()), ("$run", upload.Run.ToString()), ("$path", upload.Path.Text), ("$label", upload.Label),
            ("$length", upload.Length), ("$now", Now)));
        return ValueTask.FromResult(new Upload(id, upload));
    }

    public ValueTask<Upload?> FindAsync(string id, CancellationToken cancel) => ValueTask.FromResult(Find(id));

    public ValueTask<Upload?> FindLatestAsync(RunId run, AttributePath path, string label, CancellationToken cancel)
    {
        // Ids begin with a time, so the greatest began last.
        var id = _database.Read(connection => connection.First(
            row => row.GetString(0), "SELECT id FROM uploads WHERE run = $run AND path = $path AND label = $label ORDER BY id DESC LIMIT 1",
            ("$run", run.ToString()), ("$path", path.Text), ("$label", label)));
        return ValueTask.FromResult(id is null ? null : Find(id));
    }

    public async Task<bool> AddPartAsync(string id, int index, long first, long length, Stream content, CancellationToken cancel)
    {
        if (Find(id) is null)
            return false;
        var upload = _open.GetOrAdd(id, _ => new OpenUpload());
        await upload.Turn.WaitAsync(cancel);
        try
        {
            // A part that comes again is not there while it is written over.
            if (_database.Read(connection => connection.Scalar<long>(
                "SELECT count(*) FROM upload_parts WHERE upload = $id AND part = $part", ("$id", id), ("$part", index))) > 0)
                _database.Change(connection => connection.Run("DELETE FROM upload_parts WHERE upload = $id AND part = $part", ("$id", id), ("$part", index)));
            if (!await TakeAsync(content, id, first, length, upload, cancel))
                return false;
            return _database.Change(connection =>
            {
                connection.Run(
                    "INSERT INTO upload_parts (upload, part, first, length) VALUES ($id, $part, $first, $length)",
                    ("$id", id), ("$part", index), ("$first", first), ("$length", length));
                return connection.Run("UPDATE uploads SET last_used = $now WHERE id = $id", ("$id", id), ("$now", Now)) == 1;
            });
        }
        finally
        {
            upload.Turn.Release();
        }
    }

    public async Task<UploadEnd> FinishAsync(string id, CancellationToken cancel)
    {
        if (Find(id) is not { } found)
            return new UploadEnd.Unknown();
        var upload = _open.GetOrAdd(id, _ => new OpenUpload());
        await upload.Turn.WaitAsync(cancel);
        try
        {
            if (Find(id) is null)
                return new UploadEnd.Unknown();
            if (MissingFrom(id, found.Of.Length) is { } missing)
                return new UploadEnd.Incomplete(missing);
            var sha256 = upload.HashedUpTo == found.Of.Length ? upload.TakeHash() : HashOf(id, found.Of.Length, cancel);
            var draft = new StoredBlob(new BlobId(Guid.ParseExact(id, "N")), found.Of.Length, sha256);
            var kept = _contents.Keep(
                found.Of.Project, draft, FileOf(id), (connection, _) => connection.Run("DELETE FROM uploads WHERE id = $id", ("$id", id)));
            _open.TryRemove(id, out _);
            return new UploadEnd.Whole(kept);
        }
        finally
        {
            upload.Turn.Release();
        }
    }

    public Task<int> SweepAsync(CancellationToken cancel)
    {
        var stale = _database.Change(connection => connection.All(
            row => row.GetString(0), "DELETE FROM uploads WHERE last_used < $limit RETURNING id",
            ("$limit", Now - (IUploads.KeptFor.Ticks / TimeSpan.TicksPerMicrosecond))));
        foreach (var id in stale)
        {
            _open.TryRemove(id, out _);
            _files.Drop(FileOf(id));
        }

        return Task.FromResult(stale.Length);
    }

    long Now => _time.GetUtcNow().ToUnixMicros();

    string FileOf(string id) => Path.Combine(_folder, id);

    Upload? Find(string id) => _database.Read(connection => connection.First(
        row => new Upload(id, new NewUpload(
            new ProjectId(row.Id(0)), new RunId(row.Id(1)), AttributePath.Of(row.GetString(2)), row.GetString(3), row.GetInt64(4))),
        "SELECT project, run, path, label, length FROM uploads WHERE id = $id", ("$id", id)));

    /// <returns>The first byte that no part holds; null when the file is whole.</returns>
    long? MissingFrom(string id, long length)
    {
        long next = 0;
        foreach (var (first, bytes) in _database.Read(connection => connection.All(
            row => (row.GetInt64(0), row.GetInt64(1)), "SELECT first, length FROM upload_parts WHERE upload = $id ORDER BY part", ("$id", id))))
        {
            if (first != next)
                return next;
            next += bytes;
        }

        return next == length ? null : next;
    }

    /// <returns>False when the content is longer or shorter than said.</returns>
    async Task<bool> TakeAsync(Stream content, string id, long first, long length, OpenUpload upload, CancellationToken cancel)
    {
        var isNext = upload.BeginHash(first);
        using var file = _fileSystem.Open(FileOf(id));
        try
        {
            if (await FileIntake.TakePartAsync(file, content, first, length, isNext ? upload.Hash : null, cancel) != length)
                return false;
        }
        catch (BlobTooLargeException)
        {
            return false;
        }

        if (isNext)
            upload.HashedUpTo = first + length;
        return true;
    }

    string HashOf(string id, long length, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = _fileSystem.Open(FileOf(id));
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBufferBytes);
        try
        {
            for (long at = 0; at < length;)
            {
                cancel.ThrowIfCancellationRequested();
                var read = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at)), at);
                if (read == 0)
                    throw new IOException($"An upload of {length} bytes ends at {at} on disk.");
                hash.AppendData(buffer, 0, read);
                at += read;
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>After a crash: what became a content gets its place, files without an upload go, and so do uploads without a file.</summary>
    void FinishOrDrop()
    {
        var known = _database.Read(connection => connection.All(row => row.GetString(0), "SELECT id FROM uploads")).ToHashSet(StringComparer.Ordinal);
        foreach (var file in _fileSystem.List(_folder))
        {
            var id = Path.GetFileName(file);
            if (known.Remove(id))
                continue;
            if (_database.Read(connection => connection.Scalar<long>("SELECT count(*) FROM contents WHERE id = $id", ("$id", id))) > 0)
                _files.Place(new BlobId(Guid.ParseExact(id, "N")), file);
            else
                _fileSystem.Delete(file);
        }

        foreach (var id in known)
            _database.Change(connection => connection.Run("DELETE FROM uploads WHERE id = $id", ("$id", id)));
    }

    /// <summary>What is known in memory of an upload: who writes, and the hash so far.</summary>
    sealed class OpenUpload
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public IncrementalHash? Hash { get; private set; }

        /// <summary>Bytes from the start that <see cref="Hash"/> has seen; -1 when it is of no use.</summary>
        public long HashedUpTo { get; set; }

        /// <returns>True when the part that begins here goes into the hash. Until it is whole, the hash counts as spoilt.</returns>
        public bool BeginHash(long first)
        {
            var isNext = first == HashedUpTo;
            if (isNext || first < HashedUpTo)
                HashedUpTo = -1;
            if (isNext && first == 0)
                Hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            return isNext;
        }

        public string TakeHash()
        {
            HashedUpTo = -1;
            return Convert.ToHexStringLower(Hash!.GetHashAndReset());
        }
    }
}

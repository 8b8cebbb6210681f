using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Storage.Catalog;
using Nereid.Storage.Files;

namespace Nereid.Storage.Blobs;

/// <summary>Uploads in parts to places. Each writes its parts to where they belong in one file of <c>parts/</c>, so that the end is a rename and no copy.</summary>
/// <remarks>The parts of one upload come side by side; only the same part, or the end, waits for one that is being written. What is acknowledged is a row that was
/// committed after its bytes were flushed, and is deleted before they change.</remarks>
sealed class PlaceUploads : IPartStore
{
    readonly FileBlobStore _files;
    readonly BlobDatabase _database;
    readonly IFileSystem _fileSystem;
    readonly TimeProvider _time;
    readonly string _folder;
    readonly Turns<(Guid Upload, int Part)> _writing = new();

    /// <summary>Between an upload that begins and the sweep: a file and its row come and go together.</summary>
    readonly Lock _beginning = new();

    public PlaceUploads(IFileSystem fileSystem, FileBlobStore files, BlobDatabase database, TimeProvider time)
    {
        (_fileSystem, _files, _database, _time) = (fileSystem, files, database, time);
        _folder = Path.Combine(files.Folder, "parts");
        fileSystem.CreateFolder(_folder);
        FinishOrDrop();
    }

    public async Task<StoredPart?> StoreAsync(Guid upload, int number, long first, long length, Stream content, CancellationToken cancel)
    {
        var id = NameOf(upload);
        using var turn = await _writing.TakeAsync((upload, number), cancel);
        if (!Begin(id, number))
            return null;
        using var file = _fileSystem.Open(FileOf(id));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = await FileIntake.TakePartAsync(file, content, first, length, hash, cancel);
        var part = new StoredPart(number, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        return size != length || Note(id, part) ? part : null;
    }

    public async Task<string?> FinishAsync(
        Guid upload, int parts, BlobId place, Func<ImmutableArray<StoredPart>, string?> faultOf, CancellationToken cancel)
    {
        var id = NameOf(upload);
        // Nobody may write to the file between the look at its parts and its move.
        using var turns = await _writing.TakeAllAsync(Enumerable.Range(1, parts).Select(number => (upload, number)), cancel);
        var (isFinished, fault) = _database.Change<(bool, string?)>(connection =>
        {
            if (connection.Scalar<long>("SELECT count(*) FROM place_uploads WHERE id = $id AND place IS NOT NULL", ("$id", id)) > 0)
                return (true, null);
            var found = faultOf(PartsOf(connection, id));
            if (found is null)
                connection.Run("UPDATE place_uploads SET place = $place, last_used = $now WHERE id = $id", ("$id", id), ("$place", place.ToString()), ("$now", Now));
            return (false, found);
        });
        // Of one that was finished, the file is still here when its move failed and that could not be noted.
        if (fault is null && (!isFinished || _fileSystem.Exists(FileOf(id))))
            Put(id, place);
        return fault;
    }

    public void Sweep(DateTimeOffset before)
    {
        lock (_beginning)
        {
            foreach (var id in _database.Change(connection => connection.All(
                row => row.GetString(0), "DELETE FROM place_uploads WHERE last_used < $limit RETURNING id", ("$limit", before.ToUnixMicros()))))
                _files.Drop(FileOf(id));
        }
    }

    long Now => _time.GetUtcNow().ToUnixMicros();

    static string NameOf(Guid upload) => upload.ToString("N");

    string FileOf(string id) => Path.Combine(_folder, id);

    /// <summary>From here on the part is not there until it is noted.</summary>
    /// <returns>False when the upload is finished.</returns>
    bool Begin(string id, int number)
    {
        lock (_beginning)
        {
            var known = _database.Read(connection => connection.First<(bool IsFinished, bool HasPart)?>(
                row => (row.GetBoolean(0), row.GetBoolean(1)),
                "SELECT place IS NOT NULL, EXISTS (SELECT 1 FROM place_parts WHERE upload = $id AND part = $part) FROM place_uploads WHERE id = $id",
                ("$id", id), ("$part", number)));
            if (known is null)
                Create(id);
            else if (known.Value.IsFinished)
                return false;
            else if (known.Value.HasPart)
                _database.Change(connection => connection.Run("DELETE FROM place_parts WHERE upload = $id AND part = $part", ("$id", id), ("$part", number)));
            return true;
        }
    }

    void Create(string id)
    {
        // One may be left of a beginning that failed after it.
        if (!_fileSystem.Exists(FileOf(id)))
            _fileSystem.Create(FileOf(id)).Dispose();
        _fileSystem.FlushFolder(_folder);
        _database.Change(connection => connection.Run("INSERT INTO place_uploads (id, last_used) VALUES ($id, $now)", ("$id", id), ("$now", Now)));
    }

    /// <returns>False when the upload was swept meanwhile.</returns>
    bool Note(string id, StoredPart part) => _database.Change(connection =>
    {
        if (connection.Run("UPDATE place_uploads SET last_used = $now WHERE id = $id", ("$id", id), ("$now", Now)) == 0)
            return false;
        connection.Run(
            "INSERT INTO place_parts (upload, part, size, sha256) VALUES ($id, $part, $size, $sha)",
            ("$id", id), ("$part", part.Number), ("$size", part.Size), ("$sha", part.Sha256));
        return true;
    });

    static ImmutableArray<StoredPart> PartsOf(SqliteConnection connection, string id) => connection.All(
        row => new StoredPart(row.GetInt32(0), row.GetInt64(1), row.GetString(2)),
        "SELECT part, size, sha256 FROM place_parts WHERE upload = $id ORDER BY part", ("$id", id));

    void Put(string id, BlobId place)
    {
        try
        {
            // What is at a place is as old as its last replacement, not as its last part.
            File.SetLastWriteTimeUtc(FileOf(id), _time.GetUtcNow().UtcDateTime);
            _files.Place(place, FileOf(id));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A file that was moved stays finished: should a crash undo the move, the next start repeats it.
            if (_fileSystem.Exists(FileOf(id)))
                _database.Change(connection => connection.Run("UPDATE place_uploads SET place = NULL WHERE id = $id", ("$id", id)));
            throw;
        }
    }

    /// <summary>After a crash: a file that was promised its place gets it, files without an upload go, and so do unfinished uploads without a file.</summary>
    void FinishOrDrop()
    {
        var known = _database.Read(connection => connection.All(
            row => (Id: row.GetString(0), Place: row.IsDBNull(1) ? null : row.GetString(1)), "SELECT id, place FROM place_uploads"))
            .ToDictionary(upload => upload.Id, upload => upload.Place, StringComparer.Ordinal);
        foreach (var file in _fileSystem.List(_folder))
        {
            if (!known.Remove(Path.GetFileName(file), out var place))
                _fileSystem.Delete(file);
            else if (place is not null)
                _files.Place(new BlobId(Guid.ParseExact(place, "N")), file);
        }

        foreach (var (id, place) in known)
            if (place is null)
                _database.Change(connection => connection.Run("DELETE FROM place_uploads WHERE id = $id", ("$id", id)));
    }
}

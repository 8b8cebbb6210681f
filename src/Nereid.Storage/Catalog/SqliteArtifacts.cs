using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Storage.Catalog;

/// <summary>Artifacts in catalog.db. The list of files is brotli over JSON: paths repeat, and a list may have a hundred thousand of them.</summary>
public sealed class SqliteArtifacts(CatalogDatabase database) : IArtifactStore
{
    public ValueTask<StoredArtifact?> FindAsync(ProjectId project, string hash, CancellationToken cancel) =>
        database.ReadAsync(connection => Find(connection, project, hash), cancel);

    public ValueTask<StoredArtifact> EnsureAsync(ProjectId project, string hash, long? size, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                connection.Run(
                    "INSERT INTO artifacts (project, hash, size) VALUES ($project, $hash, $size) ON CONFLICT DO NOTHING",
                    ("$project", project.ToString()), ("$hash", hash), ("$size", size));
                return Find(connection, project, hash)!;
            },
            cancel);

    public ValueTask<StoredArtifact> ListAsync(ProjectId project, string hash, ArtifactListing files, CancellationToken cancel)
    {
        var packed = Pack(files.ToJson());
        return database.ChangeAsync(
            connection =>
            {
                connection.Run(
                    """
                    INSERT INTO artifacts (project, hash, size, files) VALUES ($project, $hash, $size, $files)
                    ON CONFLICT DO UPDATE SET size = excluded.size, files = excluded.files WHERE files IS NULL
                    """,
                    ("$project", project.ToString()), ("$hash", hash), ("$size", files.Size), ("$files", packed));
                return Find(connection, project, hash)!;
            },
            cancel);
    }

    public async ValueTask<ArtifactListing?> ReadAsync(ProjectId project, string hash, CancellationToken cancel)
    {
        var packed = await database.ReadAsync(
            connection => connection.Scalar<byte[]>(
                "SELECT files FROM artifacts WHERE project = $project AND hash = $hash", ("$project", project.ToString()), ("$hash", hash)),
            cancel);
        return packed is null ? null : ArtifactListing.FromJson(Unpack(packed));
    }

    static StoredArtifact? Find(SqliteConnection connection, ProjectId project, string hash) =>
        connection.First(
            row => new StoredArtifact(row.GetString(0), row.OptionalInt64(1), row.Flag(2)),
            "SELECT hash, size, files IS NOT NULL FROM artifacts WHERE project = $project AND hash = $hash",
            ("$project", project.ToString()), ("$hash", hash));

    static byte[] Pack(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
            brotli.Write(json);
        return packed.ToArray();
    }

    static byte[] Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
        using var json = new MemoryStream();
        brotli.CopyTo(json);
        return json.ToArray();
    }
}

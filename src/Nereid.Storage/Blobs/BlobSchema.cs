using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Blobs;

/// <summary>The tables of blobs.db and the steps from each version to the next. A step that was released never changes. docs/formats/blobs.md tells what they mean.</summary>
/// <remarks>Ids of blobs and contents are 32 hexadecimal digits, as in file names; ids of projects and runs lower-case hyphenated UUIDs; times Unix microseconds.</remarks>
static class BlobSchema
{
    public const string FileName = "blobs.db";

    static readonly ImmutableArray<string> Steps =
    [
        """
        CREATE TABLE contents (
            id TEXT PRIMARY KEY, project TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, refs INTEGER NOT NULL,
            UNIQUE (project, sha256)) STRICT, WITHOUT ROWID;
        CREATE TABLE blobs (id TEXT PRIMARY KEY, content TEXT NOT NULL REFERENCES contents) STRICT, WITHOUT ROWID;
        CREATE TABLE removed_contents (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE listings (id TEXT PRIMARY KEY, owner TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX listings_of_owner ON listings (owner);
        CREATE TABLE set_files (owner TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY (owner, blob)) STRICT, WITHOUT ROWID;
        CREATE TABLE removed_sets (owner TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE uploads (
            id TEXT PRIMARY KEY, project TEXT NOT NULL, run TEXT NOT NULL, path TEXT NOT NULL, label TEXT NOT NULL, length INTEGER NOT NULL,
            last_used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE upload_parts (
            upload TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE, part INTEGER NOT NULL, first INTEGER NOT NULL, length INTEGER NOT NULL,
            PRIMARY KEY (upload, part)) STRICT, WITHOUT ROWID;
        """,
        "CREATE INDEX uploads_of_run ON uploads (run);",
        SchemaSteps.PagesHaveChecksums,
        """
        CREATE TABLE place_uploads (id TEXT PRIMARY KEY, place TEXT, last_used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE place_parts (
            upload TEXT NOT NULL REFERENCES place_uploads ON DELETE CASCADE, part INTEGER NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
            PRIMARY KEY (upload, part)) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>Brings the file to the version that this code writes; each step is applied whole or not at all.</summary>
    /// <exception cref="StoreOpenException">The file is of a later version.</exception>
    public static void Upgrade(SqliteConnection connection) => SchemaSteps.Upgrade(connection, connection.DataSource, Steps);
}

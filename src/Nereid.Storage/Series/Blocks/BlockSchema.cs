using Microsoft.Data.Sqlite;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>The tables of series.db. The page is docs/formats/series-db.md; change both together, by a step at the end: a released step never changes.</summary>
static class BlockSchema
{
    static readonly string[] Steps = [FirstTables, ShapesOfBlocks, Cuts, SchemaSteps.PagesHaveChecksums];

    const string FirstTables = """
        CREATE TABLE state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            flushed INTEGER NOT NULL
        ) STRICT;
        INSERT INTO state VALUES (1, 0);

        CREATE TABLE blocks (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL,
            axis BLOB NOT NULL
        ) STRICT;
        CREATE INDEX blocks_by_run ON blocks (run, last_sequence);

        CREATE TABLE pages (
            id INTEGER PRIMARY KEY,
            data BLOB NOT NULL
        ) STRICT;

        CREATE TABLE chunks (
            series INTEGER NOT NULL,
            block INTEGER NOT NULL,
            page INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            statistics BLOB,
            PRIMARY KEY (series, block)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE block_uses (
            block INTEGER PRIMARY KEY,
            chunks INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE page_uses (
            page INTEGER PRIMARY KEY,
            chunks INTEGER NOT NULL
        ) STRICT;
        """;

    /// <summary>So that blocks of the same series can be merged; those written before stay as they are.</summary>
    const string ShapesOfBlocks = """
        ALTER TABLE blocks ADD COLUMN shape INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE blocks ADD COLUMN rows INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE blocks ADD COLUMN lowest REAL NOT NULL DEFAULT 0;
        ALTER TABLE blocks ADD COLUMN highest REAL NOT NULL DEFAULT 0;
        ALTER TABLE blocks ADD COLUMN rising INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX blocks_by_shape ON blocks (run, shape, highest, lowest, rows, rising) WHERE shape <> 0;
        """;

    /// <summary>Steps of series that are deleted and can be had back. Ends: a null step is open; millionths as in runs.db.</summary>
    const string Cuts = """
        CREATE TABLE cuts (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            series INTEGER NOT NULL,
            deletion INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            from_step REAL,
            from_millionths INTEGER,
            to_step REAL,
            to_millionths INTEGER
        ) STRICT;
        CREATE INDEX cuts_by_series ON cuts (series, deletion);
        CREATE INDEX cuts_by_run ON cuts (run, sequence);
        """;

    /// <summary>Makes the tables in a new database, or brings an old one up to date.</summary>
    /// <exception cref="StoreOpenException">The database is of a later version.</exception>
    public static void Ensure(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        // What is deleted for good is overwritten. Checkpoints are the engine's own: the journal may be cut only after one is done.
        command.CommandText = "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384;";
        command.ExecuteNonQuery();
        SchemaSteps.Upgrade(connection, path, Steps);
    }
}

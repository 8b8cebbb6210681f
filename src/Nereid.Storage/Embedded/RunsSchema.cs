using Microsoft.Data.Sqlite;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>The tables of runs.db. The page is docs/formats/runs-db.md; change both together, by a step at the end: a released step never changes.</summary>
static class RunsSchema
{
    static readonly string[] Steps = [FirstTables, NumbersOfRuns, SpansOfPoints, KeptDeletions, SchemaSteps.PagesHaveChecksums, ForksOfRuns, AnnotationsOfRuns];

    const string FirstTables = """
        CREATE TABLE state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            applied INTEGER NOT NULL,
            last_series INTEGER NOT NULL,
            figures INTEGER NOT NULL
        ) STRICT;
        INSERT INTO state VALUES (1, 0, 0, 0);

        CREATE TABLE projects (
            id INTEGER PRIMARY KEY,
            uuid BLOB NOT NULL UNIQUE,
            last_number INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            uuid BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            short_id TEXT NOT NULL,
            number INTEGER NOT NULL,
            custom_id TEXT,
            model BLOB,
            fork_parent BLOB,
            fork_step REAL,
            fork_millionths INTEGER,
            owner TEXT NOT NULL,
            trashed INTEGER NOT NULL,
            created INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            finished INTEGER NOT NULL,
            active INTEGER NOT NULL,
            versions INTEGER NOT NULL,
            requests INTEGER NOT NULL,
            file_bytes INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX runs_by_project ON runs (project);
        CREATE UNIQUE INDEX runs_by_short_id ON runs (project, short_id);
        CREATE UNIQUE INDEX runs_by_custom_id ON runs (project, kind, custom_id) WHERE custom_id IS NOT NULL;

        CREATE TABLE paths (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE attributes (
            project INTEGER NOT NULL,
            path INTEGER NOT NULL,
            run INTEGER NOT NULL,
            type INTEGER NOT NULL,
            series INTEGER NOT NULL,
            value ANY,
            PRIMARY KEY (project, path, run)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX attributes_by_run ON attributes (run, path);

        CREATE TABLE path_uses (
            project INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            path INTEGER NOT NULL,
            type INTEGER NOT NULL,
            runs INTEGER NOT NULL,
            PRIMARY KEY (project, kind, path, type)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE requests (
            run INTEGER NOT NULL,
            number INTEGER NOT NULL,
            request BLOB NOT NULL,
            rejections BLOB NOT NULL,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX requests_by_id ON requests (run, request);

        CREATE TABLE string_points (
            id INTEGER PRIMARY KEY,
            series INTEGER NOT NULL,
            step REAL NOT NULL,
            millionths INTEGER NOT NULL,
            at INTEGER NOT NULL,
            value TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX string_points_by_step ON string_points (series, step, millionths);

        CREATE TABLE file_points (
            id INTEGER PRIMARY KEY,
            series INTEGER NOT NULL,
            step REAL NOT NULL,
            millionths INTEGER NOT NULL,
            at INTEGER NOT NULL,
            value BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX file_points_by_step ON file_points (series, step, millionths);

        CREATE TABLE histogram_points (
            id INTEGER PRIMARY KEY,
            series INTEGER NOT NULL,
            step REAL NOT NULL,
            millionths INTEGER NOT NULL,
            at INTEGER NOT NULL,
            value BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX histogram_points_by_step ON histogram_points (series, step, millionths);

        CREATE TABLE dead_series (
            series INTEGER PRIMARY KEY,
            type INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE dead_blobs (
            blob BLOB PRIMARY KEY
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>A run's row keeps its number for ever, even when the run is deleted: blocks of series.db are found by it.</summary>
    const string NumbersOfRuns = """
        ALTER TABLE state ADD COLUMN last_run INTEGER NOT NULL DEFAULT 0;
        UPDATE state SET last_run = (SELECT coalesce(max(id), 0) FROM runs);
        """;

    /// <summary>One span for each 4,096 points that are there, which <c>nth</c> numbers within their series.</summary>
    const string SpansOfPoints = """
        CREATE TABLE point_spans (
            series INTEGER NOT NULL,
            step REAL NOT NULL,
            millionths INTEGER NOT NULL,
            points INTEGER NOT NULL,
            least_at INTEGER NOT NULL,
            greatest_at INTEGER NOT NULL,
            PRIMARY KEY (series, step, millionths)
        ) STRICT, WITHOUT ROWID;

        CREATE TEMP TABLE numbered AS
        SELECT series, step, millionths, at, row_number() OVER (PARTITION BY series ORDER BY step, millionths) - 1 AS nth
        FROM (SELECT series, step, millionths, at FROM string_points
              UNION ALL SELECT series, step, millionths, at FROM file_points
              UNION ALL SELECT series, step, millionths, at FROM histogram_points);
        CREATE INDEX temp.numbered_by_nth ON numbered (series, nth);
        INSERT INTO point_spans
        SELECT f.series, f.step, f.millionths, g.points, g.least_at, g.greatest_at
        FROM (SELECT series, count(*) AS points, min(at) AS least_at, max(at) AS greatest_at, min(nth) AS first
              FROM numbered GROUP BY series, nth / 4096) g
        JOIN numbered f ON f.series = g.series AND f.nth = g.first;
        DROP TABLE numbered;
        """;

    /// <summary>What was deleted and can be had back.</summary>
    const string KeptDeletions = """
        ALTER TABLE state ADD COLUMN scrub INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE deletions (
            made INTEGER PRIMARY KEY,
            uuid BLOB NOT NULL UNIQUE,
            run INTEGER NOT NULL,
            at INTEGER NOT NULL,
            by TEXT NOT NULL,
            purging INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX deletions_by_run ON deletions (run, made);
        CREATE INDEX deletions_by_time ON deletions (purging, at);

        CREATE TABLE deleted_attributes (
            deletion INTEGER NOT NULL,
            path INTEGER NOT NULL,
            type INTEGER NOT NULL,
            series INTEGER NOT NULL,
            value ANY,
            PRIMARY KEY (deletion, path)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE deleted_steps (
            id INTEGER PRIMARY KEY,
            deletion INTEGER NOT NULL,
            path INTEGER NOT NULL,
            type INTEGER NOT NULL,
            series INTEGER NOT NULL,
            from_step REAL,
            from_millionths INTEGER,
            to_step REAL,
            to_millionths INTEGER
        ) STRICT;
        CREATE INDEX deleted_steps_by_deletion ON deleted_steps (deletion);

        CREATE TABLE hidden_points (
            series INTEGER PRIMARY KEY,
            of INTEGER NOT NULL,
            type INTEGER NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX hidden_points_by_series ON hidden_points (of);

        CREATE TABLE hidden_by (
            deletion INTEGER NOT NULL,
            series INTEGER NOT NULL,
            PRIMARY KEY (deletion, series)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX hidden_by_series ON hidden_by (series);

        CREATE TABLE series_uses (
            run INTEGER NOT NULL,
            path INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            series INTEGER NOT NULL,
            PRIMARY KEY (run, path, last)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>From a run to its forks. Runs that are none are not in it.</summary>
    const string ForksOfRuns = """
        CREATE INDEX runs_by_parent ON runs (fork_parent, fork_step, fork_millionths) WHERE fork_parent IS NOT NULL;
        """;

    const string AnnotationsOfRuns = """
        CREATE TABLE annotations (
            run INTEGER NOT NULL,
            uuid BLOB NOT NULL,
            step REAL,
            millionths INTEGER,
            at INTEGER,
            text TEXT NOT NULL,
            author TEXT NOT NULL,
            made INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            PRIMARY KEY (run, uuid)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Makes the tables in a new database, or brings an old one up to date.</summary>
    /// <exception cref="StoreOpenException">The database is of a later version.</exception>
    public static void Ensure(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        // What is deleted for good is overwritten. Checkpoints are the writer's own: it must know when one is done.
        command.CommandText = "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;";
        command.ExecuteNonQuery();
        SchemaSteps.Upgrade(connection, path, Steps);
    }
}

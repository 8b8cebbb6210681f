using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Catalog;

/// <summary>The tables of catalog.db and the steps from each version to the next. A step that was released never changes.</summary>
/// <remarks>Times are Unix microseconds; ids are lower-case hyphenated UUIDs; <c>folded</c> is the name as it is compared.</remarks>
static class CatalogSchema
{
    public const string FileName = "catalog.db";

    static readonly ImmutableArray<string> Steps =
    [
        """
        CREATE TABLE users (
            id TEXT PRIMARY KEY, username TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, is_service INTEGER NOT NULL,
            is_administrator INTEGER NOT NULL, may_create INTEGER NOT NULL, is_deactivated INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;
        CREATE TABLE workspaces (id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, created INTEGER NOT NULL) STRICT;
        CREATE TABLE workspace_members (
            workspace TEXT NOT NULL REFERENCES workspaces, member TEXT NOT NULL REFERENCES users, role INTEGER NOT NULL,
            PRIMARY KEY (workspace, member)) STRICT, WITHOUT ROWID;
        CREATE TABLE projects (
            id TEXT PRIMARY KEY, workspace TEXT NOT NULL REFERENCES workspaces, name TEXT NOT NULL, folded TEXT NOT NULL, key TEXT NOT NULL,
            visibility INTEGER NOT NULL, description TEXT NOT NULL, created INTEGER NOT NULL,
            UNIQUE (workspace, folded), UNIQUE (workspace, key)) STRICT;
        CREATE TABLE project_members (
            project TEXT NOT NULL REFERENCES projects, member TEXT NOT NULL REFERENCES users, role INTEGER NOT NULL,
            PRIMARY KEY (project, member)) STRICT, WITHOUT ROWID;
        CREATE TABLE api_tokens (
            id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES users, label TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
            created INTEGER NOT NULL, expires INTEGER, last_used INTEGER) STRICT;
        CREATE INDEX api_tokens_by_owner ON api_tokens (owner, created);
        CREATE TABLE sessions (hash TEXT PRIMARY KEY, member TEXT NOT NULL REFERENCES users, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE tickets (hash TEXT PRIMARY KEY, member TEXT NOT NULL REFERENCES users, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        """,
        // Owner '' is everybody: a null would not count as equal in a key.
        """
        CREATE TABLE views (
            id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects, owner TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
            version INTEGER NOT NULL, changed_by TEXT NOT NULL, changed INTEGER NOT NULL, is_deleted INTEGER NOT NULL) STRICT;
        CREATE INDEX views_by_project ON views (project, is_deleted);
        CREATE TABLE view_versions (
            view TEXT NOT NULL REFERENCES views, version INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, changed_by TEXT NOT NULL,
            changed INTEGER NOT NULL, PRIMARY KEY (view, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE default_views (project TEXT PRIMARY KEY REFERENCES projects, view TEXT NOT NULL REFERENCES views) STRICT, WITHOUT ROWID;
        CREATE TABLE share_links (
            code TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects, address TEXT NOT NULL, owner TEXT NOT NULL REFERENCES users,
            created INTEGER NOT NULL, expires INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX share_links_by_owner ON share_links (owner, project, created);
        CREATE TABLE run_styles (
            project TEXT NOT NULL REFERENCES projects, owner TEXT NOT NULL, target TEXT NOT NULL, color TEXT, dash INTEGER, width REAL,
            PRIMARY KEY (project, owner, target)) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE artifacts (
            project TEXT NOT NULL REFERENCES projects, hash TEXT NOT NULL, size INTEGER, files BLOB,
            PRIMARY KEY (project, hash)) STRICT;
        CREATE TABLE notebooks (
            id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects, owner TEXT NOT NULL REFERENCES users, created INTEGER NOT NULL) STRICT;
        CREATE INDEX notebooks_of_project ON notebooks (project, created);
        CREATE TABLE checkpoints (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, notebook TEXT NOT NULL REFERENCES notebooks, owner TEXT NOT NULL REFERENCES users,
            name TEXT, description TEXT, path TEXT NOT NULL, created INTEGER NOT NULL, content TEXT, size INTEGER NOT NULL) STRICT;
        CREATE INDEX checkpoints_of_notebook ON checkpoints (notebook, number);
        CREATE TABLE deleted_projects (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE unused_contents (project TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (project, content)) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE preferences (
            owner TEXT NOT NULL REFERENCES users, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (owner, name)) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE chart_settings (
            project TEXT NOT NULL REFERENCES projects, owner TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (project, owner)) STRICT, WITHOUT ROWID;
        """,
        SchemaSteps.PagesHaveChecksums,
        // A project in the trash: since when and by whom. Its name and key are free meanwhile: folded and key are '/' and the id, and its own key is kept.
        """
        ALTER TABLE projects ADD COLUMN trashed INTEGER;
        ALTER TABLE projects ADD COLUMN trashed_by TEXT;
        ALTER TABLE projects ADD COLUMN kept_key TEXT;
        """,
        // A link with a secret (its SHA-256 in hex) is open to anyone. Contents: the ids of a snapshot's runs, 16 bytes each, and the picture of the preview card.
        """
        ALTER TABLE share_links ADD COLUMN secret TEXT;
        ALTER TABLE share_links ADD COLUMN title TEXT;
        CREATE INDEX open_share_links ON share_links (project, created) WHERE secret IS NOT NULL;
        CREATE TABLE share_link_contents (code TEXT PRIMARY KEY REFERENCES share_links ON DELETE CASCADE, runs BLOB, picture BLOB) STRICT;
        """,
        // Numbers are never used again, so that "read up to" means the same for ever.
        """
        CREATE TABLE notices (
            number INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES users, time INTEGER NOT NULL, is_read INTEGER NOT NULL,
            kind INTEGER NOT NULL, place TEXT NOT NULL, actor TEXT NOT NULL, word TEXT NOT NULL, run TEXT, run_short_id TEXT NOT NULL, run_label TEXT NOT NULL,
            runs INTEGER NOT NULL, refused INTEGER NOT NULL) STRICT;
        CREATE INDEX notices_of_person ON notices (person, number);
        """,
        // Where runs went that were moved to another project: outlives the run, for the sake of its old addresses.
        """
        CREATE TABLE run_moves (
            project TEXT NOT NULL REFERENCES projects, short_id TEXT NOT NULL, run TEXT NOT NULL UNIQUE, moved_to TEXT NOT NULL,
            PRIMARY KEY (project, short_id)) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>The version that this code writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings the file to <see cref="Version"/>; each step is applied whole or not at all.</summary>
    /// <exception cref="StoreOpenException">The file is of a later version.</exception>
    public static void Upgrade(SqliteConnection connection) => SchemaSteps.Upgrade(connection, connection.DataSource, Steps);
}

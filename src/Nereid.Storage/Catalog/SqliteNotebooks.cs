using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Storage.Catalog;

/// <summary>Notebooks and checkpoints in catalog.db; their contents are blobs.</summary>
public sealed class SqliteNotebooks(CatalogDatabase database, TimeProvider time) : INotebookStore
{
    const string CheckpointColumns = "c.id, c.notebook, o.username, c.name, c.description, c.path, c.created, c.content, c.size";

    const string NotebookSelect = $"""
        SELECT n.id, n.project, n.owner, u.username, n.created, {CheckpointColumns}
        FROM notebooks n JOIN users u ON u.id = n.owner
        LEFT JOIN checkpoints c ON c.number = (SELECT max(number) FROM checkpoints WHERE notebook = n.id)
        LEFT JOIN users o ON o.id = c.owner
        """;

    const string CheckpointSelect = $"SELECT {CheckpointColumns} FROM checkpoints c JOIN users o ON o.id = c.owner";

    public ValueTask<Notebook> CreateAsync(ProjectId project, UserId owner, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                var now = time.GetUtcNow();
                var id = Guid.CreateVersion7(now);
                connection.Run(
                    "INSERT INTO notebooks (id, project, owner, created) VALUES ($id, $project, $owner, $created)",
                    ("$id", id.ToString("D")), ("$project", project.ToString()), ("$owner", owner.ToString()), ("$created", now.ToUnixMicros()));
                return Find(connection, id)!;
            },
            cancel);

    public ValueTask<Notebook?> FindAsync(Guid notebook, CancellationToken cancel) => database.ReadAsync(connection => Find(connection, notebook), cancel);

    public ValueTask<(long Total, ImmutableArray<Notebook> Notebooks)> ListAsync(
        ProjectId project, ImmutableArray<Guid> only, long offset, int limit, CancellationToken cancel)
    {
        // Ids as one JSON text: however many are asked for, it is one parameter.
        var ids = only.IsEmpty ? null : "[" + string.Join(',', only.Select(id => $"\"{id:D}\"")) + "]";
        const string where = "n.project = $project AND ($ids IS NULL OR n.id IN (SELECT value FROM json_each($ids)))";
        return database.ReadAsync(
            connection => (
                connection.Scalar<long>($"SELECT count(*) FROM notebooks n WHERE {where}", ("$project", project.ToString()), ("$ids", ids)),
                connection.All(
                    ReadNotebook, $"{NotebookSelect} WHERE {where} ORDER BY n.created DESC, n.id DESC LIMIT $limit OFFSET $offset",
                    ("$project", project.ToString()), ("$ids", ids), ("$limit", limit), ("$offset", offset))),
            cancel);
    }

    public ValueTask<Checkpoint?> AddCheckpointAsync(NewCheckpoint checkpoint, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                if (Find(connection, checkpoint.Notebook) is null)
                    return null;
                var now = time.GetUtcNow();
                var id = Guid.CreateVersion7(now);
                connection.Run(
                    """
                    INSERT INTO checkpoints (id, notebook, owner, name, description, path, created, content, size)
                    VALUES ($id, $notebook, $owner, $name, $description, $path, $created, $content, $size)
                    """,
                    ("$id", id.ToString("D")), ("$notebook", checkpoint.Notebook.ToString("D")), ("$owner", checkpoint.Owner.ToString()),
                    ("$name", checkpoint.Name), ("$description", checkpoint.Description), ("$path", checkpoint.Path), ("$created", now.ToUnixMicros()),
                    ("$content", checkpoint.Content?.Blob.Value.ToString("D")), ("$size", checkpoint.Content?.Size ?? 0));
                return FindCheckpoint(connection, id);
            },
            cancel);

    public ValueTask<Checkpoint?> FindCheckpointAsync(Guid checkpoint, CancellationToken cancel) =>
        database.ReadAsync(connection => FindCheckpoint(connection, checkpoint), cancel);

    public ValueTask<(long Total, ImmutableArray<Checkpoint> Checkpoints)> ListCheckpointsAsync(Guid notebook, long offset, int limit, CancellationToken cancel) =>
        database.ReadAsync(
            connection => (
                connection.Scalar<long>("SELECT count(*) FROM checkpoints WHERE notebook = $notebook", ("$notebook", notebook.ToString("D"))),
                connection.All(
                    row => ReadCheckpoint(row, 0), $"{CheckpointSelect} WHERE c.notebook = $notebook ORDER BY c.number DESC LIMIT $limit OFFSET $offset",
                    ("$notebook", notebook.ToString("D")), ("$limit", limit), ("$offset", offset))),
            cancel);

    public ValueTask<BlobId?> SetContentAsync(Guid checkpoint, StoredBlob content, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                var before = FindCheckpoint(connection, checkpoint)?.Content;
                connection.Run(
                    "UPDATE checkpoints SET content = $content, size = $size WHERE id = $id",
                    ("$id", checkpoint.ToString("D")), ("$content", content.Blob.Value.ToString("D")), ("$size", content.Size));
                return before;
            },
            cancel);

    public ValueTask<ImmutableArray<BlobId>> DeleteCheckpointAsync(Guid checkpoint, CancellationToken cancel) =>
        database.ChangeAsync(connection => Delete(connection, "id", checkpoint), cancel);

    public ValueTask<ImmutableArray<BlobId>> DeleteAsync(Guid notebook, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                var contents = Delete(connection, "notebook", notebook);
                connection.Run("DELETE FROM notebooks WHERE id = $id", ("$id", notebook.ToString("D")));
                return contents;
            },
            cancel);

    /// <param name="column">One of ours.</param>
    static ImmutableArray<BlobId> Delete(SqliteConnection connection, string column, Guid id) =>
    [
        .. connection.All<BlobId?>(
            row => row.IsDBNull(0) ? null : new BlobId(row.Id(0)), $"DELETE FROM checkpoints WHERE {column} = $id RETURNING content", ("$id", id.ToString("D")))
            .OfType<BlobId>(),
    ];

    static Notebook? Find(SqliteConnection connection, Guid id) =>
        connection.First(ReadNotebook, $"{NotebookSelect} WHERE n.id = $id", ("$id", id.ToString("D")));

    static Checkpoint? FindCheckpoint(SqliteConnection connection, Guid id) =>
        connection.First(row => ReadCheckpoint(row, 0), $"{CheckpointSelect} WHERE c.id = $id", ("$id", id.ToString("D")));

    static Notebook ReadNotebook(SqliteDataReader row) => new(
        row.Id(0), new ProjectId(row.Id(1)), new UserId(row.Id(2)), row.GetString(3), row.GetInt64(4), row.IsDBNull(5) ? null : ReadCheckpoint(row, 5));

    static Checkpoint ReadCheckpoint(SqliteDataReader row, int first) => new(
        row.Id(first), row.Id(first + 1), row.GetString(first + 2), Text(row, first + 3), Text(row, first + 4), row.GetString(first + 5),
        row.GetInt64(first + 6), row.IsDBNull(first + 7) ? null : new BlobId(row.Id(first + 7)), row.GetInt64(first + 8));

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

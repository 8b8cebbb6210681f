using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;

namespace Nereid.Storage.Catalog;

/// <summary>Saved views in catalog.db.</summary>
public sealed class SqliteViewStore(CatalogDatabase database, TimeProvider time) : IViewStore
{
    const string Columns = "id, project, owner, name, state, version, changed_by, changed";

    /// <summary>Of all members, or the reader's own.</summary>
    const string MaySee = "project = $project AND owner IN ('', $reader)";

    public ValueTask<ViewList> ListAsync(ProjectId project, UserId reader, CancellationToken cancel) =>
        database.ReadAsync(
            connection => new ViewList(
                connection.All(
                    Read, $"SELECT {Columns} FROM views WHERE {MaySee} AND is_deleted = 0 ORDER BY name COLLATE NOCASE, id",
                    ("$project", project.ToString()), ("$reader", reader.ToString())),
                connection.Scalar<string>("SELECT view FROM default_views WHERE project = $project", ("$project", project.ToString())) is { } view
                    ? Guid.ParseExact(view, "D") : null),
            cancel);

    public ValueTask<SavedView?> FindAsync(ProjectId project, Guid view, UserId reader, CancellationToken cancel) =>
        database.ReadAsync(connection => Find(connection, project, view, reader), cancel);

    public ValueTask<SavedView?> CreateAsync(ProjectId project, string name, bool isPrivate, string state, User author, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                var count = connection.Scalar<long>(
                    "SELECT count(*) FROM views WHERE project = $project AND is_deleted = 0", ("$project", project.ToString()));
                if (count >= ViewLimits.ViewsPerProject)
                    return null;
                var view = new SavedView(
                    Guid.CreateVersion7(), project, name, isPrivate ? author.Id : null, state, 1, author.Username, time.GetUtcNow().ToUnixMicros());
                connection.Run(
                    $"INSERT INTO views ({Columns}, is_deleted) VALUES ($id, $project, $owner, $name, $state, $version, $by, $changed, 0)",
                    [("$project", project.ToString()), .. Values(view)]);
                KeepVersion(connection, view);
                return view;
            },
            cancel);

    public ValueTask<(ViewChange Change, SavedView? View)> UpdateAsync(
        ProjectId project, Guid view, string name, bool isPrivate, string state, int? expected, User author, CancellationToken cancel) =>
        database.ChangeAsync<(ViewChange, SavedView?)>(
            connection =>
            {
                if (Find(connection, project, view, author.Id) is not { } before)
                    return (ViewChange.NotFound, null);
                if (expected is { } version && version != before.Version)
                    return (ViewChange.OutOfDate, before);
                var after = before with
                {
                    Name = name,
                    Owner = isPrivate ? author.Id : null,
                    State = state,
                    Version = before.Version + 1,
                    ChangedBy = author.Username,
                    ChangedUnixMicros = time.GetUtcNow().ToUnixMicros(),
                };
                connection.Run(
                    """
                    UPDATE views SET owner = $owner, name = $name, state = $state, version = $version, changed_by = $by, changed = $changed
                    WHERE id = $id
                    """,
                    Values(after));
                if (isPrivate)
                    connection.Run("DELETE FROM default_views WHERE view = $id", ("$id", view.ToString("D")));
                KeepVersion(connection, after);
                return (ViewChange.Done, after);
            },
            cancel);

    public ValueTask<ViewChange> DeleteAsync(ProjectId project, Guid view, User author, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                connection.Run(
                    $"DELETE FROM default_views WHERE view IN (SELECT id FROM views WHERE id = $id AND {MaySee})",
                    ("$id", view.ToString("D")), ("$project", project.ToString()), ("$reader", author.Id.ToString()));
                return Mark(connection, project, view, author, isDeleted: true);
            },
            cancel);

    public ValueTask<ViewChange> RestoreAsync(ProjectId project, Guid view, User author, CancellationToken cancel) =>
        database.ChangeAsync(connection => Mark(connection, project, view, author, isDeleted: false), cancel);

    public ValueTask<ImmutableArray<ViewVersion>?> ListVersionsAsync(ProjectId project, Guid view, UserId reader, CancellationToken cancel) =>
        database.ReadAsync<ImmutableArray<ViewVersion>?>(
            connection => Find(connection, project, view, reader) is null
                ? null
                : connection.All(
                    row => new ViewVersion((int)row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4)),
                    "SELECT version, name, state, changed_by, changed FROM view_versions WHERE view = $id ORDER BY version DESC",
                    ("$id", view.ToString("D"))),
            cancel);

    public ValueTask<ViewChange> SetDefaultAsync(ProjectId project, Guid? view, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                if (view is null)
                {
                    connection.Run("DELETE FROM default_views WHERE project = $project", ("$project", project.ToString()));
                    return ViewChange.Done;
                }
                // Only what all members can see can be what all members see first.
                var changed = connection.Run(
                    """
                    INSERT INTO default_views (project, view)
                    SELECT project, id FROM views WHERE id = $id AND project = $project AND owner = '' AND is_deleted = 0
                    ON CONFLICT (project) DO UPDATE SET view = excluded.view
                    """,
                    ("$id", view.Value.ToString("D")), ("$project", project.ToString()));
                return changed > 0 ? ViewChange.Done : ViewChange.NotFound;
            },
            cancel);

    static ViewChange Mark(SqliteConnection connection, ProjectId project, Guid view, User author, bool isDeleted) =>
        connection.Run(
            $"UPDATE views SET is_deleted = $deleted WHERE id = $id AND {MaySee} AND is_deleted <> $deleted",
            ("$deleted", isDeleted ? 1 : 0), ("$id", view.ToString("D")), ("$project", project.ToString()), ("$reader", author.Id.ToString())) > 0
            ? ViewChange.Done : ViewChange.NotFound;

    static SavedView? Find(SqliteConnection connection, ProjectId project, Guid view, UserId reader) =>
        connection.First(
            Read, $"SELECT {Columns} FROM views WHERE id = $id AND {MaySee} AND is_deleted = 0",
            ("$id", view.ToString("D")), ("$project", project.ToString()), ("$reader", reader.ToString()));

    static void KeepVersion(SqliteConnection connection, SavedView view)
    {
        connection.Run(
            "INSERT INTO view_versions (view, version, name, state, changed_by, changed) VALUES ($id, $version, $name, $state, $by, $changed)",
            Values(view));
        connection.Run(
            "DELETE FROM view_versions WHERE view = $id AND version <= $last", ("$id", view.Id.ToString("D")),
            ("$last", view.Version - ViewLimits.VersionsPerView));
    }

    static (string Name, object? Value)[] Values(SavedView view) =>
    [
        ("$id", view.Id.ToString("D")), ("$owner", view.Owner?.ToString() ?? ""), ("$name", view.Name), ("$state", view.State),
        ("$version", view.Version), ("$by", view.ChangedBy), ("$changed", view.ChangedUnixMicros),
    ];

    static SavedView Read(SqliteDataReader row) => new(
        row.Id(0), new ProjectId(row.Id(1)), row.GetString(3), row.GetString(2) is { Length: > 0 } ? new UserId(row.Id(2)) : null, row.GetString(4),
        (int)row.GetInt64(5), row.GetString(6), row.GetInt64(7));
}

using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Views;

namespace Nereid.Storage.Catalog;

/// <summary>Styles of runs in catalog.db.</summary>
public sealed class SqliteRunStyleStore(CatalogDatabase database) : IRunStyleStore
{
    public ValueTask<StyleList> ListAsync(ProjectId project, UserId reader, CancellationToken cancel) =>
        database.ReadAsync(connection => new StyleList(List(connection, project, ""), List(connection, project, reader.ToString())), cancel);

    public ValueTask<bool> SetAsync(ProjectId project, UserId? owner, IReadOnlyCollection<StyleEntry> entries, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                var key = owner?.ToString() ?? "";
                var targets = List(connection, project, key).Select(entry => entry.Target).ToHashSet(StringComparer.Ordinal);
                targets.ExceptWith(entries.Where(entry => entry.Style.IsEmpty).Select(entry => entry.Target));
                targets.UnionWith(entries.Where(entry => !entry.Style.IsEmpty).Select(entry => entry.Target));
                if (targets.Count > StyleLimits.Entries)
                    return false;
                foreach (var (target, style) in entries)
                    Set(connection, project, key, target, style);
                return true;
            },
            cancel);

    static void Set(SqliteConnection connection, ProjectId project, string owner, string target, LineStyle style)
    {
        (string, object?)[] key = [("$project", project.ToString()), ("$owner", owner), ("$target", target)];
        if (style.IsEmpty)
        {
            connection.Run("DELETE FROM run_styles WHERE project = $project AND owner = $owner AND target = $target", key);
            return;
        }
        connection.Run(
            """
            INSERT INTO run_styles (project, owner, target, color, dash, width) VALUES ($project, $owner, $target, $color, $dash, $width)
            ON CONFLICT (project, owner, target) DO UPDATE SET color = excluded.color, dash = excluded.dash, width = excluded.width
            """,
            [.. key, ("$color", style.Color), ("$dash", style.Dash), ("$width", style.Width)]);
    }

    static ImmutableArray<StyleEntry> List(SqliteConnection connection, ProjectId project, string owner) =>
        connection.All(
            row => new StyleEntry(row.GetString(0), new LineStyle(
                row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : (int)row.GetInt64(2), row.IsDBNull(3) ? null : row.GetDouble(3))),
            "SELECT target, color, dash, width FROM run_styles WHERE project = $project AND owner = $owner ORDER BY target",
            ("$project", project.ToString()), ("$owner", owner));
}

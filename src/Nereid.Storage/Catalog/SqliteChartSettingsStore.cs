using Nereid.Domain;
using Nereid.Domain.Views;

namespace Nereid.Storage.Catalog;

/// <summary>Settings of charts in catalog.db.</summary>
public sealed class SqliteChartSettingsStore(CatalogDatabase database) : IChartSettingsStore
{
    public ValueTask<ChartSettings> FindAsync(ProjectId project, UserId reader, CancellationToken cancel) => database.ReadAsync(
        connection =>
        {
            string? Find(string owner) => connection.All(
                row => row.GetString(0), "SELECT state FROM chart_settings WHERE project = $project AND owner = $owner", ("$project", project.ToString()), ("$owner", owner))
                .FirstOrDefault();
            return new ChartSettings(Find(""), Find(reader.ToString()));
        },
        cancel);

    public async ValueTask SetAsync(ProjectId project, UserId? owner, string? state, CancellationToken cancel) => await database.ChangeAsync(
        connection =>
        {
            (string, object?)[] key = [("$project", project.ToString()), ("$owner", owner?.ToString() ?? "")];
            if (state is null)
                connection.Run("DELETE FROM chart_settings WHERE project = $project AND owner = $owner", key);
            else
                connection.Run(
                    "INSERT INTO chart_settings (project, owner, state) VALUES ($project, $owner, $state) ON CONFLICT (project, owner) DO UPDATE SET state = excluded.state",
                    [.. key, ("$state", state)]);
            return true;
        },
        cancel);
}

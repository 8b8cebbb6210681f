using Nereid.Domain;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Catalog;

/// <summary>Where moved runs went, in catalog.db.</summary>
public sealed class SqliteRunMoves(CatalogDatabase database) : IRunMoves
{
    public async ValueTask NoteAsync(RunHead from, RunId to, CancellationToken cancel) =>
        await database.ChangeAsync(
            connection => connection.Run(
                "INSERT OR REPLACE INTO run_moves (project, short_id, run, moved_to) VALUES ($project, $short, $run, $to)",
                ("$project", from.Project.ToString()), ("$short", from.ShortId), ("$run", from.Id.ToString()), ("$to", to.ToString())),
            cancel);

    public ValueTask<RunId?> FindAsync(ProjectId project, string shortId, CancellationToken cancel) =>
        database.ReadAsync(
            connection => Read(connection.Scalar<string>(
                "SELECT moved_to FROM run_moves WHERE project = $project AND short_id = $short", ("$project", project.ToString()), ("$short", shortId))),
            cancel);

    public ValueTask<RunId?> FindAsync(RunId run, CancellationToken cancel) =>
        database.ReadAsync(connection => Read(connection.Scalar<string>("SELECT moved_to FROM run_moves WHERE run = $run", ("$run", run.ToString()))), cancel);

    static RunId? Read(string? id) => id is null ? null : new RunId(Guid.ParseExact(id, "D"));
}

using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>One row of the table runs.</summary>
/// <param name="Row">Its number inside the database; attributes refer to it. Later runs have higher ones.</param>
/// <param name="ProjectRow">Likewise of the project.</param>
/// <param name="Versions">Of a model: number of its last version.</param>
/// <param name="Requests">How many client request ids were ever kept for this run.</param>
/// <param name="FileBytes">Size of all files its attributes refer to.</param>
sealed record StoredRun(long Row, long ProjectRow, RunHead Head, long Versions, long Requests, long FileBytes)
{
    public const string Columns = """
        r.id, r.project, r.uuid, p.uuid, r.kind, r.short_id, r.number, r.custom_id, r.model, r.fork_parent, r.fork_step, r.fork_millionths, r.owner,
        r.trashed, r.created, r.modified, r.last_seen, r.finished, r.active, r.versions, r.requests, r.file_bytes
        """;

    public const string Select = $"SELECT {Columns} FROM runs r JOIN projects p ON p.id = r.project ";

    /// <summary>Reads the row that the statement, one of <see cref="Select"/>, stands on.</summary>
    public static StoredRun Read(Statement row)
    {
        var fork = row.GuidOrNull(9) is { } parent ? new ForkPoint(new RunId(parent), row.Step(10)) : null;
        var model = row.GuidOrNull(8) is { } uuid ? new RunId(uuid) : (RunId?)null;
        var head = new RunHead(
            new RunId(row.Guid(2)), new ProjectId(row.Guid(3)), (RunKind)row.Int64(4), row.Text(5), row.Int64(6), row.TextOrNull(7), model, fork,
            row.Text(12), Trashed: row.Int64(13) != 0, row.Int64(14), row.Int64(15), row.Int64(16), Finished: row.Int64(17) != 0, row.Int64(18));
        return new StoredRun(row.Int64(0), row.Int64(1), head, row.Int64(19), row.Int64(20), row.Int64(21));
    }

    /// <summary>The one row that a prepared and bound statement answers, or null.</summary>
    public static StoredRun? ReadOne(Statement statement)
    {
        if (!statement.Step())
            return null;
        var found = Read(statement);
        statement.Reset();
        return found;
    }
}

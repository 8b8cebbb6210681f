using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Goes through everything that refers to a file.</summary>
static class FileReferences
{
    public static void Remove(Statements database, HashSet<BlobId> places, CancellationToken cancel)
    {
        // By path: there is no index of types, and few paths ever hold files.
        var values = database["""
            SELECT a.value FROM path_uses u JOIN attributes a ON a.project = u.project AND a.path = u.path AND a.type = u.type
            WHERE u.type = ?1 AND u.runs > 0
            """].Bind(1, (long)AttributeType.File);
        while (places.Count > 0 && values.Step())
        {
            cancel.ThrowIfCancellationRequested();
            if (AttributeRow.ReadAssigned(AttributeType.File, values, 0) is FileValue value)
                places.Remove(value.File.Blob);
        }
        values.Reset();

        // Points of series that were deleted are here until they are freed; their places wait for that.
        var points = database["SELECT step, millionths, at, value FROM file_points"];
        while (places.Count > 0 && points.Step())
        {
            cancel.ThrowIfCancellationRequested();
            places.Remove(PointTable.ReadFile(points).File.Blob);
        }
        points.Reset();
    }
}

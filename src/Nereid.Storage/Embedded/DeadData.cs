using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Deleted series and blobs on their way out. An attribute lets go of them at once; their bytes are freed later, a little at a time.</summary>
static class DeadData
{
    /// <summary>With what deletions keep of it.</summary>
    public static void AddSeries(Statements database, long series, AttributeType type)
    {
        database["INSERT OR IGNORE INTO dead_series (series, type) VALUES (?1, ?2)"].Bind(1, series).Bind(2, (long)type).Execute();
        if (type != AttributeType.FloatSeries)
            HiddenPoints.Drop(database, series);
    }

    /// <summary>A place keeps its bytes: other values may refer to it, and a client may upload to it before or after it logs the reference.</summary>
    public static void AddBlob(Statements database, BlobId blob)
    {
        if (!blob.IsPlace)
            database["INSERT OR IGNORE INTO dead_blobs (blob) VALUES (?1)"].Bind(1, blob.Value).Execute();
    }

    public static bool HasSeries(Statements database)
    {
        var next = database["SELECT 1 FROM dead_series LIMIT 1"];
        var has = next.Step();
        next.Reset();
        return has;
    }

    /// <summary>Some dead float series; the engine frees their blocks.</summary>
    public static List<long> FloatSeries(Statements database, int max)
    {
        var series = new List<long>();
        var rows = database["SELECT series FROM dead_series WHERE type = ?1 LIMIT ?2"].Bind(1, (long)AttributeType.FloatSeries).Bind(2, max);
        while (rows.Step())
            series.Add(rows.Int64(0));
        return series;
    }

    /// <summary>Nothing is left of the series.</summary>
    public static void RemoveSeries(Statements database, long series) =>
        database["DELETE FROM dead_series WHERE series = ?1"].Bind(1, series).Execute();

    /// <summary>Frees up to this many rows of one dead series, float series aside. Inside a transaction of the caller.</summary>
    public static void FreeRows(Statements database, int maxRows)
    {
        var next = database["SELECT series, type FROM dead_series WHERE type <> ?1 LIMIT 1"].Bind(1, (long)AttributeType.FloatSeries);
        if (!next.Step())
            return;
        var (series, type) = (next.Int64(0), (AttributeType)next.Int64(1));
        next.Reset();
        if (type == AttributeType.FileSeries)
            ReleaseBlobs(database, series, maxRows);
        if (DeletePoints(database, series, type, maxRows) >= maxRows)
            return;
        database["DELETE FROM point_spans WHERE series = ?1"].Bind(1, series).Execute();
        database["DELETE FROM dead_series WHERE series = ?1"].Bind(1, series).Execute();
    }

    static void ReleaseBlobs(Statements database, long series, int maxRows)
    {
        var points = database["SELECT step, millionths, at, value FROM file_points WHERE series = ?1 ORDER BY step, millionths LIMIT ?2"];
        points.Bind(1, series).Bind(2, maxRows);
        while (points.Step())
            AddBlob(database, PointTable.ReadFile(points).File.Blob);
    }

    static long DeletePoints(Statements database, long series, AttributeType type, int maxRows)
    {
        var delete = type switch
        {
            AttributeType.StringSeries => database["""
                DELETE FROM string_points WHERE id IN (SELECT id FROM string_points WHERE series = ?1 ORDER BY step, millionths LIMIT ?2)
                """],
            AttributeType.FileSeries => database["""
                DELETE FROM file_points WHERE id IN (SELECT id FROM file_points WHERE series = ?1 ORDER BY step, millionths LIMIT ?2)
                """],
            _ => database["""
                DELETE FROM histogram_points WHERE id IN (SELECT id FROM histogram_points WHERE series = ?1 ORDER BY step, millionths LIMIT ?2)
                """],
        };
        delete.Bind(1, series).Bind(2, maxRows).Execute();
        return delete.Changes;
    }

    public static List<BlobId> Blobs(Statements database, int max)
    {
        var blobs = new List<BlobId>();
        var rows = database["SELECT blob FROM dead_blobs LIMIT ?1"].Bind(1, max);
        while (rows.Step())
            blobs.Add(new BlobId(rows.Guid(0)));
        return blobs;
    }

    public static void RemoveBlob(Statements database, BlobId blob) =>
        database["DELETE FROM dead_blobs WHERE blob = ?1"].Bind(1, blob.Value).Execute();
}

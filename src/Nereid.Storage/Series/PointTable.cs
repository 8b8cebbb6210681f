using System.Diagnostics;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series;

/// <summary>The table that holds the points of one series type, floats aside (see <see cref="FloatEngine"/>): columns series, step, millionths, at, value.</summary>
static class PointTable
{
    public static string NameOf(AttributeType series) => series switch
    {
        AttributeType.StringSeries => "string_points",
        AttributeType.FileSeries => "file_points",
        AttributeType.HistogramSeries => "histogram_points",
        _ => throw new UnreachableException(series.ToString()),
    };

    // The readers below expect the columns step, millionths, at, value from column 0 on.

    public static StringPoint ReadString(Statement row) => new(row.Step(0), row.Int64(2), row.Text(3));

    public static FilePoint ReadFile(Statement row)
    {
        var from = new ByteReader(row.Bytes(3));
        return from.ReadFilePoint(row.Step(0), row.Int64(2));
    }

    public static HistogramPoint ReadHistogram(Statement row)
    {
        var from = new ByteReader(row.Bytes(3));
        return from.ReadHistogram(row.Step(0), row.Int64(2));
    }
}

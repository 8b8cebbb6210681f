using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>The columns type, series and value of one attribute. Simple values are SQLite's own; the rest are bytes.</summary>
static class AttributeRow
{
    public static void BindValue(Statement statement, int index, AttributeValue value, GrowingBuffer scratch)
    {
        switch (value)
        {
            case IntValue v:
                statement.Bind(index, v.Value);
                break;
            case FloatValue v:
                statement.Bind(index, v.Value);
                break;
            case BoolValue v:
                statement.Bind(index, v.Value ? 1 : 0);
                break;
            case DatetimeValue v:
                statement.Bind(index, v.UnixMicros);
                break;
            case StringValue v:
                statement.Bind(index, v.Value);
                break;
            default:
                scratch.Clear(keptCapacity: int.MaxValue);
                scratch.WriteValue(value);
                statement.Bind(index, scratch.Written);
                break;
        }
    }

    /// <summary>Reads an assigned value, not a series.</summary>
    public static AttributeValue ReadAssigned(AttributeType type, Statement row, int valueColumn)
    {
        switch (type)
        {
            case AttributeType.Int:
                return new IntValue(row.Int64(valueColumn));
            case AttributeType.Float:
                return new FloatValue(row.Double(valueColumn));
            case AttributeType.Bool:
                return new BoolValue(row.Int64(valueColumn) != 0);
            case AttributeType.Datetime:
                return new DatetimeValue(row.Int64(valueColumn));
            case AttributeType.String:
                return new StringValue(row.Text(valueColumn));
            default:
                var from = new ByteReader(row.Bytes(valueColumn));
                var value = from.ReadValue(type);
                return from.Failed ? throw new RecordFormatException($"a value of type {type} is cut off") : value;
        }
    }

    /// <summary>Reads any attribute. The last value of a series of strings or files comes from its own table.</summary>
    /// <param name="typeColumn">Of the column type; series and value follow.</param>
    public static AttributeValue Read(Statements database, FloatEngine floats, long run, Statement row, int typeColumn, CancellationToken cancel)
    {
        var (type, series, valueColumn) = ((AttributeType)row.Int64(typeColumn), row.Int64(typeColumn + 1), typeColumn + 2);
        switch (type)
        {
            case AttributeType.FloatSeries:
                var figures = floats.FiguresOf(run, series, SummaryCodec.ReadFloats(row.Bytes(valueColumn)), cancel);
                return figures.Summary.ToValue(figures.Display, figures.Previews);
            case AttributeType.StringSeries:
                var strings = SummaryCodec.ReadPoints(row.Bytes(valueColumn));
                return new StringSeriesValue(strings.Count, strings.LastStep, LastString(database, series, strings), strings.LastUnixMicros);
            case AttributeType.FileSeries:
                var files = SummaryCodec.ReadPoints(row.Bytes(valueColumn));
                return new FileSeriesValue(files.Count, files.LastStep, LastFile(database, series, files), files.LastUnixMicros);
            case AttributeType.HistogramSeries:
                var histograms = SummaryCodec.ReadPoints(row.Bytes(valueColumn));
                return new HistogramSeriesValue(histograms.Count, histograms.LastStep, histograms.LastUnixMicros);
            default:
                return ReadAssigned(type, row, valueColumn);
        }
    }

    static string? LastString(Statements database, long series, in PointSummary summary)
    {
        if (summary.Count == 0)
            return null;
        var statement = database["SELECT step, millionths, at, value FROM string_points WHERE series = ?1 AND step = ?2 AND millionths = ?3"];
        statement.Bind(1, series).Bind(2, summary.LastStep);
        var text = statement.Step() ? PointTable.ReadString(statement).Value : null;
        statement.Reset();
        return text;
    }

    static Domain.Files.FileContent? LastFile(Statements database, long series, in PointSummary summary)
    {
        if (summary.Count == 0)
            return null;
        var statement = database["SELECT step, millionths, at, value FROM file_points WHERE series = ?1 AND step = ?2 AND millionths = ?3"];
        statement.Bind(1, series).Bind(2, summary.LastStep);
        var file = statement.Step() ? PointTable.ReadFile(statement).File : null;
        statement.Reset();
        return file;
    }
}

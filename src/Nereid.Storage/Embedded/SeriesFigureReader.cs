using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>What is known of series besides their points, with what they inherit.</summary>
sealed class SeriesFigureReader(Statements database, FloatEngine floats)
{
    /// <summary>Null when there is no such series: the run does not have it, and inherits no point.</summary>
    public AttributeValue? Value(StoredLineage lineage, CancellationToken cancel) => lineage.Type switch
    {
        AttributeType.FloatSeries => FloatValue(lineage, cancel),
        AttributeType.StringSeries => Last(lineage, PointTable.ReadString, cancel) is { } lines
            ? new StringSeriesValue(lines.Count, lines.Point.Step, lines.Point.Value, lines.Point.UnixMicros)
            : null,
        AttributeType.FileSeries => Last(lineage, PointTable.ReadFile, cancel) is { } files
            ? new FileSeriesValue(files.Count, files.Point.Step, files.Point.File, files.Point.UnixMicros)
            : null,
        _ => Last(lineage, PointTable.ReadHistogram, cancel) is { } histograms
            ? new HistogramSeriesValue(histograms.Count, histograms.Point.Step, histograms.Point.UnixMicros)
            : null,
    };

    FloatSeriesValue? FloatValue(StoredLineage lineage, CancellationToken cancel)
    {
        var summary = Floats(lineage, cancel);
        if (summary.Count == 0 && !lineage.IsOwn)
            return null;
        SeriesDisplay? display = null;
        foreach (var part in lineage.Parts)
            display ??= FiguresOf(part, cancel).Display;
        return summary.ToValue(display);
    }

    /// <summary>The figures of all points of a float series that its lineage shows.</summary>
    public FloatSummary Floats(StoredLineage lineage, CancellationToken cancel)
    {
        var shown = default(FloatSummary);
        var isWhole = true;
        foreach (var part in lineage.Parts)
        {
            var figures = FiguresOf(part, cancel).Summary;
            if (figures.Count == 0 || figures.FirstStep > part.Limit)
                continue;
            isWhole &= shown.Count == 0 && !(figures.LastStep > part.Limit);
            shown = figures;
        }
        if (isWhole)
            return shown;
        using var question = floats.Ask();
        return question.Points(lineage.Floats.AsSpan()).Summarize(cancel);
    }

    Series.Heads.HeadFigures FiguresOf(in StoredPart part, CancellationToken cancel) =>
        floats.FiguresOf(part.Series.RunRow, part.Series.Number, part.Series.Floats, cancel);

    (long Count, T Point)? Last<T>(StoredLineage lineage, Func<Statement, T> read, CancellationToken cancel)
        where T : struct
    {
        var page = new PointReader<T>(database, lineage, read).Page(new PointWindow(0, 1, Descending: true), cancel);
        return page.Total > 0 ? (page.Total, page.Points[0]) : lineage.IsOwn ? (0, default) : null;
    }
}

using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>What is known of series besides their points, with what they inherit.</summary>
sealed class SeriesFigureReader(Statements database, FloatEngine floats, ShownParts shownParts)
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
        // Of ancestors only what is final is inherited.
        return summary.ToValue(display, lineage.IsOwn ? FiguresOf(lineage.Parts[0], cancel).Previews : default);
    }

    /// <summary>The figures of all points of a float series that its lineage shows: those of the generations joined, when each goes on behind the one before.</summary>
    public FloatSummary Floats(StoredLineage lineage, CancellationToken cancel)
    {
        var shown = default(FloatSummary);
        foreach (var part in lineage.Parts.Reverse())
        {
            var figures = FiguresOf(part, cancel);
            if (figures.Summary.Count == 0 || figures.Summary.FirstStep > part.Limit)
                continue;
            var visible = figures.Summary.LastStep > part.Limit ? UpToLimit(part, figures, cancel) : figures.Summary;
            if (shown.Count > 0 && visible.FirstStep <= shown.LastStep)
                return Counted(lineage.Floats.AsSpan(), cancel);
            shown = shown.Then(visible);
        }
        return shown;
    }

    FloatSummary Counted(ReadOnlySpan<FloatPart> parts, CancellationToken cancel)
    {
        using var question = floats.Ask();
        return question.Points(parts).Summarize(cancel);
    }

    /// <summary>The figures of the part of an ancestor's series that a fork shows. Counted once, as long as the ancestor does not go on.</summary>
    FloatSummary UpToLimit(in StoredPart part, in Series.Heads.HeadFigures figures, CancellationToken cancel)
    {
        var (series, limit) = (part.Series, part.Limit!.Value);
        var state = new ShownParts.State(figures.Summary, figures.Version, series.Floats.Through);
        return shownParts.Find((series.Number, limit), state)
            ?? shownParts.Keep((series.Number, limit), state, Counted([new FloatPart(series.RunRow, series.Number, limit)], cancel));
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

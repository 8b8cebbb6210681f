namespace Nereid.Server.Api.Shapes;

public enum PointOrder
{
    Asc,
    Desc,
}

/// <param name="From">First step, included; null for no bound. Likewise <paramref name="To"/>.</param>
/// <param name="Limit">0 to 100,000; 0 asks for the count alone.</param>
/// <param name="After">Only points that follow this step in the asked order, itself excluded: the last step of the page before.</param>
/// <param name="Inherited">Of a fork: with the points of the runs it continues, up to the fork steps.</param>
public sealed record PointQueryDto(
    Guid RunId, string Path, double? From = null, double? To = null, long Offset = 0, int Limit = 1000, PointOrder Order = PointOrder.Asc, double? After = null,
    bool Inherited = false);

/// <summary>Points of a float series as columns of equal length.</summary>
/// <param name="Total">Points in the whole window; with 'after', those beyond it.</param>
public sealed record PointsDto(long Total, IReadOnlyList<double> Steps, IReadOnlyList<long> UnixMicros, IReadOnlyList<double> Values);

/// <param name="Index">Place of the line in the series, ordered by step.</param>
public sealed record LogLineDto(long Index, double Step, long UnixMicros, string Value);

/// <param name="Offset">Index of the first line of this page.</param>
public sealed record LogPageDto(long Total, long Offset, IReadOnlyList<LogLineDto> Lines);

public sealed record LogHitDto(string Path, long Index, double Step, long UnixMicros, string Value);

/// <param name="Examined">Lines looked at for this answer.</param>
/// <param name="Next">Pass as <c>after</c> to go on looking; null when every line was looked at.</param>
public sealed record LogHitsDto(IReadOnlyList<LogHitDto> Hits, long Examined, string? Next);

public sealed record FileSeriesEntryDto(long Index, double Step, long UnixMicros, string? Name, string? Description, FileDto File);

public sealed record FileSeriesPageDto(long Total, long Offset, IReadOnlyList<FileSeriesEntryDto> Entries);

public sealed record HistogramSeriesEntryDto(long Index, double Step, long UnixMicros, HistogramDto Histogram);

public sealed record HistogramSeriesPageDto(long Total, long Offset, IReadOnlyList<HistogramSeriesEntryDto> Entries);

/// <param name="Series">1 to 5,000 series; the file has them in this order.</param>
public sealed record SeriesCsvQueryDto(IReadOnlyList<SeriesIdDto> Series, bool Inherited = false);

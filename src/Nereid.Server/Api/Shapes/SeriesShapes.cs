using Nereid.Domain.Queries;

namespace Nereid.Server.Api.Shapes;

public sealed record SeriesIdDto(Guid RunId, string Path);

/// <param name="Series">1 to 1,000 series; the answer keeps their order.</param>
/// <param name="From">First x, included. Null: the least of all asked series. Likewise <paramref name="To"/>.</param>
/// <param name="Buckets">1 to 10,000 equal parts of the range, the same for all series.</param>
public sealed record BucketQueryDto(
    IReadOnlyList<SeriesIdDto> Series, int Buckets, XAxis X = XAxis.Step, double? From = null, double? To = null);

public sealed record BucketAnswerDto(XAxis X, IReadOnlyList<SeriesBucketsDto> Series);

/// <summary>One series in buckets, as columns of equal length. Buckets without points are left out.</summary>
/// <param name="From">First x of the range, and <paramref name="To"/> the last.</param>
/// <param name="Total">Points inside the range.</param>
/// <param name="Index">Which bucket of the range, from 0.</param>
/// <param name="FirstX">x of the first point, and <paramref name="LastX"/> of the last.</param>
/// <param name="Count">Points, non-finite ones included.</param>
/// <param name="Min">Least finite value, NaN when the bucket has none. Likewise max and mean.</param>
/// <param name="First">Value of the first point, may be non-finite. Likewise last.</param>
public sealed record SeriesBucketsDto(
    Guid RunId, string Path, double From, double To, long Total, IReadOnlyList<int> Index, IReadOnlyList<double> FirstX, IReadOnlyList<double> LastX,
    IReadOnlyList<long> Count, IReadOnlyList<double> Min, IReadOnlyList<double> Max, IReadOnlyList<double> Mean, IReadOnlyList<double> First,
    IReadOnlyList<double> Last, IReadOnlyList<long> NanCount, IReadOnlyList<long> PositiveInfinityCount,
    IReadOnlyList<long> NegativeInfinityCount);

public enum PointOrder
{
    Asc,
    Desc,
}

/// <param name="From">First step, included; null for no bound. Likewise <paramref name="To"/>.</param>
/// <param name="Limit">0 to 100,000; 0 asks for the count alone.</param>
public sealed record PointQueryDto(
    Guid RunId, string Path, double? From = null, double? To = null, long Offset = 0, int Limit = 1000, PointOrder Order = PointOrder.Asc);

/// <summary>Points of a float series as columns of equal length.</summary>
/// <param name="Total">Points in the whole window.</param>
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
public sealed record SeriesCsvQueryDto(IReadOnlyList<SeriesIdDto> Series);

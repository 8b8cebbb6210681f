using Nereid.Domain.Queries;

namespace Nereid.Server.Api.Shapes;

/// <summary>A float series of a run, or a formula over several: one of the two.</summary>
/// <param name="Formula">An expression over series and numbers of the run (docs/formulas.md), such as "val/loss - train/loss", which is read as if it were a series. Answers have its
/// text for a path.</param>
public sealed record SeriesIdDto(Guid RunId, string? Path = null, string? Formula = null);

/// <summary>A formula as somebody writes it.</summary>
public sealed record FormulaQueryDto(string Text);

/// <param name="Names">The attributes that it is computed from, each once; empty when it cannot be read.</param>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
public sealed record FormulaDto(IReadOnlyList<string> Names, FormulaFaultDto? Fault);

/// <param name="Offset">Where, in UTF-16 code units from 0; the length of the text for its end.</param>
/// <param name="Reason">For people.</param>
public sealed record FormulaFaultDto(int Offset, string Reason);

/// <param name="Strength">Exponential: the weight, 0 to below 1. Averages: points of the window, 1 to 100,000. Gaussian: the standard deviation in mean distances between
/// points, above 0, at most 1,000,000.</param>
public sealed record SmoothingDto(SmoothingKind Kind, double Strength);

/// <param name="Series">1 to 1,000 series; the answer keeps their order.</param>
/// <param name="From">First x, included. Null: the least of all asked series. Likewise <paramref name="To"/>.</param>
/// <param name="Buckets">1 to 10,000 equal parts of the range, the same for all series.</param>
/// <param name="XSeries">With x 'series', and only then: the path of the float series, in each run, whose values are x.</param>
/// <param name="XFormula">With x 'series', instead of xSeries: the formula, in each run, whose values are x.</param>
/// <param name="Inherited">Of forks: with the points of the runs they continue, up to the fork steps.</param>
/// <param name="SteadyWidth">Without from and to: the range is widened so that buckets begin at multiples of their width, which is 4, 5, 6 or 7 times a power of two, at least this
/// one, and the least with which 'buckets' are enough. Borders then stay where they are while points arrive.</param>
public sealed record BucketQueryDto(
    IReadOnlyList<SeriesIdDto> Series, int Buckets, XAxis X = XAxis.Step, double? From = null, double? To = null, string? XSeries = null, bool Inherited = false,
    SmoothingDto? Smoothing = null, double? SteadyWidth = null, string? XFormula = null);

public sealed record BucketAnswerDto(XAxis X, IReadOnlyList<SeriesBucketsDto> Series);

/// <summary>One series in buckets, as columns of equal length. Buckets without points are left out.</summary>
/// <param name="From">First x of the range, and <paramref name="To"/> the last.</param>
/// <param name="Total">Points inside the range.</param>
/// <param name="Index">Which bucket of the range, from 0.</param>
/// <param name="FirstX">x of the first point, and <paramref name="LastX"/> of the last.</param>
/// <param name="Count">Points, non-finite ones included.</param>
/// <param name="Min">Least finite value, NaN when the bucket has none. Likewise max and mean.</param>
/// <param name="First">Value of the first point, may be non-finite. Likewise last.</param>
/// <param name="Smoothed">When asked for: the smoothed curve, of all points of the series, at the last x of each bucket.</param>
public sealed record SeriesBucketsDto(
    Guid RunId, string Path, double From, double To, long Total, IReadOnlyList<int> Index, IReadOnlyList<double> FirstX, IReadOnlyList<double> LastX,
    IReadOnlyList<long> Count, IReadOnlyList<double> Min, IReadOnlyList<double> Max, IReadOnlyList<double> Mean, IReadOnlyList<double> First,
    IReadOnlyList<double> Last, IReadOnlyList<long> NanCount, IReadOnlyList<long> PositiveInfinityCount,
    IReadOnlyList<long> NegativeInfinityCount, IReadOnlyList<double>? Smoothed = null);

/// <param name="Groups">1 to 1,000 groups of together 1 to 1,000 series; the answer keeps their order.</param>
/// <param name="Gaps">What a series counts with in a bucket without a value of its own, between two that have one.</param>
/// <param name="Quantiles">Up to 20, each from 0 to 1.</param>
/// <param name="SteadyWidth">As of buckets.</param>
public sealed record GroupQueryDto(
    IReadOnlyList<IReadOnlyList<SeriesIdDto>> Groups, int Buckets, XAxis X = XAxis.Step, double? From = null, double? To = null, string? XSeries = null,
    bool Inherited = false, GroupGaps Gaps = GroupGaps.Leave, IReadOnlyList<double>? Quantiles = null, double? SteadyWidth = null, string? XFormula = null);

public sealed record GroupAnswerDto(XAxis X, IReadOnlyList<GroupBucketsDto> Groups);

/// <summary>One group in buckets, as columns of equal length. Each series counts with the mean of its finite points in the bucket; buckets in which none counts are left out.</summary>
/// <param name="Parts">Into how many equal parts the range is cut.</param>
/// <param name="Series">Series that count.</param>
/// <param name="Points">Points of all series of the group.</param>
/// <param name="StandardDeviation">Of the sample; NaN for one series. <paramref name="StandardError"/>: divided by the root of the number of series.</param>
/// <param name="Min">Least of the series' values. Likewise max.</param>
/// <param name="PointMin">Least finite value of all points, NaN when there is none. Likewise pointMax.</param>
/// <param name="Quantiles">A column for each that was asked for.</param>
public sealed record GroupBucketsDto(
    double From, double To, int Parts, IReadOnlyList<int> Index, IReadOnlyList<int> Series, IReadOnlyList<long> Points, IReadOnlyList<double> Mean,
    IReadOnlyList<double> StandardDeviation, IReadOnlyList<double> StandardError, IReadOnlyList<double> Min, IReadOnlyList<double> Max, IReadOnlyList<double> PointMin,
    IReadOnlyList<double> PointMax, IReadOnlyList<double> Median, IReadOnlyList<IReadOnlyList<double>> Quantiles);

/// <param name="Series">1 to 1,000 series; the answer keeps their order.</param>
/// <param name="From">First x, included; null for no bound. Likewise <paramref name="To"/>.</param>
/// <param name="Quantiles">Up to 20 of the finite values, each from 0 to 1.</param>
public sealed record StatisticsQueryDto(
    IReadOnlyList<SeriesIdDto> Series, XAxis X = XAxis.Step, double? From = null, double? To = null, string? XSeries = null, bool Inherited = false,
    IReadOnlyList<double>? Quantiles = null, string? XFormula = null);

public sealed record StatisticsAnswerDto(XAxis X, IReadOnlyList<SeriesStatisticsDto> Series);

/// <param name="Count">Points inside the range, non-finite ones included.</param>
/// <param name="Min">Least finite value, NaN when there is none. Likewise max, mean and variance (of the population) and the quantiles.</param>
/// <param name="FirstX">Least x; null when there are no points. <paramref name="First"/>: the value there. Likewise the last.</param>
public sealed record SeriesStatisticsDto(
    Guid RunId, string Path, long Count, long NanCount, long PositiveInfinityCount, long NegativeInfinityCount, double Min, double Max, double Mean, double Variance,
    double? FirstX, double First, double? LastX, double Last, IReadOnlyList<double> Quantiles);

/// <param name="Series">1 to 1,000 series; the answer keeps their order.</param>
/// <param name="At">The x to look near.</param>
public sealed record NearestQueryDto(IReadOnlyList<SeriesIdDto> Series, double At, XAxis X = XAxis.Step, string? XSeries = null, bool Inherited = false, string? XFormula = null);

public sealed record NearestAnswerDto(XAxis X, IReadOnlyList<NearestDto> Series);

/// <param name="Point">Null when the series has no point on the axis.</param>
public sealed record NearestDto(Guid RunId, string Path, NearestPointDto? Point);

/// <param name="X">Where the point lies on the axis.</param>
public sealed record NearestPointDto(double X, double Step, long UnixMicros, double Value);

/// <param name="Paths">1 to 2,000 paths of float series.</param>
/// <param name="Filter">Which runs; the first 1,000 of them count. Null: all that are not in the trash.</param>
public sealed record RankingQueryDto(IReadOnlyList<string> Paths, RunFilterDto? Filter = null);

/// <param name="Runs">Runs that count.</param>
/// <param name="RunsLeft">Further runs that do not.</param>
public sealed record RankingDto(long Runs, long RunsLeft, IReadOnlyList<RankedSeriesDto> Series);

/// <summary>What a metric says about the order of charts.</summary>
/// <param name="Runs">Runs that have it.</param>
/// <param name="LastUnixMicros">Time of the latest last point of them; null when there are none.</param>
/// <param name="Least">Least of the runs' last values, and <paramref name="Greatest"/> the greatest; null where none is finite.</param>
public sealed record RankedSeriesDto(string Path, long Runs, long? LastUnixMicros, double? Least, double? Greatest);

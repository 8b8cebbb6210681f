using System.Collections.Immutable;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>What a series counts with in a bucket in which it has no finite value, between two in which it has one. Never before its first or behind its last.</summary>
public enum GroupGaps
{
    /// <summary>Not at all.</summary>
    Leave,

    /// <summary>The value of the bucket before.</summary>
    Carry,

    /// <summary>On the line between the buckets before and behind, by bucket number.</summary>
    Interpolate,
}

/// <summary>Asks how groups of float series, such as the seeds of one setting, run together on aligned buckets.</summary>
/// <param name="Groups">A series may be in several groups. One without points counts nowhere.</param>
/// <param name="From">As in <see cref="BucketQuery"/>, over all series of all groups; likewise To, Buckets, SteadyWidth and XFormula.</param>
/// <param name="Quantiles">Each from 0 to 1.</param>
public sealed record GroupedBucketQuery(
    ImmutableArray<ImmutableArray<SeriesId>> Groups, XAxis X, double? From, double? To, int Buckets, GroupGaps Gaps = GroupGaps.Leave,
    ImmutableArray<double> Quantiles = default, AttributePath? XSeries = null, double? SteadyWidth = null, Formula? XFormula = null);

/// <summary>One group; buckets in which no series counts are left out.</summary>
/// <param name="Parts">Into how many equal parts the range is cut: as many as were asked for, or fewer with a steady width.</param>
/// <param name="Quantiles">As many for each bucket as were asked for, one bucket after the other.</param>
public sealed record GroupBuckets(double From, double To, int Parts, ImmutableArray<GroupBucket> Buckets, ImmutableArray<double> Quantiles);

/// <summary>How the series of a group stand in one bucket. Each counts with one value: the mean of its finite points in the bucket.</summary>
/// <param name="Index">Which of the query's buckets, from 0.</param>
/// <param name="Series">Series that count, at least one.</param>
/// <param name="Points">Points of all series of the group in the bucket, non-finite ones included.</param>
/// <param name="StandardDeviation">Of the sample, √(Σ(v − mean)²/(n − 1)); NaN for one series.</param>
/// <param name="StandardError">Of the mean: the standard deviation divided by √n.</param>
/// <param name="Min">Least of the series' values, and <paramref name="Max"/> the greatest.</param>
/// <param name="PointMin">Least finite value of all points in the bucket, NaN when it has none; <paramref name="PointMax"/> the greatest.</param>
/// <param name="Median">Quantile 0.5. Quantiles interpolate between the two nearest values (type 7 of Hyndman and Fan, Sample quantiles in statistical packages, 1996).</param>
public readonly record struct GroupBucket(
    int Index, int Series, long Points, double Mean, double StandardDeviation, double StandardError, double Min, double Max, double PointMin, double PointMax,
    double Median);

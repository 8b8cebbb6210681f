using System.Collections.Immutable;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>One series of one run, with as much of its history as the question wants.</summary>
/// <param name="Formula">Asks for the points of a formula instead, where float points are read. The path is then its first name.</param>
public readonly record struct SeriesId(RunId Run, AttributePath Path, Lineage Lineage = default, Formula? Formula = null)
{
    public static SeriesId Of(RunId run, Formula formula, Lineage lineage = default) => new(run, formula.Names[0], lineage, formula);

    /// <summary>The path, or the text of the formula.</summary>
    public string Name => Formula?.Text ?? Path.Text;
}

/// <summary>Which points of a series, ordered by step. Both ends are included when given.</summary>
/// <param name="Offset">Points to skip from the beginning of the window in the asked order.</param>
/// <param name="Limit">At most this many points; 0 asks for the count alone.</param>
/// <param name="After">Only points that follow this step in the asked order, itself excluded. Pages that go on after the last step of the page before neither
/// repeat nor miss points while others arrive.</param>
public readonly record struct PointWindow(
    long Offset, int Limit, bool Descending = false, Step? From = null, Step? To = null, Step? After = null);

/// <param name="Total">Points in the whole window, not only on this page; of a window with a step to begin after, those beyond it.</param>
public sealed record PointPage<TPoint>(long Total, ImmutableArray<TPoint> Points);

/// <summary>What a chart's x axis shows.</summary>
public enum XAxis
{
    Step,

    /// <summary>Seconds since the earliest float point of the series' run, and of those ancestors that are read for it.</summary>
    RelativeTime,

    /// <summary>Unix seconds, with fractions.</summary>
    AbsoluteTime,

    /// <summary>The value that another float series, or a formula, of the same run has at the same step. Points whose step it does not have, or where it is not finite, have no
    /// place and are left out.</summary>
    Series,

    /// <summary>Seconds since the earliest point of the series itself.</summary>
    SinceFirstPoint,

    /// <summary>As <see cref="SinceFirstPoint"/>, with pauses cut out. A pause is a gap between neighbouring points in time that is longer than a minute and than twenty
    /// times the median gap of the series; it is cut down to the median gap.</summary>
    ActiveTime,
}

/// <summary>Asks for the exact shape of float series at a given width.</summary>
/// <param name="From">First x, included. Null: the least x of all asked series.</param>
/// <param name="To">Last x, included. Null: the greatest x of all asked series.</param>
/// <param name="Buckets">1 to 10,000. The range is cut into this many equal parts, the same for all series.</param>
/// <param name="XSeries">With <see cref="XAxis.Series"/>: the series whose values are x. It is read with the lineage of each asked series.</param>
/// <param name="XFormula">With <see cref="XAxis.Series"/>, instead of XSeries: the formula whose values are x.</param>
/// <param name="Smoothing">Asks for the smoothed curve beside the raw figures.</param>
/// <param name="SteadyWidth">Without From and To: the range is widened so that buckets begin at multiples of their width, which is one of 4, 5, 6 or 7 times a power of two, at
/// least this one, and the least with which no more than Buckets are needed. Borders then stay where they are while points arrive, until the range has grown by an eighth or
/// more. Null: the range is cut as it is.</param>
public sealed record BucketQuery(
    ImmutableArray<SeriesId> Series, XAxis X, double? From, double? To, int Buckets, AttributePath? XSeries = null, Smoothing? Smoothing = null, double? SteadyWidth = null,
    Formula? XFormula = null);

/// <summary>One series in buckets; buckets without points are left out.</summary>
/// <param name="Total">Points inside the range.</param>
/// <param name="Smoothed">When asked for: the smoothed curve at the last x of each bucket, as <see cref="Smoothing"/> defines it; NaN where it has no value. Empty otherwise.</param>
public sealed record SeriesBuckets(SeriesId Series, double From, double To, long Total, ImmutableArray<Bucket> Buckets, ImmutableArray<double> Smoothed);

/// <summary>All points of one series in one x interval, at least one.</summary>
/// <param name="Index">Which of the query's buckets, from 0.</param>
/// <param name="FirstX">x of the first point, and <paramref name="LastX"/> of the last.</param>
/// <param name="Count">Points, non-finite ones included.</param>
/// <param name="Min">Least finite value; NaN when the bucket has none. Likewise Max and Mean.</param>
/// <param name="First">Value of the first point, may be non-finite. Likewise Last.</param>
public readonly record struct Bucket(
    int Index, double FirstX, double LastX, long Count, long NanCount, long PositiveInfinityCount, long NegativeInfinityCount,
    double Min, double Max, double Mean, double First, double Last);

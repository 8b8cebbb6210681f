using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Series.Analysis;

/// <summary>Bounds of the contract; callers that let people choose check before.</summary>
static class SeriesQueryBounds
{
    const int Quantiles = 100;

    public static void Validate(BucketQuery query)
    {
        ValidateGrid(query.From, query.To, query.Buckets);
        ValidateSteady(query.From, query.To, query.SteadyWidth);
        ValidateAxis(query.X, query.XSeries, query.XFormula);
        if (query.Smoothing?.Fault is { } fault)
            throw new ArgumentOutOfRangeException(nameof(query), fault);
    }

    public static void Validate(GroupedBucketQuery query)
    {
        ValidateGrid(query.From, query.To, query.Buckets);
        ValidateSteady(query.From, query.To, query.SteadyWidth);
        ValidateAxis(query.X, query.XSeries, query.XFormula);
        ValidateQuantiles(query.Quantiles);
    }

    public static void Validate(StatisticsQuery query)
    {
        ValidateEnds(query.From, query.To);
        ValidateAxis(query.X, query.XSeries, query.XFormula);
        ValidateQuantiles(query.Quantiles);
    }

    public static void Validate(NearestQuery query)
    {
        ValidateEnds(query.At, null);
        ValidateAxis(query.X, query.XSeries, query.XFormula);
    }

    static void ValidateGrid(double? from, double? to, int buckets)
    {
        if (buckets is < 1 or > 10_000)
            throw new ArgumentOutOfRangeException(nameof(buckets), buckets, "A chart has 1 to 10,000 buckets.");
        ValidateEnds(from, to);
    }

    static void ValidateSteady(double? from, double? to, double? width)
    {
        if (width is { } least && (from is not null || to is not null || !double.IsFinite(least) || least < 0))
            throw new ArgumentOutOfRangeException(nameof(width), width, "A steady width is finite, not below zero, and goes with a range that is not given.");
    }

    static void ValidateEnds(double? from, double? to)
    {
        if (from is { } first && !double.IsFinite(first) || to is { } last && !double.IsFinite(last))
            throw new ArgumentOutOfRangeException(nameof(from), "The ends of a chart's range are finite.");
    }

    static void ValidateAxis(XAxis axis, AttributePath? series, Formula? formula)
    {
        if (axis == XAxis.Series != (series is not null || formula is not null) || series is not null && formula is not null)
            throw new ArgumentException("Either an x series or an x formula goes with the axis of that kind, and only with it.", nameof(series));
    }

    static void ValidateQuantiles(ImmutableArray<double> quantiles)
    {
        if (!quantiles.IsDefault && (quantiles.Length > Quantiles || quantiles.Any(quantile => quantile is not (>= 0 and <= 1))))
            throw new ArgumentOutOfRangeException(nameof(quantiles), $"There are at most {Quantiles} quantiles, each from 0 to 1.");
    }
}

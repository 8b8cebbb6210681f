using System.Collections.Immutable;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>Asks for the figures of float series over a range of x.</summary>
/// <param name="From">First x, included; null for no bound. Likewise To.</param>
/// <param name="Quantiles">Of the finite values, each from 0 to 1. With 0.01 and 0.99, say, a y axis that outliers do not decide.</param>
public sealed record StatisticsQuery(
    ImmutableArray<SeriesId> Series, XAxis X, double? From, double? To, ImmutableArray<double> Quantiles = default, AttributePath? XSeries = null, Formula? XFormula = null);

/// <param name="Count">Points inside the range, non-finite ones included. When it is 0 all other figures are 0 or NaN.</param>
/// <param name="Min">Least finite value; NaN when there is none. Likewise Max, Mean and Variance.</param>
/// <param name="Variance">Of the whole population of finite values.</param>
/// <param name="FirstX">Least x, and <paramref name="First"/> the value there; of several the one with the lowest step. May be non-finite.</param>
/// <param name="LastX">Greatest x, and <paramref name="Last"/> the value there; of several the one with the highest step.</param>
/// <param name="Quantiles">One for each that was asked for, in that order, exact, as in <see cref="GroupBucket"/>; NaN when no value is finite.</param>
public sealed record SeriesStatistics(
    SeriesId Series, long Count, long NanCount, long PositiveInfinityCount, long NegativeInfinityCount, double Min, double Max, double Mean, double Variance,
    double FirstX, double First, double LastX, double Last, ImmutableArray<double> Quantiles);

/// <summary>Asks which point of each float series lies nearest to an x.</summary>
public sealed record NearestQuery(ImmutableArray<SeriesId> Series, XAxis X, double At, AttributePath? XSeries = null, Formula? XFormula = null);

/// <param name="Point">Null when the series has no point with a place on the axis. Of two equally near the one with the lesser x; of several at one x the one with
/// the highest step.</param>
public readonly record struct NearestPoint(SeriesId Series, double X, FloatPoint? Point);

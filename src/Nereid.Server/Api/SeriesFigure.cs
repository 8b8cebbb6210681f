using System.Diagnostics;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>A number that is worked out from the points of a float series, or of a formula, of one run. Points inherited over forks count.</summary>
/// <param name="Formula">In place of the series at <paramref name="Path"/>.</param>
/// <param name="Step">Of <see cref="RunFigureKind.AtStep"/>; 0 otherwise.</param>
/// <param name="Other">Of <see cref="RunFigureKind.WhereLowest"/> and <see cref="RunFigureKind.WhereHighest"/>.</param>
readonly record struct SeriesFigure(RunFigureKind Kind, AttributePath Path, Formula? Formula, double Step, AttributePath? Other)
{
    /// <summary>Null when the figure makes sense.</summary>
    public static Problem? Fault(RunFigureQueryDto asked, string field, out SeriesFigure figure)
    {
        figure = default;
        if (asked.Path is not null == asked.Formula is not null)
            return Problems.Invalid(field, "Expected either 'path' or 'formula'.");
        AttributePath path = default;
        Formula? formula = null;
        if (asked.Path is { } text && !AttributePath.TryParse(text, out path, out var fault))
            return Problems.Invalid($"{field}.path", fault);
        if (asked.Formula is { } expression && AxisSeries.FaultIn(expression, $"{field}.formula", out formula) is { } problem)
            return problem;
        AttributePath? other = null;
        if (asked.Kind is RunFigureKind.WhereLowest or RunFigureKind.WhereHighest)
        {
            if (!AttributePath.TryParse(asked.Other ?? "", out var parsed, out fault))
                return Problems.Invalid($"{field}.other", fault);
            other = parsed;
        }
        var isAtStep = asked.Kind == RunFigureKind.AtStep;
        if (isAtStep && (asked.Step is not { } step || !double.IsFinite(step)))
            return Problems.Invalid($"{field}.step", "Expected a finite number.");
        figure = new SeriesFigure(asked.Kind, formula?.Names[0] ?? path, formula, isAtStep ? asked.Step ?? 0 : 0, other);
        return null;
    }

    public SeriesId Of(RunId run) => Formula is null ? new SeriesId(run, Path, Lineage.Full) : SeriesId.Of(run, Formula, Lineage.Full);

    /// <summary>Figures with the same reading come out of the same look at the points.</summary>
    public SeriesFigure Reading => IsStatistic ? this with { Kind = RunFigureKind.Median } : this;

    public bool IsStatistic => Kind is not (RunFigureKind.AtStep or RunFigureKind.WhereLowest or RunFigureKind.WhereHighest);

    /// <param name="statistics">Of all points, with the median as their only quantile when that is the figure.</param>
    public FigureValue? In(SeriesStatistics statistics) => statistics.Count == 0 ? null : Kind switch
    {
        RunFigureKind.Median => new FigureValue(statistics.Quantiles[0]),
        RunFigureKind.Last => new FigureValue(statistics.Last, statistics.LastX),
        RunFigureKind.First => new FigureValue(statistics.First, statistics.FirstX),
        RunFigureKind.Min => new FigureValue(statistics.Min),
        RunFigureKind.Max => new FigureValue(statistics.Max),
        RunFigureKind.Mean => new FigureValue(statistics.Mean),
        RunFigureKind.Variance => new FigureValue(statistics.Variance),
        RunFigureKind.Count => new FigureValue(statistics.Count),
        _ => throw new UnreachableException(Kind.ToString()),
    };
}

/// <param name="Step">Where the value is; null when it is of all points.</param>
readonly record struct FigureValue(double Value, double? Step = null);

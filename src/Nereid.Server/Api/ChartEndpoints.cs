using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Columns;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>What charts show of float series: buckets, groups, statistics, the point under the pointer.</summary>
/// <remarks>A fork's inherited points lie in runs of its own project, so the right to read the fork is the right to read them.</remarks>
static class ChartEndpoints
{
    const int SeriesPerQuery = 1000;
    const int MaxBuckets = 10_000;

    /// <summary>Of all series together: some hundred megabytes while the answer is made would be enough to hurt others.</summary>
    const int BucketsPerQuery = 2_000_000;

    const int MaxQuantiles = 20;

    public static void MapCharts(this IEndpointRouteBuilder api)
    {
        const string binary = "Also answers in binary columns (docs/api/columns.md) to 'Accept: " + ColumnAnswer.MediaType + "'.";
        api.MapPost("/series/buckets", ReadBucketsAsync).WithName("readBuckets").OpenToGuests().WithTags("series").WithDescription(binary)
            .WithSummary("The exact shape of float series of one or many runs at a given width.");
        api.MapPost("/series/groups", ReadGroupsAsync).WithName("readGroups").OpenToGuests().WithTags("series").WithDescription(binary)
            .WithSummary("How groups of float series run together: mean, spread, quantiles on aligned buckets.");
        api.MapPost("/series/statistics", ReadStatisticsAsync).WithName("readStatistics").OpenToGuests().WithTags("series")
            .WithSummary("Figures of float series over a range of x, exact quantiles included.");
        api.MapPost("/series/nearest", ReadNearestAsync).WithName("readNearest").OpenToGuests().WithTags("series")
            .WithSummary("The point of each float series that lies nearest to an x.");
        api.MapPost("/series/formula", ReadFormula).WithName("readFormula").OpenToGuests().WithTags("series")
            .WithSummary("Whether a text is a formula over series, what it is computed from, and where it is at fault.");
    }

    static async Task<Results<Ok<BucketAnswerDto>, ColumnAnswer, Problem>> ReadBucketsAsync(
        BucketQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var smoothing = body.Smoothing is { } asked ? new Smoothing(asked.Kind, asked.Strength) : null;
        var problem = AxisSeries.Fault(body.X, body.XSeries, body.XFormula, out var x, out var xFormula)
            ?? FaultInGrid(body.Series.Count, body.Buckets, body.From, body.To)
            ?? FaultInSteadiness(body.From, body.To, body.SteadyWidth)
            ?? (smoothing?.Fault is { } fault ? Problems.Invalid("$.smoothing.strength", fault) : null);
        if (problem is not null)
            return problem;
        var (series, refused) = await new SeriesGate(http, gate, body.Inherited).AdmitAsync(body.Series, "$.series", cancel);
        if (refused is not null)
            return refused;
        var answers = await runs.ReadBucketsAsync(new BucketQuery(series, body.X, body.From, body.To, body.Buckets, x, smoothing, body.SteadyWidth, xFormula), cancel);
        if (ColumnAnswer.IsWanted(http.Request))
            return ChartColumns.Of(body.X, answers);
        return TypedResults.Ok(new BucketAnswerDto(body.X, [.. answers.Select(answer => ChartDescriptions.Describe(answer, smoothing is not null))]));
    }

    static async Task<Results<Ok<GroupAnswerDto>, ColumnAnswer, Problem>> ReadGroupsAsync(
        GroupQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        if (body.Groups.Count is 0 or > SeriesPerQuery)
            return Problems.Invalid("$.groups", $"Expected 1 to {SeriesPerQuery} groups, got {body.Groups.Count}.");
        var problem = AxisSeries.Fault(body.X, body.XSeries, body.XFormula, out var x, out var xFormula)
            ?? FaultInGrid(body.Groups.Sum(group => group.Count), body.Buckets, body.From, body.To, "$.groups")
            ?? FaultInSteadiness(body.From, body.To, body.SteadyWidth)
            ?? FaultInQuantiles(body.Quantiles);
        if (problem is not null)
            return problem;
        var groups = ImmutableArray.CreateBuilder<ImmutableArray<SeriesId>>(body.Groups.Count);
        var series = new SeriesGate(http, gate, body.Inherited);
        for (var i = 0; i < body.Groups.Count; i++)
        {
            var (members, refused) = await series.AdmitAsync(body.Groups[i], $"$.groups[{i}]", cancel);
            if (refused is not null)
                return refused;
            groups.Add(members);
        }
        ImmutableArray<double> quantiles = [.. body.Quantiles ?? []];
        var answers = await runs.ReadGroupsAsync(
            new GroupedBucketQuery(groups.MoveToImmutable(), body.X, body.From, body.To, body.Buckets, body.Gaps, quantiles, x, body.SteadyWidth, xFormula), cancel);
        if (ColumnAnswer.IsWanted(http.Request))
            return ChartColumns.Of(body.X, answers, quantiles);
        return TypedResults.Ok(new GroupAnswerDto(body.X, [.. answers.Select(answer => ChartDescriptions.Describe(answer, quantiles.Length))]));
    }

    static async Task<Results<Ok<StatisticsAnswerDto>, Problem>> ReadStatisticsAsync(
        StatisticsQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var problem = AxisSeries.Fault(body.X, body.XSeries, body.XFormula, out var x, out var xFormula) ?? FaultInSeries(body.Series.Count) ?? FaultInRange(body.From, body.To) ?? FaultInQuantiles(body.Quantiles);
        if (problem is not null)
            return problem;
        var (series, refused) = await new SeriesGate(http, gate, body.Inherited).AdmitAsync(body.Series, "$.series", cancel);
        if (refused is not null)
            return refused;
        var answers = await runs.ReadStatisticsAsync(new StatisticsQuery(series, body.X, body.From, body.To, [.. body.Quantiles ?? []], x, xFormula), cancel);
        return TypedResults.Ok(new StatisticsAnswerDto(body.X, [.. answers.Select(ChartDescriptions.Describe)]));
    }

    static async Task<Results<Ok<NearestAnswerDto>, Problem>> ReadNearestAsync(
        NearestQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var problem = AxisSeries.Fault(body.X, body.XSeries, body.XFormula, out var x, out var xFormula) ?? FaultInSeries(body.Series.Count)
            ?? (double.IsFinite(body.At) ? null : Problems.Invalid("$.at", "Expected a finite number."));
        if (problem is not null)
            return problem;
        var (series, refused) = await new SeriesGate(http, gate, body.Inherited).AdmitAsync(body.Series, "$.series", cancel);
        if (refused is not null)
            return refused;
        var answers = await runs.ReadNearestAsync(new NearestQuery(series, body.X, body.At, x, xFormula), cancel);
        return TypedResults.Ok(new NearestAnswerDto(body.X, [.. answers.Select(ChartDescriptions.Describe)]));
    }

    static Ok<FormulaDto> ReadFormula(FormulaQueryDto body) => TypedResults.Ok(
        Formula.TryParse(body.Text, out var formula, out var fault)
            ? new FormulaDto([.. formula.Names.Select(name => name.Text)], null)
            : new FormulaDto([], new FormulaFaultDto(fault.Offset, fault.Reason)));

    static Problem? FaultInGrid(int series, int buckets, double? from, double? to, string where = "$.series")
    {
        if (FaultInSeries(series, where) is { } problem)
            return problem;
        if (buckets is < 1 or > MaxBuckets)
            return Problems.Invalid("$.buckets", $"Expected 1 to {MaxBuckets} buckets, got {buckets}.");
        return (long)series * buckets > BucketsPerQuery
            ? Problems.Invalid("$.buckets", $"Expected series times buckets to be at most {BucketsPerQuery}, got {(long)series * buckets}.")
            : FaultInRange(from, to);
    }

    static Problem? FaultInSteadiness(double? from, double? to, double? width)
    {
        if (width is not { } least)
            return null;
        if (from is not null || to is not null)
            return Problems.Invalid("$.steadyWidth", "Expected none beside 'from' or 'to', whose borders stay where they are anyway.");
        return double.IsFinite(least) && least >= 0 ? null : Problems.Invalid("$.steadyWidth", $"Expected a finite number that is not below 0, got {least}.");
    }

    static Problem? FaultInSeries(int count, string where = "$.series") =>
        count is 0 or > SeriesPerQuery ? Problems.Invalid(where, $"Expected 1 to {SeriesPerQuery} series, got {count}.") : null;

    static Problem? FaultInRange(double? from, double? to)
    {
        if (from is { } first && !double.IsFinite(first))
            return Problems.Invalid("$.from", "Expected a finite number.");
        return to is { } last && (!double.IsFinite(last) || last < from) ? Problems.Invalid("$.to", "Expected a finite number that is not below 'from'.") : null;
    }

    static Problem? FaultInQuantiles(IReadOnlyList<double>? quantiles)
    {
        if (quantiles?.Count > MaxQuantiles)
            return Problems.Invalid("$.quantiles", $"Expected up to {MaxQuantiles} quantiles, got {quantiles.Count}.");
        for (var i = 0; i < quantiles?.Count; i++)
            if (quantiles[i] is not (>= 0 and <= 1))
                return Problems.Invalid($"$.quantiles[{i}]", $"Expected a number from 0 to 1, got {quantiles[i]}.");
        return null;
    }
}

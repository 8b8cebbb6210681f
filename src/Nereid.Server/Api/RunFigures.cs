using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Works figures out from points, for many runs at once. What was worked out is kept until the run changes, so a table that is asked for again reads
/// only the runs that went on.</summary>
sealed class RunFigures(IRunReader reader, FigureCache cache) : IDisposable
{
    /// <summary>Runs that are read in one look at the store, between two looks at whether somebody still waits for the answer.</summary>
    const int BatchRuns = 100;

    /// <summary>Enough that the points of one bucket are a few pages at most; each is read once.</summary>
    const int SearchBuckets = 1_000;

    const int PagePoints = 50_000;

    /// <summary>So that tables sorted by figures leave room for everything else, however many are asked for.</summary>
    readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <returns>For each figure one value per run; null where the run has no such series or point.</returns>
    public async ValueTask<FigureValue?[][]> ReadAsync(IReadOnlyList<RunHead> runs, ImmutableArray<SeriesFigure> figures, CancellationToken cancel)
    {
        var answers = figures.Select(_ => new FigureValue?[runs.Count]).ToArray();
        var parents = new Dictionary<RunId, RunId?>();
        for (var start = 0; start < runs.Count; start += BatchRuns)
        {
            var batch = new List<(RunHead Head, FigureCache.Entry Entry)>(BatchRuns);
            for (var i = start; i < Math.Min(runs.Count, start + BatchRuns); i++)
                batch.Add((runs[i], cache.Open(await LineageOfAsync(runs[i], parents, cancel))));
            foreach (var reading in figures.Distinct().GroupBy(figure => figure.Reading))
                await FillAsync(batch, [.. reading], cancel);
            for (var i = 0; i < figures.Length; i++)
                for (var run = 0; run < batch.Count; run++)
                    cache.TryGet(batch[run].Entry, figures[i], out answers[i][start + run]);
        }
        return answers;
    }

    async ValueTask<ImmutableArray<RunId>> LineageOfAsync(RunHead run, Dictionary<RunId, RunId?> parents, CancellationToken cancel)
    {
        if (run.Fork is null)
            return [run.Id];
        var lineage = ImmutableArray.CreateBuilder<RunId>();
        lineage.Add(run.Id);
        for (RunId? next = run.Fork.Parent; next is { } parent; next = parents[parent])
        {
            lineage.Add(parent);
            if (!parents.ContainsKey(parent))
                parents[parent] = (await reader.FindRunAsync(parent, cancel))?.Fork?.Parent;
        }
        return lineage.ToImmutable();
    }

    /// <param name="figures">Of one reading.</param>
    async ValueTask FillAsync(List<(RunHead Head, FigureCache.Entry Entry)> batch, ImmutableArray<SeriesFigure> figures, CancellationToken cancel)
    {
        var missing = batch.FindAll(run => figures.Any(figure => !cache.TryGet(run.Entry, figure, out _)));
        if (missing.Count == 0)
            return;
        await _turns.WaitAsync(cancel);
        try
        {
            ImmutableArray<RunHead> heads = [.. missing.Select(run => run.Head)];
            var values = await ReadPointsAsync(heads, figures, cancel);
            if (figures[0].Formula is { } formula)
                await ReadNumbersAsync(heads, formula, figures, values, cancel);
            for (var i = 0; i < figures.Length; i++)
                for (var run = 0; run < missing.Count; run++)
                    cache.Keep(missing[run].Entry, figures[i], values[i][run]);
        }
        finally
        {
            _turns.Release();
        }
    }

    async ValueTask<FigureValue?[][]> ReadPointsAsync(ImmutableArray<RunHead> runs, ImmutableArray<SeriesFigure> figures, CancellationToken cancel)
    {
        ImmutableArray<SeriesId> series = [.. runs.Select(run => figures[0].Of(run.Id))];
        if (figures[0].IsStatistic)
        {
            ImmutableArray<double> quantiles = figures.Any(figure => figure.Kind == RunFigureKind.Median) ? [0.5] : [];
            var statistics = await reader.ReadStatisticsAsync(new StatisticsQuery(series, XAxis.Step, null, null, quantiles), cancel);
            return [.. figures.Select(figure => statistics.Select(figure.In).ToArray())];
        }
        if (figures[0].Kind == RunFigureKind.AtStep)
            return [[.. (await reader.ReadNearestAsync(new NearestQuery(series, XAxis.Step, figures[0].Step), cancel)).Select(ValueOf)]];
        var values = new FigureValue?[runs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var other = new SeriesId(runs[i].Id, figures[0].Other!.Value, Lineage.Full);
            if (await BestStepAsync(other, figures[0].Kind == RunFigureKind.WhereHighest, cancel) is { } best)
                values[i] = ValueOf((await reader.ReadNearestAsync(new NearestQuery([series[i]], XAxis.Step, best), cancel))[0]);
        }
        return [values];
    }

    static FigureValue? ValueOf(NearestPoint nearest) => nearest.Point is { } point ? new FigureValue(point.Value, point.Step.Value) : null;

    /// <summary>A formula over nothing but numbers of the run has no points, but one value: it stands for every figure that a single value has.</summary>
    async ValueTask ReadNumbersAsync(
        ImmutableArray<RunHead> runs, Formula formula, ImmutableArray<SeriesFigure> figures, FigureValue?[][] values, CancellationToken cancel)
    {
        var without = Enumerable.Range(0, runs.Length).Where(run => values[0][run] is null).ToDictionary(run => runs[run].Id);
        if (formula.NeedsPoints || without.Count == 0)
            return;
        var page = await reader.QueryRunsAsync(
            new RunQuery(runs[0].Project, [RunKind.Run], null, [], [.. formula.Names.Select(name => new ColumnId(name))], 0, without.Count) { Only = [.. without.Keys] }, cancel);
        foreach (var row in page.Rows)
        {
            var numbers = formula.Names.Select(name => row.Attributes.FirstOrDefault(attribute => attribute.Path == name).Value switch
            {
                FloatValue number => number.Value,
                IntValue number => number.Value,
                _ => (double?)null,
            }).ToArray();
            if (!Array.TrueForAll(numbers, number => number is not null))
                continue;
            var value = new FormulaWalk(formula).Next(default, 0, Array.ConvertAll(numbers, number => number!.Value));
            for (var i = 0; i < figures.Length; i++)
                if (figures[i].Kind is not (RunFigureKind.Variance or RunFigureKind.Count or RunFigureKind.WhereLowest or RunFigureKind.WhereHighest))
                    values[i][without[row.Head.Id]] = new FigureValue(value);
        }
    }

    /// <summary>The first step at which the series has its least or greatest finite value: buckets say in which part it lies, and only that part is read.</summary>
    async ValueTask<double?> BestStepAsync(SeriesId series, bool highest, CancellationToken cancel)
    {
        var buckets = (await reader.ReadBucketsAsync(new BucketQuery([series], XAxis.Step, null, null, SearchBuckets), cancel))[0].Buckets;
        Bucket? best = null;
        foreach (var bucket in buckets)
        {
            if (double.IsFinite(Best(bucket)) && (best is not { } before || (highest ? bucket.Max > before.Max : bucket.Min < before.Min)))
                best = bucket;
        }
        if (best is not { } found)
            return null;
        var (from, to) = (Step.From(found.FirstX), Step.From(found.LastX));
        for (Step? after = null; ;)
        {
            var points = (await reader.ReadFloatsAsync(series, new PointWindow(0, PagePoints, From: from, To: to, After: after), cancel))?.Points ?? [];
            foreach (var point in points)
            {
                if (point.Value.Equals(Best(found)))
                    return point.Step.Value;
            }
            if (points.Length < PagePoints)
                return null;
            after = points[^1].Step;
        }

        double Best(Bucket bucket) => highest ? bucket.Max : bucket.Min;
    }

    public void Dispose() => _turns.Dispose();
}

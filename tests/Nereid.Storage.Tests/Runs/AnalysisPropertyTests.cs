using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Tests.Series;

namespace Nereid.Storage.Tests.Runs;

/// <summary>The engine's answers about the shape of series are those of the formulas, on random points with forks, deletes and restarts in between.</summary>
public sealed class AnalysisPropertyTests
{
    static readonly string[] Paths = ["loss", "x", "lr"];
    static readonly RunStoreOptions Tight = new() { CheckpointBytes = 20_000, HeadBytes = 30_000, CachedAttributes = 4, PointsPerThread = 1 };

    [Fact]
    public async Task Every_question_is_answered_as_by_the_formulas()
    {
        for (var played = 0; played < 15; played++)
        {
            var seed = Random.Shared.Next();
            if (await Record.ExceptionAsync(() => PlayAsync(new Random(seed))) is { } fault)
                Assert.Fail($"With seed {seed}: {fault}");
        }
    }

    sealed record Pair(RunId Tested, RunId Reference);

    static async Task PlayAsync(Random random)
    {
        var project = ProjectId.New();
        await using var reference = new MemoryUnderTest();
        await using var tested = EmbeddedUnderTest.Open(options: Tight);
        var runs = new List<Pair>();
        var (kind, tame) = (random.Next(4), random.Next(2) == 0);
        for (var turn = random.Next(1, 14); turn > 0 || runs.Count == 0; turn--)
        {
            if (runs.Count == 0 || random.Next(4) == 0)
            {
                var parent = runs.Count == 0 || random.Next(3) == 0 ? null : runs[random.Next(runs.Count)];
                var at = RandomRows.Step(random, kind, random.Next(100));
                NewRun New(RunId? fork) => new(project, "TITA", RunKind.Run, "ada", Fork: fork is { } id ? new ForkPoint(id, at) : null);
                runs.Add(new Pair((await tested.CreateAsync(New(parent?.Tested))).Id, (await reference.CreateAsync(New(parent?.Reference))).Id));
            }
            var run = runs[random.Next(runs.Count)];
            var operations = Operations(random, kind, tame);
            await tested.WriteAsync(run.Tested, operations);
            await reference.WriteAsync(run.Reference, operations);
            if (random.Next(4) == 0)
                await tested.UpkeepAsync();
            if (random.Next(6) == 0)
                await tested.RestartAsync();
        }
        for (var i = 0; i < 12; i++)
            await CompareAsync(random, tested.Reader, reference.Reader, runs);
    }

    static ImmutableArray<RunOperation> Operations(Random random, int kind, bool tame)
    {
        var path = AttributePath.Of(Paths[random.Next(Paths.Length)]);
        if (random.Next(12) == 0)
            return [random.Next(2) == 0 ? new DeleteAttribute(path) : new ClearSeries(path, AttributeType.FloatSeries)];
        var (first, count, times) = (random.Next(50), random.Next(1, 120), random.Next(2) == 0);
        var steps = Enumerable.Range(first, count).Select(row => RandomRows.Step(random, kind, row)).ToList();
        double Value() => tame && random.Next(20) > 0 ? Math.Round(random.NextDouble() * 20 - 10, 2) : RandomRows.Value(random);
        if (random.Next(4) == 0)
            return [new AssignValue(AttributePath.Of("size"), random.Next(2) == 0 ? new IntValue(random.Next(-9, 9)) : new FloatValue(Value()))];
        return [.. Paths.Where(_ => random.Next(3) > 0).Select(logged => new AppendFloats(AttributePath.Of(logged),
            steps.Where(_ => random.Next(5) > 0).Select((step, row) => new FloatPoint(step, (times ? row : random.Next(100)) * 500_000L, Value())).ToArray()))];
    }

    static async Task CompareAsync(Random random, IRunReader tested, IRunReader reference, List<Pair> runs)
    {
        var lineage = random.Next(2) == 0 ? Lineage.Full : new Lineage(random.Next(2));
        var chosen = Enumerable.Range(0, random.Next(1, 5)).Select(_ => (Run: runs[random.Next(runs.Count)], Path: AttributePath.Of(Paths[random.Next(Paths.Length)]))).ToList();
        var formulas = chosen.Select(_ => random.Next(3) == 0 ? AnyFormula(random) : null).ToList();
        ImmutableArray<SeriesId> mine = [.. chosen.Select((one, i) => new SeriesId(one.Run.Tested, one.Path, lineage, formulas[i]))];
        ImmutableArray<SeriesId> theirs = [.. chosen.Select((one, i) => new SeriesId(one.Run.Reference, one.Path, lineage, formulas[i]))];
        var axis = (XAxis)random.Next(6);
        var xFormula = axis == XAxis.Series && random.Next(3) == 0 ? AnyFormula(random) : null;
        AttributePath? x = axis == XAxis.Series && xFormula is null ? AttributePath.Of("x") : null;
        double? End() => random.Next(2) == 0 ? null : random.Next(-5, 60);
        var (from, to, buckets) = (End(), End(), random.Next(1, 40));
        double? steady = from is null && to is null && random.Next(3) > 0 ? random.Next(2) * random.NextDouble() * 10 : null;
        ImmutableArray<double> quantiles = random.Next(3) == 0 ? default : [0.5, random.NextDouble(), 0, 1];

        var smoothing = AnySmoothing(random);
        var charts = await reference.ReadBucketsAsync(new(theirs, axis, from, to, buckets, x, smoothing, steady, xFormula), default);
        var alsoCharts = await tested.ReadBucketsAsync(new(mine, axis, from, to, buckets, x, smoothing, steady, xFormula), default);
        Assert.Equal(charts.Length, alsoCharts.Length);
        var whole = await reference.ReadStatisticsAsync(new(theirs, axis, null, null, default, x, xFormula), default);
        for (var i = 0; i < charts.Length; i++)
            AssertSame(charts[i], alsoCharts[i], smoothing?.Kind, Math.Max(Math.Abs(whole[i].Min), Math.Abs(whole[i].Max)));

        var gaps = (GroupGaps)random.Next(3);
        var cut = random.Next(mine.Length + 1);
        var groups = await reference.ReadGroupsAsync(new([theirs[..cut], theirs[cut..]], axis, from, to, buckets, gaps, quantiles, x, steady, xFormula), default);
        var alsoGroups = await tested.ReadGroupsAsync(new([mine[..cut], mine[cut..]], axis, from, to, buckets, gaps, quantiles, x, steady, xFormula), default);
        foreach (var (one, other) in groups.Zip(alsoGroups))
            AssertSame(one, other);

        var statistics = await reference.ReadStatisticsAsync(new(theirs, axis, from, to, quantiles, x, xFormula), default);
        var alsoStatistics = await tested.ReadStatisticsAsync(new(mine, axis, from, to, quantiles, x, xFormula), default);
        foreach (var (one, other) in statistics.Zip(alsoStatistics))
            AssertSame(one, other);

        for (var i = 0; i < mine.Length; i++)
        {
            var window = new PointWindow(random.Next(4), random.Next(200), random.Next(2) == 0);
            var (page, alsoPage) = (await reference.ReadFloatsAsync(theirs[i], window, default), await tested.ReadFloatsAsync(mine[i], window, default));
            Assert.Equal(page?.Total, alsoPage?.Total);
            Assert.Equal(page?.Points.AsEnumerable(), alsoPage?.Points.AsEnumerable());
        }

        var at = random.Next(3) == 0 ? random.NextDouble() * 1e300 : random.Next(-10, 120) / 2.0;
        var nearest = await reference.ReadNearestAsync(new(theirs, axis, at, x, xFormula), default);
        var alsoNearest = await tested.ReadNearestAsync(new(mine, axis, at, x, xFormula), default);
        Assert.Equal(nearest.Select(one => (one.X, one.Point)), alsoNearest.Select(one => (one.X, one.Point)));
    }

    static Formula AnyFormula(Random random)
    {
        string[] texts = ["loss - x", "rate(loss)", "cumsum(abs(x) / 1e6) + step()", "lr * size", "max(loss, x) - loss + diff(lr)", "time() - x * 0", "loss + never", "size * 2"];
        return Formula.TryParse(texts[random.Next(texts.Length)], out var formula, out var fault) ? formula : throw new FormatException(fault.Reason);
    }

    static Smoothing? AnySmoothing(Random random) => random.Next(5) switch
    {
        0 => new(SmoothingKind.Exponential, random.Next(4) == 0 ? 0 : random.NextDouble()),
        1 => new(SmoothingKind.CausalAverage, random.Next(1, 50)),
        2 => new(SmoothingKind.CentredAverage, random.Next(1, 50)),
        3 => new(SmoothingKind.Gaussian, 0.1 + random.NextDouble() * 10),
        _ => null,
    };

    /// <param name="scale">Greatest of all values of the series: a curve mixes them all.</param>
    static void AssertSame(SeriesBuckets expected, SeriesBuckets actual, SmoothingKind? smoothing, double scale)
    {
        Assert.Equal((expected.From, expected.To, expected.Total), (actual.From, actual.To, actual.Total));
        Assert.Equal(expected.Buckets.Select(bucket => bucket with { Mean = 0 }), actual.Buckets.Select(bucket => bucket with { Mean = 0 }));
        foreach (var (one, other) in expected.Buckets.Zip(actual.Buckets))
            AssertNear(one.Mean, other.Mean, Math.Max(Math.Abs(one.Min), Math.Abs(one.Max)));
        Assert.Equal(smoothing is null ? 0 : expected.Buckets.Length, actual.Smoothed.Length);
        // Formulas come closer to the greatest number than logged values do; there sums overflow or not by the order of adding alone.
        if (expected.Series.Formula is not null && scale > 1e300)
            return;
        foreach (var (one, other) in expected.Smoothed.Zip(actual.Smoothed))
            AssertNear(one, other, scale, smoothing == SmoothingKind.Gaussian ? 5e-3 : 1e-9);
    }

    static void AssertSame(GroupBuckets expected, GroupBuckets actual)
    {
        Assert.Equal((expected.From, expected.To, expected.Parts), (actual.From, actual.To, actual.Parts));
        Assert.Equal(expected.Buckets.Select(bucket => (bucket.Index, bucket.Series, bucket.Points)), actual.Buckets.Select(bucket => (bucket.Index, bucket.Series, bucket.Points)));
        foreach (var (one, other) in expected.Buckets.Zip(actual.Buckets))
        {
            var scale = Math.Max(Math.Abs(one.Min), Math.Abs(one.Max));
            foreach (var figure in new Func<GroupBucket, double>[] { b => b.Mean, b => b.Min, b => b.Max, b => b.Median })
                AssertNear(figure(one), figure(other), scale);
            // Where squares overflow, rounding alone decides between 0 and infinity.
            if (scale < 1e140)
                AssertNear(one.StandardDeviation, other.StandardDeviation, scale);
            if (scale < 1e140)
                AssertNear(one.StandardError, other.StandardError, scale);
            Assert.Equal((one.PointMin, one.PointMax), (other.PointMin, other.PointMax));
        }
        Assert.Equal(expected.Quantiles.Length, actual.Quantiles.Length);
        var all = expected.Quantiles.Select(Math.Abs).DefaultIfEmpty(0).Max();
        foreach (var (one, other) in expected.Quantiles.Zip(actual.Quantiles))
            AssertNear(one, other, all);
    }

    static void AssertSame(SeriesStatistics expected, SeriesStatistics actual)
    {
        Assert.Equal(
            (expected.Count, expected.NanCount, expected.PositiveInfinityCount, expected.NegativeInfinityCount, expected.Min, expected.Max),
            (actual.Count, actual.NanCount, actual.PositiveInfinityCount, actual.NegativeInfinityCount, actual.Min, actual.Max));
        Assert.Equal((expected.FirstX, expected.First, expected.LastX, expected.Last), (actual.FirstX, actual.First, actual.LastX, actual.Last));
        var scale = Math.Max(Math.Abs(expected.Min), Math.Abs(expected.Max));
        AssertNear(expected.Mean, actual.Mean, scale);
        if (expected.Series.Formula is null || scale < 1e140)
            AssertNear(expected.Variance, actual.Variance, scale * scale);
        Assert.Equal(expected.Quantiles.Length, actual.Quantiles.Length);
        foreach (var (one, other) in expected.Quantiles.Zip(actual.Quantiles))
            AssertNear(one, other, scale);
    }

    static void AssertNear(double expected, double actual, double scale, double tolerance = 1e-9)
    {
        if (!expected.Equals(actual))
            Assert.True(Math.Abs(expected - actual) <= tolerance * scale + 1e-300, $"{expected:R} and {actual:R}, at a scale of {scale:R}");
    }
}

using System.Collections.Immutable;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Questions about the shape of float series, with answers worked out by hand.</summary>
public abstract class AnalysisContract : RunStoreContract
{
    static AppendFloats Floats(string path, params FloatPoint[] points) => new(Path(path), points);

    static FloatPoint[] Line(params double[] values) => [.. values.Select((value, i) => At(i, value))];

    static SeriesId Series(RunHead run, string path) => new(run.Id, Path(path));

    static async Task<IEnumerable<double>> SmoothedAsync(StoreUnderTest store, RunHead run, SmoothingKind kind, double strength, double? from = null) =>
        Assert.Single(await store.Reader.ReadBucketsAsync(
            new([Series(run, "loss")], XAxis.Step, from, null, 10_000, Smoothing: new(kind, strength)), default)).Smoothed.Select(value => Math.Round(value, 12));

    [Fact]
    public async Task Another_series_is_x_where_it_has_the_same_step_and_a_finite_value()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project,
            Floats("loss", Line(10, 11, 12, 13, 14, 15)),
            Floats("epoch", At(0, 5), At(1, 1), At(2, double.NaN), At(3, 1), At(4.5, 9), At(5, double.PositiveInfinity)));
        await store.SettleAsync();

        var answer = Assert.Single(await store.Reader.ReadBucketsAsync(new([Series(run, "loss")], XAxis.Series, null, null, 2, Path("epoch")), default));
        var none = Assert.Single(await store.Reader.ReadBucketsAsync(new([Series(run, "loss")], XAxis.Series, null, null, 2, Path("never")), default));

        Assert.Equal((1, 5, 3), (answer.From, answer.To, answer.Total));
        Assert.Equal([new Bucket(0, 1, 1, 2, 0, 0, 0, 11, 13, 12, 11, 13), new Bucket(1, 5, 5, 1, 0, 0, 0, 10, 10, 10, 10, 10)], answer.Buckets.ToArray());
        Assert.Equal((0, 0, 0), (none.From, none.To, none.Total));
    }

    [Fact]
    public async Task A_formula_has_a_point_where_all_its_series_have_one_with_the_latest_time()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project,
            Floats("loss", Line(10, 11, 12, 13, 14)),
            Floats("val", At(1, 1), At(2.5, 9), At(3, double.NaN), At(4, 4), At(7, 7)),
            new AssignValue(Path("batch"), new IntValue(32)), new AssignValue(Path("name"), new StringValue("a")));
        await store.SettleAsync();

        SeriesId Of(string text) => SeriesId.Of(run.Id, Formula.TryParse(text, out var formula, out var fault) ? formula : throw new FormatException(fault.Reason));
        async Task<IEnumerable<(double, double)>?> PointsAsync(string text) =>
            (await store.Reader.ReadFloatsAsync(Of(text), new PointWindow(0, 100), default))?.Points.Select(point => (point.Step.Value, point.Value));

        Assert.Equal([(1, 10), (3, double.NaN), (4, 10)], await PointsAsync("loss - val"));
        Assert.Equal([(0, 320), (1, 352), (2, 384), (3, 416), (4, 448)], await PointsAsync("loss * batch"));
        Assert.Equal([(0, 10), (1, 22), (2, 35), (3, 49), (4, 64)], await PointsAsync("cumsum(loss) + step()"));
        foreach (var text in new[] { "loss - never", "batch", "loss + name" })
            Assert.Null(await PointsAsync(text));
        var along = Assert.Single(await store.Reader.ReadBucketsAsync(
            new([new SeriesId(run.Id, Path("loss"))], XAxis.Series, null, null, 1, XFormula: Of("val * 2").Formula), default));
        Assert.Equal((2, 8, 2), (along.From, along.To, along.Total));
        Assert.Equal("loss - val", Assert.Single(await store.Reader.ReadStatisticsAsync(new([Of("loss - val")], XAxis.Step, null, null), default)).Series.Name);
    }

    [Fact]
    public async Task Smoothing_follows_its_formula_over_all_points_whatever_is_shown()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats("loss", Line(4, 8, double.NaN, 0, 6)));
        await store.SettleAsync();

        // Weights 1/2 a step: (8 + 4/2) / (1 + 1/2), at the NaN the same, then (0 + 8/4 + 4/8) / (1 + 1/4 + 1/8), …
        double[] exponential = [4, 20.0 / 3, 20.0 / 3, 2.5 / 1.375, 7.25 / 1.6875];
        Assert.Equal(exponential.Select(value => Math.Round(value, 12)), await SmoothedAsync(store, run, SmoothingKind.Exponential, 0.5));
        Assert.Equal(exponential.Skip(3).Select(value => Math.Round(value, 12)), await SmoothedAsync(store, run, SmoothingKind.Exponential, 0.5, from: 3));
        Assert.Equal([4, 6, 6, 4, 3], await SmoothedAsync(store, run, SmoothingKind.CausalAverage, 2));
        Assert.Equal([6, 4, 4, 4.666666666667, 3], await SmoothedAsync(store, run, SmoothingKind.CentredAverage, 3));
        var weights = new[] { 0.0, 1, 3, 4 }.Select(x => Math.Exp(-(x - 1) * (x - 1) / 2 / 4)).ToArray();
        var gaussian = (4 * weights[0] + 8 * weights[1] + 0 * weights[2] + 6 * weights[3]) / weights.Sum();
        Assert.Equal(gaussian, (await SmoothedAsync(store, run, SmoothingKind.Gaussian, 2)).ElementAt(1), 1e-9);
    }

    [Fact]
    public async Task Means_are_sum_by_count_to_the_last_bit_and_do_not_overflow()
    {
        await using var store = await OpenAsync();
        var tenths = Enumerable.Repeat(0.1, 10).ToArray();
        var run = await store.CreateAsync(Project, Floats("loss", Line(tenths)), Floats("huge", Line(1.5e308, 1.5e308, 1.5e308, 0.5e308)), Floats("sunk", Line(-1.5e308, -1.5e308)));
        await store.SettleAsync();

        async Task<(double Figure, double Statistics, double Bucket, double Average)> MeansAsync(string path) => (
            ((FloatSeriesValue)(await store.GetAsync(run.Id, path))!).Mean,
            (await store.Reader.ReadStatisticsAsync(new([Series(run, path)], XAxis.Step, null, null, default), default))[0].Mean,
            (await store.Reader.ReadBucketsAsync(new([Series(run, path)], XAxis.Step, null, null, 1), default))[0].Buckets[0].Mean,
            (await store.Reader.ReadBucketsAsync(new([Series(run, path)], XAxis.Step, null, null, 1, Smoothing: new(SmoothingKind.CausalAverage, 9)), default))[0].Smoothed[0]);
        var (plain, huge, sunk) = (await MeansAsync("loss"), await MeansAsync("huge"), await MeansAsync("sunk"));

        // Added one by one the tenths come to 0.9999999999999999.
        Assert.Equal(0.1, plain.Figure);
        Assert.Equal(0.1, plain.Bucket, 1e-15);
        Assert.All([huge.Figure, huge.Statistics, huge.Bucket, huge.Average], mean => Assert.Equal(1.25, mean / 1e308, 1e-12));
        Assert.All([sunk.Figure, sunk.Statistics, sunk.Bucket, sunk.Average], mean => Assert.Equal(-1.5, mean / 1e308, 1e-12));
    }

    [Fact]
    public async Task Groups_are_brought_together_on_aligned_buckets()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project,
            Floats("a", At(0, 1), At(1, 3), At(9, 10)), Floats("b", At(0, 4), At(4, 8), At(5, double.NaN), At(9, 20)), Floats("c", At(10, 30)));
        await store.SettleAsync();
        ImmutableArray<ImmutableArray<SeriesId>> groups = [[Series(run, "a"), Series(run, "b"), Series(run, "c"), Series(run, "never")], [Series(run, "b")], []];

        var answers = await store.Reader.ReadGroupsAsync(new(groups, XAxis.Step, null, null, 5, Quantiles: [0.25, 1]), default);

        var (deviation, three) = (Math.Sqrt(2), 10);
        Assert.Equal((0, 10), (answers[0].From, answers[0].To));
        Assert.Equal(
            [
                new GroupBucket(0, 2, 3, 3, deviation, 1, 2, 4, 1, 4, 3), new GroupBucket(2, 1, 2, 8, double.NaN, double.NaN, 8, 8, 8, 8, 8),
                new GroupBucket(4, 3, 3, 20, three, three / Math.Sqrt(3), 10, 30, 10, 30, 20),
            ],
            answers[0].Buckets.Select(bucket => bucket with { StandardError = Math.Round(bucket.StandardError, 12) }).Select(bucket =>
                bucket.Index == 4 ? bucket with { StandardError = three / Math.Sqrt(3) } : bucket));
        Assert.Equal([2.5, 4, 8, 8, 15, 30], answers[0].Quantiles.ToArray());
        Assert.Equal([0, 2, 4], answers[1].Buckets.Select(bucket => bucket.Index));
        Assert.Empty(answers[2].Buckets);
    }

    [Theory]
    [InlineData(GroupGaps.Leave, new[] { 10.0, 30 })]
    [InlineData(GroupGaps.Carry, new[] { 10.0, 10, 30 })]
    [InlineData(GroupGaps.Interpolate, new[] { 10.0, 20, 30 })]
    public async Task Gaps_between_the_buckets_of_a_series_are_left_or_bridged_as_asked(GroupGaps gaps, double[] means)
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats("a", At(1, 10), At(3, 30)), Floats("wide", At(0, double.NaN), At(5, double.NaN)));
        await store.SettleAsync();

        var answer = Assert.Single(await store.Reader.ReadGroupsAsync(new([[Series(run, "a"), Series(run, "wide")]], XAxis.Step, null, null, 5, gaps), default));

        Assert.Equal(means, answer.Buckets.Select(bucket => bucket.Mean));
    }

    [Fact]
    public async Task Statistics_cover_the_points_of_a_range()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats("loss", Line(100, 1, 2, double.NaN, 4, double.NegativeInfinity, 3, 200)));
        await store.SettleAsync();

        var part = Assert.Single(await store.Reader.ReadStatisticsAsync(new([Series(run, "loss")], XAxis.Step, 1, 6.5, [0, 0.5, 0.9, 1]), default));
        var none = Assert.Single(await store.Reader.ReadStatisticsAsync(new([Series(run, "loss")], XAxis.Step, 1.2, 1.7, [0.5]), default));

        Assert.Equal((6, 1, 0, 1), (part.Count, part.NanCount, part.PositiveInfinityCount, part.NegativeInfinityCount));
        Assert.Equal((1, 4, 2.5, 1.25), (part.Min, part.Max, part.Mean, Math.Round(part.Variance, 12)));
        Assert.Equal((1, 1, 6, 3), (part.FirstX, part.First, part.LastX, part.Last));
        Assert.Equal([1, 2.5, 3.7, 4], part.Quantiles.Select(value => Math.Round(value, 12)));
        Assert.Equal((0, double.NaN, double.NaN), (none.Count, none.Mean, none.FirstX));
        Assert.Equal([double.NaN], none.Quantiles.ToArray());
    }

    [Fact]
    public async Task The_nearest_point_is_the_lesser_x_of_two_equally_near_and_the_last_at_one_x()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats("loss", At(0, 1, 1_000_000), At(2, 2, 3_000_000), At(7, 3, 3_000_000)));
        await store.SettleAsync();

        async Task<(double, double?)> NearestAsync(XAxis axis, double at, string path = "loss") =>
            Assert.Single(await store.Reader.ReadNearestAsync(new([Series(run, path)], axis, at), default)) is var found ? (found.X, found.Point?.Value) : default;

        Assert.Equal((0, 1), await NearestAsync(XAxis.Step, 1));
        Assert.Equal((2, 2), await NearestAsync(XAxis.Step, 1.01));
        Assert.Equal((7, 3), await NearestAsync(XAxis.Step, 1e9));
        Assert.Equal((3, 3), await NearestAsync(XAxis.AbsoluteTime, 2.5));
        Assert.Equal((2, 3), await NearestAsync(XAxis.RelativeTime, 1.5));
        Assert.Equal((double.NaN, null), await NearestAsync(XAxis.Step, 1, "never"));
    }

    [Fact]
    public async Task Questions_out_of_bounds_are_errors()
    {
        await using var store = await OpenAsync();
        foreach (var smoothing in new Smoothing[]
        {
            new(SmoothingKind.Exponential, 1), new(SmoothingKind.Exponential, -0.1), new(SmoothingKind.CausalAverage, 0), new(SmoothingKind.CentredAverage, 1.5),
            new(SmoothingKind.CausalAverage, 100_001), new(SmoothingKind.Gaussian, 0), new(SmoothingKind.Gaussian, double.NaN), new((SmoothingKind)9, 1),
        })
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadBucketsAsync(new([], XAxis.Step, null, null, 1, Smoothing: smoothing), default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.Reader.ReadBucketsAsync(new([], XAxis.Series, null, null, 1), default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.Reader.ReadNearestAsync(new([], XAxis.Step, 1, Path("x")), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadNearestAsync(new([], XAxis.Step, double.NaN), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadStatisticsAsync(new([], XAxis.Step, null, null, [1.1]), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadGroupsAsync(new([], XAxis.Step, null, null, 1, Quantiles: [double.NaN]), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadGroupsAsync(new([], XAxis.Step, null, null, 0), default));
    }
}

public sealed class MemoryAnalysisTests : AnalysisContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class EmbeddedAnalysisTests : AnalysisContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class ReopenedAnalysisTests : AnalysisContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

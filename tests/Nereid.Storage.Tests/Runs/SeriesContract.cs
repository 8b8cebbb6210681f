using System.Collections.Immutable;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

public abstract class SeriesContract : RunStoreContract
{
    static AppendFloats Floats(params FloatPoint[] points) => new(Path("loss"), points);

    static SeriesId Loss(RunHead run) => new(run.Id, Path("loss"));

    static async Task<FloatSeriesValue> SummaryAsync(StoreUnderTest store, RunHead run) =>
        Assert.IsType<FloatSeriesValue>(await store.GetAsync(run.Id, "loss"));

    [Fact]
    public async Task Points_come_back_by_step_whatever_order_they_came_in()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(At(5, 50), At(1, 10)));
        await store.SettleAsync();

        await store.WriteAsync(run.Id, Floats(At(3, 30), At(-2.5, 0), At(7, 70)));
        await store.SettleAsync();

        Assert.Equal([At(-2.5, 0), At(1, 10), At(3, 30), At(5, 50), At(7, 70)], await store.FloatsAsync(run.Id, "loss"));
    }

    [Fact]
    public async Task A_repeated_step_replaces_the_earlier_point()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(At(1, 10), At(2, 20), At(3, 30)));
        await store.SettleAsync();

        await store.WriteAsync(run.Id, Floats(At(2, 21, 5), At(3, 31), At(2, 22, 6), At(4, 40), At(4, 41)));
        await store.SettleAsync();

        Assert.Equal([At(1, 10), At(2, 22, 6), At(3, 31), At(4, 41)], await store.FloatsAsync(run.Id, "loss"));
        var summary = await SummaryAsync(store, run);
        Assert.Equal((4, 41.0, 10.0, 26.0), (summary.Count, summary.Max, summary.Min, summary.Mean));
    }

    [Fact]
    public async Task Next_means_one_after_the_last_step_and_0_for_the_first()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(Next(1), Next(2), At(10.5, 3), Next(4)));
        await store.SettleAsync();

        await store.WriteAsync(run.Id, Floats(Next(5), At(3, 6), Next(7)));

        Assert.Equal([0, 1, 3, 10.5, 11.5, 12.5, 13.5], (await store.FloatsAsync(run.Id, "loss")).Select(point => point.Step.Value));
    }

    [Fact]
    public async Task Steps_are_kept_exactly()
    {
        await using var store = await OpenAsync();
        Step[] steps =
        [
            Step.From(-double.MaxValue), Step.From(-1e12), Step.FromMillionths(-999_999_999_999_999_999), Step.From(-0.1), Step.From(0), Step.From(double.Epsilon),
            Step.FromMillionths(1), Step.From(0.1), Step.From(Math.PI), Step.FromMillionths(999_999_999_999_999_998), Step.FromMillionths(999_999_999_999_999_999),
            Step.From(1e12), Step.From(1e300),
        ];
        var run = await store.CreateAsync(Project, Floats([.. steps.Select((step, i) => new FloatPoint(step, i, i)).Reverse()]));
        await store.SettleAsync();

        Assert.Equal(steps.Order(), (await store.FloatsAsync(run.Id, "loss")).Select(point => point.Step));
    }

    [Fact]
    public async Task Not_a_number_and_infinities_are_values()
    {
        await using var store = await OpenAsync();
        FloatPoint[] points = [At(0, double.NaN), At(1, double.PositiveInfinity), At(2, 1), At(3, double.NegativeInfinity), At(4, double.NaN)];
        var run = await store.CreateAsync(Project, Floats(points));
        await store.SettleAsync();

        Assert.Equal(points, await store.FloatsAsync(run.Id, "loss"));
        var summary = await SummaryAsync(store, run);
        Assert.Equal((5, 2, double.NegativeInfinity, double.PositiveInfinity), (summary.Count, summary.NanCount, summary.Min, summary.Max));
        Assert.Equal((double.NaN, double.NaN, double.NaN, double.NaN), (summary.First, summary.Last, summary.Mean, summary.Variance));
    }

    [Fact]
    public async Task A_summary_follows_from_all_points()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(At(1, 4, 100), At(2, double.NaN, 200), At(3, 8, 300)), new ConfigureSeries(Path("loss"), new SeriesDisplay(0, null, "s")));
        await store.SettleAsync();
        var before = await SummaryAsync(store, run);

        await store.WriteAsync(run.Id, Floats(At(0, 0, 50)));
        await store.SettleAsync();

        var display = new SeriesDisplay(0, null, "s");
        Assert.Equal(new FloatSeriesValue(3, 1, Step.From(1), 4, Step.From(3), 8, 300, 4, 8, 6, 4, display), before);
        Assert.Equal(new FloatSeriesValue(4, 1, Step.From(0), 0, Step.From(3), 8, 300, 0, 8, 4, 32.0 / 3, display), await SummaryAsync(store, run));
    }

    [Fact]
    public async Task An_append_without_points_makes_an_empty_series()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(), new AppendStrings(Path("log"), []), new AppendFiles(Path("img"), []), new AppendHistograms(Path("hist"), []));
        await store.SettleAsync();

        Assert.Equal(FloatSeriesValue.Empty, await store.GetAsync(run.Id, "loss"));
        Assert.Equal(new StringSeriesValue(0, default, null, 0), await store.GetAsync(run.Id, "log"));
        Assert.Equal(new FileSeriesValue(0, default, null, 0), await store.GetAsync(run.Id, "img"));
        Assert.Equal(new HistogramSeriesValue(0, default, 0), await store.GetAsync(run.Id, "hist"));
        Assert.Equal((0, 0), (await store.Reader.ReadFloatsAsync(Loss(run), new(0, 10), default)) is { } page ? (page.Total, page.Points.Length) : (-1, -1));
    }

    [Fact]
    public async Task A_cleared_series_is_empty_keeps_its_type_and_begins_at_0_again()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(At(5, 1)));
        await store.SettleAsync();

        await store.WriteAsync(run.Id, new ClearSeries(Path("loss"), AttributeType.FloatSeries), Floats(Next(2)), new ClearSeries(Path("made"), AttributeType.StringSeries));
        await store.SettleAsync();

        Assert.Equal([At(0, 2)], await store.FloatsAsync(run.Id, "loss"));
        Assert.Equal(new StringSeriesValue(0, default, null, 0), await store.GetAsync(run.Id, "made"));
        Assert.Single(await store.WriteAsync(run.Id, new ClearSeries(Path("loss"), AttributeType.StringSeries)));
    }

    [Fact]
    public async Task Lines_are_kept_with_step_and_time()
    {
        await using var store = await OpenAsync();
        ImmutableArray<StringPoint> lines = [new(Step.From(0), 10, "one"), new(Step.From(1), 20, ""), new(Step.From(2), 30, "a\0b 😀")];
        var run = await store.CreateAsync(Project, new AppendStrings(Path("log"), lines));
        await store.SettleAsync();
        var series = new SeriesId(run.Id, Path("log"));
        Assert.Equal(lines.ToArray(), (await store.Reader.ReadStringsAsync(series, new(0, 10), default))!.Points.ToArray());
        Assert.Equal(new StringSeriesValue(3, Step.From(2), "a\0b 😀", 30), await store.GetAsync(run.Id, "log"));

        await store.WriteAsync(run.Id, new AppendStrings(Path("log"), [new(Step.From(1), 21, "two"), new(Step.From(2), 31, "three"), new(Step.From(0.5), 15, "late"), new(Step.Next, 40, "four")]));
        await store.SettleAsync();

        Assert.Equal(["one", "late", "two", "three", "four"], (await store.Reader.ReadStringsAsync(series, new(0, 10), default))!.Points.Select(line => line.Value));
        Assert.Equal(new StringSeriesValue(5, Step.From(3), "four", 40), await store.GetAsync(run.Id, "log"));
    }

    [Fact]
    public async Task Lines_are_found_by_number_step_time_and_text_wherever_they_are()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var series = new SeriesId(run.Id, Path("log"));
        // 9,000 even steps in order, then the odd ones backwards: the beginning of the log becomes twice as dense.
        await store.WriteAsync(run.Id, new AppendStrings(Path("log"), [.. Enumerable.Range(0, 9_000).Select(i => new StringPoint(Step.From(2 * i), 1_000 + i, $"epoch {i}"))]));
        await store.WriteAsync(run.Id, new AppendStrings(Path("log"), [.. Enumerable.Range(0, 6_000).Reverse().Select(i => new StringPoint(Step.From((2 * i) + 1), 1_000 + i, "CUDA out of memory"))]));
        await store.SettleAsync();

        Assert.Equal("epoch 8500", Assert.Single((await store.Reader.ReadStringsAsync(series, new(14_500, 1), default))!.Points).Value);
        Assert.Equal("epoch 4250", Assert.Single((await store.Reader.ReadStringsAsync(series, new(4_999, 1, Descending: true, To: Step.From(14_999)), default))!.Points).Value);
        Assert.Equal(12_000 + 500, await store.Reader.FindPlaceAsync(run.Id, series.Path, new PointPlace.AtStep(Step.From(13_000)), default));
        Assert.Equal(14_000, await store.Reader.FindPlaceAsync(run.Id, series.Path, new PointPlace.AtMoment(9_000), default));
        Assert.Equal(15_000, await store.Reader.FindPlaceAsync(run.Id, series.Path, new PointPlace.AtMoment(99_000), default));
        Assert.Null(await store.Reader.FindPlaceAsync(run.Id, Path("never"), new PointPlace.AtMoment(0), default));

        Assert.True(LineMatch.TryText("out OF memory", out var text, out _));
        var last = (await store.Reader.SearchLinesAsync(new LineSearch(run.Id, series.Path, text, null, Descending: true, 2, 100_000), default))!;
        Assert.Equal([(11_999, 11_999.0), (11_997, 11_997.0)], last.Hits.Select(hit => (hit.Index, hit.Line.Step.Value)));
        var bounded = (await store.Reader.SearchLinesAsync(new LineSearch(run.Id, series.Path, text, Step.From(11_999), Descending: false, 2, 1_000), default))!;
        Assert.Equal((0, 1_000L, Step.From(13_998)), (bounded.Hits.Length, bounded.Examined, bounded.Next!.Value));
        Assert.True(LineMatch.TryPattern("^epoch 8..0$", out var pattern, out _));
        var all = (await store.Reader.SearchLinesAsync(new LineSearch(run.Id, series.Path, pattern, null, Descending: false, 1_000, 100_000), default))!;
        Assert.Equal((100, 15_000L, null), (all.Hits.Length, all.Examined, all.Next));
    }

    [Fact]
    public async Task Files_of_a_series_go_with_their_points()
    {
        await using var store = await OpenAsync();
        var (one, two, three) = (store.Blobs.Add(1), store.Blobs.Add(20), store.Blobs.Add(300));
        var run = await store.CreateAsync(Project, new AppendFiles(Path("img"), [new(Step.Next, 10, one, "name", null), new(Step.Next, 20, two, null, "what it shows")]));
        await store.SettleAsync();
        var series = new SeriesId(run.Id, Path("img"));
        Assert.Equal([new(Step.From(0), 10, one, "name", null), new(Step.From(1), 20, two, null, "what it shows")], (await store.Reader.ReadFilesAsync(series, new(0, 10), default))!.Points.ToArray());
        Assert.Equal(new FileSeriesValue(2, Step.From(1), two, 20), await store.GetAsync(run.Id, "img"));
        Assert.Equal(new FloatValue(21), await store.GetAsync(run.Id, SystemAttributes.Size));

        await store.WriteAsync(run.Id, new AppendFiles(Path("img"), [new(Step.From(0), 11, three, null, null)]));
        await store.SettleAsync();
        Assert.Equal([false, true, true], [store.Blobs.Has(one), store.Blobs.Has(two), store.Blobs.Has(three)]);
        Assert.Equal(new FloatValue(320), await store.GetAsync(run.Id, SystemAttributes.Size));

        await store.WriteAsync(run.Id, new DeleteAttribute(Path("img")));
        await store.SettleAsync();
        Assert.Equal([false, false], [store.Blobs.Has(two), store.Blobs.Has(three)]);
        Assert.Equal(new FloatValue(0), await store.GetAsync(run.Id, SystemAttributes.Size));
    }

    [Fact]
    public async Task Histograms_come_back_as_they_were()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, new AppendHistograms(Path("h"), [new(Step.From(3), 30, [-1, 0, 2.5], [4, 0.5])]));
        await store.SettleAsync();

        var point = Assert.Single((await store.Reader.ReadHistogramsAsync(new(run.Id, Path("h")), new(0, 10), default))!.Points);

        Assert.Equal((Step.From(3), 30L), (point.Step, point.UnixMicros));
        Assert.Equal([-1, 0, 2.5], point.Edges.ToArray());
        Assert.Equal([4, 0.5], point.Counts.ToArray());
        Assert.Equal(new HistogramSeriesValue(1, Step.From(3), 30), await store.GetAsync(run.Id, "h"));
    }

    [Fact]
    public async Task Malformed_histograms_are_refused()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        HistogramPoint[] malformed =
        [
            new(default, 0, [], []), new(default, 0, [1], [1]), new(default, 0, [1, 1], [1]), new(default, 0, [1, 2], []), new(default, 0, [1, double.NaN], [1]),
            new(default, 0, [1, 2], [-1]), new(default, 0, [1, 2], [double.PositiveInfinity]),
        ];

        var rejections = await store.WriteAsync(run.Id, [.. malformed.Select(point => new AppendHistograms(Path("h"), [point]))]);

        Assert.Equal(malformed.Length, rejections.Length);
        Assert.All(rejections, rejection => Assert.Equal(RejectReason.InvalidValue, rejection.Reason));
    }

    [Fact]
    public async Task Points_of_another_type_are_refused_and_asking_for_them_answers_null()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(At(1, 1)), new AssignValue(Path("a"), new IntValue(1)));

        var rejections = await store.WriteAsync(run.Id, new AppendStrings(Path("loss"), [new(Step.Next, 0, "x")]), new AppendFloats(Path("a"), new[] { At(1, 1) }));

        Assert.All(rejections, rejection => Assert.Equal(RejectReason.TypeMismatch, rejection.Reason));
        Assert.Null(await store.Reader.ReadStringsAsync(Loss(run), new(0, 10), default));
        Assert.Null(await store.Reader.ReadFloatsAsync(new(run.Id, Path("a")), new(0, 10), default));
        Assert.Null(await store.Reader.ReadFloatsAsync(new(run.Id, Path("never")), new(0, 10), default));
    }

    [Fact]
    public async Task Every_window_is_the_asked_part_of_the_points()
    {
        await using var store = await OpenAsync();
        var all = Enumerable.Range(0, 9).Select(i => At(i / 2.0, i)).ToArray();
        var run = await store.CreateAsync(Project, Floats(all));
        await store.SettleAsync();
        double?[] ends = [null, -1, 0, 1.25, 2.5, 4, 99];

        foreach (var from in ends)
            foreach (var to in ends)
                foreach (var descending in new[] { false, true })
                    for (var offset = 0; offset <= 10; offset += 3)
                        for (var limit = 0; limit <= 10; limit += 2)
                        {
                            var window = new PointWindow(offset, limit, descending, from is { } f ? Step.From(f) : null, to is { } t ? Step.From(t) : null);
                            var inside = all.Where(point => !(point.Step.Value < from) && !(point.Step.Value > to)).ToList();
                            if (descending)
                                inside.Reverse();

                            var page = await store.Reader.ReadFloatsAsync(Loss(run), window, default);

                            Assert.Equal(inside.Count, page!.Total);
                            Assert.Equal(inside.Skip(offset).Take(limit), page.Points.AsEnumerable());
                        }
    }

    [Fact]
    public async Task Buckets_hold_the_exact_figures_of_their_points()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(At(0, 1), At(1, 5), At(4, double.NaN), At(5, double.PositiveInfinity), At(7, -2), At(10, 3)));
        await store.SettleAsync();

        var answer = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(run)], XAxis.Step, null, null, 5), default));

        Assert.Equal((0, 10, 6), (answer.From, answer.To, answer.Total));
        Assert.Equal(
            [
                new Bucket(0, 0, 1, 2, 0, 0, 0, 1, 5, 3, 1, 5),
                new Bucket(2, 4, 5, 2, 1, 1, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.PositiveInfinity),
                new Bucket(3, 7, 7, 1, 0, 0, 0, -2, -2, -2, -2, -2),
                new Bucket(4, 10, 10, 1, 0, 0, 0, 3, 3, 3, 3, 3),
            ],
            answer.Buckets.ToArray());
    }

    [Fact]
    public async Task A_bucket_query_cuts_one_range_for_all_series_and_leaves_out_what_is_outside()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats(At(0, 1), At(1, 2), At(2, 3)), new AppendFloats(Path("other"), new[] { At(-4, 9), At(6, 8) }));
        await store.SettleAsync();
        ImmutableArray<SeriesId> series = [Loss(run), new(run.Id, Path("never")), new(run.Id, Path("other"))];

        var whole = await store.Reader.ReadBucketsAsync(new(series, XAxis.Step, null, null, 2), default);
        var part = await store.Reader.ReadBucketsAsync(new(series, XAxis.Step, 1, 2, 4), default);

        Assert.Equal(series, whole.Select(answer => answer.Series));
        Assert.All(whole, answer => Assert.Equal((-4, 6), (answer.From, answer.To)));
        Assert.Equal([3, 0, 2], whole.Select(answer => answer.Total));
        Assert.Equal([2, 0, 0], part.Select(answer => answer.Total));
        Assert.Equal([0, 3], part[0].Buckets.Select(bucket => bucket.Index));
    }

    [Fact]
    public async Task Time_axes_count_seconds_from_the_runs_first_point_or_from_1970()
    {
        await using var store = await OpenAsync();
        const long second = 1_000_000;
        var run = await store.CreateAsync(Project,
            Floats(At(0, 1, 12 * second), At(1, 2, 11 * second), At(2, 3, 20 * second)), new AppendFloats(Path("earlier"), new[] { At(0, 0, 10 * second) }));
        await store.SettleAsync();

        var relative = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(run)], XAxis.RelativeTime, null, null, 1), default));
        var absolute = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(run)], XAxis.AbsoluteTime, 11, 15, 1), default));

        Assert.Equal((1, 10), (relative.From, relative.To));
        Assert.Equal(new Bucket(0, 1, 10, 3, 0, 0, 0, 1, 3, 2, 2, 3), Assert.Single(relative.Buckets));
        Assert.Equal(new Bucket(0, 11, 12, 2, 0, 0, 0, 1, 2, 1.5, 2, 1), Assert.Single(absolute.Buckets));
    }

    [Fact]
    public async Task Active_time_begins_with_the_series_and_cuts_pauses_down_to_the_usual_gap()
    {
        await using var store = await OpenAsync();
        const long second = 1_000_000;
        // Every two seconds, then nothing for an hour, and from minute to minute at the end, which is no pause of more than a minute.
        long[] times = [100, 102, 104, 106, 108, 3708, 3710, 3712, 3772];
        var run = await store.CreateAsync(Project,
            Floats([.. times.Select((time, i) => At(i, i, time * second))]), new AppendFloats(Path("earlier"), new[] { At(0, 0, 10 * second) }));
        await store.SettleAsync();

        var active = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(run)], XAxis.ActiveTime, null, null, 10_000), default));
        var since = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(run)], XAxis.SinceFirstPoint, null, null, 10_000), default));

        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14, 74], active.Buckets.Select(bucket => bucket.FirstX));
        Assert.Equal(times.Select(time => time - 100.0), since.Buckets.Select(bucket => bucket.FirstX));
        Assert.Equal((0, 74, 0, 3672), (active.From, active.To, since.From, since.To));
    }

    [Fact]
    public async Task Steady_buckets_stay_as_they_are_while_points_arrive()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Floats([.. Enumerable.Range(0, 160).Select(i => At(i, i % 7))]));
        async Task<SeriesBuckets> ReadAsync(double least = 0)
        {
            await store.SettleAsync();
            return Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(run)], XAxis.Step, null, null, 100, SteadyWidth: least), default));
        }

        var before = await ReadAsync();
        await store.WriteAsync(run.Id, Floats([.. Enumerable.Range(160, 10).Select(i => At(i, i % 7))]));
        var behind = await ReadAsync();
        var wider = await ReadAsync(6.1);

        Assert.Equal((0, 159.25, 0, 169.75), (before.From, before.To, behind.From, behind.To));
        Assert.Equal(before.Buckets[..^1].AsEnumerable(), behind.Buckets[..(before.Buckets.Length - 1)]);
        Assert.Equal((0, 175), (wider.From, wider.To));
        Assert.All(wider.Buckets, bucket => Assert.Equal(Math.Floor(bucket.FirstX / 7), bucket.Index));
        Assert.Equal(170, wider.Buckets.Sum(bucket => bucket.Count));
        var more = await ReadAsync(1.75);
        Assert.Equal(behind.Buckets.AsEnumerable(), more.Buckets);
    }

    [Fact]
    public async Task A_bucket_query_out_of_bounds_is_an_error()
    {
        await using var store = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadBucketsAsync(new([], XAxis.Step, null, null, 0), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadBucketsAsync(new([], XAxis.Step, null, null, 10_001), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Reader.ReadBucketsAsync(new([], XAxis.Step, double.NaN, null, 1), default));
    }
}

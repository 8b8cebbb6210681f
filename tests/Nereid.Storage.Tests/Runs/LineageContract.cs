using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>What a fork shows of the runs it continues.</summary>
public abstract class LineageContract : RunStoreContract
{
    const long Second = 1_000_000;

    static AppendFloats Floats(params FloatPoint[] points) => new(Path("loss"), points);

    static AppendStrings Lines(params (double Step, string Text)[] lines) => new(Path("log"), [.. lines.Select(line => new StringPoint(Step.From(line.Step), 7, line.Text))]);

    static SeriesId Loss(RunHead run, Lineage? lineage = null) => new(run.Id, Path("loss"), lineage ?? Lineage.Full);

    static SeriesId Log(RunHead run) => new(run.Id, Path("log"), Lineage.Full);

    Task<RunHead> ForkAsync(StoreUnderTest store, RunHead parent, double step, params ImmutableArray<RunOperation> first) =>
        store.CreateAsync(new NewRun(Project, "TITA", RunKind.Run, "ada", Fork: new ForkPoint(parent.Id, Step.From(step)), First: first));

    static async Task<IEnumerable<double>?> ValuesAsync(StoreUnderTest store, SeriesId series) =>
        (await store.Reader.ReadFloatsAsync(series, new(0, 100), default))?.Points.Select(point => point.Value);

    static async Task<IEnumerable<string>?> LinesAsync(StoreUnderTest store, SeriesId series, PointWindow? window = null) =>
        (await store.Reader.ReadStringsAsync(series, window ?? new(0, 100), default))?.Points.Select(point => point.Value);

    [Fact]
    public async Task A_fork_shows_its_parents_points_up_to_its_step_and_then_its_own()
    {
        await using var store = await OpenAsync();
        var parent = await store.CreateAsync(Project, Floats(At(0, 0), At(1, 10), At(2, 20), At(3, 30)), Lines((0, "a"), (2, "b"), (3, "c")));
        var fork = await ForkAsync(store, parent, 2, Floats(At(2.5, 25), At(4, 40)), Lines((5, "d")));
        await store.SettleAsync();

        Assert.Equal([0, 10, 20, 25, 40], await ValuesAsync(store, Loss(fork)));
        Assert.Equal(["a", "b", "d"], await LinesAsync(store, Log(fork)));
        Assert.Equal([25, 40], await ValuesAsync(store, Loss(fork, Lineage.Own)));
        Assert.Equal([0, 10, 20, 30], await ValuesAsync(store, Loss(parent)));
    }

    [Fact]
    public async Task Forks_are_found_generation_after_generation_within_bounds_and_counted_beyond_them()
    {
        await using var store = await OpenAsync();
        var root = await store.CreateAsync(Project);
        var late = await ForkAsync(store, root, 9);
        var early = await ForkAsync(store, root, 2);
        var same = await ForkAsync(store, root, 2);
        var grandchild = await ForkAsync(store, late, 10);
        var greatGrandchild = await ForkAsync(store, grandchild, 11);
        await store.Writer.SetTrashedAsync([early.Id], true, default);
        await store.SettleAsync();

        async Task<string> AskAsync(ImmutableArray<RunId> runs, int perRun, int limit, ProjectId? project = null) => string.Join(
            "; ", (await store.Reader.ReadForksAsync(new ForkQuery(project ?? Project, runs, perRun, limit), default)).Select(parent => $"{Name(parent.Run)} {parent.Total}: {string.Join(' ', parent.Forks.Select(Name))}"));
        string Name(RunId run) => new Dictionary<RunId, string>
        {
            [root.Id] = "root", [late.Id] = "late", [early.Id] = "early", [same.Id] = "same", [grandchild.Id] = "child", [greatGrandchild.Id] = "great",
        }[run];

        Assert.Equal("root 3: early same late; late 1: child; child 1: great", await AskAsync([root.Id], 10, 10));
        Assert.Equal("root 3: early", await AskAsync([root.Id], 1, 10));
        Assert.Equal("root 3: early same late; late 1: child; child 1: ", await AskAsync([root.Id], 10, 4));
        Assert.Equal("child 1: great; root 3: early same late; late 1: child", await AskAsync([grandchild.Id, root.Id, grandchild.Id], 10, 10));
        Assert.Equal("", await AskAsync([root.Id], 10, 10, ProjectId.New()));
        Assert.Equal("", await AskAsync([early.Id, RunId.New()], 10, 10));
        await store.Writer.DeleteRunsAsync([grandchild.Id], default);
        Assert.Equal("root 3: early same late", await AskAsync([root.Id], 10, 10));
    }

    [Fact]
    public async Task Every_fork_step_on_the_way_bounds_what_is_seen_of_the_runs_behind_it()
    {
        await using var store = await OpenAsync();
        var root = await store.CreateAsync(Project, Floats([.. Enumerable.Range(0, 10).Select(i => At(i, i))]));
        var child = await ForkAsync(store, root, 5, Floats(At(6, 60), At(7, 70), At(8, 80)));
        var grandchild = await ForkAsync(store, child, 7, Floats(At(9, 900)));
        var early = await ForkAsync(store, child, 3);
        await store.SettleAsync();

        Assert.Equal([0, 1, 2, 3, 4, 5, 60, 70, 900], await ValuesAsync(store, Loss(grandchild)));
        Assert.Equal([60, 70, 900], await ValuesAsync(store, Loss(grandchild, new Lineage(1))));
        Assert.Equal([0, 1, 2, 3], await ValuesAsync(store, Loss(early)));
        Assert.Null(await ValuesAsync(store, Loss(early, new Lineage(1))));
        Assert.Null(await ValuesAsync(store, Loss(early, Lineage.Own)));
    }

    [Fact]
    public async Task Own_points_win_over_inherited_ones_at_the_same_step()
    {
        await using var store = await OpenAsync();
        var root = await store.CreateAsync(Project, Floats(At(0, 1), At(1, 1), At(2, 1)), Lines((0, "root"), (1, "root"), (2, "root")));
        var child = await ForkAsync(store, root, 2, Floats(At(1, 2), At(1.5, 2)), Lines((1, "child"), (1.5, "child")));
        var grandchild = await ForkAsync(store, child, 2, Floats(At(0, 3)), Lines((0, "own")));
        await store.SettleAsync();
        await store.WriteAsync(root.Id, Floats(At(1, 4)), Lines((1, "late")));
        await store.SettleAsync();

        Assert.Equal([3, 2, 2, 1], await ValuesAsync(store, Loss(grandchild)));
        Assert.Equal(["own", "child", "child", "root"], await LinesAsync(store, Log(grandchild)));
        Assert.Equal(["child", "child"], await LinesAsync(store, Log(grandchild), new(1, 2, From: Step.From(0))));
        Assert.Equal(["child", "child"], await LinesAsync(store, Log(grandchild), new(0, 5, Descending: true, From: Step.From(1), After: Step.From(2))));
        Assert.Equal([1, 4, 1], await ValuesAsync(store, Loss(root)));
    }

    [Fact]
    public async Task Points_that_a_parent_gets_after_the_fork_count_when_they_lie_before_its_step()
    {
        await using var store = await OpenAsync();
        var parent = await store.CreateAsync(Project, Floats(At(0, 0), At(4, 4)));
        var fork = await ForkAsync(store, parent, 4, Floats(At(5, 5)));
        await store.SettleAsync();
        Assert.Equal(3, Assert.IsType<FloatSeriesValue>(await store.Reader.GetSeriesAsync(Loss(fork), default)).Count);

        await store.WriteAsync(parent.Id, Floats(At(2, 2), At(9, 9)), new AppendFloats(Path("later"), new[] { At(1, 1) }));
        await store.SettleAsync();

        Assert.Equal([0, 2, 4, 5], await ValuesAsync(store, Loss(fork)));
        var value = Assert.IsType<FloatSeriesValue>(await store.Reader.GetSeriesAsync(Loss(fork), default));
        Assert.Equal((4, 0.0, 5.0, 2.75, 5.0, Step.From(5)), (value.Count, value.Min, value.Max, value.Mean, value.Last, value.LastStep));
        Assert.Equal([1], await ValuesAsync(store, Loss(fork) with { Path = Path("later") }));
    }

    [Fact]
    public async Task Figures_of_a_fork_follow_every_change_of_what_it_shows_of_its_parent()
    {
        await using var store = await OpenAsync();
        var parent = await store.CreateAsync(Project, Floats([.. Enumerable.Range(0, 10).Select(i => At(i, i))]));
        var fork = await ForkAsync(store, parent, 3, Floats(At(4, 10), At(5, 20), At(6, 10), At(7, 20)));
        async Task<(long Count, double Min, double Max, double Mean, double Variance)> FiguresAsync()
        {
            await store.SettleAsync();
            var value = Assert.IsType<FloatSeriesValue>(await store.Reader.GetSeriesAsync(Loss(fork), default));
            return (value.Count, value.Min, value.Max, value.Mean, value.Variance);
        }

        Assert.Equal((8, 0, 20, 8.25, 58.6875), await FiguresAsync());
        Assert.Equal((8, 0, 20, 8.25, 58.6875), await FiguresAsync());
        // The parent's figures as a whole stay what they are.
        await store.WriteAsync(parent.Id, Floats(At(3, 4), At(4, 3)));
        Assert.Equal(8.375, (await FiguresAsync()).Mean);
        await store.WriteAsync(fork.Id, Floats(At(8, -10)));
        Assert.Equal((9, -10), ((await FiguresAsync()).Count, (await FiguresAsync()).Min));
        await store.WriteAsync(fork.Id, Floats(At(2, 100)));
        Assert.Equal((9, 100), ((await FiguresAsync()).Count, (await FiguresAsync()).Max));
    }

    [Fact]
    public async Task A_parent_in_the_trash_is_read_and_what_it_deletes_is_gone()
    {
        await using var store = await OpenAsync();
        var parent = await store.CreateAsync(Project, Floats(At(0, 0), At(1, 1)), Lines((0, "a")));
        var fork = await ForkAsync(store, parent, 1, Floats(At(2, 2)));
        await store.Writer.SetTrashedAsync([parent.Id], true, default);
        await store.SettleAsync();
        Assert.Equal([0, 1, 2], await ValuesAsync(store, Loss(fork)));
        Assert.Equal(["a"], await LinesAsync(store, Log(fork)));

        await store.WriteAsync(parent.Id, new DeleteAttribute(Path("loss")), new DeleteAttribute(Path("log")));
        await store.SettleAsync();

        Assert.Equal([2], await ValuesAsync(store, Loss(fork)));
        Assert.Null(await LinesAsync(store, Log(fork)));
    }

    [Fact]
    public async Task The_series_of_a_fork_are_listed_with_the_figures_of_all_their_points()
    {
        await using var store = await OpenAsync();
        var file = store.Blobs.Add(3);
        var root = await store.CreateAsync(Project,
            Floats(At(0, 4, 10), At(1, 8, 20), At(2, 100, 30)), Lines((0, "a"), (1, "b"), (2, "c")), new AssignValue(Path("simple"), new IntValue(1)),
            new AppendFiles(Path("img"), [new(Step.From(1), 5, file, "n", null)]), new AppendHistograms(Path("hist"), [new(Step.From(0), 6, [0, 1], [2])]),
            new AppendFloats(Path("behind"), new[] { At(5, 5) }), new ConfigureSeries(Path("loss"), new SeriesDisplay(0, 9, "s")));
        var fork = await ForkAsync(store, root, 1, Lines((3, "d")), new AppendFloats(Path("own"), Array.Empty<FloatPoint>()));
        await store.SettleAsync();

        var all = await store.Reader.GetSeriesAsync(fork.Id, null, Lineage.Full, default);

        Assert.Equal(["hist", "img", "log", "loss", "own"], all.Select(series => series.Path.Text));
        Assert.Equal(
            [
                new HistogramSeriesValue(1, Step.From(0), 6), new FileSeriesValue(1, Step.From(1), file, 5), new StringSeriesValue(3, Step.From(3), "d", 7),
                new FloatSeriesValue(2, 0, Step.From(0), 4, Step.From(1), 8, 20, 4, 8, 6, 4, new SeriesDisplay(0, 9, "s")), FloatSeriesValue.Empty,
            ],
            all.Select(series => series.Value));
        Assert.Equal(["log", "loss"], (await store.Reader.GetSeriesAsync(fork.Id, "lo", Lineage.Full, default)).Select(series => series.Path.Text));
        Assert.Equal(["log", "own"], (await store.Reader.GetSeriesAsync(fork.Id, null, Lineage.Own, default)).Select(series => series.Path.Text));
        Assert.Null(await store.Reader.GetSeriesAsync(new SeriesId(fork.Id, Path("behind"), Lineage.Full), default));
        Assert.Null(await store.Reader.GetSeriesAsync(new SeriesId(fork.Id, Path("simple"), Lineage.Full), default));
    }

    [Fact]
    public async Task History_ends_where_the_path_has_another_type_and_a_simple_attribute_hides_it()
    {
        await using var store = await OpenAsync();
        var root = await store.CreateAsync(Project, Floats(At(0, 0)));
        var lines = await ForkAsync(store, root, 9, new AppendStrings(Path("loss"), [new(Step.From(1), 0, "text")]));
        var floats = await ForkAsync(store, lines, 9, Floats(At(2, 2)));
        var simple = await ForkAsync(store, floats, 9, new AssignValue(Path("loss"), new FloatValue(1)));
        var last = await ForkAsync(store, simple, 9);
        await store.SettleAsync();

        Assert.Null(await ValuesAsync(store, Loss(lines)));
        Assert.Equal(["text"], await LinesAsync(store, Loss(lines)));
        Assert.Equal([2], await ValuesAsync(store, Loss(floats)));
        Assert.Null(await ValuesAsync(store, Loss(simple)));
        Assert.Null(await ValuesAsync(store, Loss(last)));
    }

    [Fact]
    public async Task Charts_cover_inherited_points_on_every_axis()
    {
        await using var store = await OpenAsync();
        var root = await store.CreateAsync(Project, Floats(At(0, 1, 100 * Second), At(10, 5, 110 * Second), At(20, 7, 120 * Second)));
        var fork = await ForkAsync(store, root, 10, Floats(At(20, 9, 200 * Second)));
        await store.SettleAsync();

        var steps = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(fork)], XAxis.Step, null, null, 2), default));
        var relative = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(fork)], XAxis.RelativeTime, null, null, 1), default));
        var own = Assert.Single(await store.Reader.ReadBucketsAsync(new([Loss(fork, Lineage.Own)], XAxis.RelativeTime, null, null, 1), default));
        var missing = Assert.Single(await store.Reader.ReadBucketsAsync(new([new(fork.Id, Path("none"), Lineage.Full)], XAxis.Step, null, null, 1), default));

        Assert.Equal((0, 20, 3), (steps.From, steps.To, steps.Total));
        Assert.Equal([new Bucket(0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1), new Bucket(1, 10, 20, 2, 0, 0, 0, 5, 9, 7, 5, 9)], steps.Buckets.ToArray());
        Assert.Equal((0, 100, 3), (relative.From, relative.To, relative.Total));
        Assert.Equal((0, 0, 1), (own.From, own.To, own.Total));
        Assert.Empty(missing.Buckets);
    }

    [Fact]
    public async Task A_page_goes_on_after_a_step_both_ways()
    {
        await using var store = await OpenAsync();
        var root = await store.CreateAsync(Project, Floats([.. Enumerable.Range(0, 6).Select(i => At(i, i))]), Lines([.. Enumerable.Range(0, 6).Select(i => ((double)i, $"{i}"))]));
        var fork = await ForkAsync(store, root, 3, Floats(At(4, 40), At(5, 50)), Lines((4, "40"), (5, "50")));
        await store.SettleAsync();
        foreach (var (after, descending, from, to, expected) in new (double, bool, double?, double?, double[])[]
        {
            (2, false, null, null, [3, 40, 50]), (2.5, false, null, 4, [3, 40]), (4, true, 1, null, [3, 2, 1]), (9, true, null, null, [50, 40]), (5, false, null, null, []),
            (-1, false, 2, null, [2, 3]), (0, true, null, null, []),
        })
        {
            var window = new PointWindow(0, expected.Length is 2 ? 2 : 100, descending, from is { } f ? Step.From(f) : null, to is { } t ? Step.From(t) : null, Step.From(after));
            Assert.Equal(expected, (await store.Reader.ReadFloatsAsync(Loss(fork), window, default))!.Points.Select(point => point.Value));
            Assert.Equal(expected.Select(value => $"{value}"), (await LinesAsync(store, Log(fork), window))!);
        }
    }
}

public sealed class MemoryLineageTests : LineageContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class EmbeddedLineageTests : LineageContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class ReopenedLineageTests : LineageContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

using System.Collections.Immutable;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>What every run store promises of rows: the same as an append for each path.</summary>
public abstract class RowsContract : RunStoreContract
{
    [Fact]
    public async Task Rows_become_points_of_their_paths()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        using var rows = new FloatRows();
        for (var step = 0; step < 50; step++)
        {
            rows.BeginRow(Step.From(step), step * 1000);
            rows.Add("train/loss"u8, 1.0 / (step + 1));
            if (step % 2 == 0)
                rows.Add("train/accuracy"u8, step);
        }
        Assert.Empty(await store.WriteAsync(run.Id, rows));
        await store.SettleAsync();
        Assert.Equal(Enumerable.Range(0, 50).Select(step => At(step, 1.0 / (step + 1), step * 1000)), await store.FloatsAsync(run.Id, "train/loss"));
        Assert.Equal(25, (await store.FloatsAsync(run.Id, "train/accuracy")).Length);
        Assert.Equal(48, Assert.IsType<FloatSeriesValue>(await store.GetAsync(run.Id, "train/accuracy")).Last);
    }

    [Fact]
    public async Task A_refused_path_is_named_by_its_number_and_stops_no_other()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, new AssignValue(Path("text"), new StringValue("a")));
        using var rows = new FloatRows();
        rows.BeginRow(Step.From(1), 0);
        rows.Add("a"u8, 1);
        rows.Add("text"u8, 2);
        rows.Add("sys/id"u8, 3);
        rows.Add(new byte[] { 0xFF, 0xFE }, 4);
        rows.Add(Encoding.UTF8.GetBytes(new string('x', Limits.PathBytes + 1)), 5);
        rows.Add(""u8, 6);
        rows.Add("b"u8, 7);
        var rejections = await store.WriteAsync(run.Id, rows);
        Assert.Equal(
            [(1, RejectReason.TypeMismatch), (2, RejectReason.ReadOnlyAttribute), (3, RejectReason.InvalidValue), (4, RejectReason.LimitExceeded), (5, RejectReason.InvalidValue)],
            rejections.Select(rejection => (rejection.Index, rejection.Reason)));
        await store.SettleAsync();
        Assert.Equal([At(1, 1)], await store.FloatsAsync(run.Id, "a"));
        Assert.Equal([At(1, 7)], await store.FloatsAsync(run.Id, "b"));
    }

    [Fact]
    public async Task A_repeated_request_is_answered_and_not_applied_again()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var request = Guid.NewGuid();
        using var first = Row(1, 1);
        using var again = Row(2, 2);
        await store.Writer.WriteRowsAsync(run.Id, first, request, default);
        await store.SettleAsync();
        await store.Writer.WriteRowsAsync(run.Id, again, request, default);
        Assert.Equal([At(1, 1)], await store.FloatsAsync(run.Id, "a"));
    }

    [Fact]
    public async Task Rows_of_an_unknown_run_are_answered_so()
    {
        await using var store = await OpenAsync();
        using var rows = Row(1, 1);
        Assert.IsType<WriteAnswer.NoSuchRun>(await store.Writer.WriteRowsAsync(RunId.New(), rows, null, default));
    }

    [Fact]
    public async Task Rows_after_a_clear_or_a_delete_begin_a_series_anew()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        foreach (RunOperation end in (RunOperation[])[new ClearSeries(Path("a"), AttributeType.FloatSeries), new DeleteAttribute(Path("a"))])
        {
            using var before = Row(5, 5);
            using var after = Row(1, 1);
            await store.WriteAsync(run.Id, before);
            await store.WriteAsync(run.Id, end);
            await store.WriteAsync(run.Id, after);
            await store.SettleAsync();
            Assert.Equal([At(1, 1)], await store.FloatsAsync(run.Id, "a"));
            Assert.Equal(1, Assert.IsType<FloatSeriesValue>(await store.GetAsync(run.Id, "a")).Count);
        }
    }

    [Theory]
    [InlineData(3, 1, 5, null)]
    [InlineData(3, 1, 4, PointFault.EarlierTime)]
    [InlineData(2, 20, 9, PointFault.Duplicate)]
    [InlineData(2, 1, 9, PointFault.NotAfterLast)]
    [InlineData(1, 10, 0, PointFault.Duplicate)]
    [InlineData(1, 11, 9, PointFault.NotAfterLast)]
    [InlineData(1.5, 10, 9, PointFault.NotAfterLast)]
    [InlineData(0, 1, 9, PointFault.NotAfterLast)]
    public async Task Where_points_must_rise_others_are_left_out_and_counted(double step, double value, long seconds, PointFault? expected)
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        await store.WriteAsync(run.Id, new AppendFloats(Path("a"), new[] { At(1, 10, 5_000_000), At(2, 20, 5_000_000) }));
        using var rows = new FloatRows { Order = FloatOrder.Rising };
        rows.BeginRow(Step.From(step), seconds * 1_000_000);
        rows.Add("other"u8, 1);
        rows.Add("a"u8, value);

        foreach (var again in new[] { false, true })
        {
            await store.SettleAsync();
            var answer = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteRowsAsync(run.Id, rows, null, default));

            Assert.Empty(answer.Rejections);
            // What is sent again came before.
            RefusedPoints[] faults = again ? expected is null or PointFault.Duplicate ? [new(PointFault.Duplicate, 2)] : [new(PointFault.Duplicate, 1), new(expected.Value, 1)]
                : expected is { } fault ? [new(fault, 1)] : [];
            Assert.Equal(faults.OrderBy(each => each.Fault).ToArray(), answer.Points.ToArray());
        }

        await store.SettleAsync();
        Assert.Equal(expected is null ? 3 : 2, (await store.FloatsAsync(run.Id, "a")).Length);
        Assert.Single(await store.FloatsAsync(run.Id, "other"));
    }

    [Fact]
    public async Task A_value_that_is_not_a_number_is_a_repetition_of_itself()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        using var rows = Row(1, double.NaN);
        rows.Order = FloatOrder.Rising;
        await store.Writer.WriteRowsAsync(run.Id, rows, null, default);

        var again = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteRowsAsync(run.Id, rows, null, default));

        Assert.Equal([new RefusedPoints(PointFault.Duplicate, 1)], again.Points.ToArray());
    }

    [Fact]
    public async Task Points_of_one_write_must_rise_too()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        using var rows = new FloatRows { Order = FloatOrder.Rising };
        foreach (var (step, value) in new[] { (1.0, 1.0), (2, 2), (2, 2), (1.5, 3), (3, 3) })
        {
            rows.BeginRow(Step.From(step), 0);
            rows.Add("a"u8, value);
        }

        var answer = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteRowsAsync(run.Id, rows, null, default));

        Assert.Equal([new(PointFault.Duplicate, 1), new(PointFault.NotAfterLast, 1)], answer.Points.ToArray());
        Assert.Equal([At(1, 1), At(2, 2), At(3, 3)], await store.FloatsAsync(run.Id, "a"));
    }

    [Fact]
    public async Task A_fork_goes_on_behind_what_it_inherits()
    {
        await using var store = await OpenAsync();
        var parent = await store.CreateAsync(Project);
        await store.WriteAsync(parent.Id, new AppendFloats(Path("a"), new[] { At(1, 1), At(4, 4), At(9, 9) }), new AppendFloats(Path("late"), new[] { At(9, 9) }));
        var fork = (await store.Writer.CreateAsync(new NewRun(Project, "TITA", RunKind.Run, "ada", Fork: new ForkPoint(parent.Id, Step.From(5))), default) as CreateAnswer.Created)!.Run;
        using var rows = new FloatRows { Order = FloatOrder.Rising };
        foreach (var step in new[] { 1, 3, 4, 5, 6 })
        {
            rows.BeginRow(Step.From(step), 0);
            rows.Add("a"u8, step);
            rows.Add("late"u8, step);
        }

        var answer = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteRowsAsync(fork.Id, rows, null, default));

        // The parent has points of "a" up to step 4 and none of "late" up to the fork.
        Assert.Equal([new RefusedPoints(PointFault.NotAfterFork, 3)], answer.Points.ToArray());
        Assert.Equal([At(5, 5), At(6, 6)], await store.FloatsAsync(fork.Id, "a"));
        Assert.Equal(5, (await store.FloatsAsync(fork.Id, "late")).Length);
    }

    [Fact]
    public async Task Writers_of_one_run_at_once_leave_no_point_out_of_order()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            var refused = 0L;
            for (var step = 0; step < 50; step++)
            {
                using var rows = new FloatRows { Order = FloatOrder.Rising };
                rows.BeginRow(Step.From(step), 0);
                rows.Add("shared"u8, writer);
                rows.Add(Encoding.UTF8.GetBytes($"own/{writer}"), step);
                refused += Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteRowsAsync(run.Id, rows, null, default)).Points.Sum(each => each.Count);
            }

            return refused;
        }));

        var points = await store.FloatsAsync(run.Id, "shared");
        Assert.Equal(8 * 50, points.Length + answers.Sum());
        Assert.Equal(50, points.Length);
        for (var writer = 0; writer < 8; writer++)
            Assert.Equal(50, (await store.FloatsAsync(run.Id, $"own/{writer}")).Length);
    }

    [Fact]
    public async Task Writes_to_several_runs_are_done_together_or_not_at_all()
    {
        await using var store = await OpenAsync();
        var (first, second) = (await store.CreateAsync(Project), await store.CreateAsync(Project, new AssignValue(Path("taken"), new IntValue(1))));
        RunBatch Batch(RunId run, string path) => new(run, [new AssignValue(Path(path), new StringValue("x"))]);

        var refused = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteTogetherAsync([Batch(first.Id, "free"), Batch(second.Id, "taken")], default));
        var missing = await store.Writer.WriteTogetherAsync([Batch(first.Id, "free"), Batch(RunId.New(), "free")], default);
        Assert.Equal(RejectReason.TypeMismatch, Assert.Single(refused.Rejections).Reason);
        Assert.IsType<WriteAnswer.NoSuchRun>(missing);
        Assert.Null(await store.GetAsync(first.Id, "free"));

        var done = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteTogetherAsync([Batch(first.Id, "free"), Batch(second.Id, "free")], default));
        await store.SettleAsync();
        Assert.Empty(done.Rejections);
        Assert.Equal(new StringValue("x"), await store.GetAsync(first.Id, "free"));
        Assert.Equal(new StringValue("x"), await store.GetAsync(second.Id, "free"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Writer.WriteTogetherAsync([Batch(first.Id, "a"), Batch(first.Id, "b")], default));
    }

    [Fact]
    public async Task Previews_stand_beyond_the_last_point_until_one_overtakes_them()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        Task<ImmutableArray<Rejection>> PreviewAsync(double step, double value, float ratio) =>
            store.WriteAsync(run.Id, new PreviewFloats(Path("a"), [new PreviewPoint(Step.From(step), 7, value, ratio)]));
        async Task<FloatSeriesValue> ValueAsync()
        {
            await store.SettleAsync();
            return Assert.IsType<FloatSeriesValue>(await store.GetAsync(run.Id, "a"));
        }

        Assert.Empty(await PreviewAsync(2, 20, 0.9f));
        Assert.Empty(await PreviewAsync(1, 10, 0.5f));
        Assert.Empty(await PreviewAsync(2, 21, 0.1f));
        var value = await ValueAsync();
        Assert.Equal(0, value.Count);
        Assert.Equal([new(Step.From(1), 7, 10, 0.5f), new(Step.From(2), 7, 21, 0.1f)], value.Previews.ToArray());
        Assert.Empty(await store.FloatsAsync(run.Id, "a"));

        using var row = Row(1, 11);
        await store.WriteAsync(run.Id, row);
        Assert.Equal([Step.From(2)], (await ValueAsync()).Previews.Select(preview => preview.Step));
        foreach (var step in new[] { 0.5, 1 })
            Assert.Equal(RejectReason.NotAfterLastStep, Assert.Single(await PreviewAsync(step, 1, 1)).Reason);
        Assert.Equal(RejectReason.InvalidValue, Assert.Single(await PreviewAsync(5, 1, 1.5f)).Reason);

        await store.WriteAsync(run.Id, new AppendFloats(Path("a"), new[] { At(3, 3) }));
        Assert.Empty((await ValueAsync()).Previews);
    }

    [Theory]
    [InlineData(Limits.PreviewPoints - 1, false)]
    [InlineData(Limits.PreviewPoints, false)]
    [InlineData(Limits.PreviewPoints + 1, true)]
    public async Task So_many_steps_hold_previews_at_once(int count, bool refused)
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        await store.WriteAsync(run.Id, new PreviewFloats(Path("a"), [new PreviewPoint(Step.From(0), 0, 1, 0)]));

        var rejections = await store.WriteAsync(run.Id,
            new PreviewFloats(Path("a"), [.. Enumerable.Range(1, count - 1).Select(step => new PreviewPoint(Step.From(step), 0, 1, 0))]));

        Assert.Equal(refused, rejections is [{ Reason: RejectReason.LimitExceeded }]);
        Assert.Equal(refused ? 1 : count, Assert.IsType<FloatSeriesValue>(await store.GetAsync(run.Id, "a")).Previews.Length);
    }

    [Fact]
    public async Task A_write_of_rows_counts_as_a_change_of_the_run()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        using var rows = Row(1, 1);
        await store.WriteAsync(run.Id, rows);
        store.Time.Advance(seconds: 7);
        using var later = Row(2, 1);
        await store.WriteAsync(run.Id, later);
        var head = await store.Reader.FindRunAsync(run.Id, default);
        Assert.Equal(run.CreatedUnixMicros + 7_000_000, head!.ModifiedUnixMicros);
        Assert.Equal(head.ModifiedUnixMicros, (await store.Reader.GetProjectFiguresAsync(Project, default)).LastModifiedUnixMicros);
        await store.SettleAsync();
        Assert.Equal(head.ModifiedUnixMicros, (await store.Reader.FindRunAsync(run.Id, default))!.ModifiedUnixMicros);
    }

    static FloatRows Row(double step, double value)
    {
        var rows = new FloatRows();
        rows.BeginRow(Step.From(step), 0);
        rows.Add("a"u8, value);
        return rows;
    }
}

public sealed class MemoryRowsTests : RowsContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class EmbeddedRowsTests : RowsContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class ReopenedRowsTests : RowsContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

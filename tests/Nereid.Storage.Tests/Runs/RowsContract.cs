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

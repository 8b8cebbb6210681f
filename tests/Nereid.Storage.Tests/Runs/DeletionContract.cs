using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Deleting attributes, trees and steps, having them back, and giving them up.</summary>
public abstract class DeletionContract : RunStoreContract
{
    static AppendFloats Line(string path, int count) => new(Path(path), Enumerable.Range(0, count).Select(i => At(i, i * 10, i * 1_000_000L)).ToArray());

    static AppendStrings Log(string path, int count) => new(Path(path), [.. Enumerable.Range(0, count).Select(i => new StringPoint(Step.From(i), i, $"line {i}"))]);

    private protected static async Task<DeletionId> DeleteAsync(StoreUnderTest store, RunHead run, params ImmutableArray<RunOperation> operations)
    {
        var written = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteAsync(new RunBatch(run.Id, operations, null, "ada"), default));
        Assert.Empty(written.Rejections);
        return written.Deletion!.Value;
    }

    static async Task AssertStepsAsync(double[] expected, StoreUnderTest store, RunHead run, string path) =>
        Assert.Equal(expected, (await store.FloatsAsync(run.Id, path)).Select(point => point.Step.Value));

    [Fact]
    public async Task A_tree_is_gone_everywhere_at_once_and_comes_back_whole()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Line("train/loss", 5), Log("train/log", 3), new AssignValue(Path("train"), new IntValue(1)),
            new AssignValue(Path("train/lr"), new FloatValue(0.5)), new AssignValue(Path("training"), new IntValue(2)), new AssignValue(Path("tra"), new IntValue(3)));
        var before = await store.Reader.GetAttributesAsync(run.Id, "tra", default);

        var deletion = await DeleteAsync(store, run, new DeleteTree(Path("train")));
        await store.SettleAsync();

        Assert.Equal(["tra", "training"], (await store.Reader.GetAttributesAsync(run.Id, "tra", default)).Select(attribute => attribute.Path.Text));
        Assert.Equal(0, (await store.Reader.SearchAttributesAsync(new AttributeSearch(Project, "train/", false, [], [], 0, 10), default)).Total);
        Assert.Equal(0, (await store.Reader.QueryRunsAsync(
            new RunQuery(Project, [], new RunPredicate.Exists(new ColumnId(Path("train/loss"), null, SeriesAggregate.Last)), [], [], 0, 10), default)).Total);
        Assert.Null(await store.Reader.ReadFloatsAsync(new SeriesId(run.Id, Path("train/loss")), new PointWindow(0, 10), default));
        var kept = Assert.Single(await store.Reader.GetDeletionsAsync(run.Id, default));
        Assert.Equal((deletion, "ada"), (kept.Id, kept.By));
        Assert.Equal(["train", "train/log", "train/loss", "train/lr"], kept.Parts.Select(part => part.Path.Text));

        Assert.Empty((await store.Writer.RestoreDeletedAsync(run.Id, deletion, default)).Blocked);
        await store.SettleAsync();

        Assert.Equal(before.ToArray(), (await store.Reader.GetAttributesAsync(run.Id, "tra", default)).ToArray());
        Assert.Equal(5, (await store.FloatsAsync(run.Id, "train/loss")).Length);
        Assert.Empty(await store.Reader.GetDeletionsAsync(run.Id, default));
        await store.WriteAsync(run.Id, new AppendFloats(Path("train/loss"), new[] { Next(7) }));
        await AssertStepsAsync([0, 1, 2, 3, 4, 5], store, run, "train/loss");
    }

    [Fact]
    public async Task Steps_that_are_deleted_are_of_no_question_any_more_and_what_is_logged_later_is()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Line("loss", 10));
        await store.SettleAsync();

        var deletion = await DeleteAsync(store, run, new DeleteSteps(Path("loss"), Step.From(6), null));
        await AssertStepsAsync([0, 1, 2, 3, 4, 5], store, run, "loss");
        await store.WriteAsync(run.Id, new AppendFloats(Path("loss"), new[] { Next(-6, 5_000_000), At(8, -8, 6_000_000) }));
        await store.SettleAsync();

        await AssertStepsAsync([0, 1, 2, 3, 4, 5, 6, 8], store, run, "loss");
        var value = Assert.IsType<FloatSeriesValue>(await store.GetAsync(run.Id, "loss"));
        Assert.Equal((8, 50, -8, Step.From(8)), (value.Count, value.Max, value.Last, value.LastStep));
        Assert.Equal(8, (await store.Reader.ReadBucketsAsync(new([new SeriesId(run.Id, Path("loss"))], XAxis.RelativeTime, null, null, 3), default))[0].Total);

        await store.Writer.RestoreDeletedAsync(run.Id, deletion, default);
        await store.SettleAsync();

        Assert.Equal([0, 10, 20, 30, 40, 50, -6, 70, -8, 90], (await store.FloatsAsync(run.Id, "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task What_two_deletions_took_comes_back_with_the_last_of_them()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Line("loss", 6), Log("log", 6));
        ImmutableArray<RunOperation> Steps(int from, int to) => [.. new[] { "loss", "log" }.Select(path => new DeleteSteps(Path(path), Step.From(from), Step.From(to)))];
        async Task AssertLeftAsync(params double[] steps)
        {
            await store.SettleAsync();
            await AssertStepsAsync(steps, store, run, "loss");
            var lines = await store.Reader.ReadStringsAsync(new SeriesId(run.Id, Path("log")), new PointWindow(0, 10), default);
            Assert.Equal(steps, lines!.Points.Select(line => line.Step.Value));
            Assert.Equal(steps.Length, Assert.IsType<StringSeriesValue>(await store.GetAsync(run.Id, "log")).Count);
        }

        var first = await DeleteAsync(store, run, Steps(1, 3));
        var second = await DeleteAsync(store, run, Steps(3, 4));
        await AssertLeftAsync(0, 5);
        await store.Writer.RestoreDeletedAsync(run.Id, first, default);
        await AssertLeftAsync(0, 1, 2, 5);
        await store.Writer.PurgeDeletedAsync(run.Id, second, default);
        await AssertLeftAsync(0, 1, 2, 5);
        Assert.False((await store.Writer.RestoreDeletedAsync(run.Id, second, default)).WasKept);
    }

    [Fact]
    public async Task What_has_its_place_taken_stays_deleted_and_can_be_had_back_later()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Line("loss", 3), new AssignValue(Path("lr"), new FloatValue(1)));
        var deletion = await DeleteAsync(store, run, new DeleteAttribute(Path("loss")), new DeleteAttribute(Path("lr")));
        await store.WriteAsync(run.Id, new AssignValue(Path("loss"), new StringValue("other")));

        var first = await store.Writer.RestoreDeletedAsync(run.Id, deletion, default);
        await store.SettleAsync();
        Assert.Equal(Path("loss"), Assert.Single(first.Blocked));
        Assert.Equal(new FloatValue(1), await store.GetAsync(run.Id, "lr"));
        Assert.Equal(new StringValue("other"), await store.GetAsync(run.Id, "loss"));

        await store.WriteAsync(run.Id, new DeleteAttribute(Path("loss")));
        Assert.Empty((await store.Writer.RestoreDeletedAsync(run.Id, deletion, default)).Blocked);
        await store.SettleAsync();
        await AssertStepsAsync([0, 1, 2], store, run, "loss");
    }

    [Fact]
    public async Task After_its_time_a_deletion_cannot_be_undone()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Line("loss", 3));
        var deletion = await DeleteAsync(store, run, new DeleteAttribute(Path("loss")));

        store.Time.Advance(TimeSpan.FromDays(7).TotalSeconds - 1);
        await store.SettleAsync();
        Assert.Single(await store.Reader.GetDeletionsAsync(run.Id, default));
        store.Time.Advance(1);

        Assert.Empty(await store.Reader.GetDeletionsAsync(run.Id, default));
        Assert.False((await store.Writer.RestoreDeletedAsync(run.Id, deletion, default)).WasKept);
        await store.SettleAsync();
        Assert.Null(await store.GetAsync(run.Id, "loss"));
    }

    [Fact]
    public async Task A_batch_of_deletions_holds_nothing_else_and_names_what_it_refuses()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Line("loss", 3), new AssignValue(Path("lr"), new FloatValue(1)));

        var written = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteAsync(new RunBatch(run.Id,
            [
                new AssignValue(Path("lr"), new FloatValue(2)), new DeleteSteps(Path("lr"), null, null), new DeleteSteps(Path("loss"), Step.From(2), Step.From(1)),
                new DeleteAttribute(Path("sys/id")), new DeleteAttribute(Path("never")), new DeleteTree(Path("never")), new DeleteSteps(Path("never"), null, null),
            ]), default));
        var inOther = await store.WriteAsync(run.Id, new AssignValue(Path("lr"), new FloatValue(3)));

        Assert.Equal([RejectReason.InvalidValue, RejectReason.TypeMismatch, RejectReason.InvalidValue, RejectReason.ReadOnlyAttribute], written.Rejections.Select(refused => refused.Reason));
        Assert.Equal([0, 1, 2, 3], written.Rejections.Select(refused => refused.Index));
        Assert.Null(written.Deletion);
        Assert.Empty(inOther);
        Assert.Equal(3, (await store.FloatsAsync(run.Id, "loss")).Length);
        Assert.IsType<WriteAnswer.NoSuchRun>(await store.Writer.WriteAsync(new RunBatch(RunId.New(), [new DeleteTree(Path("a"))], null, "ada"), default));
    }

    [Fact]
    public async Task Files_that_a_deletion_keeps_stay_until_it_is_purged()
    {
        await using var store = await OpenAsync();
        var (single, first, second) = (KnownBlobs.NewFile(10), KnownBlobs.NewFile(20), KnownBlobs.NewFile(40));
        foreach (var file in new[] { single, first, second })
            store.Blobs.Add(file);
        var run = await store.CreateAsync(Project, new AssignValue(Path("model"), new FileValue(single)),
            new AppendFiles(Path("images"), [new FilePoint(Step.From(0), 0, first, null, null), new FilePoint(Step.From(1), 0, second, null, null)]));

        var deletion = await DeleteAsync(store, run, new DeleteAttribute(Path("model")), new DeleteSteps(Path("images"), Step.From(1), null));
        await store.SettleAsync();
        Assert.Equal(new FloatValue(20), await store.GetAsync(run.Id, SystemAttributes.Size));
        Assert.All([single, first, second], file => Assert.True(store.Blobs.Has(file)));

        await store.Writer.PurgeDeletedAsync(run.Id, deletion, default);
        for (var i = 0; i < 4; i++)
            await store.SettleAsync();
        Assert.Equal([false, true, false], new[] { single, first, second }.Select(store.Blobs.Has));
    }
}

public sealed class MemoryDeletionTests : DeletionContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class EmbeddedDeletionTests : DeletionContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class ReopenedDeletionTests : DeletionContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

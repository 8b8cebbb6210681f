using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Values at, below and above what a store takes, where other contracts do not say it.</summary>
public abstract class BoundContract : RunStoreContract
{
    [Fact]
    public async Task A_place_may_be_as_long_as_the_limit_and_a_file_as_large()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        FileContent File(int place, long size = 1) =>
            new(new BlobId(new Guid("5a3f0000-0000-8000-8000-000000000001")), size, new string('a', 64), "image/png", "png", new string('p', place));

        var rejections = await store.WriteAsync(run.Id,
            new AssignValue(Path("below"), new FileValue(File(Limits.FileReferenceBytes - 1))), new AssignValue(Path("at"), new FileValue(File(Limits.FileReferenceBytes, Limits.FileBytes))),
            new AssignValue(Path("longer"), new FileValue(File(Limits.FileReferenceBytes + 1))), new AssignValue(Path("larger"), new FileValue(File(1, Limits.FileBytes + 1))),
            new AppendFiles(Path("series"), [new FilePoint(Step.From(1), 1, File(Limits.FileReferenceBytes + 1), null, null)]));
        await store.SettleAsync();

        Assert.Equal([(2, RejectReason.LimitExceeded), (3, RejectReason.LimitExceeded), (4, RejectReason.LimitExceeded)], rejections.Select(refused => (refused.Index, refused.Reason)));
        Assert.Equal(File(Limits.FileReferenceBytes, Limits.FileBytes), Assert.IsType<FileValue>(await store.GetAsync(run.Id, "at")).File);
        Assert.Null(await store.GetAsync(run.Id, "longer"));
    }

    [Fact]
    public async Task Operations_of_more_than_two_megabytes_are_kept_whole()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var line = new string('x', Limits.StringValueBytes);
        var points = Enumerable.Range(0, 150_000).Select(i => At(i, 1.0 / (i + 3), i)).ToArray();
        ImmutableArray<double> edges = [.. Enumerable.Range(0, 150_001).Select(i => (double)i)];
        ImmutableArray<double> counts = [.. Enumerable.Range(0, 150_000).Select(i => (double)i)];

        var rejections = await store.WriteAsync(run.Id,
            new AppendStrings(Path("lines"), [new StringPoint(Step.From(1), 1, line), new StringPoint(Step.From(2), 2, line), new StringPoint(Step.From(3), 3, "z")]),
            new AppendFloats(Path("floats"), points), new AppendHistograms(Path("histograms"), [new HistogramPoint(Step.From(1), 1, edges, counts)]),
            new AppendStrings(Path("lines"), [new StringPoint(Step.From(4), 4, "never"), new StringPoint(Step.From(5), 5, line + "x")]));
        await store.SettleAsync();

        Assert.Equal((3, RejectReason.LimitExceeded), Assert.Single(rejections.Select(refused => (refused.Index, refused.Reason))));
        Assert.Equal(points, await store.FloatsAsync(run.Id, "floats"));
        Assert.Equal([line, line, "z"], (await store.Reader.ReadStringsAsync(new SeriesId(run.Id, Path("lines")), new PointWindow(0, 9), default))!.Points.Select(point => point.Value));
        var histogram = Assert.Single((await store.Reader.ReadHistogramsAsync(new SeriesId(run.Id, Path("histograms")), new PointWindow(0, 9), default))!.Points);
        Assert.Equal(edges.AsSpan(), histogram.Edges.AsSpan());
        Assert.Equal(counts.AsSpan(), histogram.Counts.AsSpan());
    }

    [Fact]
    public async Task Steps_go_on_behind_the_last_exact_one_and_end_with_the_greatest()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var lastExact = Step.FromMillionths(999_999_999_999_999_999);

        Assert.Empty(await store.WriteAsync(run.Id, new AppendFloats(Path("a"), new[] { new FloatPoint(lastExact, 1, 1), Next(2), Next(3) })));
        Assert.Empty(await store.WriteAsync(run.Id, new AppendFloats(Path("b"), new[] { At(double.MaxValue, 1), At(-double.MaxValue, 2), At(1e12, 3), At(Math.BitDecrement(1e12), 4) })));
        await store.SettleAsync();

        var steps = (await store.FloatsAsync(run.Id, "a")).Select(point => point.Step).ToList();
        Assert.Equal(lastExact, steps[0]);
        Assert.Equal(3, steps.Distinct().Count());
        Assert.Equal(steps.Order(), steps);
        Assert.Equal([2, 4, 3, 1], (await store.FloatsAsync(run.Id, "b")).Select(point => point.Value));
        Assert.Equal(double.MaxValue, (await store.FloatsAsync(run.Id, "b"))[3].Step.Value);
    }
}

public sealed class MemoryBoundTests : BoundContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class EmbeddedBoundTests : BoundContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class RestartedBoundTests : BoundContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

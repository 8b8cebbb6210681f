using System.Collections.Immutable;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Tests.Files;
using Nereid.Storage.Tests.Formats;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Tests that watch all of the process's databases: nothing else runs beside them.</summary>
[CollectionDefinition("Watched disk", DisableParallelization = true)]
public sealed class WatchedDiskCollection;

/// <summary>A store that is killed, or whose disk is full, at any point where it changes the disk holds exactly what it acknowledged, and at most what it was just asked for.</summary>
[Collection("Watched disk")]
public sealed class KillPointTests : IDisposable
{
    /// <summary>Points of one kind at which the folder is copied: the first ones, and then ever fewer.</summary>
    const int PerKind = 2;

    static readonly RunStoreOptions Small = new()
    {
        HeadBytes = 6_000, JournalSegmentBytes = 3_000, JournalSegments = 3, CheckpointBytes = 60_000, FiguresSavedAtOnce = 2, CachedAttributes = 12, UpkeepsPerScrub = 1, SpanPoints = 4,
    };

    /// <summary>Stages that the history below must come to, so that none is left out unseen.</summary>
    static readonly string[] Stages =
        ["append", "seal", "apply", "checkpoint", "figures", "block write", "block checkpoint", "merge", "free", "purge of steps", "scrub", "segment removal"];

    public void Dispose() => CheckedFiles.Watch = null;

    static AttributePath Path(string text) => AttributePath.Of(text);

    /// <summary>Something of everything; each step is acknowledged before the next.</summary>
    static async Task PlayAsync(StoreUnderTest store, Func<Task> done)
    {
        var runs = new List<RunId>();
        var deletions = new List<(RunId Run, DeletionId Deletion)>();
        async Task Step(Func<Task> act)
        {
            await act();
            await done();
        }
        Task Write(int run, params RunOperation[] operations) => Step(() => store.Writer.WriteAsync(new RunBatch(runs[run], [.. operations]), default));
        Task Delete(int run, params RunOperation[] operations) => Step(async () =>
        {
            if (await store.Writer.WriteAsync(new RunBatch(runs[run], [.. operations], null, "ada"), default) is WriteAnswer.Written { Deletion: { } deletion })
                deletions.Add((runs[run], deletion));
        });
        Task Rows(int run, int first, params string[] paths) => Step(async () =>
        {
            using var rows = new FloatRows();
            for (var step = first; step < first + 12; step++)
            {
                rows.BeginRow(Domain.Runs.Step.From(step), 1_700_000_000_000_000 + step);
                foreach (var path in paths)
                    rows.Add(Encoding.UTF8.GetBytes(path), Math.Sin(step * paths.Length + path.Length));
            }
            await store.Writer.WriteRowsAsync(runs[run], rows, null, default);
        });

        for (var run = 0; run < 2; run++)
        {
            var name = $"run-{run}";
            await Step(async () =>
            {
                var answer = await store.Writer.CreateAsync(new NewRun(SampleStore.Project, "SAMP", RunKind.Run, "ada", name,
                    First: [new AssignValue(Path("lr"), new FloatValue(0.1)), new AddToSet(Path("set"), ["a"])]), default);
                runs.Add(answer is CreateAnswer.Created created ? created.Run.Id : RunId.New());
            });
        }
        for (var round = 0; round < 6; round++)
        {
            await Rows(round % 2, round * 10, "a", "b", "c");
            await Rows(0, 100 + round * 8, "a", "wide");
            await Write(1, new AppendStrings(Path("log"), [.. Enumerable.Range(0, 6).Select(i => new StringPoint(Domain.Runs.Step.From(round * 5 + i), i, $"line {round} {i}"))]),
                new AssignValue(Path("round"), new IntValue(round)));
            await Write(0, new AppendFloats(Path("late"), Enumerable.Range(0, 9).Select(i => new FloatPoint(Domain.Runs.Step.From(50 - round * 4 + i), i, round + i)).ToArray()));
            if (round % 2 == 0)
                await Delete(0, new DeleteSteps(Path("a"), Domain.Runs.Step.From(round * 10), Domain.Runs.Step.From(round * 10 + 4)), new DeleteSteps(Path("late"), null, Domain.Runs.Step.From(35)));
            else
                await Delete(1, new DeleteAttribute(Path("c")), new DeleteSteps(Path("log"), Domain.Runs.Step.From(3), null));
            if (round == 2 && deletions is [var first, ..])
                await Step(() => store.Writer.RestoreDeletedAsync(first.Run, first.Deletion, default));
            if (round >= 3 && deletions is [.., var last])
                await Step(() => store.Writer.PurgeDeletedAsync(last.Run, last.Deletion, default));
            if (round == 4)
                await Write(0, new ClearSeries(Path("wide"), AttributeType.FloatSeries), new DeleteAttribute(Path("lr")));
            for (var upkeep = 0; upkeep < 2; upkeep++)
                await Step(() => UpkeepAsync(store));
        }
        // Purging goes on from one round of upkeep to the next, and driving out what was purged begins when it is over.
        for (var upkeep = 0; upkeep < 8; upkeep++)
            await Step(() => UpkeepAsync(store));
        await Step(() => store.Writer.SetTrashedAsync([runs[1]], true, default));
    }

    static async Task UpkeepAsync(StoreUnderTest store)
    {
        await store.SettleAsync();
        if (store is EmbeddedUnderTest embedded)
            await embedded.WhenIdleAsync();
    }

    /// <summary>What the reference holds at the beginning and after each step.</summary>
    static async Task<List<string>> TruthAsync()
    {
        var truth = new List<string>();
        await using var reference = new MemoryUnderTest();
        async Task DescribeAsync() => truth.Add(await SampleStore.DescribeAsync(reference.Reader));
        await DescribeAsync();
        await PlayAsync(reference, DescribeAsync);
        return truth;
    }

    static async Task CompareAsync(string what, EmbeddedUnderTest store, List<string> truth, int acknowledged)
    {
        var found = WithoutEmptySeries(await SampleStore.DescribeAsync(store.Reader));
        var next = Math.Min(acknowledged + 1, truth.Count - 1);
        Assert.True(found == WithoutEmptySeries(truth[acknowledged]) || found == WithoutEmptySeries(truth[next]), $"{what}, after {acknowledged} steps: {Environment.NewLine}{found}{Environment.NewLine}instead of{Environment.NewLine}{truth[acknowledged]}");
    }

    /// <summary>The first rows of new series make the series in an entry of its own, before that of the points.</summary>
    static string WithoutEmptySeries(string text) => string.Join('\n', text.Split('\n').Where(line => !line.Contains(" floats 0 ", StringComparison.Ordinal)));

    [Fact]
    public async Task A_store_killed_at_any_point_holds_what_was_acknowledged()
    {
        var truth = await TruthAsync();
        using var copies = new TempFolder();
        var (seen, points) = (new Dictionary<string, int>(), new List<(DiskPoint Point, string Folder, int Acknowledged)>());
        var acknowledged = 0;
        using var temp = new TempFolder();
        var folder = temp["runs"];
        var disk = new WatchedDisk(folder, point =>
        {
            var times = seen[point.Kind] = seen.GetValueOrDefault(point.Kind) + 1;
            // The first few, then the 4th, 8th, 16th ...
            if (times > PerKind && !int.IsPow2(times))
                return true;
            var copy = copies[$"{points.Count}"];
            EmbeddedUnderTest.CopyFolder(folder, copy);
            points.Add((point, copy, Volatile.Read(ref acknowledged)));
            return true;
        });
        CheckedFiles.Watch = disk;
        await using (var store = EmbeddedUnderTest.OpenAt(folder, disk, Small))
            await PlayAsync(store, () =>
            {
                Volatile.Write(ref acknowledged, acknowledged + 1);
                return Task.CompletedTask;
            });
        CheckedFiles.Watch = null;

        Assert.Empty(Stages.Except(points.Select(point => point.Point.Stage)));
        foreach (var (point, copy, before) in points)
        {
            await using var killed = EmbeddedUnderTest.OpenAt(copy, new Nereid.Storage.Files.LocalFileSystem(), Small);
            await CompareAsync($"killed at {point}", killed, truth, before);
        }
    }

    public static TheoryData<string> FullStages => [.. Stages];

    [Theory]
    [MemberData(nameof(FullStages))]
    public async Task A_store_whose_disk_is_full_at_any_point_says_so_and_holds_what_was_acknowledged(string stage)
    {
        var truth = await TruthAsync();
        // The disk fills at the first change of the stage, and at a later one.
        foreach (var at in new[] { 1, 5 })
        {
            using var temp = new TempFolder();
            var folder = temp["runs"];
            var (isOpen, count, acknowledged) = (false, 0, 0);
            var disk = new WatchedDisk(folder, point => !isOpen || (point.Stage != stage && count < at) || (point.Stage == stage && Interlocked.Increment(ref count) < at) || point.Act is "Sync" or "Flush" or "Delete" or "Truncate");
            CheckedFiles.Watch = disk;
            string? reason;
            await using (var store = EmbeddedUnderTest.OpenAt(folder, disk, Small))
            {
                isOpen = true;
                await PlayAsync(store, () =>
                {
                    if (store.Writer.ReadOnlyReason is null)
                        acknowledged++;
                    return Task.CompletedTask;
                });
                reason = store.Writer.ReadOnlyReason;
            }
            CheckedFiles.Watch = null;

            Assert.True(count >= 1, $"The history does not come to {stage}.");
            if (count >= at && reason is not null)
                Assert.Matches("full|No space left", reason);
            await using var repaired = EmbeddedUnderTest.OpenAt(folder, new Nereid.Storage.Files.LocalFileSystem(), Small);
            await CompareAsync($"full at {stage} {at}", repaired, truth, acknowledged);
            Assert.Empty(await repaired.WriteAsync((await repaired.CreateAsync(ProjectId.New())).Id, new AssignValue(Path("x"), new IntValue(1))));
        }
    }
}

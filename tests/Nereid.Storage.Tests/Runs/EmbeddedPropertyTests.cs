using Nereid.Domain;
using Nereid.Storage.Embedded;

namespace Nereid.Storage.Tests.Runs;

/// <summary>The embedded store answers like the slow, obvious one after any history, restarts and lost databases included.</summary>
public sealed class EmbeddedPropertyTests
{
    /// <summary>Small enough that segments follow each other, the cache forgets, groups are split, and deleted rows go in several rounds.</summary>
    static readonly RunStoreOptions Tight = new() { JournalSegmentBytes = 2_000, CachedAttributes = 5, GroupBytes = 300, FreedRowsPerRound = 2, CheckpointBytes = 200_000, SpanPoints = 2 };

    [Fact]
    public Task After_any_history_with_clean_restarts_all_answers_are_those_of_the_reference() => Histories.CheckAsync(Random.Shared.Next(1_000_000), 25, 40, PlayWithRestartsAsync);

    [Fact]
    public Task After_any_history_in_which_the_database_is_lost_the_journal_brings_all_back() => Histories.CheckAsync(Random.Shared.Next(1_000_000), 25, 40, PlayWithLossesAsync);

    static Task PlayWithRestartsAsync(int[] seeds) =>
        PlayAsync(seeds, Tight, withSignsOfLife: true, (tested, turn) => turn == 0 ? tested.RestartAsync() : Task.CompletedTask);

    static Task PlayWithLossesAsync(int[] seeds) =>
        PlayAsync(seeds, Tight with { JournalSegmentBytes = 1_000_000, UpkeepsPerScrub = 0 }, withSignsOfLife: false, (tested, turn) => turn switch
        {
            0 => tested.KeepDatabaseAsync(),
            1 or 2 => tested.LoseDatabaseAsync(),
            _ => Task.CompletedTask,
        });

    /// <param name="seeds">One per thing that is done.</param>
    /// <param name="between">Done to the tested store after each thing, with a random turn from 0 to 9.</param>
    static async Task PlayAsync(int[] seeds, RunStoreOptions options, bool withSignsOfLife, Func<EmbeddedUnderTest, int, Task> between)
    {
        var project = ProjectId.New();
        await using var reference = new MemoryUnderTest();
        await using var tested = EmbeddedUnderTest.Open(options: options);
        var history = new RandomHistory(tested, reference, project);
        var random = new Random(seeds.Length);
        foreach (var seed in seeds)
        {
            await history.DoAsync(seed, withSignsOfLife);
            await between(tested, random.Next(10));
        }

        await StoreComparison.AssertSameAsync(reference, tested, project, history.Runs, random);

        for (var i = 0; i < 200 && history.Files.Any(file => tested.Blobs.Has(file) && !reference.Blobs.Has(file)); i++)
            await tested.UpkeepAsync();
        Assert.All(history.Files, file => Assert.Equal(reference.Blobs.Has(file), tested.Blobs.Has(file)));
    }
}

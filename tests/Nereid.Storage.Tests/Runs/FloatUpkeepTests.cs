using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Tests.Runs;

/// <summary>What happens to float points behind the scenes: blocks are written, the journal is cut, deleted series free their space, damage is named.</summary>
public sealed class FloatUpkeepTests
{
    static readonly RunStoreOptions Small = new() { HeadBytes = 40_000, JournalSegmentBytes = 10_000, JournalSegments = 3, FiguresSavedAtOnce = 2 };

    readonly Nereid.Domain.ProjectId _project = Nereid.Domain.ProjectId.New();

    [Fact]
    public async Task Full_memory_is_written_to_blocks_and_the_journal_is_cut()
    {
        await using var store = EmbeddedUnderTest.Open(options: Small);
        await WriteAsync(store, requests: 300);
        await store.UpkeepAsync();
        Assert.True(Count(store, "chunks") > 0);
        Assert.True(Count(store, "blocks") > 1);
        Assert.InRange(Directory.GetFiles(Path.Combine(store.Folder, "journal")).Length, 1, 30);
        await store.CloseAsync();
        Assert.Single(Directory.GetFiles(Path.Combine(store.Folder, "journal")));
        store.Open();
    }

    [Fact]
    public async Task A_clean_stop_leaves_nothing_to_replay()
    {
        await using var store = EmbeddedUnderTest.Open();
        var run = await WriteAsync(store, requests: 3);
        await store.CloseAsync();
        Assert.Equal(1, Count(store, "blocks"));
        // Nothing but the last, empty group is needed of the journal: the points come from the blocks.
        store.Open();
        Assert.Equal(30, (await store.FloatsAsync(run, "a")).Length);
    }

    [Fact]
    public async Task Deleted_series_free_their_blocks_and_pages()
    {
        await using var store = EmbeddedUnderTest.Open(restarts: true);
        var run = await WriteAsync(store, requests: 3);
        await store.SettleAsync();
        Assert.Equal((1, 2, 1), (Count(store, "blocks"), Count(store, "chunks"), Count(store, "pages")));
        await store.WriteAsync(run, new DeleteAttribute(AttributePath.Of("a")));
        await store.SettleAsync();
        await store.SettleAsync();
        Assert.Equal((1, 1, 1), (Count(store, "blocks"), Count(store, "chunks"), Count(store, "pages")));
        Assert.Equal(30, (await store.FloatsAsync(run, "b")).Length);
        await store.WriteAsync(run, new ClearSeries(AttributePath.Of("b"), AttributeType.FloatSeries));
        await store.SettleAsync();
        await store.SettleAsync();
        Assert.Equal((0, 0, 0), (Count(store, "blocks"), Count(store, "chunks"), Count(store, "pages")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Small_and_overlapping_blocks_become_few_in_order_and_the_points_stay_the_same(int seed)
    {
        await using var store = EmbeddedUnderTest.Open(options: Small with { HeadBytes = 8_000 });
        var run = (await store.CreateAsync(_project)).Id;
        var random = new Random(seed);
        var expected = new SortedDictionary<int, double>();
        for (var request = 0; request < 400; request++)
        {
            using var rows = new FloatRows();
            for (var i = 0; i < 10; i++)
            {
                // Mostly onward, now and then late or repeated, far back too.
                var step = random.Next(20) == 0 ? random.Next(request * 10 + 1) : request * 10 + i;
                expected[step] = request + i * 0.001;
                rows.BeginRow(Step.From(step), request);
                rows.Add("a"u8, expected[step]);
                rows.Add("b"u8, -expected[step]);
            }
            Assert.Empty(await store.WriteAsync(run, rows));
            if (request % 100 == 99)
                Assert.Equal(expected.Values, (await store.FloatsAsync(run, "a")).Select(point => point.Value));
        }
        await store.RestartAsync();
        using (var last = new FloatRows())
        {
            last.BeginRow(Step.From(4_000), 0);
            last.Add("a"u8, 1);
            last.Add("b"u8, -1);
            Assert.Empty(await store.WriteAsync(run, last));
        }
        await store.RestartAsync();
        for (var round = 0; round < 5; round++)
            await store.UpkeepAsync();
        expected[4_000] = 1;

        Assert.Equal(expected.Keys, (await store.FloatsAsync(run, "a")).Select(point => (int)point.Step.Value));
        Assert.Equal(expected.Values, (await store.FloatsAsync(run, "a")).Select(point => point.Value));
        Assert.Equal(expected.Values.Select(value => -value), (await store.FloatsAsync(run, "b")).Select(point => point.Value));
        Assert.InRange(Count(store, "blocks"), 4, 20);
        Assert.Equal(2 * Count(store, "blocks"), Count(store, "chunks"));
        Assert.Equal((Count(store, "blocks"), Count(store, "pages")), (Count(store, "block_uses"), Count(store, "page_uses")));
        await using var killed = await store.CrashAsync();
        Assert.Equal(expected.Values, (await killed.FloatsAsync(run, "a")).Select(point => point.Value));
    }

    [Fact]
    public async Task A_disk_that_fills_while_blocks_are_written_ends_writing_and_loses_nothing()
    {
        await using var store = EmbeddedUnderTest.Open(options: Small with { MaxSeriesPages = 40 });
        var run = (await store.CreateAsync(_project)).Id;
        var random = new Random(1);
        var acknowledged = 0;
        WriteAnswer answer;
        do
        {
            Assert.True(acknowledged < 100_000, "The disk was never full.");
            using var rows = new FloatRows();
            for (var row = 0; row < 10; row++)
            {
                rows.BeginRow(Step.From(acknowledged + row), row);
                rows.Add("a"u8, random.NextDouble());
                rows.Add("b"u8, acknowledged + row);
            }
            answer = await store.Writer.WriteRowsAsync(run, rows, null, default);
            acknowledged += answer is WriteAnswer.Written ? 10 : 0;
        }
        while (answer is WriteAnswer.Written);

        Assert.Contains("full", Assert.IsType<WriteAnswer.ReadOnly>(answer).Reason, StringComparison.Ordinal);
        Assert.Equal(answer, await store.Writer.WriteAsync(new RunBatch(run, [new AssignValue(AttributePath.Of("x"), new IntValue(1))]), default));
        Assert.Equal(Enumerable.Range(0, acknowledged).Select(i => (double)i), (await store.FloatsAsync(run, "b")).Select(point => point.Value));

        // With room again; what the limit kept from the blocks is in the journal.
        await using var repaired = await store.CrashAsync(Small);
        Assert.Equal(Enumerable.Range(0, acknowledged).Select(i => (double)i), (await repaired.FloatsAsync(run, "b")).Select(point => point.Value).Take(acknowledged));
        Assert.Empty(await repaired.WriteAsync(run, new AppendFloats(AttributePath.Of("b"), new[] { new FloatPoint(Step.From(1_000_000), 0, 1) })));
    }

    [Fact]
    public async Task Damage_in_old_points_stops_neither_new_ones_nor_merging_of_others()
    {
        await using var store = EmbeddedUnderTest.Open(options: Small);
        var run = await WriteAsync(store, requests: 3);
        await store.CloseAsync();
        using (var connection = SqliteFile.Open(Path.Combine(store.Folder, "series.db"), Synchronous.Normal))
        using (var database = new Statements(connection))
            database["UPDATE pages SET data = CAST(substr(data, 1, 20) || x'FF' || substr(data, 22) AS BLOB)"].Execute();
        store.Open();
        // Some of the same steps again: merging wants to join them with the damaged ones.
        await WriteToAsync(store, run, requests: 200, first: 2);
        for (var round = 0; round < 5; round++)
            await store.UpkeepAsync();
        Assert.Null(store.Writer.ReadOnlyReason);
        Assert.True(Count(store, "chunks") > 2);
        await Assert.ThrowsAsync<SeriesDamageException>(() => store.FloatsAsync(run, "a"));
    }

    [Fact]
    public async Task Damaged_points_are_named_and_never_served()
    {
        await using var store = EmbeddedUnderTest.Open(options: new RunStoreOptions { PointsPerThread = 1 });
        var run = await WriteAsync(store, requests: 3);
        await store.CloseAsync();
        using (var connection = SqliteFile.Open(Path.Combine(store.Folder, "series.db"), Synchronous.Normal))
        using (var database = new Statements(connection))
            database["UPDATE pages SET data = CAST(substr(data, 1, 20) || x'FF' || substr(data, 22) AS BLOB)"].Execute();
        store.Open();
        var fault = await Assert.ThrowsAsync<SeriesDamageException>(() => store.FloatsAsync(run, "a"));
        Assert.Contains("page 1 of series.db", fault.Message, StringComparison.Ordinal);
        // Likewise when several threads read.
        var series = new SeriesId(run, AttributePath.Of("a"));
        var chart = new BucketQuery([series, series, series], XAxis.Step, null, null, 10);
        fault = await Assert.ThrowsAsync<SeriesDamageException>(async () => await store.Reader.ReadBucketsAsync(chart, default));
        Assert.Contains("page 1 of series.db", fault.Message, StringComparison.Ordinal);
    }

    async Task<Nereid.Domain.RunId> WriteAsync(EmbeddedUnderTest store, int requests)
    {
        var run = (await store.CreateAsync(_project)).Id;
        await WriteToAsync(store, run, requests);
        return run;
    }

    static async Task WriteToAsync(EmbeddedUnderTest store, Nereid.Domain.RunId run, int requests, int first = 0)
    {
        for (var request = first; request < requests; request++)
        {
            using var rows = new FloatRows();
            for (var row = 0; row < 10; row++)
            {
                rows.BeginRow(Step.From(request * 10 + row), row);
                rows.Add("a"u8, row * 0.1);
                rows.Add("b"u8, Math.Sin(row));
            }
            Assert.Empty(await store.WriteAsync(run, rows));
        }
    }

    static long Count(EmbeddedUnderTest store, string table)
    {
        using var connection = SqliteFile.OpenReadOnly(Path.Combine(store.Folder, "series.db"));
        using var database = new Statements(connection);
        var row = database[$"SELECT count(*) FROM {table}"];
        row.Step();
        var count = row.Int64(0);
        row.Reset();
        return count;
    }
}

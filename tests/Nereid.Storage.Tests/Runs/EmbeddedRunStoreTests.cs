using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Tests.Files;

namespace Nereid.Storage.Tests.Runs;

/// <summary>What only the embedded store can promise: files, restarts, full and failing disks.</summary>
public sealed class EmbeddedRunStoreTests
{
    readonly ProjectId _project = ProjectId.New();

    static AssignValue Assign(string path, long value) => new(AttributePath.Of(path), new IntValue(value));

    static AppendFloats Floats(string path, int from, int count) =>
        new(AttributePath.Of(path), Enumerable.Range(from, count).Select(i => new FloatPoint(Step.From(i), i, i)).ToArray());

    static AppendStrings Lines(string path, int from, int count) =>
        new(AttributePath.Of(path), [.. Enumerable.Range(from, count).Select(i => new StringPoint(Step.From(i), i, "line"))]);

    static long Count(EmbeddedUnderTest store, string table)
    {
        using var connection = SqliteFile.OpenReadOnly(Path.Combine(store.Folder, "runs.db"));
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    static string Journal(EmbeddedUnderTest store) => Path.Combine(store.Folder, "journal");

    static string LastSegment(EmbeddedUnderTest store) => Directory.GetFiles(Journal(store)).Order(StringComparer.Ordinal).Last();

    [Fact]
    public async Task A_folder_that_is_open_is_refused_with_a_clear_line()
    {
        await using var store = EmbeddedUnderTest.Open();

        var fault = Assert.Throws<StoreOpenException>(store.Open);

        Assert.Contains("in use by another process", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_a_newer_version_is_refused_and_not_touched()
    {
        await using var store = EmbeddedUnderTest.Open();
        await store.CloseAsync();
        await File.WriteAllTextAsync(Path.Combine(store.Folder, FormatFile.FileName), "nereid-runs 2\n");

        var fault = Assert.Throws<StoreOpenException>(store.Open);

        Assert.Contains("format version 2, written by a newer Nereid", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await using var store = EmbeddedUnderTest.Open();
        await store.CloseAsync();
        using (var connection = SqliteFile.Open(Path.Combine(store.Folder, "runs.db"), Synchronous.Full))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var fault = Assert.Throws<StoreOpenException>(store.Open);

        Assert.Contains("format version 99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_file_that_is_none_is_refused()
    {
        await using var store = EmbeddedUnderTest.Open();
        await store.CloseAsync();
        await File.WriteAllTextAsync(Path.Combine(store.Folder, FormatFile.FileName), "something else");

        Assert.Contains("does not state a format version", Assert.Throws<StoreOpenException>(store.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_in_the_journal_is_named_when_the_store_opens()
    {
        await using var store = EmbeddedUnderTest.Open();
        var run = await store.CreateAsync(_project);
        await store.KeepDatabaseAsync();
        for (var i = 0; i < 5; i++)
            await store.WriteAsync(run.Id, Assign("a", i));
        await store.CloseAsync();
        var segment = LastSegment(store);
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[bytes.Length - 100] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        var fault = await Assert.ThrowsAsync<StoreOpenException>(async () =>
        {
            store.Open();
            await store.LoseDatabaseAsync();
        });

        Assert.Contains(Path.GetFileName(segment), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_no_database_is_refused()
    {
        await using var store = EmbeddedUnderTest.Open();
        await store.CloseAsync();
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "runs.db"), new string('x', 5_000));

        Assert.Contains("cannot be read", Assert.Throws<StoreOpenException>(store.Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DiskAct.Write)]
    [InlineData(DiskAct.Flush)]
    public async Task A_failing_disk_ends_writing_and_not_reading_and_a_restart_has_what_was_acknowledged(object act)
    {
        var disk = new FailingDisk();
        await using var store = EmbeddedUnderTest.Open(files: disk);
        var run = await store.CreateAsync(_project, Assign("a", 1));
        disk.Fail((DiskAct)act);

        var answer = Assert.IsType<WriteAnswer.ReadOnly>(await store.Writer.WriteAsync(new RunBatch(run.Id, [Assign("a", 2)]), default));
        disk.Repair();

        Assert.Contains("No space left on device", answer.Reason, StringComparison.Ordinal);
        Assert.Equal(answer.Reason, store.Writer.ReadOnlyReason);
        Assert.Equal(new IntValue(1), await store.GetAsync(run.Id, "a"));
        Assert.IsType<WriteAnswer.ReadOnly>(await store.Writer.WriteAsync(new RunBatch(run.Id, [Assign("b", 2)]), default));
        Assert.IsType<CreateAnswer.ReadOnly>(await store.Writer.CreateAsync(new NewRun(_project, "TITA", RunKind.Run, "ada"), default));
        Assert.NotNull((await store.Writer.SetTrashedAsync([run.Id], true, default)).ReadOnlyReason);
        Assert.True(await store.Writer.SeenAsync(run.Id, false, default));

        await store.RestartAsync();
        Assert.Null(store.Writer.ReadOnlyReason);
        Assert.Equal(new IntValue(1), await store.GetAsync(run.Id, "a"));
        Assert.Empty(await store.WriteAsync(run.Id, Assign("a", 3)));
    }

    [Fact]
    public async Task A_disk_that_fails_for_good_loses_nothing_that_was_acknowledged()
    {
        for (var after = 0; after < 12; after++)
        {
            var disk = new FailingDisk();
            await using var store = EmbeddedUnderTest.Open(options: new RunStoreOptions { JournalSegmentBytes = 500 }, files: disk);
            var run = await store.CreateAsync(_project, Assign("a", 0));
            foreach (var act in Enum.GetValues<DiskAct>())
                disk.Fail(act, after);
            var acknowledged = 0;
            for (var i = 1; i <= 20; i++)
                if (await store.Writer.WriteAsync(new RunBatch(run.Id, [Assign("a", i)]), default) is WriteAnswer.Written)
                    acknowledged = i;
            Assert.NotNull(store.Writer.ReadOnlyReason);
            disk.Repair();

            await store.RestartAsync();

            // What was refused when the disk failed may be there: it could not be taken back either.
            Assert.InRange(Assert.IsType<IntValue>(await store.GetAsync(run.Id, "a")).Value, acknowledged, acknowledged + 1);
        }
    }

    [Fact]
    public async Task A_disk_that_fills_while_the_database_grows_ends_writing_and_keeps_nothing_of_the_batch()
    {
        await using var store = EmbeddedUnderTest.Open(options: new RunStoreOptions { MaxDatabasePages = 200 });
        var run = await store.CreateAsync(_project, Assign("a", 1));
        var written = 0;
        WriteAnswer answer;
        while ((answer = await store.Writer.WriteAsync(new RunBatch(run.Id, [Lines("log", written, 1_000)]), default)) is WriteAnswer.Written)
            written += 1_000;

        Assert.Contains("full", Assert.IsType<WriteAnswer.ReadOnly>(answer).Reason, StringComparison.Ordinal);
        Assert.Equal(written, Assert.IsType<StringSeriesValue>(await store.GetAsync(run.Id, "log")).Count);

        await store.RestartAsync();
        Assert.Equal(written, Assert.IsType<StringSeriesValue>(await store.GetAsync(run.Id, "log")).Count);
        Assert.Empty(await store.WriteAsync(run.Id, Assign("a", 2)));
    }

    [Fact]
    public async Task Journal_segments_go_once_the_database_has_them()
    {
        await using var store = EmbeddedUnderTest.Open(options: new RunStoreOptions { JournalSegmentBytes = 5_000, CheckpointBytes = 300_000 });
        var run = await store.CreateAsync(_project);
        var most = 0;
        for (var i = 0; i < 60; i++)
        {
            await store.WriteAsync(run.Id, Floats("loss", i * 100, 100));
            most = Math.Max(most, Directory.GetFiles(Journal(store)).Length);
        }

        Assert.InRange(most, 2, 20);
        await store.RestartAsync();
        Assert.Single(Directory.GetFiles(Journal(store)));
        Assert.Equal(6_000, (await store.FloatsAsync(run.Id, "loss")).Length);
    }

    [Fact]
    public async Task Rows_of_deleted_series_are_freed_a_few_at_a_time()
    {
        await using var store = EmbeddedUnderTest.Open(options: new RunStoreOptions { FreedRowsPerRound = 400 });
        var run = await store.CreateAsync(_project, Lines("deleted", 0, 1_000), Lines("log", 0, 1_000), Lines("kept", 0, 10));
        await store.WriteAsync(run.Id, new DeleteAttribute(AttributePath.Of("deleted")), new ClearSeries(AttributePath.Of("log"), AttributeType.StringSeries));
        Assert.Equal(2_010, Count(store, "string_points"));

        await store.UpkeepAsync();
        Assert.InRange(Count(store, "string_points"), 11, 1_999);
        for (var i = 0; i < 5; i++)
            await store.UpkeepAsync();

        Assert.Equal(10, Count(store, "string_points"));
        Assert.Equal(0, Count(store, "dead_series"));
    }

    [Fact]
    public async Task Requests_are_remembered_up_to_a_number_per_run()
    {
        await using var store = EmbeddedUnderTest.Open(options: new RunStoreOptions { RememberedRequests = 2 });
        var run = await store.CreateAsync(_project);
        var requests = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToList();
        Task<WriteAnswer> Send(int request) =>
            store.Writer.WriteAsync(new RunBatch(run.Id, [new AppendFloats(AttributePath.Of("loss"), new[] { new FloatPoint(Step.Next, 0, request) })], requests[request]), default);
        foreach (var request in new[] { 0, 1, 2, 2, 1 })
            await Send(request);
        Assert.Equal(3, (await store.FloatsAsync(run.Id, "loss")).Length);

        await Send(0);

        Assert.Equal(4, (await store.FloatsAsync(run.Id, "loss")).Length);
        Assert.Equal(2, Count(store, "requests"));
    }

    [Fact]
    public async Task A_run_that_falls_silent_is_announced_once()
    {
        await using var store = EmbeddedUnderTest.Open();
        var run = await store.CreateAsync(_project);
        store.Changes.Clear();
        await store.UpkeepAsync();
        Assert.Equal(ChangeKinds.None, store.Changes.Of(run.Id));

        store.Time.Advance(31);
        await store.UpkeepAsync();
        Assert.Equal(ChangeKinds.State, store.Changes.Of(run.Id));
        store.Changes.Clear();
        await store.UpkeepAsync();

        Assert.Equal(ChangeKinds.None, store.Changes.Of(run.Id));
    }

    [Fact]
    public async Task What_a_stopping_store_is_asked_to_write_is_refused()
    {
        await using var store = EmbeddedUnderTest.Open();
        var run = await store.CreateAsync(_project);
        var writer = store.Writer;
        await store.CloseAsync();

        var answer = await writer.WriteAsync(new RunBatch(run.Id, [Assign("a", 1)]), default);

        Assert.Contains("stopping", Assert.IsType<WriteAnswer.ReadOnly>(answer).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_writers_and_readers_at_once_lose_nothing()
    {
        await using var store = EmbeddedUnderTest.Open();
        var runs = new List<RunHead>();
        for (var i = 0; i < 8; i++)
            runs.Add(await store.CreateAsync(_project));
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var last = 0L;
            while (!done.IsCancellationRequested)
            {
                var page = await store.Reader.ReadFloatsAsync(new SeriesId(runs[0].Id, AttributePath.Of("loss")), new PointWindow(0, int.MaxValue), default);
                Assert.True((page?.Total ?? 0) >= last);
                Assert.Equal(page?.Total ?? 0, page?.Points.Length ?? 0);
                last = page?.Total ?? 0;
            }
        });

        await Task.WhenAll(runs.Select(run => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await store.WriteAsync(run.Id, Floats("loss", i * 10, 10));
                var page = await store.Reader.ReadFloatsAsync(new SeriesId(run.Id, AttributePath.Of("loss")), new PointWindow(0, 0), default);
                Assert.Equal((i + 1) * 10, page!.Total);
            }
        })));
        await done.CancelAsync();
        await reading;

        await store.RestartAsync();
        foreach (var run in runs)
            Assert.Equal(500, (await store.FloatsAsync(run.Id, "loss")).Length);
    }

    [Fact]
    public async Task SQLite_errors_carry_their_code()
    {
        await using var store = EmbeddedUnderTest.Open();
        using var statements = new Statements(SqliteFile.OpenReadOnly(Path.Combine(store.Folder, "runs.db")));

        var fault = Assert.Throws<SqliteException>(() => statements.Run("DELETE FROM runs"));

        Assert.Equal(SQLitePCL.raw.SQLITE_READONLY, fault.SqliteErrorCode);
    }

    [Fact]
    public async Task A_database_of_version_2_gets_its_index_of_lines()
    {
        await using var store = EmbeddedUnderTest.Open();
        var lines = Enumerable.Range(0, 10_000).Select(i => new StringPoint(Step.From(i), 1_000 + i, $"{i}")).ToImmutableArray();
        var run = await store.CreateAsync(ProjectId.New(), new AppendStrings(AttributePath.Of("log"), lines), new AppendStrings(AttributePath.Of("err"), lines[..3]));
        await store.CloseAsync();
        Sql(store, """
            DROP TABLE point_spans;
            ALTER TABLE state DROP COLUMN scrub;
            DROP TABLE deletions; DROP TABLE deleted_attributes; DROP TABLE deleted_steps; DROP TABLE hidden_points; DROP TABLE hidden_by; DROP TABLE series_uses;
            DROP INDEX runs_by_parent;
            DROP TABLE annotations;
            PRAGMA user_version = 2;
            """);

        store.Open();

        var log = new SeriesId(run.Id, AttributePath.Of("log"));
        Assert.Equal("9000", Assert.Single((await store.Reader.ReadStringsAsync(log, new PointWindow(9_000, 1), default))!.Points).Value);
        Assert.Equal(5_000, await store.Reader.FindPlaceAsync(run.Id, log.Path, new PointPlace.AtMoment(6_000), default));
        Assert.Equal(3, await store.Reader.FindPlaceAsync(run.Id, AttributePath.Of("err"), new PointPlace.AtMoment(6_000), default));
        await store.WriteAsync(run.Id, new AppendStrings(AttributePath.Of("log"), [new StringPoint(Step.Next, 20_000, "last")]));
        Assert.Equal(10_001, await store.Reader.FindPlaceAsync(run.Id, log.Path, new PointPlace.AtMoment(20_001), default));
    }

    static void Sql(EmbeddedUnderTest store, string sql)
    {
        using var connection = SqliteFile.Open(Path.Combine(store.Folder, "runs.db"), Synchronous.Full);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

public abstract class LifeContract : RunStoreContract
{
    static async Task<RunHead> HeadAsync(StoreUnderTest store, RunHead run) => (await store.Reader.FindRunAsync(run.Id, default))!;

    static async Task<AttributeValue?> StateAsync(StoreUnderTest store, RunHead run) => await store.GetAsync(run.Id, SystemAttributes.State);

    [Fact]
    public async Task A_run_is_running_while_it_shows_signs_of_life_and_idle_after()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        Assert.Equal(new RunStateValue(RunState.Running), await StateAsync(store, run));

        store.Time.Advance(20);
        Assert.True(await store.Writer.SeenAsync(run.Id, finished: false, default));
        store.Time.Advance(20);
        Assert.Equal(new RunStateValue(RunState.Running), await StateAsync(store, run));
        await store.SettleAsync();
        store.Time.Advance(11);

        Assert.Equal(new RunStateValue(RunState.Idle), await StateAsync(store, run));
        Assert.False(await store.Writer.SeenAsync(RunId.New(), finished: false, default));
    }

    [Fact]
    public async Task A_client_that_stops_makes_its_run_idle_at_once_and_a_later_sign_of_life_takes_it_back()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);

        await store.Writer.SeenAsync(run.Id, finished: true, default);
        Assert.Equal(new RunStateValue(RunState.Idle), await StateAsync(store, run));
        await store.SettleAsync();
        Assert.True((await HeadAsync(store, run)).Finished);
        await store.WriteAsync(run.Id, new AssignValue(Path("sys/name"), new StringValue("edited later")));
        Assert.Equal(new RunStateValue(RunState.Idle), await StateAsync(store, run));

        await store.Writer.SeenAsync(run.Id, finished: false, default);
        Assert.Equal(new RunStateValue(RunState.Running), await StateAsync(store, run));
    }

    [Fact]
    public async Task Running_time_leaves_gaps_out()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        store.Time.Advance(10);
        await store.Writer.SeenAsync(run.Id, finished: false, default);
        await store.SettleAsync();
        store.Time.Advance(5);
        await store.WriteAsync(run.Id, new AssignValue(Path("a"), new IntValue(1)));
        await store.SettleAsync();
        store.Time.Advance(1_000);
        await store.Writer.SeenAsync(run.Id, finished: false, default);
        store.Time.Advance(2.5);
        await store.Writer.SeenAsync(run.Id, finished: true, default);
        store.Time.Advance(3);
        await store.Writer.SeenAsync(run.Id, finished: false, default);
        await store.SettleAsync();

        Assert.Equal(new FloatValue(17.5), await store.GetAsync(run.Id, SystemAttributes.RunningTime));
        Assert.Equal(new IntValue(17), await store.GetAsync(run.Id, SystemAttributes.MonitoringTime));
        Assert.Equal(17_500_000, (await HeadAsync(store, run)).ActiveMicros);
    }

    [Fact]
    public async Task Writing_changes_the_modification_time_and_signs_of_life_do_not()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        store.Time.Advance(10);
        await store.WriteAsync(run.Id, new AssignValue(Path("a"), new IntValue(1)));
        var written = store.Time.UnixMicros;
        store.Time.Advance(10);
        await store.Writer.SeenAsync(run.Id, finished: false, default);
        await store.WriteAsync(run.Id, new AssignValue(Path("a"), new BoolValue(true)));
        await store.SettleAsync();

        var head = await HeadAsync(store, run);

        Assert.Equal((written, store.Time.UnixMicros), (head.ModifiedUnixMicros, head.LastSeenUnixMicros));
        Assert.Equal(new DatetimeValue(written), await store.GetAsync(run.Id, SystemAttributes.ModificationTime));
        Assert.Equal(new DatetimeValue(store.Time.UnixMicros), await store.GetAsync(run.Id, SystemAttributes.PingTime));
    }

    [Fact]
    public async Task A_persons_edit_changes_the_modification_time_and_is_no_sign_of_life()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var seen = store.Time.UnixMicros;
        store.Time.Advance(100);
        await store.Writer.WriteAsync(new RunBatch(run.Id, [new AddToSet(Path(SystemAttributes.Tags), ["best"])], IsEdit: true), default);
        var edited = store.Time.UnixMicros;
        await store.SettleAsync();

        var head = await HeadAsync(store, run);

        Assert.Equal((edited, seen, RunState.Idle), (head.ModifiedUnixMicros, head.LastSeenUnixMicros, head.StateAt(edited)));
    }

    [Fact]
    public async Task A_change_of_state_is_published()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        async Task<bool> SaysState(Func<Task> act)
        {
            store.Changes.Clear();
            await act();
            return store.Changes.Of(run.Id).HasFlag(ChangeKinds.State);
        }

        Assert.False(await SaysState(async () => await store.Writer.SeenAsync(run.Id, finished: false, default)));
        Assert.True(await SaysState(async () => await store.Writer.SeenAsync(run.Id, finished: true, default)));
        Assert.True(await SaysState(async () => await store.Writer.SeenAsync(run.Id, finished: false, default)));
        store.Time.Advance(100);
        Assert.True(await SaysState(() => store.WriteAsync(run.Id, new AssignValue(Path("a"), new IntValue(1)))));
    }

    [Fact]
    public async Task Runs_go_to_the_trash_and_come_back()
    {
        await using var store = await OpenAsync();
        var (one, two) = (await store.CreateAsync(Project), await store.CreateAsync(Project));
        var metadata = await store.CreateAsync(new NewRun(Project, "TITA", RunKind.ProjectMetadata, "ada"));

        var answer = await store.Writer.SetTrashedAsync([one.Id, RunId.New(), metadata.Id, one.Id], true, default);
        await store.SettleAsync();

        Assert.Equal([one.Id], answer.Changed);
        Assert.True((await HeadAsync(store, one)).Trashed);
        Assert.False((await HeadAsync(store, two)).Trashed);
        Assert.False((await HeadAsync(store, metadata)).Trashed);
        Assert.True(store.Changes.Of(one.Id).HasFlag(ChangeKinds.Trash));
        Assert.Equal(new BoolValue(true), await store.GetAsync(one.Id, SystemAttributes.Trashed));
        Assert.Null(await store.GetAsync(metadata.Id, SystemAttributes.Trashed));
        Assert.Empty(await store.WriteAsync(one.Id, new AssignValue(Path("a"), new IntValue(1))));

        await store.Writer.SetTrashedAsync([one.Id], false, default);
        await store.SettleAsync();
        Assert.False((await HeadAsync(store, one)).Trashed);
    }

    [Fact]
    public async Task A_model_takes_its_versions_to_the_trash_and_out_of_the_world()
    {
        await using var store = await OpenAsync();
        var model = await store.CreateAsync(new NewRun(Project, "TITA", RunKind.Model, "ada", Key: "MOD"));
        var (one, two) = (await VersionAsync(store, model), await VersionAsync(store, model));
        var other = await store.CreateAsync(Project);

        Assert.Equal([model.Id, one.Id, two.Id], (await store.Writer.SetTrashedAsync([model.Id], true, default)).Changed);
        await store.SettleAsync();
        Assert.True((await HeadAsync(store, two)).Trashed);
        Assert.False((await HeadAsync(store, other)).Trashed);
        await store.Writer.SetTrashedAsync([model.Id], false, default);
        Assert.False((await HeadAsync(store, one)).Trashed);

        Assert.Equal([two.Id, model.Id, one.Id], (await store.Writer.DeleteRunsAsync([two.Id, model.Id], default)).Deleted);
        await store.SettleAsync();
        Assert.Null(await store.Reader.FindRunAsync(one.Id, default));
        Assert.NotNull(await store.Reader.FindRunAsync(other.Id, default));
    }

    static Task<RunHead> VersionAsync(StoreUnderTest store, RunHead model) =>
        store.CreateAsync(new NewRun(model.Project, "TITA", RunKind.ModelVersion, "ada", Model: model.Id));

    [Fact]
    public async Task A_deleted_run_is_gone_with_its_points_and_files_and_its_numbers_do_not_come_again()
    {
        await using var store = await OpenAsync();
        var (file, image, kept) = (store.Blobs.Add(10), store.Blobs.Add(20), store.Blobs.Add(30));
        var run = await store.CreateAsync(new NewRun(Project, "TITA", RunKind.Run, "ada", "mine"));
        var other = await store.CreateAsync(Project, new AssignValue(Path("file"), new FileValue(kept)), new AppendFloats(Path("loss"), new[] { At(1, 10) }));
        await store.WriteAsync(run.Id, new AssignValue(Path("file"), new FileValue(file)), new AppendFiles(Path("images"), [new FilePoint(Step.From(1), 0, image, null, null)]),
            new AppendFloats(Path("loss"), new[] { At(1, 1), At(2, 2) }), new AppendStrings(Path("log"), [new StringPoint(Step.From(1), 0, "x")]));
        await store.SettleAsync();
        await store.WriteAsync(run.Id, new AppendFloats(Path("loss"), new[] { At(3, 3) }));
        store.Changes.Clear();

        var answer = await store.Writer.DeleteRunsAsync([run.Id, RunId.New(), run.Id], default);

        Assert.Equal([run.Id], answer.Deleted);
        Assert.True(store.Changes.Of(run.Id).HasFlag(ChangeKinds.Trash));
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(await store.Reader.FindRunAsync(run.Id, default));
            Assert.Null(await store.Reader.FindByCustomIdAsync(Project, RunKind.Run, "mine", default));
            Assert.Null(await store.Reader.ReadFloatsAsync(new SeriesId(run.Id, Path("loss")), new PointWindow(0, 10), default));
            Assert.IsType<WriteAnswer.NoSuchRun>(await store.Writer.WriteAsync(new RunBatch(run.Id, [new AssignValue(Path("a"), new IntValue(1))]), default));
            Assert.Equal([At(1, 10)], await store.FloatsAsync(other.Id, "loss"));
            Assert.Equal(1, (await store.Reader.GetProjectFiguresAsync(Project, default)).Runs);
            await store.SettleAsync();
        }
        Assert.False(store.Blobs.Has(file));
        Assert.False(store.Blobs.Has(image));
        Assert.True(store.Blobs.Has(kept));

        var again = await store.CreateAsync(new NewRun(Project, "TITA", RunKind.Run, "ada", "mine"));
        Assert.NotEqual(run.Id, again.Id);
        Assert.NotEqual(run.ShortId, again.ShortId);
        await store.WriteAsync(again.Id, new AppendFloats(Path("loss"), new[] { At(2, 7) }));
        await store.SettleAsync();
        Assert.Equal([At(2, 7)], await store.FloatsAsync(again.Id, "loss"));
    }
}

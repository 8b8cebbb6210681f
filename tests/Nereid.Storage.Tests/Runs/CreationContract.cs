using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

public abstract class CreationContract : RunStoreContract
{
    NewRun Run(string? customId = null) => new(Project, "TITA", RunKind.Run, "ada", customId);

    NewRun Model(string key) => new(Project, "TITA", RunKind.Model, "ada", Key: key);

    NewRun Version(RunId model) => new(Project, "TITA", RunKind.ModelVersion, "ada", Model: model);

    NewRun Metadata => new(Project, "TITA", RunKind.ProjectMetadata, "ada");

    [Fact]
    public async Task Runs_are_numbered_from_1_in_each_project()
    {
        await using var store = await OpenAsync();
        var other = ProjectId.New();

        var first = await store.CreateAsync(Run());
        await store.SettleAsync();
        var second = await store.CreateAsync(Run());
        var elsewhere = await store.CreateAsync(new NewRun(other, "SAND", RunKind.Run, "ada"));

        Assert.Equal(["TITA-1", "TITA-2", "SAND-1"], [first.ShortId, second.ShortId, elsewhere.ShortId]);
    }

    [Fact]
    public async Task A_created_run_is_found_by_its_id_short_id_and_custom_id()
    {
        await using var store = await OpenAsync();
        var created = await store.CreateAsync(Run("mine"));

        await store.SettleAsync();

        Assert.Equal(created, await store.Reader.FindRunAsync(created.Id, default));
        Assert.Equal(created, await store.Reader.FindByShortIdAsync(Project, "TITA-1", default));
        Assert.Equal(created, await store.Reader.FindByCustomIdAsync(Project, RunKind.Run, "mine", default));
        Assert.Equal((RunKind.Run, "ada", false, 1), (created.Kind, created.Owner, created.Trashed, created.Number));
        Assert.Equal(store.Time.UnixMicros, created.CreatedUnixMicros);
    }

    [Fact]
    public async Task What_does_not_exist_is_null()
    {
        await using var store = await OpenAsync();
        await store.CreateAsync(Run("mine"));

        Assert.Null(await store.Reader.FindRunAsync(RunId.New(), default));
        Assert.Null(await store.Reader.FindByShortIdAsync(Project, "TITA-2", default));
        Assert.Null(await store.Reader.FindByShortIdAsync(ProjectId.New(), "TITA-1", default));
        Assert.Null(await store.Reader.FindByCustomIdAsync(Project, RunKind.Model, "mine", default));
        Assert.Empty(await store.Reader.GetAttributesAsync(RunId.New(), null, default));
        Assert.Null(await store.GetAsync(RunId.New(), "a"));
    }

    [Fact]
    public async Task A_custom_id_that_exists_answers_the_run_that_has_it()
    {
        await using var store = await OpenAsync();
        var created = await store.CreateAsync(Run("mine"));
        await store.SettleAsync();

        var again = await store.Writer.CreateAsync(Run("mine") with { First = [new AssignValue(Path("a"), new IntValue(1))] }, default);

        Assert.Equal(new CreateAnswer.Created(created, Existed: true), again);
        Assert.Null(await store.GetAsync(created.Id, "a"));
    }

    [Fact]
    public async Task The_same_custom_id_may_be_used_in_another_project()
    {
        await using var store = await OpenAsync();
        var here = await store.CreateAsync(Run("mine"));

        var there = await store.CreateAsync(Run("mine") with { Project = ProjectId.New() });

        Assert.NotEqual(here.Id, there.Id);
    }

    [Fact]
    public async Task Project_metadata_has_the_projects_own_id_and_key_and_is_made_once()
    {
        await using var store = await OpenAsync();

        var created = await store.CreateAsync(Metadata);
        await store.SettleAsync();
        var again = Assert.IsType<CreateAnswer.Created>(await store.Writer.CreateAsync(Metadata, default));

        Assert.Equal(Project.Value, created.Id.Value);
        Assert.Equal(("TITA", 0), (created.ShortId, created.Number));
        Assert.True(again.Existed);
        Assert.Equal("TITA-1", (await store.CreateAsync(Run())).ShortId);
    }

    [Fact]
    public async Task A_model_is_named_by_its_key_and_its_versions_are_numbered()
    {
        await using var store = await OpenAsync();
        var model = await store.CreateAsync(Model("SEG"));
        await store.SettleAsync();

        var first = await store.CreateAsync(Version(model.Id));
        await store.SettleAsync();
        var second = await store.CreateAsync(Version(model.Id));

        Assert.Equal(["TITA-SEG", "TITA-SEG-1", "TITA-SEG-2"], [model.ShortId, first.ShortId, second.ShortId]);
        Assert.Equal(model.Id, first.Model);
        Assert.Equal(new StringValue("TITA-SEG"), await store.GetAsync(second.Id, SystemAttributes.ModelId));
    }

    [Fact]
    public async Task A_model_key_that_is_taken_is_refused()
    {
        await using var store = await OpenAsync();
        await store.CreateAsync(Model("SEG"));
        await store.SettleAsync();

        Assert.Equal(new CreateAnswer.KeyTaken("SEG"), await store.Writer.CreateAsync(Model("SEG"), default));
    }

    [Fact]
    public async Task A_version_needs_a_model_of_its_own_project()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Run());
        var model = await store.CreateAsync(Model("SEG"));

        Assert.IsType<CreateAnswer.NoSuchParent>(await store.Writer.CreateAsync(Version(RunId.New()), default));
        Assert.IsType<CreateAnswer.NoSuchParent>(await store.Writer.CreateAsync(Version(run.Id), default));
        Assert.IsType<CreateAnswer.NoSuchParent>(await store.Writer.CreateAsync(Version(model.Id) with { Project = ProjectId.New() }, default));
    }

    [Fact]
    public async Task A_fork_keeps_its_parent_and_step_and_needs_a_parent_of_its_own_project()
    {
        await using var store = await OpenAsync();
        var parent = await store.CreateAsync(Run());
        var fork = new ForkPoint(parent.Id, Step.From(0.1));

        var created = await store.CreateAsync(Run() with { Fork = fork });
        await store.SettleAsync();

        Assert.Equal(fork, (await store.Reader.FindRunAsync(created.Id, default))!.Fork);
        Assert.IsType<CreateAnswer.NoSuchParent>(await store.Writer.CreateAsync(Run() with { Fork = new ForkPoint(RunId.New(), default) }, default));
        Assert.IsType<CreateAnswer.NoSuchParent>(await store.Writer.CreateAsync(Run() with { Project = ProjectId.New(), Fork = fork }, default));
    }

    [Fact]
    public async Task First_operations_are_applied_with_the_creation()
    {
        await using var store = await OpenAsync();

        var created = await store.CreateAsync(Project, new AssignValue(Path("sys/name"), new StringValue("one")), new AppendFloats(Path("loss"), new[] { Next(0.5) }));
        await store.SettleAsync();

        Assert.Equal(new StringValue("one"), await store.GetAsync(created.Id, "sys/name"));
        Assert.Equal([At(0, 0.5)], await store.FloatsAsync(created.Id, "loss"));
    }

    [Fact]
    public async Task A_refused_first_operation_creates_nothing_and_uses_no_number()
    {
        await using var store = await OpenAsync();
        var bad = Run("mine") with { First = [new AssignValue(Path("a"), new IntValue(1)), new AssignValue(Path("sys/id"), new StringValue("x"))] };

        var answer = Assert.IsType<CreateAnswer.Invalid>(await store.Writer.CreateAsync(bad, default));

        Assert.Contains("sys/id", answer.Detail, StringComparison.Ordinal);
        Assert.Null(await store.Reader.FindByCustomIdAsync(Project, RunKind.Run, "mine", default));
        Assert.Equal("TITA-1", (await store.CreateAsync(Run())).ShortId);
    }

    [Fact]
    public async Task Malformed_arguments_are_refused_with_a_reason()
    {
        await using var store = await OpenAsync();
        NewRun[] malformed =
        [
            Run(""), Run(new string('x', Limits.CustomIdBytes + 1)), Run("\ud800"), Run() with { ProjectKey = "" }, Run() with { Kind = (RunKind)9 }, Run() with { Key = "K" },
            Run() with { Model = RunId.New() }, Model("12"), Model("A-1"), Model(""), Model("A B"), Version(RunId.New()) with { Model = null },
            Metadata with { Fork = new ForkPoint(RunId.New(), default) }, Run() with { Fork = new ForkPoint(RunId.New(), Step.Next) },
        ];

        foreach (var run in malformed)
            Assert.NotEmpty(Assert.IsType<CreateAnswer.Invalid>(await store.Writer.CreateAsync(run, default)).Detail);
    }

    [Fact]
    public async Task A_custom_id_may_be_as_long_as_the_limit_and_hold_any_character()
    {
        await using var store = await OpenAsync();
        string[] ids = [new('x', Limits.CustomIdBytes), "a\0b", "日本 😀 '\"\\ ../"];

        foreach (var id in ids)
        {
            var created = await store.CreateAsync(Run(id));
            await store.SettleAsync();
            Assert.Equal(created, await store.Reader.FindByCustomIdAsync(Project, RunKind.Run, id, default));
            Assert.Equal(new StringValue(id), await store.GetAsync(created.Id, SystemAttributes.CustomRunId));
        }
    }

    [Fact]
    public async Task Runs_created_at_the_same_time_get_different_numbers()
    {
        await using var store = await OpenAsync();

        var created = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => store.CreateAsync(Run()))));

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), created.Select(run => run.Number).Order());
    }

    [Fact]
    public async Task A_creation_is_published_and_an_existing_run_is_not()
    {
        await using var store = await OpenAsync();
        var created = await store.CreateAsync(Run("mine"));
        Assert.Equal(ChangeKinds.Created, store.Changes.Of(created.Id));
        store.Changes.Clear();

        await store.CreateAsync(Run("mine"));

        Assert.Equal(ChangeKinds.None, store.Changes.Of(created.Id));
    }

    [Fact]
    public async Task Project_figures_count_runs_that_are_not_in_the_trash()
    {
        await using var store = await OpenAsync();
        Assert.Equal(new ProjectFigures(0, null), await store.Reader.GetProjectFiguresAsync(Project, default));
        await store.CreateAsync(Metadata);
        await store.CreateAsync(Run());
        var trashed = await store.CreateAsync(Run());
        await store.Writer.SetTrashedAsync([trashed.Id], true, default);
        store.Time.Advance(10);
        await store.WriteAsync(trashed.Id, new AssignValue(Path("a"), new IntValue(1)));
        await store.SettleAsync();

        Assert.Equal(new ProjectFigures(1, store.Time.UnixMicros), await store.Reader.GetProjectFiguresAsync(Project, default));
    }
}

using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;

namespace Nereid.Storage.Tests.Runs;

public abstract class AnnotationContract : RunStoreContract
{
    static Annotation Note(string text, double? step = 1, long? at = null, long made = 5) =>
        new(AnnotationId.New(), step is { } value ? Step.From(value) : null, at, text, "ada", made, made);

    static async Task<AnnotationOutcome> ChangeAsync(StoreUnderTest store, RunHead run, ImmutableArray<Annotation> put, ImmutableArray<AnnotationId> removed, bool onlyExisting = false) =>
        (await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Id, put, removed, onlyExisting), default)).Outcome;

    async Task<ImmutableArray<RunAnnotations>> FindAsync(StoreUnderTest store, int limit, params RunHead[] runs) =>
        await store.Reader.GetAnnotationsAsync(new AnnotationQuery(Project, [.. runs.Select(run => run.Id)], limit), default);

    async Task<Annotation[]> AllAsync(StoreUnderTest store, RunHead run) => [.. (await FindAsync(store, 5000, run)).SelectMany(one => one.Annotations)];

    [Fact]
    public async Task Notes_are_kept_changed_and_removed()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var (first, second) = (Note("läuft ≤ 5 \U0001F600", 1.0 / 3), Note("", null, 1_780_000_000_123_456, made: 6));

        Assert.Equal(AnnotationOutcome.Done, await ChangeAsync(store, run, [second, first], []));
        await store.SettleAsync();
        Assert.Equal([first, second], await AllAsync(store, run));

        var changed = first with { Text = "changed", Step = null, UnixMicros = -1, ChangedUnixMicros = 9 };
        Assert.Equal(AnnotationOutcome.Done, await ChangeAsync(store, run, [changed], [], onlyExisting: true));
        await store.SettleAsync();
        Assert.Equal([changed, second], await AllAsync(store, run));

        Assert.Equal(AnnotationOutcome.Done, await ChangeAsync(store, run, [], [first.Id], onlyExisting: true));
        await store.SettleAsync();
        Assert.Equal([second], await AllAsync(store, run));
    }

    [Fact]
    public async Task Changes_are_made_together_or_not_at_all()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var (there, never) = (Note("there"), Note("never"));
        await ChangeAsync(store, run, [there], []);

        Assert.Equal(AnnotationOutcome.NoSuchAnnotation, await ChangeAsync(store, run, [there with { Text = "other" }, never], [], onlyExisting: true));
        Assert.Equal(AnnotationOutcome.NoSuchAnnotation, await ChangeAsync(store, run, [], [there.Id, never.Id], onlyExisting: true));
        Assert.Equal(AnnotationOutcome.Done, await ChangeAsync(store, run, [], [never.Id]));
        Assert.Equal(AnnotationOutcome.NoSuchRun, (await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(RunId.New(), [never], []), default)).Outcome);

        Assert.Equal([there], await AllAsync(store, run));
    }

    [Fact]
    public async Task A_run_has_so_many_and_no_more()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var all = Enumerable.Range(0, Limits.AnnotationsPerRun - 1).Select(i => Note($"{i}", i, made: i)).ToImmutableArray();
        await ChangeAsync(store, run, all, []);

        Assert.Equal(AnnotationOutcome.LimitExceeded, await ChangeAsync(store, run, [Note("one"), Note("two")], []));
        Assert.Equal(AnnotationOutcome.Done, await ChangeAsync(store, run, [Note("one")], []));
        Assert.Equal(AnnotationOutcome.LimitExceeded, await ChangeAsync(store, run, [Note("two")], []));
        Assert.Equal(AnnotationOutcome.Done, await ChangeAsync(store, run, [all[0] with { Text = "changed" }], []));

        Assert.Equal(Limits.AnnotationsPerRun, (await AllAsync(store, run)).Length);
    }

    [Fact]
    public async Task Many_runs_are_asked_at_once_under_one_limit()
    {
        await using var store = await OpenAsync();
        var (one, two, plain) = (await store.CreateAsync(Project), await store.CreateAsync(Project), await store.CreateAsync(Project));
        var elsewhere = await store.CreateAsync(ProjectId.New());
        await ChangeAsync(store, one, [Note("b", made: 2), Note("a", made: 1)], []);
        await ChangeAsync(store, two, [Note("c", made: 1), Note("d", made: 2)], []);
        await ChangeAsync(store, elsewhere, [Note("secret")], []);
        await store.SettleAsync();

        var found = await FindAsync(store, 3, plain, two, elsewhere, one, two);

        Assert.Equal([(two.Id, 2, "c d"), (one.Id, 2, "a")], found.Select(run => (run.Run, run.Total, string.Join(' ', run.Annotations.Select(note => note.Text)))));
    }

    [Fact]
    public async Task Notes_are_no_sign_of_life_and_change_no_attribute()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        store.Time.Advance(100);
        var before = await store.Reader.FindRunAsync(run.Id, default);

        await ChangeAsync(store, run, [Note("a")], []);

        Assert.Equal(before, await store.Reader.FindRunAsync(run.Id, default));
        Assert.Equal(ChangeKinds.Annotations, store.Changes.Of(run.Id) & ChangeKinds.Annotations);
    }

    [Fact]
    public async Task Notes_go_with_their_run()
    {
        await using var store = await OpenAsync();
        var (run, other) = (await store.CreateAsync(Project), await store.CreateAsync(Project));
        await ChangeAsync(store, run, [Note("gone")], []);
        await ChangeAsync(store, other, [Note("stays")], []);

        await store.Writer.DeleteRunsAsync([run.Id], default);
        await store.SettleAsync();

        Assert.Empty(await AllAsync(store, run));
        Assert.Equal("stays", Assert.Single(await AllAsync(store, other)).Text);
    }
}

public sealed class MemoryAnnotationTests : AnnotationContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class ReopenedAnnotationTests : AnnotationContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

public sealed class EmbeddedAnnotationTests : AnnotationContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill_also_when_the_database_is_lost()
    {
        await using var store = EmbeddedUnderTest.Open();
        var run = await store.CreateAsync(Project);
        var (kept, gone) = (new Annotation(AnnotationId.New(), Step.From(7.25), 8, "kept", "ada", 1, 2), new Annotation(AnnotationId.New(), null, 8, "gone", "ada", 1, 1));
        await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Id, [kept, gone], []), default);
        await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Id, [], [gone.Id]), default);

        await using var killed = await store.CrashAsync();
        await using var lost = EmbeddedUnderTest.Closed();
        EmbeddedUnderTest.CopyFolder(store.Folder, lost.Folder);
        foreach (var file in Directory.EnumerateFiles(lost.Folder, "runs.db*"))
            File.Delete(file);
        lost.Open();

        foreach (var found in new[] { killed, lost })
            Assert.Equal(kept, Assert.Single(Assert.Single(await found.Reader.GetAnnotationsAsync(new AnnotationQuery(Project, [run.Id], 10), default)).Annotations));
    }

    [Fact]
    public async Task A_deleted_text_leaves_all_files()
    {
        await using var store = EmbeddedUnderTest.Open(options: new RunStoreOptions { UpkeepsPerScrub = 1 });
        var run = await store.CreateAsync(Project);
        var secret = $"secret {Guid.NewGuid():N}";
        var note = new Annotation(AnnotationId.New(), Step.From(1), null, secret, "ada", 1, 1);
        await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Id, [note], []), default);
        async Task<bool> IsOnDiskAsync()
        {
            using var copy = new Files.TempFolder();
            await store.CopyAsync(copy["copy"]);
            return Directory.EnumerateFiles(copy["copy"], "*", SearchOption.AllDirectories).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)) >= 0);
        }
        Assert.True(await IsOnDiskAsync());

        await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Id, [], [note.Id]), default);
        for (var i = 0; i < 20 && await IsOnDiskAsync(); i++)
            await store.UpkeepAsync();

        Assert.False(await IsOnDiskAsync());
    }
}

using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Tests.Files;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Creations that wait together are committed together.</summary>
public sealed class CreationGroupTests
{
    readonly ProjectId _project = ProjectId.New();

    Task<CreateAnswer> CreateAsync(EmbeddedUnderTest store, int run) => store.Writer.CreateAsync(new NewRun(_project, "TITA", RunKind.Run, "ada", $"run-{run % 50}",
        First: [new AssignValue(AttributePath.Of("n"), new IntValue(run % 50)), new AppendFloats(AttributePath.Of("loss"), new[] { new FloatPoint(Step.From(1), 1, run % 50) })]), default);

    async Task<RunHead[]> HeadsAsync(EmbeddedUnderTest store) =>
        [.. (await store.Reader.QueryRunsAsync(new RunQuery(_project, [], null, [], [], 0, 1_000), default)).Rows.Select(row => row.Head)];

    [Fact]
    public async Task Runs_created_together_see_each_other_and_outlive_a_kill()
    {
        await using var store = EmbeddedUnderTest.Open();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(run => CreateAsync(store, run)));

        var created = answers.Cast<CreateAnswer.Created>().ToList();
        Assert.Equal(50, created.Count(answer => !answer.Existed));
        Assert.All(created.GroupBy(answer => answer.Run.CustomId), same => Assert.Single(same.Select(answer => answer.Run.Id).Distinct()));
        Assert.Equal(Enumerable.Range(1, 50).Select(number => (long)number), created.Where(answer => !answer.Existed).Select(answer => answer.Run.Number).Order());
        await using var killed = await store.CrashAsync();
        foreach (var tested in new[] { store, killed })
            foreach (var head in await HeadsAsync(tested))
            {
                var number = Assert.IsType<IntValue>(await tested.GetAsync(head.Id, "n")).Value;
                Assert.Equal($"run-{number}", head.CustomId);
                Assert.Equal(number, Assert.Single(await tested.FloatsAsync(head.Id, "loss")).Value);
            }
        Assert.Equal(50, (await HeadsAsync(killed)).Length);
    }

    [Theory]
    [InlineData((int)DiskAct.Write)]
    [InlineData((int)DiskAct.Flush)]
    public async Task Runs_created_together_are_all_refused_when_the_journal_fails(int act)
    {
        var disk = new FailingDisk();
        await using var store = EmbeddedUnderTest.Open(files: disk);
        var before = Assert.IsType<CreateAnswer.Created>(await CreateAsync(store, 7)).Run;
        disk.Fail((DiskAct)act);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Where(run => run != 7).Select(run => CreateAsync(store, run)));

        Assert.All(answers, answer => Assert.Contains("No space left", Assert.IsType<CreateAnswer.ReadOnly>(answer).Reason, StringComparison.Ordinal));
        Assert.Equal(before.Id, Assert.Single(await HeadsAsync(store)).Id);
        disk.Repair();
        await store.RestartAsync();
        Assert.Equal(before.Id, Assert.Single(await HeadsAsync(store)).Id);
        Assert.Equal(2, Assert.IsType<CreateAnswer.Created>(await CreateAsync(store, 8)).Run.Number);
    }
}

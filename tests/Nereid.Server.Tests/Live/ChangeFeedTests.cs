using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Server.Live;

namespace Nereid.Server.Tests.Live;

public class ChangeFeedTests
{
    readonly ChangeFeed _feed = new(TimeProvider.System);
    readonly ProjectId _project = ProjectId.New();
    readonly RunId _run = RunId.New();

    [Fact]
    public void Changes_of_a_run_between_two_looks_are_one()
    {
        using var listener = Listen();
        Publish(ChangeKinds.Attributes);
        Publish(ChangeKinds.FloatSeries);
        Publish(ChangeKinds.FloatSeries);

        Assert.Equal((_run, ChangeKinds.Attributes | ChangeKinds.FloatSeries), Assert.Single(Assert.Single(listener.Take()).Runs));
        Assert.Empty(listener.Take());
    }

    [Fact]
    public void Other_projects_and_ended_listeners_hear_nothing()
    {
        using var elsewhere = _feed.Subscribe(new HashSet<ProjectId> { ProjectId.New() }, null);
        var ended = Listen();
        ended.Dispose();
        Publish(ChangeKinds.State);

        Assert.Empty(elsewhere.Take());
        Assert.Empty(ended.Take());
    }

    [Fact]
    public void More_runs_than_are_worth_listing_become_everything()
    {
        using var listener = Listen();
        for (var i = 0; i <= Subscription.RunsPerProject; i++)
            _feed.Publish(new RunChange(_project, RunId.New(), ChangeKinds.Attributes));

        var change = Assert.Single(listener.Take());
        Assert.True(change.Everything);
        Assert.Empty(change.Runs);
        Publish(ChangeKinds.State);
        Assert.False(Assert.Single(listener.Take()).Everything);
    }

    [Fact]
    public async Task A_waiting_listener_wakes_for_a_change_and_not_twice_for_the_same()
    {
        using var listener = Listen();
        var waiting = listener.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        Publish(ChangeKinds.State);

        Assert.True(await waiting);
        Assert.Single(listener.Take());
        Publish(ChangeKinds.State);
        Assert.Single(listener.Take());
        Assert.False(await listener.WaitAsync(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task Many_writers_and_one_listener_lose_no_run()
    {
        using var listener = Listen();
        var runs = Enumerable.Range(0, 800).Select(_ => RunId.New()).ToArray();

        await Parallel.ForEachAsync(runs, (run, _) =>
        {
            _feed.Publish(new RunChange(_project, run, ChangeKinds.Attributes));
            return ValueTask.CompletedTask;
        });

        Assert.Equal(runs.Order(Comparer<RunId>.Create((a, b) => a.Value.CompareTo(b.Value))),
            Assert.Single(listener.Take()).Runs.Select(run => run.Run).Order(Comparer<RunId>.Create((a, b) => a.Value.CompareTo(b.Value))));
    }

    Subscription Listen() => _feed.Subscribe(new HashSet<ProjectId> { _project }, null);

    void Publish(ChangeKinds kinds) => _feed.Publish(new RunChange(_project, _run, kinds));
}

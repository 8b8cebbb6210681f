using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Server.Live;
using Nereid.Testing;

namespace Nereid.Server.Tests.Live;

public class RecentChangesTests
{
    readonly ManualTime _time = new();
    readonly RecentChanges _recent;
    readonly ProjectId _project = ProjectId.New();
    readonly RunId _run = RunId.New();

    public RecentChangesTests() => _recent = new(_time);

    [Fact]
    public void A_run_is_there_with_all_kinds_and_the_age_of_its_last_change_for_a_minute()
    {
        Note(_run, ChangeKinds.Attributes);
        _time.Advance(TimeSpan.FromSeconds(10));
        Note(_run, ChangeKinds.FloatSeries);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(new RecentRun(_run, ChangeKinds.Attributes | ChangeKinds.FloatSeries, TimeSpan.FromSeconds(60)), Assert.Single(Look().Runs));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_recent.Of([_project], null));
        Note(_run, ChangeKinds.State);
        Assert.Equal(new RecentRun(_run, ChangeKinds.State, TimeSpan.Zero), Assert.Single(Look().Runs));
    }

    [Fact]
    public void Other_projects_and_runs_that_were_not_named_are_left_out()
    {
        Note(_run, ChangeKinds.State);
        Note(RunId.New(), ChangeKinds.State);

        Assert.Empty(_recent.Of([ProjectId.New()], null));
        Assert.Equal(_run, Assert.Single(Assert.Single(_recent.Of([_project], new HashSet<RunId> { _run })).Runs).Run);
        Assert.Empty(_recent.Of([_project], new HashSet<RunId> { RunId.New() }));
    }

    [Fact]
    public void Too_many_runs_are_everything_until_a_quiet_minute()
    {
        for (var i = 0; i <= Subscription.RunsPerProject; i++)
            Note(RunId.New(), ChangeKinds.Attributes);
        _time.Advance(TimeSpan.FromSeconds(40));
        Note(_run, ChangeKinds.State);
        _time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(TimeSpan.FromSeconds(40), Look().EverythingAge);
        Assert.Empty(Look().Runs);
        _time.Advance(TimeSpan.FromSeconds(21));
        Note(_run, ChangeKinds.State);
        Assert.Null(Look().EverythingAge);
        Assert.Equal(_run, Assert.Single(Look().Runs).Run);
    }

    [Fact]
    public void As_many_runs_as_fit_stay_a_list_when_older_ones_are_past_their_minute()
    {
        for (var i = 0; i < Subscription.RunsPerProject; i++)
            Note(RunId.New(), ChangeKinds.Attributes);
        _time.Advance(TimeSpan.FromSeconds(61));
        Note(_run, ChangeKinds.State);

        Assert.Equal(_run, Assert.Single(Look().Runs).Run);
    }

    [Fact]
    public async Task A_project_that_is_swept_away_while_somebody_writes_loses_no_change()
    {
        var runs = Enumerable.Range(0, 900).Select(_ => RunId.New()).ToArray();
        using var done = new CancellationTokenSource();
        var sweeping = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                _recent.Sweep();
        });
        await Parallel.ForEachAsync(runs, (run, _) =>
        {
            Note(run, ChangeKinds.Attributes);
            return ValueTask.CompletedTask;
        });
        await done.CancelAsync();
        await sweeping;

        Assert.Equal(runs.Length, Look().Runs.Length);
    }

    void Note(RunId run, ChangeKinds kinds) => _recent.Note(new RunChange(_project, run, kinds));

    RecentProject Look() => Assert.Single(_recent.Of([_project], null));
}

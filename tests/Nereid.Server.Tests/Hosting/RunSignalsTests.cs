using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Server.Hosting;
using Nereid.Testing;

namespace Nereid.Server.Tests.Hosting;

public sealed class RunSignalsTests
{
    readonly RunSignals _signals = new();
    readonly RunId _run = RunId.New();

    [Fact]
    public void A_signal_that_nobody_listens_for_reaches_nobody() => Assert.Equal(0, _signals.Send(_run, RunSignal.Stop));

    [Fact]
    public async Task Every_listener_of_the_run_gets_each_signal_and_no_other_run_does()
    {
        using var stop = new CancellationTokenSource();
        await using var first = _signals.ListenAsync(_run, stop.Token).GetAsyncEnumerator();
        await using var second = _signals.ListenAsync(_run, stop.Token).GetAsyncEnumerator();
        await using var other = _signals.ListenAsync(RunId.New(), stop.Token).GetAsyncEnumerator();
        var waiting = new[] { first.MoveNextAsync().AsTask(), second.MoveNextAsync().AsTask() };
        var idle = other.MoveNextAsync().AsTask();

        Assert.Equal(2, _signals.Send(_run, RunSignal.Abort));

        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.Equal((RunSignal.Abort, RunSignal.Abort), (first.Current, second.Current));
        Assert.False(idle.IsCompleted);
        await stop.CancelAsync();
        Assert.False(await idle);
    }

    [Fact]
    public async Task A_run_is_ending_from_the_signal_until_its_last_client_leaves()
    {
        using var stop = new CancellationTokenSource();
        await using var client = _signals.ListenAsync(_run, stop.Token).GetAsyncEnumerator();
        var waiting = client.MoveNextAsync().AsTask();
        Assert.False(_signals.IsEnding(_run));

        _signals.Send(_run, RunSignal.Stop);
        Assert.True(await waiting);
        Assert.True(_signals.IsEnding(_run));

        await stop.CancelAsync();
        Assert.False(await client.MoveNextAsync());
        Assert.False(_signals.IsEnding(_run));
    }

    [Fact]
    public void A_run_whose_clients_nobody_told_is_not_ending()
    {
        _signals.Send(_run, RunSignal.Stop);

        Assert.False(_signals.IsEnding(_run));
    }

    [Fact]
    public async Task A_listener_that_gave_up_is_no_longer_counted()
    {
        using var stop = new CancellationTokenSource();
        var listening = Task.Run(async () =>
        {
            await foreach (var signal in _signals.ListenAsync(_run, stop.Token))
                Assert.Equal(RunSignal.Stop, signal);
        });
        await Eventually.IsTrueAsync(() => _signals.Send(_run, RunSignal.Stop) > 0, "somebody listens");

        await stop.CancelAsync();
        await listening;

        Assert.Equal(0, _signals.Send(_run, RunSignal.Stop));
    }
}

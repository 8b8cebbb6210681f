using Nereid.Client.Logging;

namespace Nereid.Client.Tests.Logging;

public sealed class IntakeQueueTests
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public void Entries_come_out_in_the_order_in_which_they_went_in()
    {
        var queue = new IntakeQueue(long.MaxValue, Long);
        queue.TryAdd(new DeleteEntry("a"));
        queue.TryAdd(new DeleteEntry("b"));

        Assert.Equal(["a", "b"], Drain(queue));
    }

    [Fact]
    public async Task A_full_queue_holds_its_caller_back_until_there_is_room()
    {
        var queue = new IntakeQueue(maxBytes: 300, Long);
        Assert.True(queue.TryAdd(new DeleteEntry("a")));
        Assert.True(queue.TryAdd(new DeleteEntry("b")));

        var third = Task.Run(() => queue.TryAdd(new DeleteEntry("c")));
        await Task.Delay(50);
        Assert.False(third.IsCompleted);
        queue.TryTake(out _);

        Assert.True(await third);
        Assert.Equal(["b", "c"], Drain(queue));
    }

    [Fact]
    public void A_reader_that_hangs_costs_one_wait_and_then_entries_are_refused_until_it_goes_on()
    {
        var queue = new IntakeQueue(maxBytes: 300, TimeSpan.FromMilliseconds(50));
        queue.TryAdd(new DeleteEntry("a"));
        queue.TryAdd(new DeleteEntry("b"));

        for (var i = 0; i < 10_000; i++)
            Assert.False(queue.TryAdd(new DeleteEntry("c")));

        Drain(queue);
        Assert.True(queue.TryAdd(new DeleteEntry("d")));
    }

    [Fact]
    public void One_entry_larger_than_the_bound_is_taken_when_nothing_else_waits()
    {
        var queue = new IntakeQueue(maxBytes: 300, TimeSpan.FromMilliseconds(1));

        Assert.True(queue.TryAdd(new StringPointEntry("a", null, 0, new string('x', 1000))));
        Assert.False(queue.TryAdd(new DeleteEntry("b")));
    }

    [Fact]
    public async Task A_completed_queue_refuses_what_comes_and_gives_out_what_it_has()
    {
        var queue = new IntakeQueue(maxBytes: 300, Long);
        queue.TryAdd(new DeleteEntry("a"));
        queue.TryAdd(new DeleteEntry("b"));
        var waiting = Task.Run(() => queue.TryAdd(new DeleteEntry("c")));

        queue.Complete();

        Assert.False(await waiting);
        Assert.False(queue.TryAdd(new DeleteEntry("d")));
        Assert.Equal(["a", "b"], Drain(queue));
        Assert.False(await queue.WaitAsync(CancellationToken.None));
    }

    static List<string> Drain(IntakeQueue queue)
    {
        var paths = new List<string>();
        while (queue.TryTake(out var entry))
            paths.Add(entry!.Path);
        return paths;
    }
}

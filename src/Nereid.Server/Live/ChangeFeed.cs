using System.Collections.Immutable;
using Nereid.Domain.Live;

namespace Nereid.Server.Live;

/// <summary>Hands every change on to whoever subscribed. Safe for use from many threads; a subscriber is called on the writer's thread and must not block.</summary>
public sealed class ChangeFeed : IChangeSink
{
    ImmutableArray<Action<RunChange>> _subscribers = [];

    public void Publish(RunChange change)
    {
        foreach (var subscriber in _subscribers)
            subscriber(change);
    }

    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<RunChange> subscriber)
    {
        ImmutableInterlocked.Update(ref _subscribers, static (all, added) => all.Add(added), subscriber);
        return new Subscription(this, subscriber);
    }

    sealed class Subscription(ChangeFeed feed, Action<RunChange> subscriber) : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(ref feed._subscribers, static (all, removed) => all.Remove(removed), subscriber);
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;

namespace Nereid.Server.Live;

/// <summary>Tells whoever listens that runs changed. Carries no data.</summary>
/// <remarks>The writer only marks: what happens to a run between two looks of a listener is one mark, and a listener keeps a bounded number
/// of them, so a slow listener costs nothing and holds nobody up. Safe for use from many threads.</remarks>
public sealed class ChangeFeed(TimeProvider clock) : IChangeSink
{
    /// <summary>Replaced as a whole under the dictionary's own locking; publishers read without a lock.</summary>
    readonly ConcurrentDictionary<ProjectId, ImmutableArray<Subscription>> _subscriptions = new();

    readonly ConcurrentDictionary<UserId, ImmutableArray<Subscription>> _people = new();

    public RecentRuns Recent { get; } = new();

    public RecentChanges Changes { get; } = new(clock);

    public void Publish(RunChange change)
    {
        Recent.Note(change.Project, change.Run);
        Announce(change);
    }

    /// <summary>Tells listeners without counting as a sign of life of the run.</summary>
    public void Announce(RunChange change)
    {
        Changes.Note(change);
        if (!_subscriptions.TryGetValue(change.Project, out var listening))
            return;
        foreach (var subscription in listening)
            subscription.Mark(change);
    }

    /// <summary>Makes all listeners of a project look again whether they may still listen: somebody lost a right.</summary>
    public void AskRightsAgain(ProjectId project)
    {
        foreach (var subscription in _subscriptions.GetValueOrDefault(project, []))
            subscription.Wake();
    }

    /// <summary>Wakes the listeners of somebody who was told something.</summary>
    public void Tell(UserId person)
    {
        foreach (var subscription in _people.GetValueOrDefault(person, []))
            subscription.Tell();
    }

    /// <param name="person">Whose notices wake the listener too.</param>
    public Subscription Subscribe(IReadOnlySet<ProjectId> projects, IReadOnlySet<RunId>? onlyRuns, UserId? person = null)
    {
        var subscription = new Subscription(projects, onlyRuns, person, Unsubscribe);
        if (person is { } id)
            _people.AddOrUpdate(id, _ => [subscription], (_, others) => others.Add(subscription));
        foreach (var project in projects)
            _subscriptions.AddOrUpdate(project, _ => [subscription], (_, others) => others.Add(subscription));
        return subscription;
    }

    void Unsubscribe(Subscription subscription)
    {
        if (subscription.Person is { } person)
        {
            var rest = _people.AddOrUpdate(person, _ => [], (_, others) => others.Remove(subscription));
            if (rest.IsEmpty)
                _people.TryRemove(new KeyValuePair<UserId, ImmutableArray<Subscription>>(person, rest));
        }
        foreach (var project in subscription.Projects)
        {
            var left = _subscriptions.AddOrUpdate(project, _ => [], (_, others) => others.Remove(subscription));
            if (left.IsEmpty)
                _subscriptions.TryRemove(new KeyValuePair<ProjectId, ImmutableArray<Subscription>>(project, left));
        }
    }
}

using System.Collections.Concurrent;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Keeps everything that followers are told of events, as a journal does.</summary>
internal sealed class ToldLedger : IConnectivityFollower
{
    private readonly ConcurrentQueue<Told> _told = new();

    internal ToldLedger(ConnectivityIndex index) => index.Follow(this);

    internal IReadOnlyCollection<Told> All => _told;

    /// <summary>Gets the events of a thing that make its state, in the order in which they were told.</summary>
    internal List<LifecycleEvent> EventsOf(string thing) =>
        [.. _told.Where(told => told.Cell?.Name == thing && told.Rule.IsPartOfState() && told.Rule is not (OrderRule.ActivityNoted or OrderRule.EarlierActivity)).Select(told => told.News)];

    public void OnChanged(in ConnectivityChange change)
    {
    }

    public void OnHeard(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state) => _told.Enqueue(new Told(cell, news, rule, state, IsConcluded: false));

    public void OnConcluded(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state) => _told.Enqueue(new Told(cell, news, rule, state, IsConcluded: true));

    internal sealed record Told(ThingCell? Cell, LifecycleEvent News, OrderRule Rule, ThingConnectivity? State, bool IsConcluded);
}

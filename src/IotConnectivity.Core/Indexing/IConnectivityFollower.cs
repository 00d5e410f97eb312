using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>A room that follows the index: metrics, the watchdog, the change feed, later storage, fleet and detector.</summary>
/// <remarks>
/// Called on the thread that applied the event, after the swap and without a lock. Calls for one thing may overlap and come in any order: an implementation
/// ignores a change whose revision is not above the one it has, and does not throw or block.
/// </remarks>
internal interface IConnectivityFollower
{
    /// <summary>A record has changed.</summary>
    void OnChanged(in ConnectivityChange change);

    /// <summary>An event of a source was judged, whatever became of it.</summary>
    /// <param name="cell">The thing; <see langword="null"/> when the client is not one, or when connectivity is not indexed.</param>
    /// <param name="news">The event.</param>
    /// <param name="rule">The rule that decided.</param>
    /// <param name="state">The snapshot after the judgement, which is the one before when nothing changed; <see langword="null"/> when <paramref name="cell"/> is.</param>
    /// <remarks>
    /// INVARIANT: each revision of a record but those that forget it comes with exactly one call of this or of <see cref="OnConcluded"/>, after <see cref="OnChanged"/>,
    /// and the join of the events of all calls is the record.
    /// </remarks>
    void OnHeard(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
    }

    /// <summary>This library has concluded something itself: the end of a silent connection, or that activity takes back such an end.</summary>
    /// <remarks>Written as an event with which the record can be made again. For most it is an event like any other.</remarks>
    void OnConcluded(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state) => OnHeard(cell, news, rule, state);

    /// <summary>Later activity than before was noted.</summary>
    void OnBeaten(ThingCell cell)
    {
    }

    /// <summary>A thing was deleted.</summary>
    void OnRetired(ThingCell cell)
    {
    }
}

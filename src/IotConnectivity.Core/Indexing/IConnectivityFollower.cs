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

    /// <summary>An event was judged, whatever became of it.</summary>
    void OnHeard(in LifecycleEvent news, ApplyOutcome outcome)
    {
    }

    /// <summary>Later activity than before was noted.</summary>
    void OnBeaten(ThingCell cell)
    {
    }

    /// <summary>A thing was deleted.</summary>
    void OnRetired(ThingCell cell)
    {
    }
}

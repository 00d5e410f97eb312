using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

public sealed partial class ConnectivityIndex
{
    private IConnectivityFollower[] _followers = [];

    /// <summary>Watches the changes from now on.</summary>
    /// <param name="capacity">How many unread changes are kept before the oldest are dropped; 1 to 1,048,576, by default 4096.</param>
    /// <returns>The feed; dispose it to stop watching.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is out of its range.</exception>
    public ConnectivityFeed Watch(int capacity = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 20);
        return new ConnectivityFeed(this, capacity);
    }

    /// <summary>Lets a room of this library follow, on the threads that apply events. Not for code that may block.</summary>
    internal void Follow(IConnectivityFollower follower)
    {
        for (var seen = Volatile.Read(ref _followers); ;)
        {
            var witnessed = Interlocked.CompareExchange(ref _followers, [.. seen, follower], seen);
            if (ReferenceEquals(witnessed, seen)) return;
            seen = witnessed;
        }
    }

    internal void Unfollow(IConnectivityFollower follower)
    {
        for (var seen = Volatile.Read(ref _followers); ;)
        {
            var witnessed = Interlocked.CompareExchange(ref _followers, Array.FindAll(seen, other => !ReferenceEquals(other, follower)), seen);
            if (ReferenceEquals(witnessed, seen)) return;
            seen = witnessed;
        }
    }

    private void Changed(in ConnectivityChange change)
    {
        foreach (var follower in Volatile.Read(ref _followers)) follower.OnChanged(change);
    }

    private ApplyOutcome Heard(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
        foreach (var follower in Volatile.Read(ref _followers)) follower.OnHeard(cell, news, rule, state);
        return rule.OutcomeOf();
    }

    private ApplyOutcome Concluded(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
        foreach (var follower in Volatile.Read(ref _followers)) follower.OnConcluded(cell, news, rule, state);
        return rule.OutcomeOf();
    }

    private void Beaten(ThingCell cell)
    {
        foreach (var follower in Volatile.Read(ref _followers)) follower.OnBeaten(cell);
    }
}

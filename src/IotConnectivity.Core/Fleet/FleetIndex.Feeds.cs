using IotConnectivity.Fleet.Filters;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Queries;

namespace IotConnectivity.Fleet;

public sealed partial class FleetIndex
{
    private const int MaxFeedCapacity = 1 << 20;

    private FleetFeed[] _feeds = [];
    private MembershipFeed[] _membershipFeeds = [];

    /// <summary>Tells from now on which things start or stop matching a query: a continuous query.</summary>
    /// <param name="query">The query. Membership in dynamic groups does not count in it.</param>
    /// <param name="capacity">How many unread items are kept before the oldest are dropped; 1 to 1,048,576, by default 4096.</param>
    /// <returns>The feed; dispose it to stop.</returns>
    /// <remarks>Nothing is done while nothing changes; each change of a thing costs one evaluation of the query.</remarks>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public FleetFeed Watch(FleetQuery query, int capacity = 4096)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckCapacity(capacity);
        var bound = Bind(query);
        Settle();
        _lock.EnterWriteLock();
        try
        {
            ObjectDisposedException.ThrowIf(_end.IsSet, this);
            _columns.NowMs = NowMs;
            var feed = new FleetFeed(this, new StandingQuery(bound, _columns), capacity);
            feed.Begin(Matches.Find(feed.Query.Filter, _columns, CancellationToken.None).All());
            Volatile.Write(ref _feeds, [.. _feeds, feed]);
            return feed;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Tells from now on which things get into groups and out of them, static and dynamic.</summary>
    /// <param name="capacity">How many unread items are kept before the oldest are dropped; 1 to 1,048,576, by default 4096.</param>
    /// <returns>The feed; dispose it to stop.</returns>
    /// <remarks>
    /// <para>
    /// After a restart it tells who gets into a dynamic group or out of it between what was stored and what is now, and nothing of those who stay. A feed that is made before
    /// <see cref="Start"/> misses none of that: before the host is started, or in the constructor or <c>StartAsync</c> of a hosted service.
    /// </para>
    /// <para>
    /// Members of dynamic groups are stored within a few seconds after they were told. So what was told shortly before a kill may be told again, at least once in all; an orderly stop
    /// stores everything. What the deletion of a group or a thing tells is told once or, if the process is killed meanwhile, not at all.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public MembershipFeed WatchMemberships(int capacity = 4096)
    {
        CheckCapacity(capacity);
        var feed = new MembershipFeed(this, capacity);
        _lock.EnterWriteLock();
        try
        {
            ObjectDisposedException.ThrowIf(_end.IsSet, this);
            Volatile.Write(ref _membershipFeeds, [.. _membershipFeeds, feed]);
            return feed;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    internal void Remove(FleetFeed feed)
    {
        _lock.EnterWriteLock();
        try
        {
            Volatile.Write(ref _feeds, Array.FindAll(_feeds, other => other != feed));
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    internal void Remove(MembershipFeed feed)
    {
        _lock.EnterWriteLock();
        try
        {
            Volatile.Write(ref _membershipFeeds, Array.FindAll(_membershipFeeds, other => other != feed));
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private static void CheckCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxFeedCapacity);
    }

    private void Publish(Registry.RegisteredThing thing, Registry.RegisteredGroup group, bool isMember)
    {
        var feeds = Volatile.Read(ref _membershipFeeds);
        if (feeds.Length == 0) return;
        var change = new MembershipChange(thing.Name, thing.Id, group.Name, group.Data.Id, isMember, _registry.Now, 0);
        foreach (var feed in feeds) feed.Add(change);
    }

    private void CloseFeeds()
    {
        foreach (var feed in Volatile.Read(ref _feeds)) feed.Dispose();
        foreach (var feed in Volatile.Read(ref _membershipFeeds)) feed.Dispose();
    }
}

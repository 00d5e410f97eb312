using System.Collections.Concurrent;
using IotConnectivity.Diagnostics;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.Brokers;

/// <summary>Notices that a broker was restarted, gives its clients time to come back, ends what is left in one batch, and reports one incident.</summary>
/// <remarks>
/// <para>
/// A broker is a source's name and node; a lifetime of it is told apart by <see cref="LifecycleSource.Epoch"/>. The first event of a later lifetime is enough; an adapter that
/// knows earlier calls <see cref="Started"/> and <see cref="Stopping"/>. A source with epoch 0 has no lifetimes, and an epoch that only continues one
/// (<see cref="LifecycleSource.ContinuesLifetime"/>) begins none.
/// </para>
/// <para>
/// What was open stays connected while its client has time to come back, and the keep-alive watchdog leaves it alone for that long. Then it ends as
/// <see cref="DisconnectReason.ServerInitiatedDisconnect"/> when the broker said that it stops and as <see cref="DisconnectReason.ServerError"/> when not, inferred, dated to
/// the last sign of life of its lifetime: later activity takes it back, an end stated by the source replaces it. Nothing but the index is remembered, so that a broker that was
/// restarted while this process was down is noticed too.
/// </para>
/// <para>Thread-safe. Cost: a few comparisons for each event, and one pass over all things for each restart.</para>
/// </remarks>
public sealed partial class BrokerEpochs : IConnectivityFollower, IDisposable
{
    private readonly ConnectivityIndex _index;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConnectivityMetrics? _metrics;
    private readonly ConcurrentDictionary<(string Name, string Node), Broker> _brokers = new();
    private readonly Lock _lock = new();
    private Recent? _recent;
    private BrokerIncidentFeed[] _feeds = [];
    private BrokerIncident? _last;
    private long _incidents;

    /// <summary>Makes an instance that ends nothing until <see cref="Start"/>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    /// <param name="metrics">What to measure with; <see langword="null"/> measures nothing.</param>
    public BrokerEpochs(
        ConnectivityIndex index,
        BrokerOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<BrokerEpochs>? logger = null,
        ConnectivityMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        _index = index;
        _options = options ?? new BrokerOptions();
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _metrics = metrics;
    }

    /// <summary>Gets how many connections are in doubt, because their broker was restarted and their client still has time to come back. A moment's view.</summary>
    public int SuspectCount
    {
        get
        {
            lock (_lock) return _brokers.Values.Sum(static broker => broker.Outage?.SuspectCount ?? 0);
        }
    }

    /// <summary>Gets how many incidents there were since this instance was made.</summary>
    public long IncidentCount => Volatile.Read(ref _incidents);

    /// <summary>Gets the last incident; <see langword="null"/> when there was none since this instance was made.</summary>
    public BrokerIncident? LastIncident => Volatile.Read(ref _last);

    /// <summary>Gets what is waited for between two slices of a batch, so that nobody behind the index is overrun.</summary>
    internal Func<CancellationToken, ValueTask> WaitForRoom { get; init; } = static _ => ValueTask.CompletedTask;

    /// <summary>Watches the incidents from now on.</summary>
    /// <param name="capacity">How many unread incidents are kept before the oldest are dropped; at least 1, by default 64.</param>
    /// <returns>The feed; dispose it to stop watching.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public BrokerIncidentFeed Watch(int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var feed = new BrokerIncidentFeed(capacity, Leave);
        lock (_lock) _feeds = [.. _feeds, feed];
        return feed;
    }

    /// <summary>Tells that a broker has started, before its first event. Any thread, at any time; telling it twice changes nothing.</summary>
    /// <param name="source">The broker in its new lifetime, whose epoch is greater than all before. With epoch 0 nothing happens, nor with one that is not the latest.</param>
    /// <param name="at">When, by the clock of the source; <see langword="null"/> for now.</param>
    /// <remarks>Does not block: what was open is looked for on another thread.</remarks>
    public void Started(LifecycleSource source, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Epoch == 0) return;
        var broker = BrokerOf(source);
        if (broker.IsBegunBy(source)) Begin(broker, source, ToMs(at));
    }

    /// <summary>Tells that a broker says that it stops, which ends all its connections. Any thread, at any time.</summary>
    /// <param name="source">The broker in the lifetime that ends. With epoch 0 nothing happens, nor with one that is not the latest.</param>
    /// <param name="at">When, by the clock of the source; <see langword="null"/> for now. What is open then ends at this moment.</param>
    /// <remarks>
    /// The clients get their time to come back from now on, and again from the next start if that comes before it is over. A source that tells the end of each connection when its broker
    /// stops need not call this. If it does, and all ends are told while the clients have time and nobody is back by then, that is no incident.
    /// </remarks>
    public void Stopping(LifecycleSource source, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Epoch == 0) return;
        var broker = BrokerOf(source);
        lock (_lock)
        {
            var ended = broker.Newest;
            if (broker.TryStop_NeedsLock(source, ToMs(at))) Doubt_NeedsLock(broker, ended);
        }
    }

    void IConnectivityFollower.OnHeard(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
        var source = news.Source;
        if (source.Epoch == 0) return;
        if (Volatile.Read(ref _recent) is { } recent && ReferenceEquals(recent.Source, source)) recent.Lifetime.Note(news.TimestampMs, source.Epoch);
        else Hear(source, news.TimestampMs);
    }

    void IConnectivityFollower.OnConcluded(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
        // Our own conclusion is no sign of life.
    }

    void IConnectivityFollower.OnChanged(in ConnectivityChange change)
    {
        if (!change.After.Connected || change.After.Source is not { Epoch: not 0 } source) return;

        // RACE: the floor is raised before the connections below it are looked for, and a record is changed, with a full fence, before this is called. Whoever comes
        // second sees what the first did.
        var broker = Volatile.Read(ref _recent) is { } recent && ReferenceEquals(recent.Source, source) ? recent.Broker : null;
        if (broker is null && !_brokers.TryGetValue((source.Name, source.Node), out broker)) return;
        if (source.Epoch >= broker.Floor) return;
        _late.Enqueue((change.Cell, broker));
        lock (_lock)
        {
            if (!_isAwake) LookNow_NeedsLock();
        }
    }

    private long ToMs(DateTimeOffset? at) => Math.Clamp((at ?? _time.GetUtcNow()).ToUnixTimeMilliseconds(), 0, LifecycleLimits.MaxTimestampMs);

    private Broker BrokerOf(LifecycleSource source) =>
        _brokers.TryGetValue((source.Name, source.Node), out var broker) ? broker : _brokers.GetOrAdd((source.Name, source.Node), new Broker(source));

    private void Hear(LifecycleSource source, long timestampMs)
    {
        var broker = BrokerOf(source);
        if (broker.IsBegunBy(source)) Begin(broker, source, startedAtMs: null);
        var lifetime = broker.LifetimeOf(source.Epoch);
        var isLater = source.Epoch > lifetime.LastEpoch || Volatile.Read(ref _recent) is null;
        lifetime.Note(timestampMs, source.Epoch);
        if (isLater) Volatile.Write(ref _recent, new Recent(source, broker, lifetime));
    }

    private void Begin(Broker broker, LifecycleSource source, long? startedAtMs)
    {
        lock (_lock)
        {
            if (!broker.IsBegunBy(source)) return;
            var ended = broker.Newest;
            broker.Add_NeedsLock(source, startedAtMs);
            Volatile.Write(ref _recent, null);

            // Nobody who was never heard of can be in doubt.
            if (broker.Outage is null && ended.IsUnknown && _isStarted) return;
            Doubt_NeedsLock(broker, ended);
            broker.Outage!.Restarts++;
        }
    }

    private void Doubt_NeedsLock(Broker broker, BrokerLifetime ended)
    {
        broker.Outage ??= new Outage(broker, ended, _time.GetUtcNow(), _options.MaxReconnectGrace);
        broker.Outage.IsUncounted = true;
        LookNow_NeedsLock();
    }

    private void Leave(BrokerIncidentFeed feed)
    {
        lock (_lock) _feeds = [.. _feeds.Where(other => other != feed)];
    }

    /// <summary>The source of most events, whose lifetime need not be looked up.</summary>
    private sealed record Recent(LifecycleSource Source, Broker Broker, BrokerLifetime Lifetime);
}

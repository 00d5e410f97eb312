using System.Collections.Concurrent;
using IotConnectivity.Indexing;
using IotConnectivity.KeepAlive;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Brokers;

// The timer: looks for connections in doubt, lets time pass, ends what is left. One look at a time.
public sealed partial class BrokerEpochs
{
    /// <summary>How often it looks while there is something to wait for.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>So many ends are applied before the journal is asked again whether it has room.</summary>
    private const int EndsAtOnce = 512;

    private readonly ConcurrentQueue<(ThingCell Cell, Broker Broker)> _late = new();
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _timer;
    private bool _isStarted;
    private bool _isAwake;
    private long _lookedAt;
    private int _isLooking;
    private bool _hasFailed;

    /// <summary>Begins to follow the index, with what it holds: what is open there of a lifetime that is known to be over is in doubt from now on. One pass over all things.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        lock (_lock)
        {
            if (_isStarted) throw new InvalidOperationException("broker epochs were started before");
            _isStarted = true;
        }

        _index.Follow(this);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = _time.CreateTimer(static state => ((BrokerEpochs)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Recall();
        lock (_lock)
        {
            if (HasWork_NeedsLock()) LookNow_NeedsLock();
        }
    }

    /// <summary>Stops to follow. What is in doubt stays connected.</summary>
    /// <remarks>
    /// It is in doubt again after the next start, if the index holds anything of the broker's next lifetime. A stop that was announced is not in the index: without a later lifetime
    /// what it left open stays connected until the broker starts again, or until the watchdog finds it.
    /// </remarks>
    public void Dispose()
    {
        _index.Unfollow(this);
        lock (_lock)
        {
            _stop.Cancel();
            _timer?.Dispose();
        }

        foreach (var feed in _feeds) feed.Dispose();
    }

    /// <summary>Learns from the index what was heard before.</summary>
    private void Recall()
    {
        var heard = new Dictionary<LifecycleSource, (long First, long Last, bool IsOpen)>(ReferenceEqualityComparer.Instance);
        foreach (var cell in _index.Cells())
        {
            if (cell.Current is not { Source: { Epoch: not 0 } source } state) continue;
            var first = state.ConnectedAtMs != ThingConnectivity.None ? state.ConnectedAtMs : state.EndedAtMs;
            var last = state.HasEnded ? state.HasInferredEnd ? state.EndBasisMs : state.EndedAtMs : Math.Max(state.ConnectedAtMs, cell.LastActivityMs);
            heard[source] = heard.TryGetValue(source, out var known)
                ? (Math.Min(known.First, first), Math.Max(known.Last, last), known.IsOpen || state.Connected)
                : (first, last, state.Connected);
        }

        lock (_lock)
        {
            foreach (var source in heard.Keys)
            {
                if (!source.ContinuesLifetime) BrokerOf(source).Add_NeedsLock(source);
            }

            foreach (var (source, (first, last, isOpen)) in heard)
            {
                var broker = BrokerOf(source);
                var lifetime = broker.LifetimeOf(source.Epoch);
                lifetime.Note(last, source.Epoch);
                lifetime.NoteBeginning(first);
                if (!isOpen || source.Epoch >= broker.Floor) continue;

                // It was in doubt when this process ended, or its broker was restarted since.
                Doubt_NeedsLock(broker, lifetime);
                if (lifetime.Start >= broker.Outage!.Ended.Start) broker.Outage.Ended = lifetime;
                broker.Outage.Restarts = Math.Max(1, broker.Outage.Restarts);
            }
        }
    }

    /// <summary>Looks at once, and then in steps.</summary>
    private void LookNow_NeedsLock()
    {
        if (_timer is null || _stop.IsCancellationRequested) return;
        if (!_isAwake) _lookedAt = _time.GetTimestamp();
        _isAwake = true;
        _timer.Change(TimeSpan.Zero, Step);
    }

    private bool HasWork_NeedsLock() => !_late.IsEmpty || _brokers.Values.Any(static broker => broker.Outage is not null);

    private void Look()
    {
        // A timer of the system may call again while a long look still goes on.
        if (Interlocked.CompareExchange(ref _isLooking, 1, 0) == 0) _ = LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            foreach (var outage in TakeStep())
            {
                if (outage.IsUncounted) Count(outage);
                if (outage.Left <= TimeSpan.Zero) await CloseAsync(outage).ConfigureAwait(false);
            }

            await EndLateAsync().ConfigureAwait(false);
            _hasFailed = false;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops; the index remembers what is left to do.
        }
        catch (Exception exception)
        {
            // The edge of the loop: the next look goes on with what is left.
            if (!_hasFailed) Log.Failed(_logger, exception);
            _hasFailed = true;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
            lock (_lock)
            {
                if (!HasWork_NeedsLock() && !_stop.IsCancellationRequested)
                {
                    _isAwake = false;
                    _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    /// <summary>Lets time pass for all outages. A pause of this process is not counted, because no client could have been heard in it.</summary>
    private List<Outage> TakeStep()
    {
        var now = _time.GetTimestamp();
        var elapsed = _time.GetElapsedTime(_lookedAt, now);
        if (elapsed > 2 * Step) elapsed = Step;
        _lookedAt = now;
        lock (_lock)
        {
            List<Outage> outages = [.. _brokers.Values.Select(static broker => broker.Outage).OfType<Outage>()];
            foreach (var outage in outages) outage.Pass(elapsed);
            return outages;
        }
    }

    /// <summary>Looks for what is open and should not be.</summary>
    private void Count(Outage outage)
    {
        lock (_lock) outage.IsUncounted = false;
        var floor = outage.Broker.Floor;
        var suspects = new List<ThingCell>();
        var keepAlive = 0;
        foreach (var cell in _index.Cells())
        {
            if (cell.Current is not { Connected: true } state || !IsBelow(state, outage.Broker, floor)) continue;
            suspects.Add(cell);
            keepAlive = Math.Max(keepAlive, state.KeepAliveSeconds ?? 0);
        }

        lock (_lock)
        {
            outage.Suspects = suspects;
            outage.Late.Clear();
            outage.ClosedSuspects = 0;
            outage.Begin(GraceFor(keepAlive));
        }

        if (suspects.Count == 0) return;
        foreach (var cell in suspects) KeepFromWatchdog(cell, outage);
        Log.Noticed(_logger, outage.Broker.Source, outage.Broker.Source.Epoch, suspects.Count, outage.Grace);
    }

    private TimeSpan GraceFor(int keepAliveSeconds) =>
        TimeSpan.FromSeconds(Math.Clamp(2.0 * keepAliveSeconds, _options.ReconnectGrace.TotalSeconds, _options.MaxReconnectGrace.TotalSeconds));

    // The watchdog knows silence only, and a dead broker is silent for all of them. Who was heard of in this moment gets that much longer, once.
    private void KeepFromWatchdog(ThingCell cell, Outage outage) => cell.HeardAtTick = _index.Tick + (uint)(outage.Left / KeepAliveWatchdog.TickLength);

    private async Task CloseAsync(Outage outage)
    {
        var broker = outage.Broker;
        long floor;
        lock (_lock)
        {
            // A restart during the batch raises the floor, and gives those who had come back their time again.
            if (outage.IsUncounted) return;
            floor = broker.Floor;
        }

        var (returned, gone) = (0, 0);
        var closedBefore = outage.ClosedSuspects;
        for (var i = 0; i < outage.Suspects.Count; i++)
        {
            if (i % EndsAtOnce == 0) await WaitForRoom(_stop.Token).ConfigureAwait(false);
            Close(outage.Suspects[i]);
        }

        if (outage.Late.Count > 0)
        {
            foreach (var cell in outage.Late.Except(outage.Suspects)) Close(cell);
        }

        // Nobody was connected: there is nothing to tell. A batch that was overtaken by a restart has ended those who were.
        var isIncident = outage.SuspectCount > 0 || outage.Closed > 0;

        // Those that an earlier look ended, before it failed, are not gone in another way.
        var ended = Math.Max(0, gone - closedBefore);
        var closed = outage.Closed;
        var ending = outage.Ended;
        BrokerIncidentFeed[] feeds;
        BrokerIncident incident;
        lock (_lock)
        {
            // Restarted while this batch was ended: the next look goes on.
            if (outage.IsUncounted) return;
            broker.Outage = null;
            var newest = broker.Newest;
            incident = new BrokerIncident(
                broker.Source, ending.LastEpoch, newest.Start > ending.Start ? newest.Start : null, ending.StopOf(ending.LastEpoch) is not null, outage.Restarts,
                returned + ended + closed, returned, ended, closed, LastSignOf(broker, ending), outage.NoticedAt, _time.GetUtcNow());
            feeds = _feeds;
        }

        if (!isIncident) return;
        Log.Over(_logger, incident.Source, incident.IsPolite ? "stopped" : "killed", incident.Suspects, incident.Returned, incident.Ended, incident.Closed, incident.LastSignOfLife);

        // Their ends were under way when the broker said that it stops.
        if (incident.IsPolite && incident.Returned + incident.Closed == 0) return;
        Volatile.Write(ref _last, incident);
        Interlocked.Increment(ref _incidents);
        _metrics?.BrokerIncident(incident.Source.Name, incident.IsPolite, incident.Closed);
        foreach (var feed in feeds) feed.Add(incident);

        void Close(ThingCell cell)
        {
            if (TryEnd(cell, broker, floor))
            {
                outage.Closed++;
                outage.ClosedSuspects++;
            }
            else if (cell.Current is { Connected: true })
            {
                returned++;
            }
            else
            {
                gone++;
            }
        }
    }

    /// <summary>Ends what was opened by late news of lifetimes that are over and accounted for.</summary>
    private async Task EndLateAsync()
    {
        var count = _late.Count;
        for (var i = 0; i < count && _late.TryPeek(out var late); i++)
        {
            // What fails stays in the queue.
            if (i % EndsAtOnce == 0) await WaitForRoom(_stop.Token).ConfigureAwait(false);
            var (cell, broker) = late;
            if (!TryDoubt(cell, broker, out var floor)) TryEnd(cell, broker, floor);
            _late.TryDequeue(out _);
        }
    }

    /// <summary>Takes a late one to those in doubt, as long as the clients of its broker have time.</summary>
    private bool TryDoubt(ThingCell cell, Broker broker, out long floor)
    {
        lock (_lock)
        {
            floor = broker.Floor;
            if (broker.Outage is not { } outage) return false;
            outage.Late.Add(cell);
            outage.Extend(GraceFor(cell.Current?.KeepAliveSeconds ?? 0));
            KeepFromWatchdog(cell, outage);
            return true;
        }
    }

    private bool TryEnd(ThingCell cell, Broker broker, long floor) =>
        cell.Current is { Connected: true } seen && IsBelow(seen, broker, floor)
        && broker.EndOf(cell, seen) is { } end && _index.Apply(cell, end) == ApplyOutcome.Applied;

    private static bool IsBelow(ThingConnectivity state, Broker broker, long floor) =>
        state.Source is { Epoch: not 0 } source && source.Epoch < floor && source.IsSameOrigin(broker.Source);

    private static DateTimeOffset? LastSignOf(Broker broker, BrokerLifetime lifetime)
    {
        var lifetimes = broker.Lifetimes;
        var next = lifetimes.IndexOf(lifetime) + 1;
        var last = lifetime.StopOf(lifetime.LastEpoch) is { } stop ? stop.AtMs
            : next > 0 && next < lifetimes.Length ? Math.Min(lifetime.LastMs, lifetimes[next].FirstMs) : lifetime.LastMs;
        return last == ThingConnectivity.None ? null : DateTimeOffset.FromUnixTimeMilliseconds(last);
    }
}

using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Brokers;

/// <summary>What is remembered of one broker: its last lifetimes, and the outage whose clients still have time to come back.</summary>
/// <remarks>Changed under the lock of <see cref="BrokerEpochs"/>; any thread reads.</remarks>
internal sealed class Broker(LifecycleSource source)
{
    /// <summary>More lifetimes than this are not needed to date what is left of them; the oldest become one.</summary>
    internal const int MaxLifetimes = 8;

    // INVARIANT: sorted by start and replaced as a whole. Never empty, and the first reaches back for ever.
    private BrokerLifetime[] _lifetimes = [new BrokerLifetime(long.MinValue)];
    private LifecycleSource _source = source;
    private long _floor = long.MinValue;

    /// <summary>Gets the broker in the last lifetime that was heard of.</summary>
    internal LifecycleSource Source => Volatile.Read(ref _source);

    internal ReadOnlySpan<BrokerLifetime> Lifetimes => Volatile.Read(ref _lifetimes);

    internal BrokerLifetime Newest => Volatile.Read(ref _lifetimes)[^1];

    /// <summary>Gets the least epoch whose connections may be open. Only ever rises.</summary>
    internal long Floor => Volatile.Read(ref _floor);

    /// <summary>Gets or sets the outage that goes on.</summary>
    internal Outage? Outage { get; set; }

    /// <summary>Says whether an epoch begins a lifetime after all that are known.</summary>
    internal bool IsBegunBy(LifecycleSource source) => source.Epoch > Newest.Start && !source.ContinuesLifetime;

    internal BrokerLifetime LifetimeOf(long epoch)
    {
        var lifetimes = Lifetimes;
        return lifetimes[IndexOf(lifetimes, epoch)];
    }

    /// <summary>Adds a lifetime; only one after all others ends these.</summary>
    internal void Add_NeedsLock(LifecycleSource source, long? startedAtMs = null)
    {
        var before = Volatile.Read(ref _lifetimes);
        var at = IndexOf(before, source.Epoch);
        if (before[at].Start == source.Epoch) return;
        List<BrokerLifetime> lifetimes = [.. before];
        lifetimes.Insert(at + 1, new BrokerLifetime(source.Epoch, startedAtMs));
        if (lifetimes.Count > MaxLifetimes) lifetimes.RemoveAt(1);
        Volatile.Write(ref _lifetimes, [.. lifetimes]);

        // After a stop the floor is the next epoch already.
        if (source.Epoch < Floor) return;
        Volatile.Write(ref _source, source);
        Interlocked.Exchange(ref _floor, source.Epoch);
    }

    /// <summary>Notes that the broker said that it stops.</summary>
    /// <returns>Whether that is news of the last lifetime.</returns>
    internal bool TryStop_NeedsLock(LifecycleSource source, long atMs)
    {
        var newest = Newest;
        if (source.Epoch < newest.Start || newest.StopOf(source.Epoch) is not null || newest.LastEpoch > source.Epoch) return false;
        newest.NoteStop_NeedsLock(source.Epoch, atMs);
        Interlocked.Exchange(ref _floor, source.Epoch + 1);
        return true;
    }

    /// <summary>Gets when and why a connection of a lifetime that is over has ended.</summary>
    /// <param name="cell">The thing.</param>
    /// <param name="seen">Its connection.</param>
    /// <returns>The end; <see langword="null"/> when the client was heard of after the next lifetime had begun, so that it is there.</returns>
    internal LifecycleEvent? EndOf(ThingCell cell, ThingConnectivity seen)
    {
        var lifetimes = Lifetimes;
        var epoch = seen.Source!.Epoch;
        var index = IndexOf(lifetimes, epoch);
        var stop = lifetimes[index].StopOf(epoch);
        var next = Math.Min(stop?.AtMs + 1 ?? long.MaxValue, index + 1 < lifetimes.Length ? lifetimes[index + 1].FirstMs : long.MaxValue);

        // RACE: activity that comes in after this is later than the end's basis and revokes it.
        var activity = cell.LastActivityMs;
        if (activity >= next) return null;
        var at = Math.Max(Math.Min(stop?.AtMs ?? lifetimes[index].LastMs, next), Math.Max(seen.ConnectedAtMs, activity));
        return new LifecycleEvent
        {
            Kind = LifecycleEventKind.Disconnected,
            ClientId = cell.Name,
            Source = seen.Source,
            Connection = seen.Connection,
            Number = seen.Number,
            ConnectedAtMs = seen.ConnectedAtMs,
            TimestampMs = at,
            LastActivityMs = at,
            Reason = stop is not null ? DisconnectReason.ServerInitiatedDisconnect : DisconnectReason.ServerError,
            ReasonQuality = ReasonQuality.Inferred,
            ClientInitiated = false,
        };
    }

    private static int IndexOf(ReadOnlySpan<BrokerLifetime> lifetimes, long epoch)
    {
        var index = lifetimes.Length - 1;
        while (lifetimes[index].Start > epoch) index--;
        return index;
    }
}

using IotConnectivity.Indexing;

namespace IotConnectivity.Brokers;

/// <summary>One lifetime of a broker: the epochs from its start up to the next one's.</summary>
/// <remarks>Any thread notes signs of life.</remarks>
internal sealed class BrokerLifetime(long start)
{
    private long _firstMs = long.MaxValue;
    private long _lastMs = ThingConnectivity.None;
    private long _lastEpoch = start;

    /// <summary>Gets the least epoch of the lifetime; <see cref="long.MinValue"/> for whatever was before the first start that was seen.</summary>
    internal long Start { get; } = start;

    /// <summary>Gets the earliest stamp heard of the lifetime; <see cref="long.MaxValue"/> when none was.</summary>
    internal long FirstMs => Volatile.Read(ref _firstMs);

    /// <summary>Gets the latest stamp heard of the lifetime; <see cref="ThingConnectivity.None"/> when none was.</summary>
    internal long LastMs => Volatile.Read(ref _lastMs);

    /// <summary>Gets the greatest epoch heard of the lifetime.</summary>
    internal long LastEpoch => Volatile.Read(ref _lastEpoch);

    /// <summary>Gets a value indicating whether nothing was heard of the lifetime.</summary>
    internal bool IsUnknown => LastMs == ThingConnectivity.None;

    /// <summary>Gets or sets the epoch in which the broker said that it stops. Written under the lock of <see cref="BrokerEpochs"/>.</summary>
    internal long? StoppedEpoch { get; set; }

    /// <summary>Says whether a connection of an epoch of this lifetime ended with a stop that was announced.</summary>
    internal bool WasStopped(long epoch) => StoppedEpoch >= epoch;

    internal void Note(long timestampMs, long epoch)
    {
        Raise(ref _lastMs, timestampMs);
        Raise(ref _lastEpoch, epoch);
        NoteBeginning(timestampMs);
    }

    /// <summary>Notes that the lifetime had begun at a moment, which is no sign of life of a client.</summary>
    internal void NoteBeginning(long timestampMs)
    {
        for (var seen = FirstMs; timestampMs < seen;)
        {
            var witnessed = Interlocked.CompareExchange(ref _firstMs, timestampMs, seen);
            if (witnessed == seen) return;
            seen = witnessed;
        }
    }

    private static void Raise(ref long greatest, long value)
    {
        for (var seen = Volatile.Read(ref greatest); value > seen;)
        {
            var witnessed = Interlocked.CompareExchange(ref greatest, value, seen);
            if (witnessed == seen) return;
            seen = witnessed;
        }
    }
}

using IotConnectivity.Indexing;

namespace IotConnectivity.Brokers;

/// <summary>One lifetime of a broker: the epochs from its start up to the next one's.</summary>
/// <remarks>Any thread notes signs of life.</remarks>
/// <param name="start">The least epoch of the lifetime.</param>
/// <param name="startedAtMs">When it began, if somebody has told that.</param>
internal sealed class BrokerLifetime(long start, long? startedAtMs = null)
{
    private readonly bool _isStartTold = startedAtMs is not null;
    private long _firstMs = startedAtMs ?? long.MaxValue;
    private long _lastMs = ThingConnectivity.None;
    private long _lastEpoch = start;

    /// <summary>Gets the least epoch of the lifetime; <see cref="long.MinValue"/> for whatever was before the first start that was seen.</summary>
    internal long Start { get; } = start;

    /// <summary>Gets when the lifetime began, as it was told, else the earliest stamp heard of it; <see cref="long.MaxValue"/> when none was.</summary>
    internal long FirstMs => Volatile.Read(ref _firstMs);

    /// <summary>Gets the latest stamp heard of the lifetime; <see cref="ThingConnectivity.None"/> when none was.</summary>
    internal long LastMs => Volatile.Read(ref _lastMs);

    /// <summary>Gets the greatest epoch heard of the lifetime.</summary>
    internal long LastEpoch => Volatile.Read(ref _lastEpoch);

    /// <summary>Gets a value indicating whether nothing was heard of the lifetime.</summary>
    internal bool IsUnknown => FirstMs == long.MaxValue;

    /// <summary>Gets the stop that the broker announced; <see langword="null"/> when it did not. Written under the lock of <see cref="BrokerEpochs"/>.</summary>
    internal BrokerStop? Stop { get; private set; }

    /// <summary>Gets the stop that ended the connections of an epoch of this lifetime; <see langword="null"/> when none is known.</summary>
    internal BrokerStop? StopOf(long epoch) => Stop is { } stop && stop.Epoch >= epoch ? stop : null;

    internal void NoteStop_NeedsLock(long epoch, long atMs)
    {
        Note(atMs, epoch);
        Stop = new BrokerStop(epoch, atMs);
    }

    internal void Note(long timestampMs, long epoch)
    {
        Raise(ref _lastMs, timestampMs);
        Raise(ref _lastEpoch, epoch);
        NoteBeginning(timestampMs);
    }

    /// <summary>Notes that the lifetime had begun at a moment, which is no sign of life of a client.</summary>
    /// <remarks>A start that was told stays where it is: a broker may take over connections that are older than itself.</remarks>
    internal void NoteBeginning(long timestampMs)
    {
        if (_isStartTold) return;
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

/// <summary>A broker said that it stops.</summary>
/// <param name="Epoch">In which epoch.</param>
/// <param name="AtMs">When.</param>
internal sealed record BrokerStop(long Epoch, long AtMs);

using System.Buffers.Binary;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.MqttNet.Server;

/// <summary>One lifetime of the broker, from its start to its stop.</summary>
internal sealed class BrokerLifetime
{
    // Numbers begin where the clock stands, so that subscribers of presence events, who know no lifetimes, see them grow over a restart too: room for a million connections in a second.
    private const int NumbersPerMs = 1024;

    private readonly Guid _id = Guid.NewGuid();
    private long _lastNumber;

    internal BrokerLifetime(string node, long epoch, CancellationToken stopping)
    {
        Stopping = stopping;
        Source = new LifecycleSource("mqttnet") { Node = node, Epoch = epoch, ReportsActivity = true };
        _lastNumber = epoch * NumbersPerMs;
    }

    internal LifecycleSource Source { get; }

    /// <summary>Gets what the broker cancels before it cuts its clients off. It is in the events of new connections; unknown before the first.</summary>
    internal CancellationToken Stopping { get; set; }

    /// <summary>Gets or sets a value indicating whether the broker said that it has stopped.</summary>
    internal bool HasStopped { get; set; }

    internal bool IsStopping => HasStopped || Stopping.IsCancellationRequested;

    internal long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Gets what a connection is called in presence events: an identifier that no other has.</summary>
    internal ConnectionKey KeyOf(long number)
    {
        Span<byte> id = stackalloc byte[16];
        _id.TryWriteBytes(id);
        BinaryPrimitives.WriteInt64BigEndian(id[8..], number);
        return ConnectionKey.Create(new Guid(id, bigEndian: true).ToString("D"));
    }
}

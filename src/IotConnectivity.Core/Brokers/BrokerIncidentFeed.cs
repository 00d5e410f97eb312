using System.Threading.Channels;

namespace IotConnectivity.Brokers;

/// <summary>The incidents of all brokers as they end, for one reader.</summary>
/// <remarks>
/// Starts with the call that made it, not with the first read. Bounded: when the reader is slower than the incidents, the oldest are dropped; <see cref="Missed"/> counts
/// them. Dispose it to stop.
/// </remarks>
public sealed class BrokerIncidentFeed : IAsyncEnumerable<BrokerIncident>, IDisposable
{
    private readonly Action<BrokerIncidentFeed> _leave;
    private readonly Channel<BrokerIncident> _incidents;
    private long _missed;

    internal BrokerIncidentFeed(int capacity, Action<BrokerIncidentFeed> leave)
    {
        _leave = leave;
        _incidents = Channel.CreateBounded<BrokerIncident>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _missed));
    }

    /// <summary>Gets how many incidents were dropped because the reader was too slow.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>Reads until the feed is disposed or the token is cancelled. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The incidents, in the order in which they ended.</returns>
    public IAsyncEnumerator<BrokerIncident> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _incidents.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Ends the feed; a reader sees what is buffered and then the end.</summary>
    public void Dispose()
    {
        _leave(this);
        _incidents.Writer.TryComplete();
    }

    internal void Add(BrokerIncident incident) => _incidents.Writer.TryWrite(incident);
}

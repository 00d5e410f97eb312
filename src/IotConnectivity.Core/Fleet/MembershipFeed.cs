using System.Threading.Channels;

namespace IotConnectivity.Fleet;

/// <summary>The things that get into thing groups and out of them, as it happens, for one reader.</summary>
/// <remarks>What AWS IoT publishes as thing group membership events. Bounded: when the reader is slower than the changes, the oldest are dropped and the next item says how many.</remarks>
public sealed class MembershipFeed : IAsyncEnumerable<MembershipChange>, IDisposable
{
    private readonly FleetIndex _fleet;
    private readonly Channel<MembershipChange> _changes;
    private readonly Lock _writing = new();
    private long _written;
    private long _read;

    internal MembershipFeed(FleetIndex fleet, int capacity)
    {
        _fleet = fleet;
        _changes = Channel.CreateBounded<MembershipChange>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    }

    /// <summary>Reads until the feed is disposed or the token is cancelled. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The changes; those of one thing in their order.</returns>
    public async IAsyncEnumerator<MembershipChange> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            // Until it is read, an item has its number there.
            var missed = change.Missed - _read;
            _read = change.Missed + 1;
            yield return change with { Missed = missed };
        }
    }

    /// <summary>Ends the feed; a reader sees what is buffered and then the end.</summary>
    public void Dispose()
    {
        _fleet.Remove(this);
        _changes.Writer.TryComplete();
    }

    /// <summary>Adds a change; its <see cref="MembershipChange.Missed"/> does not matter. Any thread.</summary>
    internal void Add(MembershipChange change)
    {
        lock (_writing) _changes.Writer.TryWrite(change with { Missed = _written++ });
    }
}

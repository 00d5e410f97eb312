using System.Threading.Channels;

namespace IotConnectivity.Indexing;

/// <summary>The changes of an index as they happen, for one reader.</summary>
/// <remarks>
/// Starts with the call that made it, not with the first read, so that "watch, then read the states, then follow" misses nothing. Bounded: when the reader is
/// slower than the changes, the oldest are dropped and the next item says how many; the writers never wait. Dispose it to stop.
/// </remarks>
public sealed class ConnectivityFeed : IAsyncEnumerable<ConnectivityNotice>, IConnectivityFollower, IDisposable
{
    private readonly ConnectivityIndex _index;
    private readonly Channel<ConnectivityChange> _changes;
    private long _missed;

    internal ConnectivityFeed(ConnectivityIndex index, int capacity)
    {
        _index = index;
        _changes = Channel.CreateBounded<ConnectivityChange>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _missed));
        index.Follow(this);
    }

    /// <summary>Reads the changes until the feed is disposed or the token is cancelled. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The changes that a user can see, in the order in which they were published.</returns>
    public async IAsyncEnumerator<ConnectivityNotice> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return new ConnectivityNotice(change, Interlocked.Exchange(ref _missed, 0));
        }
    }

    /// <summary>Ends the feed; a reader sees what is buffered and then the end.</summary>
    public void Dispose()
    {
        _index.Unfollow(this);
        _changes.Writer.TryComplete();
    }

    void IConnectivityFollower.OnChanged(in ConnectivityChange change)
    {
        if (!change.Before.ShowsTheSameAs(change.After)) _changes.Writer.TryWrite(change);
    }
}

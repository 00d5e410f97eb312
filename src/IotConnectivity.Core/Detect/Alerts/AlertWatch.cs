using System.Threading.Channels;

namespace IotConnectivity.Detect.Alerts;

/// <summary>The alerts of all topics as they are put into the outbox, for one reader that only looks on. What has to be dealt with goes to an <see cref="AlertFeed"/>.</summary>
/// <remarks>Bounded: when the reader is slower than the alerts, the oldest are dropped; <see cref="Missed"/> counts them. What was redriven is seen again.</remarks>
public sealed class AlertWatch : IAsyncEnumerable<Alert>, IDisposable
{
    private readonly Action<AlertWatch> _leave;
    private readonly Channel<Alert> _alerts;
    private long _missed;

    internal AlertWatch(int capacity, Action<AlertWatch> leave)
    {
        _leave = leave;
        _alerts = Channel.CreateBounded<Alert>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _missed));
    }

    /// <summary>Gets how many alerts were dropped because the reader was too slow.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>Reads until the watch is disposed or the token is cancelled. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The alerts; those of one thing in their order.</returns>
    public IAsyncEnumerator<Alert> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _alerts.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Ends the watch; a reader sees what is buffered and then the end.</summary>
    public void Dispose()
    {
        _leave(this);
        _alerts.Writer.TryComplete();
    }

    internal void Add(Alert alert) => _alerts.Writer.TryWrite(alert);
}

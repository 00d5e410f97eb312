using System.Threading.Channels;

namespace IotConnectivity.Detect.Alerts;

/// <summary>A target inside the program: alerts are read with <c>await foreach</c>, and one counts as delivered when the next is asked for.</summary>
/// <remarks>
/// <para>An alert whose reader ends or fails before it asks for the next comes again, to that reader or another. While nobody reads, alerts are kept as for any target that fails.</para>
/// <para>Thread-safe; several readers share the alerts, and those of one thing come one after the other also then.</para>
/// </remarks>
public sealed class AlertFeed : IAlertTarget, IAsyncEnumerable<Alert>
{
    private readonly Channel<Offer> _offers = Channel.CreateUnbounded<Offer>();

    /// <inheritdoc/>
    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        var offer = new Offer(alert);
        _offers.Writer.TryWrite(offer);
        await offer.Taken.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads alerts until the token is cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The alerts.</returns>
    public async IAsyncEnumerator<Alert> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var offer in _offers.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var isDone = false;
            try
            {
                yield return offer.Alert;
                isDone = true;
            }
            finally
            {
                // A reader that leaves has not dealt with it.
                if (isDone) offer.Taken.TrySetResult();
                else offer.Taken.TrySetException(new InvalidOperationException("the reader of the feed left before it asked for the next alert"));
            }
        }
    }

    private sealed record Offer(Alert Alert)
    {
        public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

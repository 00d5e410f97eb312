using System.Threading.Channels;

namespace IotConnectivity.Detect.Alerts;

/// <summary>A target inside the program: alerts are read with <c>await foreach</c>, and one counts as delivered when the next is asked for.</summary>
/// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
/// <remarks>
/// <para>
/// An alert whose reader ends or fails before it asks for the next comes again, to that reader or another. An alert that nobody has read within five minutes has failed, as one that a webhook
/// refuses: it is tried again after a pause of up to five minutes, and dead after <see cref="AlertOptions.DeadLetterAfter"/>. So a program that has alerts sent to a feed should always read it.
/// </para>
/// <para>A reader may take as long as it wants for one alert, and holds up the later ones of that thing meanwhile. One that stops reading must dispose its enumerator, as <c>await foreach</c> does.</para>
/// <para>Thread-safe; several readers share the alerts, and those of one thing come one after the other also then.</para>
/// </remarks>
public sealed class AlertFeed(TimeProvider? timeProvider = null) : IAlertTarget, IAsyncEnumerable<Alert>
{
    /// <summary>As long as the longest pause between two attempts, so that a reader who comes late finds most alerts waiting.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Channel<Offer> _offers = Channel.CreateUnbounded<Offer>();

    /// <summary>Gets how many alerts wait for a reader.</summary>
    internal int Count => _offers.Reader.Count;

    /// <inheritdoc/>
    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        var offer = new Offer(alert);
        _offers.Writer.TryWrite(offer);
        try
        {
            await offer.Read.Task.WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // RACE: a reader may have it at this moment.
            if (offer.Read.TrySetCanceled(CancellationToken.None))
            {
                SweepWithdrawn();
                if (exception is TimeoutException) throw new TimeoutException($"nobody has read the feed for {Patience}", exception);
                throw;
            }
        }

        await offer.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads alerts until the token is cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The alerts.</returns>
    public async IAsyncEnumerator<Alert> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var offer in _offers.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!offer.Read.TrySetResult()) continue;
            var isDone = false;
            try
            {
                yield return offer.Alert;
                isDone = true;
            }
            finally
            {
                // A reader that leaves has not dealt with it.
                if (isDone) offer.Done.TrySetResult();
                else offer.Done.TrySetException(new InvalidOperationException("the reader of the feed left before it asked for the next alert"));
            }
        }
    }

    /// <summary>Takes out what nobody is to read any more. The order of what stays does not matter: there is one of each thing at most.</summary>
    private void SweepWithdrawn()
    {
        for (var left = _offers.Reader.Count; left > 0 && _offers.Reader.TryRead(out var offer); left--)
        {
            if (!offer.Read.Task.IsCompleted) _offers.Writer.TryWrite(offer);
        }
    }

    private sealed record Offer(Alert Alert)
    {
        public TaskCompletionSource Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

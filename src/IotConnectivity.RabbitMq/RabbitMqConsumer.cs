using System.Threading.Channels;
using IotConnectivity.Journal;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace IotConnectivity.RabbitMq;

/// <summary>Takes in what one channel delivers, and acknowledges it once it is durable.</summary>
/// <remarks>
/// INVARIANT: what is acknowledged was applied before a flush that has succeeded. Deliveries come one at a time and in order, so everything up to the last one taken in can be
/// acknowledged at once; what comes in while the journal writes goes with the next flush. While nothing can be stored, nothing is taken in or acknowledged, and RabbitMQ
/// stops sending at the prefetch count.
/// </remarks>
internal sealed partial class RabbitMqConsumer(IChannel channel, RabbitMqIntake intake, ConnectivityJournal journal, TimeProvider time, ILogger logger) : AsyncDefaultBasicConsumer(channel)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Says that something was taken in; its end says why nothing comes any more.
    private readonly Channel<bool> _news = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ulong _taken;
    private ulong _acknowledged;
    private bool _hasEnded;

    /// <summary>Gets a value indicating whether everything that was delivered until now is acknowledged. A moment's view.</summary>
    public bool IsIdle => Volatile.Read(ref _acknowledged) == Volatile.Read(ref _taken);

    /// <inheritdoc/>
    public override async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // What comes after one that was not taken in must not be acknowledged together with it.
        if (Volatile.Read(ref _hasEnded)) return;
        try
        {
            await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            if (Volatile.Read(ref _hasEnded)) return;
            intake.Take(routingKey, properties.Headers);
            Volatile.Write(ref _taken, deliveryTag);
            _news.Writer.TryWrite(true);
        }
        catch (Exception exception)
        {
            // The edge of the client's loop, which would drop it.
            End(exception);
        }
    }

    /// <inheritdoc/>
    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        End(reason.Exception ?? new IOException(reason.ReplyText));
        return base.HandleChannelShutdownAsync(channel, reason);
    }

    /// <summary>Acknowledges what becomes durable until nothing comes any more.</summary>
    /// <exception cref="Exception">Why nothing comes any more.</exception>
    public async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        while (await _news.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _news.Reader.TryRead(out _);
            await AcknowledgeOnceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Acknowledges what was taken in until now. Not at the same time as <see cref="AcknowledgeAsync"/>.</summary>
    public async Task AcknowledgeOnceAsync(CancellationToken cancellationToken)
    {
        var taken = Volatile.Read(ref _taken);
        if (taken == _acknowledged) return;
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await Channel.BasicAckAsync(taken, multiple: true, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _acknowledged, taken);
    }

    /// <inheritdoc/>
    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        End(new IOException("the consumer was canceled, because it was asked to or the queue was deleted"));
        return base.OnCancelAsync(consumerTags, cancellationToken);
    }

    private void End(Exception exception)
    {
        Volatile.Write(ref _hasEnded, true);
        _news.Writer.TryComplete(exception);
    }

    private async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (!journal.HasRoom)
        {
            try
            {
                await journal.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await journal.FlushAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (StoreException exception)
            {
                if (isFirst) Log.NotStored(logger, exception.Message);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.NotStored, LogLevel.Warning, "Events of RabbitMQ stay in its queue, because nothing can be stored: {Error}.")]
        public static partial void NotStored(ILogger logger, string error);
    }
}

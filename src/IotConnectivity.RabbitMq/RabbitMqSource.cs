using IotConnectivity.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IotConnectivity.RabbitMq;

/// <summary>Consumes the event exchange for as long as the host runs, and connects again for ever.</summary>
/// <remarks>
/// It connects anew itself and does not use the recovery of the client: each connect declares queue and bindings, which may be gone with the broker's disk, forgets the delivery tags
/// of the one before, and is followed by a comparison with the broker's list.
/// </remarks>
internal sealed partial class RabbitMqSource(
    RabbitMqSourceOptions options,
    RabbitMqLink link,
    RabbitMqIntake intake,
    RabbitMqReconciler? reconciler,
    ConnectivityJournal journal,
    TimeProvider time,
    ILogger<RabbitMqSource> logger) : BackgroundService
{
    private const int NotFound = 404;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly ConnectionFactory _factory = Factory(options);

    internal static ConnectionFactory Factory(RabbitMqSourceOptions options)
    {
        var factory = new ConnectionFactory
        {
            Uri = options.Uri!,
            ClientProvidedName = "iot-connectivity",
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = Patience,
            ContinuationTimeout = Patience,
        };
        if (options.UserName is { } user) factory.UserName = user;
        if (options.Password is { } password) factory.Password = password;
        return factory;
    }

    public override void Dispose()
    {
        reconciler?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await journal.WaitUntilReadyAsync(stoppingToken).ConfigureAwait(false);
            intake.Restore();
            for (var failures = 1; ; failures++)
            {
                try
                {
                    await RunAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    // The edge of the loop: whatever is wrong may be put right.
                    if (link.IsConnected) failures = 1;
                    var fault = Told(exception);
                    if (link.Lose(fault)) Log.NotConnected(logger, link.Address, fault);
                }

                await Task.Delay(RetryDelay.After(failures), time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static string Told(Exception exception)
    {
        // That no endpoint was reachable says nothing; what the last one answered does.
        var told = exception is BrokerUnreachableException ? exception.GetBaseException() : exception;
        return told.Message.ReplaceLineEndings(" ").TrimEnd('.');
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        var connection = await _factory.CreateConnectionAsync(stoppingToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
            {
                await ConsumeAsync(channel, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ConsumeAsync(IChannel channel, CancellationToken stoppingToken)
    {
        await DeclareAsync(channel, stoppingToken).ConfigureAwait(false);
        var consumer = new RabbitMqConsumer(channel, intake, journal, time, logger);
        await channel.BasicQosAsync(0, (ushort)options.PrefetchCount, global: false, stoppingToken).ConfigureAwait(false);
        var tag = await channel.BasicConsumeAsync(options.Queue, autoAck: false, consumer, stoppingToken).ConfigureAwait(false);
        Log.Connected(logger, link.Address, link.Connect());

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var comparing = reconciler?.RunAsync(IsCaughtUpAsync, ended.Token) ?? Task.CompletedTask;
        try
        {
            await consumer.AcknowledgeAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await LeaveAsync(channel, consumer, tag).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await comparing.ConfigureAwait(false);
        }

        async Task<bool> IsCaughtUpAsync(CancellationToken cancellationToken)
        {
            var queue = await channel.QueueDeclarePassiveAsync(options.Queue, cancellationToken).ConfigureAwait(false);
            return queue.MessageCount == 0 && consumer.IsIdle;
        }
    }

    private async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.QueueDeclareAsync(options.Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var key in new[] { RabbitMqIntake.Created, RabbitMqIntake.Closed, RabbitMqIntake.AuthenticationFailed })
            {
                await channel.QueueBindAsync(options.Queue, options.Exchange, key, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == NotFound)
        {
            throw new InvalidOperationException(
                $"there is no exchange `{options.Exchange}` in virtual host `{_factory.VirtualHost}`, expected the plug-in rabbitmq_event_exchange to be enabled and its virtual host to be this one", exception);
        }
    }

    /// <summary>Acknowledges what is durable already, so that it need not be sent again. That it is sent again is harmless.</summary>
    private async Task LeaveAsync(IChannel channel, RabbitMqConsumer consumer, string tag)
    {
        using var patience = new CancellationTokenSource(LastWait, time);
        try
        {
            await channel.BasicCancelAsync(tag, cancellationToken: patience.Token).ConfigureAwait(false);
            await consumer.AcknowledgeOnceAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RabbitMQClientException or IOException or ObjectDisposedException)
        {
            // It stays in the queue.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.Connected, LogLevel.Information, "Events of RabbitMQ {Address} are taken in, after {Gap} without.")]
        public static partial void Connected(ILogger logger, string address, TimeSpan gap);

        [LoggerMessage(EventIds.NotConnected, LogLevel.Warning, "No events of RabbitMQ {Address} are taken in: {Error}. It is tried again until it works.")]
        public static partial void NotConnected(ILogger logger, string address, string error);
    }
}

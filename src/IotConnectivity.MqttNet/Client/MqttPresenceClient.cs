using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Protocol;

namespace IotConnectivity.MqttNet.Client;

/// <summary>Hears the presence events that a broker publishes, and tells the index.</summary>
/// <remarks>
/// <para>
/// Connects, subscribes, and begins again when that fails or ends, for as long as the host runs. A message is acknowledged once its event is durable; while nothing can be stored, none is
/// taken. What cannot be read is logged and acknowledged, so that it does not come again for ever.
/// </para>
/// <para>
/// Presence events are not retained: what a broker publishes while nobody listens is gone, unless it keeps a session for the client. So each gap is said: in the log, in
/// <see cref="State"/>, which <see cref="MqttPresenceHealthCheck"/> shows, and in the metrics.
/// </para>
/// </remarks>
public sealed partial class MqttPresenceClient : BackgroundService
{
    private readonly MqttPresenceOptions _options;
    private readonly PresenceMessages _messages;
    private readonly MqttPresenceMetrics? _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MqttClientFactory _factory = new();
    private PresenceState _state;
    private bool _hasListened;
    private int _connections;

    /// <summary>Makes a client that does nothing until it is started.</summary>
    /// <param name="options">Where to listen.</param>
    /// <param name="index">The index to tell.</param>
    /// <param name="journal">What makes events durable.</param>
    /// <param name="epochs">Who is told that a broker was restarted; <see langword="null"/> for nobody.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="metrics">What to measure with; <see langword="null"/> measures nothing.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    public MqttPresenceClient(
        MqttPresenceOptions options,
        ConnectivityIndex index,
        ConnectivityJournal journal,
        BrokerEpochs? epochs = null,
        TimeProvider? timeProvider = null,
        MqttPresenceMetrics? metrics = null,
        ILogger<MqttPresenceClient>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(journal);
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _metrics = metrics;
        _messages = new PresenceMessages(options.Dialect, index, journal, epochs, _time, _logger);
        _state = new PresenceState(IsListening: false, _time.GetUtcNow(), 0, TimeSpan.Zero, null);
        metrics?.Observe(this);
    }

    /// <summary>Gets whether events are being heard.</summary>
    public PresenceState State => Volatile.Read(ref _state);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the host does not wait for a broker.
        await Task.Yield();
        var taking = _messages.TakeAsync(stoppingToken);
        var pause = _options.FirstPause;
        while (!stoppingToken.IsCancellationRequested && !taking.IsCompleted)
        {
            var wasListening = await ListenAsync(stoppingToken).ConfigureAwait(false);
            if (wasListening) pause = _options.FirstPause;
            try
            {
                await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), _time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
        }

        await taking.ConfigureAwait(false);
    }

    /// <summary>Connects and listens until that ends.</summary>
    /// <returns>Whether it came to listening.</returns>
    private async Task<bool> ListenAsync(CancellationToken stoppingToken)
    {
        using var client = _factory.CreateMqttClient();
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += args => Task.FromResult(ended.TrySetResult(args.Exception?.Message ?? args.Reason.ToString()));
        var connection = ++_connections;
        client.ApplicationMessageReceivedAsync += args => _messages.AddAsync(args, connection, stoppingToken);
        try
        {
            var options = new MqttClientOptionsBuilder().WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500);
            _options.Connect(options);
            var answer = await client.ConnectAsync(options.Build(), stoppingToken).ConfigureAwait(false);
            if (answer.ResultCode != MqttClientConnectResultCode.Success) throw new InvalidOperationException($"the broker answers {answer.ResultCode} {answer.ReasonString}");
            await SubscribeAsync(client, stoppingToken).ConfigureAwait(false);
            Begin();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            // The edge of the loop, whatever it is: wrong address, wrong certificate, no right to subscribe. An operator changes it, and the next try succeeds.
            Fail(exception);
            return false;
        }

        try
        {
            End(await ended.Task.WaitAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            await LeaveAsync(client).ConfigureAwait(false);
        }

        return true;
    }

    private async Task SubscribeAsync(IMqttClient client, CancellationToken stoppingToken)
    {
        var request = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in _messages.TopicFilters) request.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        var answer = await client.SubscribeAsync(request.Build(), stoppingToken).ConfigureAwait(false);
        foreach (var item in answer.Items)
        {
            if (item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) throw new InvalidOperationException($"the subscription to `{item.TopicFilter.Topic}` was refused: {item.ResultCode}");
        }
    }

    private async Task LeaveAsync(IMqttClient client)
    {
        try
        {
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The end: whether the broker hears of it or not.
            Log.NotLeft(_logger, exception);
        }
    }

    private void Begin()
    {
        var (before, now) = (State, _time.GetUtcNow());
        if (!_hasListened)
        {
            _hasListened = true;
            Volatile.Write(ref _state, new PresenceState(IsListening: true, now, 0, TimeSpan.Zero, null));
            Log.Listening(_logger, string.Join(", ", _messages.TopicFilters));
            return;
        }

        var gap = now - before.Since;
        Volatile.Write(ref _state, new PresenceState(IsListening: true, now, before.Gaps + 1, gap, null));
        _metrics?.GapEnded(gap);
        Log.Gap(_logger, gap);
    }

    private void End(string why)
    {
        Volatile.Write(ref _state, State with { IsListening = false, Since = _time.GetUtcNow(), Fault = why });
        Log.Ended(_logger, why);
    }

    private void Fail(Exception exception)
    {
        Volatile.Write(ref _state, State with { Fault = exception.Message });
        Log.Failed(_logger, exception.Message);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.PresenceListening, LogLevel.Information, "Listening for presence events on {Topics}.")]
        public static partial void Listening(ILogger logger, string topics);

        [LoggerMessage(EventIds.PresenceGap, LogLevel.Warning, "Listening for presence events again after {Gap}: what happened meanwhile may be missing.")]
        public static partial void Gap(ILogger logger, TimeSpan gap);

        [LoggerMessage(EventIds.PresenceEnded, LogLevel.Warning, "The connection for presence events has ended: {Why}.")]
        public static partial void Ended(ILogger logger, string why);

        [LoggerMessage(EventIds.PresenceFailed, LogLevel.Warning, "Presence events cannot be heard; it is tried again: {Why}.")]
        public static partial void Failed(ILogger logger, string why);

        [LoggerMessage(EventIds.PresenceNotLeft, LogLevel.Debug, "The broker could not be told that nobody listens any more.")]
        public static partial void NotLeft(ILogger logger, Exception exception);
    }
}

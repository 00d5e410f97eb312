using System.Buffers;
using System.Threading.Channels;
using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;
using MQTTnet;

namespace IotConnectivity.MqttNet.Client;

/// <summary>Takes messages in, many at a time, and acknowledges them when their events are durable.</summary>
internal sealed partial class PresenceMessages
{
    private const int Capacity = 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<MqttApplicationMessageReceivedEventArgs> _arrived =
        Channel.CreateBounded<MqttApplicationMessageReceivedEventArgs>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly LifecycleParser _parser;
    private readonly MosquittoRestart? _restart;
    private readonly ConnectivityIndex _index;
    private readonly ConnectivityJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<MqttApplicationMessageReceivedEventArgs> _taken = [];

    internal PresenceMessages(LifecycleParser parser, ConnectivityIndex index, ConnectivityJournal journal, BrokerEpochs? epochs, TimeProvider time, ILogger logger)
    {
        _parser = parser;
        _index = index;
        _journal = journal;
        _time = time;
        _logger = logger;
        if (parser is MosquittoLogSession session) _restart = new MosquittoRestart(session, epochs);
    }

    internal IEnumerable<string> TopicFilters => _restart is null ? _parser.TopicFilters : _parser.TopicFilters.Concat(MosquittoRestart.TopicFilters);

    /// <summary>Listening is about to begin again.</summary>
    /// <param name="lostAt">When it ended.</param>
    internal void Expect(DateTimeOffset lostAt) => _restart?.Expect(lostAt.ToUnixTimeMilliseconds());

    /// <summary>Adds a message; waits when too many have not been taken in, and the broker with it.</summary>
    internal async Task AddAsync(MqttApplicationMessageReceivedEventArgs message, CancellationToken stoppingToken)
    {
        message.AutoAcknowledge = false;
        try
        {
            await _arrived.Writer.WriteAsync(message, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Not acknowledged, so the broker sends it again if it can.
        }
    }

    internal async Task TakeAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _journal.WaitUntilReadyAsync(stoppingToken).ConfigureAwait(false);
            while (await _arrived.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                await WaitForRoomAsync(stoppingToken).ConfigureAwait(false);
                _taken.Clear();
                while (_taken.Count < Capacity && _arrived.Reader.TryRead(out var message))
                {
                    Take(message.ApplicationMessage);
                    _taken.Add(message);
                }

                await MakeDurableAsync(stoppingToken).ConfigureAwait(false);
                foreach (var message in _taken) await AcknowledgeAsync(message, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not acknowledged comes again.
        }
    }

    private void Take(MqttApplicationMessage message)
    {
        var payload = message.Payload.IsSingleSegment ? message.Payload.FirstSpan : message.Payload.ToArray();
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (topic, line, receivedAtMs) in _restart?.Take(message.Topic, payload, message.Retain, now) ?? []) Read(topic, line, receivedAtMs);
        Read(message.Topic, payload, now);
    }

    private void Read(string topic, ReadOnlySpan<byte> payload, long receivedAtMs)
    {
        if (!_parser.TryParse(topic, payload, receivedAtMs, out var lifecycleEvent, out var error))
        {
            if (error is not null) Log.NotTaken(_logger, topic, error.ToString()!);
            return;
        }

        try
        {
            _index.Apply(lifecycleEvent);
        }
        catch (ArgumentException exception)
        {
            Log.NotTaken(_logger, topic, exception.Message);
        }
    }

    private async Task WaitForRoomAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(() => _journal.WaitForRoomAsync(stoppingToken).AsTask()).ConfigureAwait(false)) await Task.Delay(Pause, _time, stoppingToken).ConfigureAwait(false);
    }

    private async Task MakeDurableAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(() => _journal.FlushAsync(stoppingToken)).ConfigureAwait(false)) await Task.Delay(Pause, _time, stoppingToken).ConfigureAwait(false);
    }

    private static async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (StoreException)
        {
            // The journal has logged it.
            return false;
        }
    }

    private async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs message, CancellationToken stoppingToken)
    {
        try
        {
            await message.AcknowledgeAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The connection is gone; the broker sends it again, which changes nothing.
            Log.NotAcknowledged(_logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.PresenceNotTaken, LogLevel.Warning, "A message on {Topic} was not taken in: {Error}.")]
        public static partial void NotTaken(ILogger logger, string topic, string error);

        [LoggerMessage(EventIds.PresenceNotAcknowledged, LogLevel.Debug, "A message could not be acknowledged: {Error}.")]
        public static partial void NotAcknowledged(ILogger logger, string error);
    }
}

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

    private readonly Channel<Arrival> _arrived = Channel.CreateBounded<Arrival>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly LifecycleParser _parser;
    private readonly MosquittoRestart? _restart;
    private readonly ConnectivityIndex _index;
    private readonly ConnectivityJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<MqttApplicationMessageReceivedEventArgs> _taken = [];
    private int _connection;
    private long _lastAtMs;

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

    /// <summary>Adds a message; waits when too many have not been taken in, and the broker with it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="connection">The number of the connection that it came with, from 1.</param>
    /// <param name="stoppingToken">The end.</param>
    internal async Task AddAsync(MqttApplicationMessageReceivedEventArgs message, int connection, CancellationToken stoppingToken)
    {
        message.AutoAcknowledge = false;
        try
        {
            await _arrived.Writer.WriteAsync(new Arrival(message, connection, _time.GetUtcNow().ToUnixTimeMilliseconds()), stoppingToken).ConfigureAwait(false);
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
                while (_taken.Count < Capacity && _arrived.Reader.TryRead(out var arrival))
                {
                    TryTake(arrival);
                    _taken.Add(arrival.Message);
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

    private void TryTake(in Arrival arrival)
    {
        try
        {
            Take(arrival);
        }
        catch (Exception exception)
        {
            // The edge of the loop: one message that nothing can be done with does not keep the others back.
            Log.NotTaken(_logger, arrival.Message.ApplicationMessage.Topic, exception.Message);
        }
    }

    private void Take(in Arrival arrival)
    {
        var message = arrival.Message.ApplicationMessage;
        var payload = message.Payload.IsSingleSegment ? message.Payload.FirstSpan : message.Payload.ToArray();
        if (arrival.Connection > _connection)
        {
            // What the connection before said last was said in the lifetime that was known then.
            if (_connection > 0) _restart?.Expect(_lastAtMs);
            _connection = arrival.Connection;
        }

        // What was still on its way from an earlier connection says nothing of the time after it.
        if (arrival.Connection == _connection)
        {
            _lastAtMs = arrival.AtMs;
            foreach (var (topic, line, receivedAtMs) in _restart?.Take(message.Topic, payload, message.Retain, arrival.AtMs) ?? []) Read(topic, line, receivedAtMs);
        }

        Read(message.Topic, payload, arrival.AtMs);
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
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // The connection is gone, which MQTTnet may call a cancellation; the broker sends it again, which changes nothing.
            Log.NotAcknowledged(_logger, exception.Message);
        }
    }

    private readonly record struct Arrival(MqttApplicationMessageReceivedEventArgs Message, int Connection, long AtMs);

    private static partial class Log
    {
        [LoggerMessage(EventIds.PresenceNotTaken, LogLevel.Warning, "A message on {Topic} was not taken in: {Error}.")]
        public static partial void NotTaken(ILogger logger, string topic, string error);

        [LoggerMessage(EventIds.PresenceNotAcknowledged, LogLevel.Debug, "A message could not be acknowledged: {Error}.")]
        public static partial void NotAcknowledged(ILogger logger, string error);
    }
}

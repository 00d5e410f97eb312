using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;

namespace IotConnectivity.MqttNet.Server;

/// <summary>The log of an MQTTnet broker, which alone tells a client that broke the protocol from one that was lost. Warnings and errors go on to the application's log.</summary>
/// <remarks>
/// <para>Give it to the factory of the broker: <c>new MqttServerFactory(provider.GetRequiredService&lt;MqttNetServerLog&gt;())</c>. Without it such an end is <see cref="DisconnectReason.ConnectionLost"/>.</para>
/// <para>It goes by client ids: of several brokers in one process that share it, a client that is on two of them may get the reason of the other.</para>
/// <para>Thread-safe. Cost: as soon as a broker has any log at all, MQTTnet prepares a message for each packet. What is below a warning is dropped here, unread.</para>
/// </remarks>
/// <param name="logger">Where warnings and errors go; <see langword="null"/> for nowhere.</param>
public sealed partial class MqttNetServerLog(ILogger<MqttNetServerLog>? logger = null) : IMqttNetLogger
{
    // MQTTnet's name for what serves one connection; the first parameter of its messages is the client id.
    private const string ConnectionSource = "MqttConnectedClient";

    // The end of a connection follows at once. What is never asked for, because another connection took over or nobody listens to the broker, is dropped with the rest.
    private const int MostCauses = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (KnownCause Cause, long At)> _causes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool IsEnabled => true;

    /// <inheritdoc/>
    public void Publish(MqttNetLogLevel level, string source, string message, object[]? parameters, Exception? exception)
    {
        if (level < MqttNetLogLevel.Warning) return;
        if (exception is MqttProtocolViolationException && source == ConnectionSource && parameters is [string clientId, ..]) Note(clientId, KnownCause.ProtocolViolation);
        if (logger is null) return;
        var text = parameters is null ? message : string.Format(System.Globalization.CultureInfo.InvariantCulture, message, parameters);
        if (level == MqttNetLogLevel.Error) Log.Error(logger, exception, source, text);
        else Log.Warning(logger, exception, source, text);
    }

    /// <summary>Remembers why the connection of a client is about to end.</summary>
    internal void Note(string clientId, KnownCause cause)
    {
        if (_causes.Count >= MostCauses) _causes.Clear();
        _causes[clientId] = (cause, TimeProvider.System.GetTimestamp());
    }

    /// <summary>Takes what is known of the end of a client's connection. It is taken when another connection begins too, so that nothing is left for that one.</summary>
    internal KnownCause Take(string clientId) =>
        _causes.TryRemove(clientId, out var known) && TimeProvider.System.GetElapsedTime(known.At) < Fresh ? known.Cause : KnownCause.None;

    private static partial class Log
    {
        [LoggerMessage(EventIds.BrokerError, LogLevel.Error, "MQTTnet, {Source}: {Message}")]
        public static partial void Error(ILogger logger, Exception? exception, string source, string message);

        [LoggerMessage(EventIds.BrokerWarning, LogLevel.Warning, "MQTTnet, {Source}: {Message}")]
        public static partial void Warning(ILogger logger, Exception? exception, string source, string message);
    }
}

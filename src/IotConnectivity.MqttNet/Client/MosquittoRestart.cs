using System.Buffers.Text;
using System.Text;
using IotConnectivity.Brokers;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.MqttNet.Client;

/// <summary>Finds out whether a Mosquitto was restarted while nobody listened: its log says so in a line that nobody could hear, its uptime says it still.</summary>
internal sealed class MosquittoRestart(MosquittoLogSession session, BrokerEpochs? epochs)
{
    private const string Uptime = "$SYS/broker/uptime";
    private const string Version = "$SYS/broker/version";

    // The uptime counts whole seconds, and clocks differ a little.
    private const long SlackMs = 3000;

    private string _version = "mosquitto version unknown";
    private long? _lostAtMs;

    internal static IReadOnlyList<string> TopicFilters => [Uptime, Version];

    /// <summary>Listening begins again; it ended at a moment.</summary>
    internal void Expect(long lostAtMs) => _lostAtMs ??= lostAtMs;

    /// <summary>Takes a message that is not of the log.</summary>
    internal bool TryTake(string topic, ReadOnlySpan<byte> payload, long nowMs)
    {
        if (topic == Version) _version = Encoding.UTF8.GetString(payload);
        else if (topic == Uptime) TakeUptime(payload, nowMs);
        return topic is Version or Uptime;
    }

    private void TakeUptime(ReadOnlySpan<byte> payload, long nowMs)
    {
        // 123 seconds
        if (_lostAtMs is not { } lostAtMs || !Utf8Parser.TryParse(payload, out long seconds, out _)) return;
        _lostAtMs = null;
        var startedAtMs = nowMs - (seconds * 1000);
        if (startedAtMs < lostAtMs - SlackMs) return;
        _ = session.TryParseLine(Encoding.UTF8.GetBytes($"{startedAtMs / 1000}: {_version} starting"), nowMs, out _, out _);
        if (session.Source is { } source) epochs?.Started(source);
    }
}

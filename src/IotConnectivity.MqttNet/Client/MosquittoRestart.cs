using System.Buffers.Text;
using System.Text;
using IotConnectivity.Brokers;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.MqttNet.Client;

/// <summary>Finds out whether a Mosquitto was restarted while nobody listened: its log says so in a line that nobody could hear, its uptime says it still.</summary>
/// <remarks>
/// Not thread-safe. The uptime comes up to <c>sys_interval</c> later than the first lines of the log. Until then nobody knows to which lifetime these belong, so they are kept, and read once more if
/// it turns out to be a new one.
/// </remarks>
internal sealed class MosquittoRestart(MosquittoLogSession session, BrokerEpochs? epochs)
{
    private const string Uptime = "$SYS/broker/uptime";
    private const string Version = "$SYS/broker/version";
    private const int MostKept = 100_000;

    // The uptime counts whole seconds, and clocks differ a little. A retained one is older than that.
    private const long SlackMs = 3000;

    private readonly List<(string Topic, byte[] Line, long ReceivedAtMs)> _kept = [];
    private string _version = "mosquitto version unknown";
    private long? _lostAtMs;

    internal static IReadOnlyList<string> TopicFilters => [Uptime, Version];

    /// <summary>Listening begins again.</summary>
    /// <param name="lastAtMs">When the last message came before that. When the loss was noticed does not matter: that may be much later.</param>
    internal void Expect(long lastAtMs) => _lostAtMs ??= lastAtMs;

    /// <summary>Takes a message before the log does.</summary>
    /// <returns>The lines that are to be read once more, because they are of a new lifetime.</returns>
    internal IReadOnlyList<(string Topic, byte[] Line, long ReceivedAtMs)> Take(string topic, ReadOnlySpan<byte> payload, bool isRetained, long nowMs)
    {
        if (topic == Version) _version = Encoding.UTF8.GetString(payload);
        else if (topic == Uptime) return isRetained ? [] : TakeUptime(payload, nowMs);
        else if (_lostAtMs is not null && _kept.Count < MostKept) _kept.Add((topic, payload.ToArray(), nowMs));
        return [];
    }

    private (string Topic, byte[] Line, long ReceivedAtMs)[] TakeUptime(ReadOnlySpan<byte> payload, long nowMs)
    {
        // 123 seconds
        if (_lostAtMs is not { } lostAtMs || !Utf8Parser.TryParse(payload, out long seconds, out _)) return [];
        _lostAtMs = null;
        (string Topic, byte[] Line, long ReceivedAtMs)[] again = [.. _kept];
        _kept.Clear();
        var startedAtMs = nowMs - (seconds * 1000);
        if (startedAtMs < lostAtMs - SlackMs) return [];
        _ = session.TryParseLine(Encoding.UTF8.GetBytes($"{startedAtMs / 1000}: {_version} starting"), nowMs, out _, out _);
        if (session.Source is { } source) epochs?.Started(source);
        return again;
    }
}

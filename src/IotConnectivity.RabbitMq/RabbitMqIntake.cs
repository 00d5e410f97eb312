using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.RabbitMq;

/// <summary>Takes messages of the event exchange into the index, one at a time and in their order.</summary>
internal sealed partial class RabbitMqIntake(
    ConnectivityIndex index, BrokerEpochs epochs, RabbitMqNodes nodes, AdoptedConnections adopted, RabbitMqMetrics metrics, TimeProvider time, ILogger logger)
{
    public const string Created = "connection.created";
    public const string Closed = "connection.closed";
    public const string AuthenticationFailed = "user.authentication.failure";

    private const string PropertiesHeader = "client_properties";
    private const string TimestampHeader = "timestamp_in_ms";

    /// <summary>A broker of another version may send nothing else: one rejected message in so many seconds is told in full, and the others are counted.</summary>
    private static readonly TimeSpan BetweenRejections = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, object?> Nothing = [];
    private static readonly Dictionary<string, object?> AnyClient = new(StringComparer.Ordinal) { ["client_id"] = "-" };

    private readonly RabbitMqLifecycleParser _parser = new() { ResolveClientId = index.FindName };
    private long? _rejectedAt;
    private long _untold;

    /// <summary>Learns from the index what this process knew before it was started. Up to RabbitMQ 3.11 the end of a connection names nothing but its process.</summary>
    public void Restore()
    {
        foreach (var (name, state) in index.Enumerate())
        {
            if (state.Source is not { Name: RabbitMqNodes.SourceName } source) continue;
            nodes.Note(source);
            if (state.Connected && !adopted.TryRestore(name, state)) _parser.Remember(state.Connection, name);
        }
    }

    /// <summary>Takes in one message.</summary>
    public void Take(string routingKey, IDictionary<string, object?>? headers)
    {
        headers ??= Nothing;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (routingKey == AuthenticationFailed)
        {
            metrics.Count("authentication_failure");
        }
        else if (_parser.TryParse(routingKey, headers, now, out var news, out var error) || TryEndAdopted(routingKey, headers, now, out news))
        {
            nodes.Note(news.Source);
            index.Apply(adopted.Identify(news));
            metrics.Count("event");
        }
        else if (error is { } fault)
        {
            Reject(fault);
        }
        else
        {
            // Connections of other protocols, the one of this process among them, tell of a restart too.
            if (_parser.SourceOf(headers, now) is { } node && nodes.Note(node)) epochs.Started(node, SentAt(headers));
            metrics.Count("passed");
        }
    }

    private static DateTimeOffset? SentAt(IDictionary<string, object?> headers) =>
        headers.TryGetValue(TimestampHeader, out var value) && value is long ms and > 0 and <= LifecycleLimits.MaxTimestampMs ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private bool TryEndAdopted(string routingKey, IDictionary<string, object?> headers, long now, out LifecycleEvent end)
    {
        end = default;
        if (routingKey != Closed || adopted.IsEmpty || headers.ContainsKey(PropertiesHeader)) return false;

        // The parser reads everything but whose it was.
        var named = new Dictionary<string, object?>(headers, StringComparer.Ordinal) { [PropertiesHeader] = AnyClient };
        return _parser.TryParse(routingKey, named, now, out end, out _) && adopted.TryName(ref end);
    }

    private void Reject(in LifecycleParseError error)
    {
        metrics.Count("rejected");
        if (_rejectedAt is { } before && time.GetElapsedTime(before) < BetweenRejections)
        {
            _untold++;
            return;
        }

        Log.Rejected(logger, error.Message, _untold);
        (_rejectedAt, _untold) = (time.GetTimestamp(), 0);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.Rejected, LogLevel.Warning, "A message of the event exchange was not taken in: {Error}. {Untold} before it were not told of.")]
        public static partial void Rejected(ILogger logger, string error, long untold);
    }
}

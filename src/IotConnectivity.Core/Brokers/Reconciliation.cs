using IotConnectivity.Diagnostics;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.Brokers;

/// <summary>Compares the index with a broker's own list of connections, and repairs what events did not tell.</summary>
/// <remarks>
/// Thread-safe, and safe while events flow. What is missing is applied as an ordinary connect, and what is shown without being listed gets an inferred end of exactly the connection
/// that was looked at: the order rule judges both against the record as it is then, so that a connection that was made or ended in the meantime is not harmed. An end of it that the
/// source states later replaces the inferred one; activity after the list takes it back.
/// </remarks>
public sealed partial class Reconciliation
{
    private readonly ConnectivityIndex _index;
    private readonly TimeSpan _slack;
    private readonly ILogger _logger;
    private readonly ConnectivityMetrics? _metrics;

    /// <summary>Makes an instance; one for an index is enough.</summary>
    /// <param name="index">The index.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    /// <param name="metrics">What to measure with; <see langword="null"/> measures nothing.</param>
    public Reconciliation(ConnectivityIndex index, BrokerOptions? options = null, ILogger<Reconciliation>? logger = null, ConnectivityMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        _index = index;
        _slack = (options ?? new BrokerOptions()).ListSlack;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _metrics = metrics;
    }

    /// <summary>Brings the index in line with a list.</summary>
    /// <param name="source">The broker in its present lifetime. Only connections of this source, node and epoch are compared.</param>
    /// <param name="open">
    /// All connections that the broker has: one <see cref="LifecycleEventKind.Connected"/> event of <paramref name="source"/> each, with the number or key and the time that its own
    /// connect event has. Enumerated once.
    /// </param>
    /// <param name="takenAt">
    /// When the list was asked for, and not when it came: by the clock that stamps the connects. A connection that was made less than <see cref="BrokerOptions.ListSlack"/> before it
    /// is not missed in the list.
    /// </param>
    /// <returns>How many differed. Nothing, when connectivity is not indexed.</returns>
    /// <remarks>
    /// <para>An incomplete list ends what it lacks: do not call this with what came before an error. A client that is listed with any connection is never ended.</para>
    /// <para>One look-up for each listed connection, then one pass over all things; remembers the client ids of the list meanwhile.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">An event is not a connect of <paramref name="source"/> in its epoch, or has neither number nor key; those before it were applied.</exception>
    public ReconciliationResult Reconcile(LifecycleSource source, IEnumerable<LifecycleEvent> open, DateTimeOffset takenAt)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(open);
        var takenAtMs = Math.Clamp(takenAt.ToUnixTimeMilliseconds(), 0, LifecycleLimits.MaxTimestampMs);
        var clients = new HashSet<string>(StringComparer.Ordinal);
        var (listed, missing, notRegistered) = (0, 0, 0);
        foreach (var connection in open)
        {
            Check(connection, source);
            listed++;
            clients.Add(connection.ClientId);
            if (!_index.IsEnabled) continue;
            if (_index.Find(connection.ClientId) is not { } cell)
            {
                // What makes things of unknown clients gets its chance.
                if (_index.Apply(connection) == ApplyOutcome.Applied) missing++;
                else notRegistered++;
            }
            else if (TryOpen(cell, connection, takenAtMs))
            {
                missing++;
            }
        }

        var surplus = EndUnlisted(source, clients, takenAtMs);
        var result = new ReconciliationResult(listed, missing, surplus, notRegistered);
        if (missing > 0) _metrics?.BrokerDrifted(source.Name, "missing", missing);
        if (surplus > 0) _metrics?.BrokerDrifted(source.Name, "surplus", surplus);
        if (result.HasDrift) Log.Differs(_logger, source, listed, missing, surplus);
        return result;
    }

    private static void Check(in LifecycleEvent connection, LifecycleSource source)
    {
        if (connection.Kind != LifecycleEventKind.Connected)
        {
            throw new ArgumentException($"an event of the list is `{connection.Kind}`, expected `{LifecycleEventKind.Connected}`", nameof(connection));
        }

        if (connection.Source is null || !connection.Source.IsSameOrigin(source) || connection.Source.Epoch != source.Epoch)
        {
            throw new ArgumentException(
                $"an event of the list is of source `{connection.Source}` in epoch {connection.Source?.Epoch}, expected `{source}` in epoch {source.Epoch}", nameof(connection));
        }

        if (connection.Number is null && connection.Connection.IsNone)
        {
            throw new ArgumentException("an event of the list has neither a number nor a key, expected what its connect event has", nameof(connection));
        }
    }

    private bool TryOpen(ThingCell cell, in LifecycleEvent connection, long takenAtMs)
    {
        var before = cell.Current;
        if (before is { Connected: true } && IsSameConnection(before, connection)) return false;
        if (_index.Apply(connection) == ApplyOutcome.Applied) return cell.Current is { Connected: true } opened && IsSameConnection(opened, connection);

        // Its end was only inferred, from silence or from an earlier list. That the broker has it is as good as activity.
        return before is { HasInferredEnd: true } && IsSameConnection(before, connection) && _index.TryConfirm(cell, connection.Source, takenAtMs);
    }

    private static bool IsSameConnection(ThingConnectivity state, in LifecycleEvent connection) =>
        state.Source!.IsSameOrigin(connection.Source) && state.Source.Epoch == connection.Source.Epoch
        && (connection.Number is { } number
            ? state.NumberOrNone == number
            : state.Connection == connection.Connection && (!connection.Source.ReusesKeys || state.ConnectedAtMs == connection.TimestampMs));

    private int EndUnlisted(LifecycleSource source, HashSet<string> listed, long takenAtMs)
    {
        var madeBefore = takenAtMs - (long)_slack.TotalMilliseconds;
        var ended = 0;
        foreach (var cell in _index.Cells())
        {
            // RACE: a newer connection may take the place of this one at any moment. The end names the one that is seen here, so that it does not touch the newer.
            if (cell.Current is not { Connected: true } seen || seen.ConnectedAtMs >= madeBefore) continue;
            if (seen.Source!.Epoch != source.Epoch || !seen.Source.IsSameOrigin(source) || listed.Contains(cell.Name)) continue;
            if (seen.NumberOrNone == ThingConnectivity.None && seen.Connection.IsNone) continue;
            if (_index.Apply(cell, EndOf(cell.Name, seen, takenAtMs)) == ApplyOutcome.Applied) ended++;
        }

        return ended;
    }

    // Inferred, because an end that the source states must replace it whatever its stamp, and based on all that was heard until the list was taken.
    private static LifecycleEvent EndOf(string thingName, ThingConnectivity seen, long takenAtMs) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = thingName,
        Source = seen.Source!,
        Connection = seen.Connection,
        Number = seen.Number,
        ConnectedAtMs = seen.ConnectedAtMs,
        TimestampMs = takenAtMs,
        LastActivityMs = takenAtMs,
        Reason = DisconnectReason.Unknown,
        ReasonQuality = ReasonQuality.Inferred,
    };

    private static partial class Log
    {
        [LoggerMessage(EventIds.BrokerListDiffers, LogLevel.Warning, "The list of broker {Source} has {Listed} connections: {Missing} were missing and were added, {Surplus} were shown without being listed and were ended.")]
        public static partial void Differs(ILogger logger, LifecycleSource source, int listed, int missing, int surplus);
    }
}

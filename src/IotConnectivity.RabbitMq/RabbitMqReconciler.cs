using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.RabbitMq;

/// <summary>Compares the index with the list of the management API: after each connect, and from then on again and again.</summary>
/// <remarks>
/// The list is compared only once the queue is empty and everything in it is durable. What was published before the list was taken has been applied then, so that a
/// connection that is listed and not shown was never told of, and one that is shown and not listed has ended without being told of.
/// </remarks>
internal sealed partial class RabbitMqReconciler(
    ManagementApi management, Reconciliation reconciliation, ConnectivityIndex index, RabbitMqNodes nodes, AdoptedConnections adopted, TimeSpan interval, TimeProvider time, ILogger logger)
    : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>An older list is not worth waiting for the queue.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    private string? _fault;

    public void Dispose() => management.Dispose();

    /// <summary>Compares until it is canceled. Does not fail.</summary>
    /// <param name="isCaughtUp">Says whether everything that was published is durable.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(Func<CancellationToken, Task<bool>> isCaughtUp, CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            var wait = interval;
            try
            {
                if (!await TryCompareAsync(isCaughtUp, cancellationToken).ConfigureAwait(false)) continue;
                failures = 0;
                _fault = null;
            }
            catch (Exception exception)
            {
                // The edge of the loop: events are taken in without the list too.
                if (cancellationToken.IsCancellationRequested) return;
                if (_fault != exception.Message) Log.NotCompared(logger, _fault = exception.Message);
                wait = RetryDelay.After(++failures);
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Compares with a list.</summary>
    internal void Compare(ManagementList list)
    {
        foreach (var node in list.Nodes)
        {
            // A node that was never heard of has no connections here. The list does not tell its lifetime, so that those that it has now wait for its first event.
            if (nodes.Find(node) is not { } source) continue;
            List<LifecycleEvent> open = [];
            List<LifecycleEvent> guests = [];
            foreach (var listed in list.Connections[node])
            {
                var connect = listed.ToConnect(source);
                if (TryFindKey(ref connect)) open.Add(connect);
                else if (!adopted.TryAdopt(ref connect)) continue;
                else guests.Add(connect);
            }

            reconciliation.Reconcile(source, open.Concat(guests), list.TakenAt);
            foreach (var guest in guests)
            {
                if (!index.TryGet(guest.ClientId, out _)) adopted.Forget(guest);
            }
        }
    }

    private bool TryFindKey(ref LifecycleEvent connect)
    {
        if (!index.TryGet(connect.ClientId, out var state) || state.Source is not { Name: RabbitMqNodes.SourceName } source) return false;
        if (source.Node != connect.Source.Node || source.Epoch != connect.Source.Epoch || state.ConnectedAt?.ToUnixTimeMilliseconds() != connect.TimestampMs) return false;
        connect = connect with { Connection = state.Connection };
        return !state.Connection.IsNone;
    }

    private async Task<bool> TryCompareAsync(Func<CancellationToken, Task<bool>> isCaughtUp, CancellationToken cancellationToken)
    {
        var list = await management.ListAsync(cancellationToken).ConfigureAwait(false);
        var start = time.GetTimestamp();
        do
        {
            if (time.GetElapsedTime(start) > Stale) return false;
            await Task.Delay(Step, time, cancellationToken).ConfigureAwait(false);
        }
        while (!await isCaughtUp(cancellationToken).ConfigureAwait(false));

        Compare(list);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.NotCompared, LogLevel.Warning, "The index could not be compared with the connections that RabbitMQ lists: {Error}. It is tried again until it works.")]
        public static partial void NotCompared(ILogger logger, string error);
    }
}

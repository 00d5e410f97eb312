using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Detect;

/// <summary>Which events a metric counts.</summary>
internal static class CountedEvents
{
    /// <summary>Says whether an event counts for a metric. A repeated one does not, nor one that came while nothing was indexed.</summary>
    /// <remarks>An end that this library concluded counts as one that was told: the thing was gone.</remarks>
    internal static bool Counts(string metric, in LifecycleEvent news, OrderRule rule)
    {
        if (rule.OutcomeOf() is ApplyOutcome.Duplicate or ApplyOutcome.NotRegistered || rule is OrderRule.IndexingOff or OrderRule.ActivityContradictsEnd) return false;
        return metric switch
        {
            DetectMetrics.NumDisconnects => news.Kind == LifecycleEventKind.Disconnected && rule != OrderRule.BetterEnd,
            DetectMetrics.NumConnectionAttempts => news.Kind is LifecycleEventKind.Connected or LifecycleEventKind.ConnectFailed,
            DetectMetrics.NumAuthorizationFailures => IsAuthorizationFailure(news),
            DetectMetrics.SourceIpAddress => news.Kind is LifecycleEventKind.Connected or LifecycleEventKind.ConnectFailed && !news.SourceIp.IsNone,
            _ => false,
        };
    }

    private static bool IsAuthorizationFailure(in LifecycleEvent news) =>
        news.Kind == LifecycleEventKind.ConnectFailed && (news.Reason == DisconnectReason.AuthError || news.RawReason == AwsLifecycleWriter.AuthorizationFailed);
}

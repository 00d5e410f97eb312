using IotConnectivity.Diagnostics;
using IotConnectivity.Journal;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Detect.Alerts;

/// <summary>What the queues of all topics have in common. Any thread.</summary>
internal sealed partial class AlertPost(ConnectivityJournal journal, AlertOptions options, TimeProvider time, ILogger logger, ConnectivityMetrics? metrics, CancellationToken stopping)
{
    internal ConnectivityJournal Journal => journal;

    internal AlertOptions Options => options;

    internal TimeProvider Time => time;

    internal DeadAlerts Dead { get; } = new(journal, time);

    /// <summary>Gets what is cancelled when the program ends.</summary>
    internal CancellationToken Stopping => stopping;

    internal long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>An alert has been delivered. It is gone from the store soon; if the program is killed before, it is delivered again.</summary>
    internal void Delivered(PendingAlert alert, Alert content)
    {
        journal.Write([], [new RecordKey(PendingAlert.Collection, alert.Key)]);
        metrics?.AlertDelivered(time.GetUtcNow() - content.PublishedAt);
    }

    internal void Failed(string topicArn, Exception exception)
    {
        metrics?.AlertsCounted(1, "failed");
        Log.Failed(logger, topicArn, exception);
    }

    internal void Warn(string topicArn, Exception exception) => Log.NotDelivered(logger, topicArn, exception.Message);

    internal void Recovered(string topicArn) => Log.DeliveredAgain(logger, topicArn);

    internal void Buried(string topicArn, int count, Exception exception)
    {
        metrics?.AlertsCounted(count, "dead");
        Log.Dead(logger, count, topicArn, exception.Message);
    }

    internal void NotEnded(TimeSpan waited) => Log.NotEnded(logger, waited);

    internal void CannotRead(string topicArn, Exception exception) => Log.NotRead(logger, topicArn, exception);

    private static partial class Log
    {
        [LoggerMessage(EventIds.AlertFailed, LogLevel.Debug, "An alert for `{Topic}` could not be delivered; it is tried again.")]
        public static partial void Failed(ILogger logger, string topic, Exception exception);

        [LoggerMessage(EventIds.AlertsNotDelivered, LogLevel.Warning, "Alerts for `{Topic}` cannot be delivered: {Reason}. They are kept and tried again.")]
        public static partial void NotDelivered(ILogger logger, string topic, string reason);

        [LoggerMessage(EventIds.AlertsDeliveredAgain, LogLevel.Information, "Alerts for `{Topic}` are delivered again.")]
        public static partial void DeliveredAgain(ILogger logger, string topic);

        [LoggerMessage(EventIds.AlertsDead, LogLevel.Error, "{Count} alerts for `{Topic}` are put with the dead ones: {Reason}. They can be listed, tried again or deleted.")]
        public static partial void Dead(ILogger logger, int count, string topic, string reason);

        [LoggerMessage(EventIds.AlertsNotEnded, LogLevel.Warning, "Deliveries of alerts that were cancelled have not ended within {Waited}; their alerts are delivered again after the next start.")]
        public static partial void NotEnded(ILogger logger, TimeSpan waited);

        [LoggerMessage(EventIds.AlertsNotRead, LogLevel.Warning, "The alerts for `{Topic}` could not be read from the store; it is tried again.")]
        public static partial void NotRead(ILogger logger, string topic, Exception exception);
    }
}

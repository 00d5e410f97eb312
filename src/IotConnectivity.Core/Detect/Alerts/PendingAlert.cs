using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Alerts;

/// <summary>An alert that waits in memory. Its key says what has to be known to keep order; the rest is read when it is delivered.</summary>
internal sealed class PendingAlert
{
    internal const string Collection = "alert";

    private readonly ReadOnlyMemory<byte> _value;
    private AlertDocument? _document;

    internal PendingAlert(in StoredRecord record)
    {
        Sequence = record.TimeMs;
        Key = record.Key;
        _value = record.Value;
        var parts = record.Key.Split('/');
        (ThingName, ViolationId) = (parts[0], parts[1]);
        IsAlarm = parts[2] == ViolationEventType.InAlarm.ToText();
        QueuedAtMs = AlertDocument.ReadQueuedAtMs(record.Value.Span);
    }

    internal long Sequence { get; }

    internal string Key { get; }

    internal string ThingName { get; }

    internal string ViolationId { get; }

    internal bool IsAlarm { get; }

    internal long QueuedAtMs { get; }

    internal AlertDocument Document => _document ??= AlertDocument.Read(Collection, Key, _value);

    /// <summary>The key of an alert: the same for a repeat. Neither names of things nor violation ids have a slash.</summary>
    internal static string KeyOf(ViolationEvent told) => $"{told.ThingName}/{told.ViolationId}/{told.Type.ToText()}";

    internal static string ThingOf(string key) => key[..key.IndexOf('/', StringComparison.Ordinal)];

    internal static StoredRecord ToRecord(AlertDocument document, long sequence) =>
        new(Collection, KeyOf(document.Event), sequence, document.TopicArn, document.Write());
}

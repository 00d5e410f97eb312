using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Alerts;

/// <summary>An alert as a record of the store: JSON with the names of the library's own members.</summary>
/// <param name="QueuedAtMs">When it was put into the outbox, the last time. Stands first, so that it can be read without the rest.</param>
/// <param name="PublishedAtMs">When it was put into the outbox, the first time.</param>
/// <param name="TopicArn">Where it goes.</param>
/// <param name="Event">What it tells.</param>
/// <param name="Error">Why it is dead; only if it is.</param>
/// <param name="DeadAtMs">Since when; only if it is.</param>
internal sealed record AlertDocument(long QueuedAtMs, long PublishedAtMs, string TopicArn, ViolationEvent Event, string? Error = null, long? DeadAtMs = null)
{
    internal ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, AlertJsonContext.Default.AlertDocument);

    internal Alert ToAlert() => new(TopicArn, Event, DateTimeOffset.FromUnixTimeMilliseconds(PublishedAtMs));

    internal static AlertDocument Read(in StoredRecord record) => Read(record.Collection, record.Key, record.Value);

    internal static AlertDocument Read(string collection, string key, ReadOnlyMemory<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize(value.Span, AlertJsonContext.Default.AlertDocument) ?? throw new JsonException("the value is null");
        }
        catch (JsonException exception)
        {
            throw Damaged(collection, key, exception);
        }
    }

    /// <summary>Reads <see cref="QueuedAtMs"/> alone, which costs next to nothing.</summary>
    internal static long ReadQueuedAtMs(ReadOnlySpan<byte> value)
    {
        var json = new Utf8JsonReader(value);
        return json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName && json.Read() && json.TokenType == JsonTokenType.Number ? json.GetInt64() : 0;
    }

    internal static StoreException Damaged(string collection, string key, Exception exception) =>
        new(StoreFault.Damaged, $"the stored {collection} `{key}` cannot be read: {exception.Message}; restore a backup of the store", exception);
}

/// <summary>What is held back, or was told and is not over, as a record of the store.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ReportedId">The violation whose alarm was told; of a held alarm its own.</param>
/// <param name="Event">What is held back, or was told.</param>
/// <param name="TopicArn">Where it goes; nowhere if it is suppressed or the profile has no destination.</param>
/// <param name="DueMs">Until when it is held back; 0 when it was told.</param>
internal sealed record HeldDocument(HeldKind Kind, string ReportedId, ViolationEvent Event, string? TopicArn, long DueMs)
{
    internal ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, AlertJsonContext.Default.HeldDocument);

    internal static HeldDocument Read(in StoredRecord record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Value.Span, AlertJsonContext.Default.HeldDocument) ?? throw new JsonException("the value is null");
        }
        catch (JsonException exception)
        {
            throw AlertDocument.Damaged(record.Collection, record.Key, exception);
        }
    }
}

/// <summary>What the wait state knows of one behaviour of one thing.</summary>
internal enum HeldKind
{
    /// <summary>An alarm that nobody was told of yet.</summary>
    Alarm = 1,

    /// <summary>An alarm that was told and goes on.</summary>
    Reported = 2,

    /// <summary>The end of an alarm that was told, which nobody was told of yet.</summary>
    End = 3,
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertDocument))]
[JsonSerializable(typeof(HeldDocument))]
internal sealed partial class AlertJsonContext : JsonSerializerContext;

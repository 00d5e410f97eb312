using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Detect.Detector;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

/// <summary>A violation as a record of the store.</summary>
internal sealed record ViolationRecord(
    Guid ThingId, string Profile, Behavior Behavior, bool IsOnTicks, bool Violates, long FirstMs, long FirstBeforeMs, long LastMs, long? AwayFromMs, MetricValue LastValue, long? EndedAtMs, Behavior? JudgedBy = null)
{
    internal const string Collection = "violation";

    internal static RecordKey KeyOf(string id) => new(Collection, id);

    internal static StoredRecord Write(KnownViolation violation)
    {
        var machine = violation.Machine;
        var record = new ViolationRecord(
            violation.Thing.Id,
            violation.Profile,
            violation.Definition,
            violation.IsOnTicks,
            machine.Violates,
            machine.FirstMs,
            machine.FirstBeforeMs,
            machine.LastMs,
            violation.AwayFromMs == BehaviorRule.Never ? null : violation.AwayFromMs,
            violation.LastValue,
            violation.EndedAtMs,
            violation.JudgedBy);
        return new StoredRecord(Collection, violation.Id, violation.StartMs, violation.Thing.Name, JsonSerializer.SerializeToUtf8Bytes(record, ViolationJson.Default.ViolationRecord));
    }

    internal static ViolationRecord Read(in StoredRecord stored) => ViolationJson.Read(stored, ViolationJson.Default.ViolationRecord);

    internal KnownViolation ToViolation(in StoredRecord stored, RegisteredThing thing) =>
        new(
            stored.Key,
            thing,
            Profile,
            Behavior,
            new BehaviorMachine(stored.TimeMs, Violates, FirstMs, FirstBeforeMs, LastMs),
            AwayFromMs ?? BehaviorRule.Never,
            LastValue,
            IsOnTicks)
        {
            EndedAtMs = EndedAtMs,
            JudgedBy = JudgedBy,
        };
}

/// <summary>An event of a violation as a record of the store.</summary>
internal sealed record ViolationEventRecord(string Id, string Profile, Behavior Behavior, ViolationEventType Type, MetricValue? Value)
{
    internal const string Collection = "violation-event";

    internal static string KeyOf(string violationId, ViolationEventType type) => $"{violationId}/{(int)type}";

    internal static StoredRecord Write(ViolationEvent happened)
    {
        var record = new ViolationEventRecord(happened.ViolationId, happened.ProfileName, happened.Behavior, happened.Type, happened.Value);
        return new StoredRecord(
            Collection,
            KeyOf(happened.ViolationId, happened.Type),
            happened.Time.ToUnixTimeMilliseconds(),
            happened.ThingName,
            JsonSerializer.SerializeToUtf8Bytes(record, ViolationJson.Default.ViolationEventRecord));
    }

    internal static ViolationEvent Read(in StoredRecord stored)
    {
        var record = ViolationJson.Read(stored, ViolationJson.Default.ViolationEventRecord);
        return new ViolationEvent(record.Id, stored.Owner ?? string.Empty, record.Profile, record.Behavior, record.Type, DateTimeOffset.FromUnixTimeMilliseconds(stored.TimeMs)) { Value = record.Value };
    }
}

/// <summary>What somebody has found out about a violation, as a record of the store.</summary>
internal sealed record VerificationRecord(VerificationState State, string? Description)
{
    internal const string Collection = "violation-verification";

    internal static StoredRecord Write(string id, long nowMs, VerificationRecord record) =>
        new(Collection, id, nowMs, null, JsonSerializer.SerializeToUtf8Bytes(record, ViolationJson.Default.VerificationRecord));

    internal static VerificationRecord Read(in StoredRecord stored) => ViolationJson.Read(stored, ViolationJson.Default.VerificationRecord);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DetectorCheckpoint))]
[JsonSerializable(typeof(ViolationRecord))]
[JsonSerializable(typeof(ViolationEventRecord))]
[JsonSerializable(typeof(VerificationRecord))]
internal sealed partial class ViolationJson : JsonSerializerContext
{
    internal static T Read<T>(in StoredRecord stored, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Value.Span, type) ?? throw new JsonException("the value is null");
        }
        catch (JsonException exception)
        {
            throw new StoreException(StoreFault.Damaged, $"the stored {stored.Collection} `{stored.Key}` cannot be used: {exception.Message}; restore a backup of the store", exception);
        }
    }
}

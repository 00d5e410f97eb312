using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>A task as a record of the store.</summary>
internal static class MitigationTaskDocument
{
    internal const string Collection = "mitigation-task";

    internal static RecordKey KeyOf(string taskId) => new(Collection, taskId);

    internal static StoredRecord Write(MitigationTask task) =>
        new(Collection, task.Id, task.StartedAt.ToUnixTimeMilliseconds(), null, JsonSerializer.SerializeToUtf8Bytes(task, MitigationJson.Default.MitigationTask));

    internal static MitigationTask Read(in StoredRecord stored) => ViolationJson.Read(stored, MitigationJson.Default.MitigationTask);
}

/// <summary>An execution as a record of the store. Done again, it takes the place of the one before.</summary>
internal static class MitigationExecutionDocument
{
    internal const string Collection = "mitigation-execution";

    internal static StoredRecord Write(MitigationExecution execution) => new(
        Collection,
        $"{execution.TaskId}/{execution.ViolationId}/{execution.ActionName}",
        execution.StartedAt.ToUnixTimeMilliseconds(),
        execution.ThingName,
        JsonSerializer.SerializeToUtf8Bytes(execution, MitigationJson.Default.MitigationExecution));

    internal static MitigationExecution Read(in StoredRecord stored) => ViolationJson.Read(stored, MitigationJson.Default.MitigationExecution);
}

/// <summary>What a security profile wants done because of an alarm, until it is done.</summary>
internal sealed record BoundMitigation(string ViolationId, string ThingName, IReadOnlyList<string> Actions, long ReportedAtMs)
{
    internal const string Collection = "mitigation-bound";

    [JsonIgnore]
    internal RecordKey Key => new(Collection, ViolationId);

    internal static BoundMitigation Read(in StoredRecord stored) => ViolationJson.Read(stored, MitigationJson.Default.BoundMitigation);

    internal StoredRecord ToRecord() => new(Collection, ViolationId, ReportedAtMs, ThingName, JsonSerializer.SerializeToUtf8Bytes(this, MitigationJson.Default.BoundMitigation));
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MitigationTask))]
[JsonSerializable(typeof(MitigationExecution))]
[JsonSerializable(typeof(BoundMitigation))]
internal sealed partial class MitigationJson : JsonSerializerContext;

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.Detect.Violations;

namespace IotConnectivity.AspNetCore.Detect.Violations;

internal sealed record ActiveViolationContract(
    string ViolationId,
    string ThingName,
    string SecurityProfileName,
    BehaviorContract Behavior,
    MetricValueContract LastViolationValue,
    string VerificationState,
    string? VerificationStateDescription,
    decimal LastViolationTime,
    decimal ViolationStartTime)
{
    public static ActiveViolationContract Of(Violation violation) => new(
        violation.Id,
        violation.ThingName,
        violation.ProfileName,
        BehaviorContract.Of(violation.Behavior),
        MetricValueContract.Of(violation.LastValue),
        violation.Verification.ToWireText(),
        violation.VerificationDescription,
        WireTime.Of(violation.LastAt),
        WireTime.Of(violation.StartedAt));
}

internal sealed record ListActiveViolationsResponse(IReadOnlyList<ActiveViolationContract> ActiveViolations, string? NextToken);

internal sealed record ViolationEventContract(
    string ViolationId,
    string ThingName,
    string SecurityProfileName,
    BehaviorContract Behavior,
    MetricValueContract? MetricValue,
    string ViolationEventType,
    string VerificationState,
    string? VerificationStateDescription,
    decimal ViolationEventTime)
{
    public static ViolationEventContract Of(ViolationEvent happened) => new(
        happened.ViolationId,
        happened.ThingName,
        happened.ProfileName,
        BehaviorContract.Of(happened.Behavior),
        happened.Value is { } value ? MetricValueContract.Of(value) : null,
        happened.Type.ToText(),
        happened.Verification.ToWireText(),
        happened.VerificationDescription,
        WireTime.Of(happened.Time));
}

internal sealed record ListViolationEventsResponse(IReadOnlyList<ViolationEventContract> ViolationEvents, string? NextToken);

internal sealed record PutVerificationStateRequest(string? VerificationState, string? VerificationStateDescription);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 16)]
[JsonSerializable(typeof(PutVerificationStateRequest))]
internal sealed partial class ViolationRequestContext : JsonSerializerContext;

[JsonSerializable(typeof(ListActiveViolationsResponse))]
[JsonSerializable(typeof(ListViolationEventsResponse))]
internal sealed partial class ViolationAnswerContext : JsonSerializerContext
{
    /// <summary>Gets the context that writes quotes as they are: descriptions may have them, and the answer is never HTML.</summary>
    public static ViolationAnswerContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

using System.Text.Json.Serialization;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Violations;

namespace IotConnectivity.AspNetCore.Alerts;

/// <summary>An alert that is not delivered. Times are seconds since 1970-01-01T00:00Z.</summary>
internal sealed record AlertContract(
    string AlertId,
    string TopicArn,
    string ViolationId,
    string ThingName,
    string SecurityProfileName,
    string BehaviorName,
    string ViolationEventType,
    decimal ViolationEventTime,
    decimal QueuedAt,
    int? Failures,
    string? Error,
    decimal? DeadAt)
{
    public static AlertContract Of(AlertDelivery delivery)
    {
        var told = delivery.Alert.Event;
        return new AlertContract(
            delivery.Alert.Id,
            delivery.Alert.TopicArn,
            told.ViolationId,
            told.ThingName,
            told.ProfileName,
            told.Behavior.Name,
            told.Type.ToText(),
            WireTime.Of(told.Time),
            WireTime.Of(delivery.QueuedAt),
            delivery.DeadAt is null ? delivery.Failures : null,
            delivery.Error,
            delivery.DeadAt is { } deadAt ? WireTime.Of(deadAt) : null);
    }
}

/// <summary>A page of alerts, and how many there are of each kind.</summary>
internal sealed record ListAlertsResponse(IReadOnlyList<AlertContract> Alerts, long Pending, long Dead, int Held, string? NextToken);

/// <summary>How many alerts were tried again or deleted.</summary>
internal sealed record ChangedAlertsResponse(int Alerts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListAlertsResponse))]
[JsonSerializable(typeof(ChangedAlertsResponse))]
internal sealed partial class AlertJsonContext : JsonSerializerContext;

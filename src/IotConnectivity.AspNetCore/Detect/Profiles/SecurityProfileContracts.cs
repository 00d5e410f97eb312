using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

internal sealed record AlertTargetContract(string? AlertTargetArn, string? RoleArn);

internal sealed record MetricToRetainContract(string? Metric, MetricDimensionContract? MetricDimension, bool? ExportMetric);

internal sealed record MetricsExportConfigContract(string? MqttTopic, string? RoleArn);

/// <summary>The request of CreateSecurityProfile, and what UpdateSecurityProfile has of it.</summary>
internal record SecurityProfileRequest
{
    public string? SecurityProfileDescription { get; init; }

    public IReadOnlyList<BehaviorContract?>? Behaviors { get; init; }

    public Dictionary<string, AlertTargetContract?>? AlertTargets { get; init; }

    public IReadOnlyList<string?>? AdditionalMetricsToRetain { get; init; }

    public IReadOnlyList<MetricToRetainContract?>? AdditionalMetricsToRetainV2 { get; init; }

    public MetricsExportConfigContract? MetricsExportConfig { get; init; }
}

/// <summary>The request of UpdateSecurityProfile. There never is a metricsExportConfig that deleteMetricsExportConfig could delete.</summary>
internal sealed record UpdateSecurityProfileRequest : SecurityProfileRequest
{
    public bool? DeleteBehaviors { get; init; }

    public bool? DeleteAlertTargets { get; init; }

    public bool? DeleteAdditionalMetricsToRetain { get; init; }

    public bool? DeleteMetricsExportConfig { get; init; }
}

internal sealed record CreateSecurityProfileResponse(string SecurityProfileName, string SecurityProfileArn);

/// <summary>The answer of DescribeSecurityProfile and of UpdateSecurityProfile; the last member is not AWS's.</summary>
internal sealed record DescribeSecurityProfileResponse(
    string SecurityProfileName,
    string SecurityProfileArn,
    string? SecurityProfileDescription,
    IReadOnlyList<BehaviorContract>? Behaviors,
    Dictionary<string, AlertTargetContract>? AlertTargets,
    IReadOnlyList<string>? AdditionalMetricsToRetain,
    IReadOnlyList<MetricToRetainContract>? AdditionalMetricsToRetainV2,
    long Version,
    decimal CreationDate,
    decimal LastModifiedDate,
    IReadOnlyList<string>? MitigationActions);

internal sealed record NameAndArn(string Name, string Arn);

internal sealed record ListSecurityProfilesResponse(IReadOnlyList<NameAndArn> SecurityProfileIdentifiers, string? NextToken);

internal sealed record SecurityProfileTargetContract(string Arn);

internal sealed record ListTargetsForSecurityProfileResponse(IReadOnlyList<SecurityProfileTargetContract> SecurityProfileTargets, string? NextToken);

internal sealed record SecurityProfileTargetMappingContract(NameAndArn SecurityProfileIdentifier, SecurityProfileTargetContract Target);

internal sealed record ListSecurityProfilesForTargetResponse(IReadOnlyList<SecurityProfileTargetMappingContract> SecurityProfileTargetMappings, string? NextToken);

internal sealed record ValidateBehaviorsRequest(IReadOnlyList<BehaviorContract?>? Behaviors);

internal sealed record ValidationErrorContract(string ErrorMessage);

internal sealed record ValidateBehaviorsResponse(bool Valid, IReadOnlyList<ValidationErrorContract>? ValidationErrors);

internal sealed record BindMitigationActionsRequest(IReadOnlyList<string?>? Actions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 16)]
[JsonSerializable(typeof(SecurityProfileRequest))]
[JsonSerializable(typeof(UpdateSecurityProfileRequest))]
[JsonSerializable(typeof(ValidateBehaviorsRequest))]
[JsonSerializable(typeof(BindMitigationActionsRequest))]
internal sealed partial class SecurityProfileRequestContext : JsonSerializerContext;

[JsonSerializable(typeof(CreateSecurityProfileResponse))]
[JsonSerializable(typeof(DescribeSecurityProfileResponse))]
[JsonSerializable(typeof(ListSecurityProfilesResponse))]
[JsonSerializable(typeof(ListTargetsForSecurityProfileResponse))]
[JsonSerializable(typeof(ListSecurityProfilesForTargetResponse))]
[JsonSerializable(typeof(ValidateBehaviorsResponse))]
internal sealed partial class SecurityProfileAnswerContext : JsonSerializerContext
{
    /// <summary>Gets the context that writes quotes as they are: messages have them, and the answer is never HTML.</summary>
    public static SecurityProfileAnswerContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

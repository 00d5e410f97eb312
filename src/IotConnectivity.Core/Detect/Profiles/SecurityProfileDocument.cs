using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Journal;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Profiles;

/// <summary>A security profile as a setting of the store: JSON with the names of the library's own members.</summary>
internal sealed record SecurityProfileDocument(
    long Version,
    long CreatedAtMs,
    long ModifiedAtMs,
    IReadOnlyList<BehaviorDocument> Behaviors,
    IReadOnlyList<TargetDocument> Targets,
    string? Description = null,
    AlertDestination? Alerts = null,
    IReadOnlyList<string>? AdditionalMetricsToRetain = null,
    IReadOnlyList<string>? MitigationActions = null)
{
    internal const string Prefix = "security-profile/";

    internal static ReadOnlyMemory<byte> Write(SecurityProfile profile)
    {
        var document = new SecurityProfileDocument(
            profile.Version,
            profile.CreatedAt.ToUnixTimeMilliseconds(),
            profile.ModifiedAt.ToUnixTimeMilliseconds(),
            [.. profile.Behaviors.Zip(profile.BehaviorsSinceMs, static (behavior, since) => new BehaviorDocument(behavior, since))],
            [.. profile.Targets.Select(static one => new TargetDocument(one.Target.Kind, one.Since.ToUnixTimeMilliseconds(), one.Target.GroupName))],
            profile.Description,
            profile.Alerts,
            profile.AdditionalMetricsToRetain.Count == 0 ? null : profile.AdditionalMetricsToRetain,
            profile.MitigationActions.Count == 0 ? null : profile.MitigationActions);
        return JsonSerializer.SerializeToUtf8Bytes(document, SecurityProfileContext.Default.SecurityProfileDocument);
    }

    /// <summary>Reads a profile.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    internal static SecurityProfile Read(StoredSetting setting)
    {
        var document = RegistryDocument.Read(setting.Name, setting.Value, SecurityProfileContext.Default.SecurityProfileDocument);
        if (document.Behaviors.Contains(null!) || document.Targets.Contains(null!)) throw RegistryDocument.Damaged(setting.Name, "a behavior or a target is null");
        var profile = document.ToProfile(setting.Name);
        if (BehaviorRules.Check(profile.Behaviors) is [var fault, ..]) throw RegistryDocument.Damaged(setting.Name, fault);
        return profile.Targets.All(static one => one.Target.IsValid) ? profile : throw RegistryDocument.Damaged(setting.Name, "a target is not one that there is");
    }

    private SecurityProfile ToProfile(string setting) =>
        new(setting[Prefix.Length..], Version, RegistryDocument.ToTime(setting, CreatedAtMs), RegistryDocument.ToTime(setting, ModifiedAtMs))
        {
            Description = Description,
            Behaviors = [.. Behaviors.Select(static one => one.Behavior)],
            BehaviorsSinceMs = [.. Behaviors.Select(static one => one.SinceMs)],
            Alerts = Alerts,
            AdditionalMetricsToRetain = AdditionalMetricsToRetain ?? [],
            MitigationActions = MitigationActions ?? [],
            Targets = [.. Targets.Select(one => new AttachedTarget(new ProfileTarget(one.Kind, one.GroupName), RegistryDocument.ToTime(setting, one.SinceMs)))],
        };
}

/// <summary>A behaviour, and since when it has been as it is.</summary>
internal sealed record BehaviorDocument(Behavior Behavior, long SinceMs);

/// <summary>A target, and since when it has been one.</summary>
internal sealed record TargetDocument(ProfileTargetKind Kind, long SinceMs, string? GroupName = null);

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SecurityProfileDocument))]
internal sealed partial class SecurityProfileContext : JsonSerializerContext;

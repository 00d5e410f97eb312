using System.Collections.Frozen;

namespace IotConnectivity.Indexing;

/// <summary>What an index configuration must satisfy. Pure.</summary>
/// <remarks>Source: AWS IoT Developer Guide, "Managing fleet indexing"; the wording of the refusals is what was seen of AWS, not documented.</remarks>
internal static class IndexingRules
{
    /// <summary>AWS's default quota of custom fields for each index.</summary>
    internal const int MaxCustomFields = 5;

    /// <summary>AWS's default quota of named shadows.</summary>
    internal const int MaxNamedShadows = 10;

    internal const int MaxFieldNameLength = 1024;

    internal static IReadOnlyList<IndexField> ManagedThingFields { get; } =
    [
        new("thingName", IndexFieldType.String),
        new("thingId", IndexFieldType.String),
        new("registry.version", IndexFieldType.Number),
        new("registry.thingTypeName", IndexFieldType.String),
        new("registry.thingGroupNames", IndexFieldType.String),
    ];

    internal static IReadOnlyList<IndexField> ManagedConnectivityFields { get; } =
    [
        new("connectivity.connected", IndexFieldType.Boolean),
        new("connectivity.timestamp", IndexFieldType.Number),
        new("connectivity.disconnectReason", IndexFieldType.String),
        new("connectivity.clientId", IndexFieldType.String),
        new("connectivity.cleanSession", IndexFieldType.Boolean),
        new("connectivity.keepAliveDuration", IndexFieldType.Number),
        new("connectivity.sessionExpiry", IndexFieldType.Number),
        new("connectivity.version", IndexFieldType.Number),
    ];

    internal static IReadOnlyList<IndexField> ManagedViolationFields { get; } =
    [
        new("deviceDefender.version", IndexFieldType.Number),
        new("deviceDefender.violationCount", IndexFieldType.Number),
        new("deviceDefender.*.*.inViolation", IndexFieldType.Boolean),
        new("deviceDefender.*.*.lastViolationTime", IndexFieldType.Number),
        new("deviceDefender.*.*.metricName", IndexFieldType.String),
    ];

    internal static IReadOnlyList<IndexField> ManagedGroupFields { get; } =
    [
        new("thingGroupName", IndexFieldType.String),
        new("thingGroupId", IndexFieldType.String),
        new("parentGroupNames", IndexFieldType.String),
        new("description", IndexFieldType.String),
        new("version", IndexFieldType.Number),
    ];

    private static readonly FrozenSet<string> ReservedNames = ManagedThingFields
        .Concat(ManagedConnectivityFields).Concat(ManagedViolationFields).Concat(ManagedGroupFields)
        .Select(static field => field.Name).ToFrozenSet();

    /// <summary>Gets the fields that a configuration indexes by itself.</summary>
    internal static IEnumerable<IndexField> ManagedFieldsOf(IndexingConfiguration configuration)
    {
        if (configuration.ThingIndexingMode == ThingIndexingMode.Off) return [];
        var fields = (IEnumerable<IndexField>)ManagedThingFields;
        if (configuration.TracksConnectivity) fields = fields.Concat(ManagedConnectivityFields);
        return configuration.TracksViolations ? fields.Concat(ManagedViolationFields) : fields;
    }

    /// <summary>Says what is wrong with a configuration.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    internal static string? Check(IndexingConfiguration configuration)
    {
        if (configuration.ThingIndexingMode == ThingIndexingMode.Off)
        {
            if (configuration.TracksConnectivity) return NeedsThings("ThingConnectivityIndexingMode");
            if (configuration.IndexesNamedShadows) return NeedsThings("NamedShadowIndexingMode");
            if (configuration.TracksViolations) return NeedsThings("DeviceDefenderIndexingMode");
        }

        if (configuration.IndexesNamedShadows && configuration.NamedShadowNames.Count == 0)
        {
            return "NamedShadowIndexingMode is ON without a name in filter.namedShadowNames, expected at least one";
        }

        if (configuration.NamedShadowNames.Count > MaxNamedShadows)
        {
            return $"filter.namedShadowNames has {configuration.NamedShadowNames.Count} names, expected at most {MaxNamedShadows}";
        }

        if (configuration.NamedShadowNames.FirstOrDefault(static name => !IsShadowName(name)) is { } bad)
        {
            return $"shadow name `{bad[..Math.Min(bad.Length, 128)]}` is not allowed, expected 1 to 64 letters, digits, `$`, `:`, `_` or `-`";
        }

        return CheckFields(configuration.CustomFields, field => CheckThingField(field, configuration))
            ?? CheckFields(configuration.GroupCustomFields, field => CheckGroupField(field, configuration));
    }

    private static string NeedsThings(string mode) => $"ThingIndexingMode must be turned ON for enabling {mode}";

    private static string? CheckFields(IReadOnlyList<IndexField> fields, Func<IndexField, string?> check)
    {
        if (fields.Count > MaxCustomFields) return $"{fields.Count} custom fields are too many, expected at most {MaxCustomFields}";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (field.Name.Length is 0 or > MaxFieldNameLength) return $"a custom field name has {field.Name.Length} characters, expected 1 to {MaxFieldNameLength}";
            if (ReservedNames.Contains(field.Name)) return $"custom field `{field.Name}` has the name of a managed field, which is reserved";
            if (!seen.Add(field.Name)) return $"custom field `{field.Name}` is given twice";
            if (check(field) is { } fault) return fault;
        }

        return null;
    }

    private static string? CheckThingField(IndexField field, IndexingConfiguration configuration)
    {
        var parts = field.Name.Split('.');
        if (!parts.All(IsPart)) return BadName(field);
        return parts[0] switch
        {
            "attributes" when parts.Length == 2 => configuration.ThingIndexingMode == ThingIndexingMode.Off ? NotIndexed(field, "the registry") : null,
            "shadow" when parts.Length >= 5 && parts[1] == "name" && parts[3] is "desired" or "reported" =>
                configuration.IndexesNamedShadows && configuration.NamedShadowNames.Contains(parts[2]) ? null : NotIndexed(field, $"shadow `{parts[2]}`"),
            "shadow" when parts.Length >= 3 && parts[1] is "desired" or "reported" =>
                configuration.ThingIndexingMode == ThingIndexingMode.RegistryAndShadow ? null : NotIndexed(field, "the unnamed shadow"),
            "deviceDefender" when parts.Length >= 3 => configuration.TracksViolations ? null : NotIndexed(field, "Device Defender"),
            _ => BadName(field),
        };
    }

    private static string? CheckGroupField(IndexField field, IndexingConfiguration configuration)
    {
        var parts = field.Name.Split('.');
        if (parts is not ["attributes", _] || !IsPart(parts[1])) return BadName(field);
        return configuration.IndexesThingGroups ? null : NotIndexed(field, "thing groups");
    }

    private static string BadName(IndexField field) =>
        $"custom field `{field.Name}` is not a field that can be indexed, expected for example `attributes.firmware`, parts of letters, digits, `-` and `_`";

    private static string NotIndexed(IndexField field, string source) => $"custom field `{field.Name}` cannot be indexed while {source} is not";

    private static bool IsPart(string part) =>
        part.Length > 0 && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsShadowName(string name) =>
        name.Length is > 0 and <= 64 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '$' or ':' or '_' or '-');
}

using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>Converts between AWS's index configuration and ours.</summary>
internal static class IndexingContractConversion
{
    private const string Off = "OFF";
    private const string On = "ON";
    private const string SocketInformation = "GET_THING_CONNECTIVITY_DATA";

    private static readonly string[] ThingModes = [Off, "REGISTRY", "REGISTRY_AND_SHADOW"];
    private static readonly string[] FieldTypes = ["Number", "String", "Boolean"];

    /// <summary>Checks the texts of a request, so that <see cref="Apply"/> cannot fail.</summary>
    public static void Check(IndexingContract request, ConstraintViolations violations)
    {
        if (request.ThingIndexingConfiguration is { } things)
        {
            const string path = "thingIndexingConfiguration";
            CheckMode(things.ThingIndexingMode, $"{path}.thingIndexingMode", isRequired: true, violations, ThingModes);
            CheckMode(things.ThingConnectivityIndexingMode, $"{path}.thingConnectivityIndexingMode", isRequired: false, violations, Off, "STATUS");
            CheckMode(things.DeviceDefenderIndexingMode, $"{path}.deviceDefenderIndexingMode", isRequired: false, violations, Off, "VIOLATIONS");
            CheckMode(things.NamedShadowIndexingMode, $"{path}.namedShadowIndexingMode", isRequired: false, violations, Off, On);
            CheckFields(things.CustomFields, $"{path}.customFields", violations);
            CheckFields(things.ManagedFields, $"{path}.managedFields", violations);
            CheckManaged(things.ManagedFields, IndexingConfiguration.On.ManagedFields, $"{path}.managedFields", violations);
            CheckFilter(things.Filter, $"{path}.filter", violations);
        }

        if (request.ThingGroupIndexingConfiguration is { } groups)
        {
            const string path = "thingGroupIndexingConfiguration";
            CheckMode(groups.ThingGroupIndexingMode, $"{path}.thingGroupIndexingMode", isRequired: true, violations, Off, On);
            CheckFields(groups.CustomFields, $"{path}.customFields", violations);
            CheckFields(groups.ManagedFields, $"{path}.managedFields", violations);
            CheckManaged(groups.ManagedFields, IndexingConfiguration.On.ManagedGroupFields, $"{path}.managedFields", violations);
        }
    }

    /// <summary>Makes the new configuration: each of the two structures replaces what it stands for as a whole.</summary>
    public static IndexingConfiguration Apply(IndexingConfiguration current, IndexingContract request)
    {
        if (request.ThingIndexingConfiguration is { } things)
        {
            var isOff = things.ThingIndexingMode == Off;
            current = current with
            {
                ThingIndexingMode = (ThingIndexingMode)Array.IndexOf(ThingModes, things.ThingIndexingMode),
                TracksConnectivity = things.ThingConnectivityIndexingMode is not (null or Off),
                TracksViolations = things.DeviceDefenderIndexingMode is not (null or Off),
                IndexesNamedShadows = things.NamedShadowIndexingMode == On,

                // Switching things off clears what only makes sense with them.
                CustomFields = isOff ? [] : ToFields(things.CustomFields),
                NamedShadowNames = isOff ? [] : [.. things.Filter?.NamedShadowNames?.Select(static name => name!) ?? []],
                IncludesSocketInformation = !isOff && things.Filter?.Connectivity?.IncludeSocketInformation?.Contains(SocketInformation) == true,
            };
        }

        if (request.ThingGroupIndexingConfiguration is { } groups)
        {
            var isOn = groups.ThingGroupIndexingMode == On;
            current = current with { IndexesThingGroups = isOn, GroupCustomFields = isOn ? ToFields(groups.CustomFields) : [] };
        }

        return current;
    }

    public static IndexingContract ToContract(IndexingConfiguration configuration) => new(
        new ThingIndexingContract(
            ThingModes[(int)configuration.ThingIndexingMode],
            configuration.TracksConnectivity ? "STATUS" : Off,
            configuration.TracksViolations ? "VIOLATIONS" : Off,
            configuration.IndexesNamedShadows ? On : Off,
            ToContract(configuration.ManagedFields),
            ToContract(configuration.CustomFields),
            new IndexingFilterContract(
                configuration.NamedShadowNames,
                null,
                new ConnectivityFilterContract(configuration.IncludesSocketInformation ? [SocketInformation] : []))),
        new ThingGroupIndexingContract(
            configuration.IndexesThingGroups ? On : Off,
            ToContract(configuration.ManagedGroupFields),
            ToContract(configuration.GroupCustomFields)));

    private static FieldContract[] ToContract(IEnumerable<IndexField> fields) =>
        [.. fields.Select(static field => new FieldContract(field.Name, field.Type.ToString()))];

    private static IndexField[] ToFields(IReadOnlyList<FieldContract>? fields) =>
        [.. fields?.Select(static field => new IndexField(field.Name!, Enum.Parse<IndexFieldType>(field.Type!))) ?? []];

    private static void CheckMode(string? mode, string path, bool isRequired, ConstraintViolations violations, params ReadOnlySpan<string> allowed)
    {
        if (mode is null)
        {
            if (isRequired) violations.Required(path);
        }
        else if (!allowed.Contains(mode))
        {
            violations.NotOneOf(mode, path, allowed);
        }
    }

    private static void CheckFields(IReadOnlyList<FieldContract>? fields, string path, ConstraintViolations violations)
    {
        for (var i = 0; i < fields?.Count; i++)
        {
            var member = $"{path}.{i + 1}.member";
            if (fields[i]?.Name is null) violations.Required($"{member}.name");
            if (fields[i]?.Type is not { } type) violations.Required($"{member}.type");
            else if (!FieldTypes.Contains(type)) violations.NotOneOf(type, $"{member}.type", FieldTypes);
        }
    }

    private static void CheckManaged(
        IReadOnlyList<FieldContract>? fields, IEnumerable<IndexField> known, string path, ConstraintViolations violations)
    {
        var managed = ToContract(known);
        for (var i = 0; i < fields?.Count; i++)
        {
            if (fields[i] is { Name: { } name } field && !managed.Contains(field))
            {
                violations.Add(name, $"{path}.{i + 1}.member", "Member must be a managed field with its type");
            }
        }
    }

    private static void CheckFilter(IndexingFilterContract? filter, string path, ConstraintViolations violations)
    {
        for (var i = 0; i < filter?.NamedShadowNames?.Count; i++)
        {
            if (filter.NamedShadowNames[i] is null) violations.Required($"{path}.namedShadowNames.{i + 1}.member");
        }

        if (filter?.GeoLocations is { Count: > 0 } locations)
        {
            violations.Add(locations[0]?.Name, $"{path}.geoLocations", "Member must be empty, because shadows are not indexed");
        }

        for (var i = 0; i < filter?.Connectivity?.IncludeSocketInformation?.Count; i++)
        {
            var value = filter.Connectivity.IncludeSocketInformation[i];
            if (value != SocketInformation) violations.NotOneOf(value, $"{path}.connectivity.includeSocketInformation.{i + 1}.member", SocketInformation);
        }
    }
}

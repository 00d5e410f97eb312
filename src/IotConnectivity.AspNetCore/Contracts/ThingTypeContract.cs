using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>Reads and writes what thing types have on the wire.</summary>
internal static class ThingTypeContract
{
    /// <summary>Checks what the registry would not see. No attributes are put into MQTT messages here, and saying nothing about that would be a lie.</summary>
    public static void Check(ThingTypePropertiesContract? properties, ConstraintViolations violations)
    {
        if (properties?.Mqtt5Configuration is not null)
        {
            violations.Add("{…}", "thingTypeProperties.mqtt5Configuration", "Member must be null, this service does not add attributes to MQTT messages");
        }

        foreach (var (i, attribute) in (properties?.SearchableAttributes ?? []).Index())
        {
            if (attribute is null) violations.Required($"thingTypeProperties.searchableAttributes.{i + 1}.member");
        }
    }

    public static ThingTypePropertiesContract PropertiesOf(ThingType type) =>
        new(type.Description, type.SearchableAttributes.Count == 0 ? null : type.SearchableAttributes, null);

    public static ThingTypeMetadataContract MetadataOf(ThingType type) =>
        new(type.DeprecatedAt is not null, type.DeprecatedAt is { } deprecatedAt ? WireTime.Of(deprecatedAt) : null, WireTime.Of(type.CreatedAt));
}

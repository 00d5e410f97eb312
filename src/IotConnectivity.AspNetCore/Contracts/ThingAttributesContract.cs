using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>Takes the attributes out of a request.</summary>
internal static class ThingAttributesContract
{
    /// <summary>Gets names and values; a missing value is a violation.</summary>
    /// <returns>Names and values; <see langword="null"/> when the request does not speak of attributes.</returns>
    public static IReadOnlyCollection<KeyValuePair<string, string>>? Read(AttributePayload? payload, ConstraintViolations violations, string member = "attributePayload")
    {
        if (payload?.Attributes is not { } given) return null;
        foreach (var (name, value) in given)
        {
            if (value is null) violations.Required($"{member}.attributes.{name}.member");
        }

        return [.. given.Select(static pair => new KeyValuePair<string, string>(pair.Key, pair.Value ?? string.Empty))];
    }
}

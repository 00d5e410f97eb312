namespace IotConnectivity.Registry;

/// <summary>Which things a list holds; all set members must match.</summary>
public sealed record ThingFilter
{
    /// <summary>Gets the name of an attribute that the thing must have.</summary>
    public string? AttributeName { get; init; }

    /// <summary>Gets the value that this attribute must have; needs <see cref="AttributeName"/>.</summary>
    public string? AttributeValue { get; init; }

    /// <summary>Gets a value indicating whether <see cref="AttributeValue"/> is only the beginning of the value.</summary>
    public bool UsePrefixAttributeValue { get; init; }

    /// <summary>Gets the thing type that the thing must have.</summary>
    public string? TypeName { get; init; }

    internal bool Matches(ThingData data)
    {
        if (TypeName is not null && data.TypeName != TypeName) return false;
        if (AttributeName is null) return true;
        if (!data.Attributes.TryGetValue(AttributeName, out var value)) return false;
        return AttributeValue is null
            || (UsePrefixAttributeValue ? value.StartsWith(AttributeValue, StringComparison.Ordinal) : value == AttributeValue);
    }
}

namespace IotConnectivity.Queries.Schema;

/// <summary>What a field's values are.</summary>
internal enum FieldKind
{
    Text,

    /// <summary>Several texts: a query matches when one of them does.</summary>
    TextArray,
    Number,
    Boolean,

    /// <summary>Texts, some of which are number literals: attributes and shadows.</summary>
    TextOrNumber,
}

/// <summary>A field that queries can name. Equal fields are equal values.</summary>
/// <param name="Name">The name in the query, without escapes.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Source">Where they come from; one source.</param>
internal abstract record QueryField(string Name, FieldKind Kind, QuerySources Source)
{
    /// <summary>Gets a value indicating whether a term without a field looks here: everywhere but in connectivity.</summary>
    /// <remarks>AWS IoT Developer Guide, Query syntax.</remarks>
    internal bool IsSearchedByBareTerms => Source != QuerySources.Connectivity;
}

/// <summary>A field with a fixed name, one of <see cref="FieldNames"/>, or of a shadow.</summary>
internal sealed record NamedField(string Name, FieldKind Kind, QuerySources Source) : QueryField(Name, Kind, Source);

/// <summary>An attribute of a thing or a group. Which ones there are is open.</summary>
/// <param name="Attribute">The attribute's own name; upper and lower case differ.</param>
internal sealed record AttributeField(string Attribute)
    : QueryField(FieldNames.AttributePrefix + Attribute, FieldKind.TextOrNumber, QuerySources.Registry);

/// <summary>What Device Defender says of one behaviour of a thing, or of several.</summary>
/// <param name="Name">The name in the query.</param>
/// <param name="Profile">The security profile; all of them when it is null.</param>
/// <param name="Behavior">The behaviour; all of them when it is null.</param>
/// <param name="Part">Which of its values.</param>
internal sealed record ViolationField(string Name, string? Profile, string? Behavior, ViolationPart Part)
    : QueryField(Name, KindOf(Part), QuerySources.DeviceDefender)
{
    /// <summary>Gets the name of the same value of all behaviours.</summary>
    internal string NameForAll => $"{FieldNames.DeviceDefenderPrefix}*.*.{Name.Split('.', 4)[^1]}";

    private static FieldKind KindOf(ViolationPart part) => part switch
    {
        ViolationPart.InViolation => FieldKind.Boolean,
        ViolationPart.LastViolationTime or ViolationPart.LastViolationNumber => FieldKind.Number,
        _ => FieldKind.Text,
    };
}

/// <summary>The values that Device Defender keeps for each behaviour.</summary>
internal enum ViolationPart
{
    /// <summary><c>inViolation</c>; only <c>true</c> can be queried.</summary>
    InViolation,

    /// <summary><c>metricName</c></summary>
    MetricName,

    /// <summary><c>lastViolationTime</c>, in milliseconds since 1970.</summary>
    LastViolationTime,

    /// <summary><c>lastViolationValue</c>, as text.</summary>
    LastViolationValue,

    /// <summary><c>lastViolationValue.number</c>, and <c>lastViolationValue.count</c>, which is the same here.</summary>
    LastViolationNumber,
}

namespace IotConnectivity.Queries.Schema;

/// <summary>Knows the fields of the classic shadow. Those of named shadows do not exist, because none is in the index.</summary>
/// <remarks>AWS IoT Developer Guide, Manage thing indexing.</remarks>
internal static class ShadowFieldName
{
    private const string HasDelta = FieldNames.ShadowPrefix + "hasDelta";

    private static readonly string[] Sections =
    [
        FieldNames.ShadowPrefix + "reported.",
        FieldNames.ShadowPrefix + "desired.",
        FieldNames.ShadowPrefix + "delta.",
        FieldNames.ShadowPrefix + "metadata.",
    ];

    internal static NamedField? Find(string name)
    {
        if (name == HasDelta) return new NamedField(name, FieldKind.Boolean, QuerySources.Shadow);
        return Array.Exists(Sections, section => name.Length > section.Length && name.StartsWith(section, StringComparison.Ordinal))
            ? new NamedField(name, FieldKind.TextOrNumber, QuerySources.Shadow)
            : null;
    }
}

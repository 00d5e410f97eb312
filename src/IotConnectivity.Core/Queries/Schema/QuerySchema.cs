using System.Buffers;
using System.Collections.Frozen;
using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Schema;

/// <summary>Which fields an index has. Immutable; any thread may use it.</summary>
internal sealed class QuerySchema
{
    private static readonly SearchValues<char> Wildcards = SearchValues.Create([TextPattern.AnyRun, TextPattern.AnyOne]);

    private readonly FrozenDictionary<string, NamedField> _fields;
    private readonly Func<string, QueryField?> _findOther;

    private QuerySchema(string indexName, NamedField[] fields, Func<string, QueryField?> findOther)
    {
        IndexName = indexName;
        _fields = fields.ToFrozenDictionary(static field => field.Name, StringComparer.Ordinal);
        _findOther = findOther;
    }

    /// <summary>Gets <c>AWS_Things</c>.</summary>
    internal static QuerySchema Things { get; } = new(
        "AWS_Things",
        [
            new(FieldNames.ThingName, FieldKind.Text, QuerySources.Registry),
            new(FieldNames.ThingId, FieldKind.Text, QuerySources.Registry),
            new(FieldNames.ThingTypeName, FieldKind.Text, QuerySources.Registry),
            new(FieldNames.ThingGroupNames, FieldKind.TextArray, QuerySources.Registry),
            new(FieldNames.Connected, FieldKind.Boolean, QuerySources.Connectivity),
            new(FieldNames.Timestamp, FieldKind.Number, QuerySources.Connectivity),
            new(FieldNames.DisconnectReason, FieldKind.Text, QuerySources.Connectivity),
            new(FieldNames.ClientId, FieldKind.Text, QuerySources.Connectivity),
            new(FieldNames.CleanSession, FieldKind.Boolean, QuerySources.Connectivity),
            new(FieldNames.KeepAliveDuration, FieldKind.Number, QuerySources.Connectivity),
            new(FieldNames.SessionExpiry, FieldKind.Number, QuerySources.Connectivity),
            new(FieldNames.ConnectivityVersion, FieldKind.Number, QuerySources.Connectivity),
            new(FieldNames.ViolationCount, FieldKind.Number, QuerySources.DeviceDefender),
        ],
        static name => (QueryField?)FindAttribute(name) ?? (QueryField?)ViolationFieldName.Find(name) ?? ShadowFieldName.Find(name));

    /// <summary>Gets <c>AWS_ThingGroups</c>.</summary>
    internal static QuerySchema ThingGroups { get; } = new(
        "AWS_ThingGroups",
        [
            new(FieldNames.ThingGroupName, FieldKind.Text, QuerySources.Registry),
            new(FieldNames.ThingGroupId, FieldKind.Text, QuerySources.Registry),
            new(FieldNames.Description, FieldKind.Text, QuerySources.Registry),
            new(FieldNames.ParentGroupNames, FieldKind.TextArray, QuerySources.Registry),
        ],
        FindAttribute);

    /// <summary>Gets the name of the index, as errors give it.</summary>
    internal string IndexName { get; }

    /// <summary>Finds a field by its name in a query, escapes resolved.</summary>
    /// <returns>The field, or null when there is none that can be searched.</returns>
    internal QueryField? Find(string name) => _fields.TryGetValue(name, out var field) ? field : _findOther(name);

    private static AttributeField? FindAttribute(string name)
    {
        if (!name.StartsWith(FieldNames.AttributePrefix, StringComparison.Ordinal)) return null;
        var attribute = name[FieldNames.AttributePrefix.Length..];
        return attribute.Length == 0 || attribute.AsSpan().ContainsAny(Wildcards) ? null : new AttributeField(attribute);
    }
}

using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Groups;

/// <summary>The values that a thing group has for each field of <c>AWS_ThingGroups</c>.</summary>
internal sealed class GroupDocument(ThingGroup group) : IQueryDocument
{
    /// <inheritdoc/>
    public IEnumerable<FieldValue> Values(QueryField? field) => field switch
    {
        null => BareValues(),
        AttributeField attribute => group.Attributes.TryGetValue(attribute.Attribute, out var value) ? [AttributeValue(value)] : [],
        _ => ValuesOf(field.Name),
    };

    private static FieldValue AttributeValue(string text) => new(text, NumberLiteral.Parse(text));

    private IEnumerable<FieldValue> BareValues() =>
        new[] { FieldNames.ThingGroupName, FieldNames.ThingGroupId, FieldNames.Description, FieldNames.ParentGroupNames }
            .SelectMany(ValuesOf)
            .Concat(group.Attributes.Select(static attribute => AttributeValue(attribute.Value)));

    private IEnumerable<FieldValue> ValuesOf(string name) => name switch
    {
        FieldNames.ThingGroupName => [new(group.Name)],
        FieldNames.ThingGroupId => [new(group.Id.ToString())],
        FieldNames.Description => group.Description is { } description ? [new(description)] : [],
        FieldNames.ParentGroupNames => group.Ancestors.Select(static ancestor => new FieldValue(ancestor)),
        _ => [],
    };
}

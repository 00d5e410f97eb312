using System.Globalization;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Indexing;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>The values that a thing has now for each field of <c>AWS_Things</c>.</summary>
/// <param name="thing">The thing.</param>
/// <param name="seesDynamic">Whether membership in dynamic groups counts.</param>
/// <param name="violations">What it violates.</param>
/// <param name="nowMs">The moment until which violations go on, in milliseconds since 1970-01-01T00:00Z.</param>
internal sealed class ThingDocument(RegisteredThing thing, bool seesDynamic = true, ThingViolations? violations = null, long nowMs = 0) : IQueryDocument
{
    /// <inheritdoc/>
    public IEnumerable<FieldValue> Values(QueryField? field) => field switch
    {
        null => BareValues(),
        AttributeField attribute => thing.Data.Attributes.TryGetValue(attribute.Attribute, out var value) ? [AttributeValue(value)] : [],
        ViolationField violation => ViolationValues.Of(violations, violation, nowMs),
        NamedField named => ValuesOf(named.Name),
        _ => [],
    };

    private static FieldValue AttributeValue(string text) => new(text, NumberLiteral.Parse(text));

    private static FieldValue Number(long number) => new(number.ToString(CultureInfo.InvariantCulture), number);

    private static IEnumerable<FieldValue> Maybe(long? number) => number is { } value ? [Number(value)] : [];

    private static FieldValue Boolean(bool value) => new(value ? "true" : "false");

    private IEnumerable<FieldValue> BareValues()
    {
        foreach (var name in new[] { FieldNames.ThingName, FieldNames.ThingId, FieldNames.ThingTypeName, FieldNames.ThingGroupNames })
        {
            foreach (var value in ValuesOf(name)) yield return value;
        }

        foreach (var (_, text) in thing.Data.Attributes) yield return AttributeValue(text);
        foreach (var value in ViolationValues.All(violations, nowMs)) yield return value;
    }

    private IEnumerable<FieldValue> ValuesOf(string name)
    {
        var state = thing.Current ?? ThingConnectivity.Never;
        return name switch
        {
            FieldNames.ThingName or FieldNames.ClientId => [new(thing.Name)],
            FieldNames.ThingId => [new(thing.Id.ToString())],
            FieldNames.ThingTypeName => thing.Data.TypeName is { } type ? [new(type)] : [],
            FieldNames.ThingGroupNames => thing.Groups.Where(group => seesDynamic || !group.IsDynamic).Select(static group => new FieldValue(group.Name)),
            FieldNames.Connected => [Boolean(state.Connected)],
            FieldNames.Timestamp => [Number(state.TimestampMs ?? 0)],
            FieldNames.DisconnectReason => !state.Connected && state.IsKnown ? [new(state.DisconnectReason.ToWireText())] : [],
            FieldNames.CleanSession => state.CleanSession is { } clean ? [Boolean(clean)] : [],
            FieldNames.KeepAliveDuration => Maybe(state.KeepAliveSeconds),
            FieldNames.SessionExpiry => Maybe(state.SessionExpirySeconds),
            FieldNames.ConnectivityVersion => Maybe(state.Number),
            FieldNames.ViolationCount => [ViolationValues.Count(violations)],
            _ => [],
        };
    }
}

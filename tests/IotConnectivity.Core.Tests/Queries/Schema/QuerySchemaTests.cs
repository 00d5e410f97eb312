namespace IotConnectivity.Queries.Schema;

public class QuerySchemaTests
{
    [Theory]
    [InlineData("thingName", FieldKind.Text, QuerySources.Registry)]
    [InlineData("thingId", FieldKind.Text, QuerySources.Registry)]
    [InlineData("thingTypeName", FieldKind.Text, QuerySources.Registry)]
    [InlineData("thingGroupNames", FieldKind.TextArray, QuerySources.Registry)]
    [InlineData("attributes.site", FieldKind.TextOrNumber, QuerySources.Registry)]
    [InlineData("attributes.a.b:c@d/e#f,g", FieldKind.TextOrNumber, QuerySources.Registry)]
    [InlineData("connectivity.connected", FieldKind.Boolean, QuerySources.Connectivity)]
    [InlineData("connectivity.timestamp", FieldKind.Number, QuerySources.Connectivity)]
    [InlineData("connectivity.disconnectReason", FieldKind.Text, QuerySources.Connectivity)]
    [InlineData("connectivity.clientId", FieldKind.Text, QuerySources.Connectivity)]
    [InlineData("connectivity.cleanSession", FieldKind.Boolean, QuerySources.Connectivity)]
    [InlineData("connectivity.keepAliveDuration", FieldKind.Number, QuerySources.Connectivity)]
    [InlineData("connectivity.sessionExpiry", FieldKind.Number, QuerySources.Connectivity)]
    [InlineData("connectivity.version", FieldKind.Number, QuerySources.Connectivity)]
    [InlineData("deviceDefender.violationCount", FieldKind.Number, QuerySources.DeviceDefender)]
    [InlineData("deviceDefender.p.b.inViolation", FieldKind.Boolean, QuerySources.DeviceDefender)]
    [InlineData("deviceDefender.p.b.metricName", FieldKind.Text, QuerySources.DeviceDefender)]
    [InlineData("deviceDefender.p.b.lastViolationTime", FieldKind.Number, QuerySources.DeviceDefender)]
    [InlineData("deviceDefender.p.b.lastViolationValue", FieldKind.Text, QuerySources.DeviceDefender)]
    [InlineData("deviceDefender.p.b.lastViolationValue.number", FieldKind.Number, QuerySources.DeviceDefender)]
    [InlineData("deviceDefender.p.b.lastViolationValue.count", FieldKind.Number, QuerySources.DeviceDefender)]
    [InlineData("shadow.reported.a.b", FieldKind.TextOrNumber, QuerySources.Shadow)]
    [InlineData("shadow.desired.a", FieldKind.TextOrNumber, QuerySources.Shadow)]
    [InlineData("shadow.delta.a", FieldKind.TextOrNumber, QuerySources.Shadow)]
    [InlineData("shadow.metadata.reported.a.timestamp", FieldKind.TextOrNumber, QuerySources.Shadow)]
    [InlineData("shadow.hasDelta", FieldKind.Boolean, QuerySources.Shadow)]
    public void Find_FieldOfThings_HasKindAndSource(string name, object kind, object source)
    {
        var field = QuerySchema.Things.Find(name);

        Assert.NotNull(field);
        Assert.Equal(name, field.Name);
        Assert.Equal(kind, field.Kind);
        Assert.Equal(source, field.Source);
        Assert.Equal(!source.Equals(QuerySources.Connectivity), field.IsSearchedByBareTerms);
    }

    [Theory]
    [InlineData("thingGroupName", FieldKind.Text)]
    [InlineData("thingGroupId", FieldKind.Text)]
    [InlineData("description", FieldKind.Text)]
    [InlineData("parentGroupNames", FieldKind.TextArray)]
    [InlineData("attributes.site", FieldKind.TextOrNumber)]
    public void Find_FieldOfGroups_IsOfTheRegistry(string name, object kind)
    {
        var field = QuerySchema.ThingGroups.Find(name);

        Assert.Equal(kind, field?.Kind);
        Assert.Equal(QuerySources.Registry, field?.Source);
    }

    [Theory]
    [InlineData("thingName")]
    [InlineData("thingGroupNames")]
    [InlineData("version")]
    [InlineData("connectivity.connected")]
    [InlineData("deviceDefender.p.b.inViolation")]
    [InlineData("shadow.reported.a")]
    public void Find_FieldThatGroupsDoNotHave_IsNull(string name) => Assert.Null(QuerySchema.ThingGroups.Find(name));

    [Fact]
    public void Find_Attribute_HasItsOwnName() =>
        Assert.Equal("a.b", Assert.IsType<AttributeField>(QuerySchema.Things.Find("attributes.a.b")).Attribute);

    [Theory]
    [InlineData("deviceDefender.p.b.inViolation", "p", "b", ViolationPart.InViolation)]
    [InlineData("deviceDefender.*.b.metricName", null, "b", ViolationPart.MetricName)]
    [InlineData("deviceDefender.p.*.lastViolationTime", "p", null, ViolationPart.LastViolationTime)]
    [InlineData("deviceDefender.*.*.lastViolationValue", null, null, ViolationPart.LastViolationValue)]
    [InlineData("deviceDefender.a:b.c-d.lastViolationValue.number", "a:b", "c-d", ViolationPart.LastViolationNumber)]
    public void Find_Violation_HasProfileAndBehavior(string name, string? profile, string? behavior, object part) =>
        Assert.Equal(new ViolationField(name, profile, behavior, (ViolationPart)part), QuerySchema.Things.Find(name));

    [Fact]
    public void IndexName_OfEachSchema_IsAwsName()
    {
        Assert.Equal("AWS_Things", QuerySchema.Things.IndexName);
        Assert.Equal("AWS_ThingGroups", QuerySchema.ThingGroups.IndexName);
    }
}

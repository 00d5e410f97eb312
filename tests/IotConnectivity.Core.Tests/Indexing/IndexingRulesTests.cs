namespace IotConnectivity.Indexing;

public class IndexingRulesTests
{
    private static readonly IndexingConfiguration Everything = IndexingConfiguration.On with
    {
        ThingIndexingMode = ThingIndexingMode.RegistryAndShadow,
        IndexesNamedShadows = true,
        NamedShadowNames = ["firmware"],
    };

    [Fact]
    public void Check_WhatTheLibraryAndAwsStartWith_IsRight()
    {
        Assert.Null(IndexingRules.Check(IndexingConfiguration.On));
        Assert.Null(IndexingRules.Check(IndexingConfiguration.Off));
        Assert.Null(IndexingRules.Check(Everything));
    }

    [Fact]
    public void Check_ThingsOffAndSomethingOfThemOn_NamesTheMode()
    {
        AssertRefused("ThingIndexingMode must be turned ON for enabling ThingConnectivityIndexingMode", IndexingConfiguration.Off with { TracksConnectivity = true });
        AssertRefused("ThingIndexingMode must be turned ON for enabling DeviceDefenderIndexingMode", IndexingConfiguration.Off with { TracksViolations = true });
        AssertRefused(
            "ThingIndexingMode must be turned ON for enabling NamedShadowIndexingMode",
            IndexingConfiguration.Off with { IndexesNamedShadows = true, NamedShadowNames = ["firmware"] });
    }

    [Fact]
    public void Check_ThingsOffAndGroupsOn_IsRight() =>
        Assert.Null(IndexingRules.Check(IndexingConfiguration.Off with { IndexesThingGroups = true }));

    [Fact]
    public void Check_NamedShadowsOnWithoutAName_IsRefused() =>
        AssertRefused("NamedShadowIndexingMode is ON without a name in filter.namedShadowNames, expected at least one", Everything with { NamedShadowNames = [] });

    [Fact]
    public void Check_TenNamedShadowsAndOneMore_AreTold()
    {
        var ten = Enumerable.Range(0, 10).Select(i => $"shadow-{i}").ToArray();

        Assert.Null(IndexingRules.Check(Everything with { NamedShadowNames = ten }));
        AssertRefused("filter.namedShadowNames has 11 names, expected at most 10", Everything with { NamedShadowNames = [.. ten, "more"] });
    }

    [Theory]
    [InlineData("$x:Y_z-9")]
    [InlineData("a")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Check_ShadowName_IsRight(string name) => Assert.Null(IndexingRules.Check(Everything with { NamedShadowNames = ["firmware", name] }));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("ü")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public void Check_BadShadowName_IsRefused(string name) => AssertRefused(
        $"shadow name `{name}` is not allowed, expected 1 to 64 letters, digits, `$`, `:`, `_` or `-`", Everything with { NamedShadowNames = ["firmware", name] });

    [Fact]
    public void Check_BadShadowNameWithoutEnd_IsQuotedShort() => AssertRefused(
        $"shadow name `{new string('x', 128)}` is not allowed, expected 1 to 64 letters, digits, `$`, `:`, `_` or `-`",
        Everything with { NamedShadowNames = [new string('x', 5_000)] });

    [Theory]
    [InlineData("attributes.firmware")]
    [InlineData("attributes.a-b_9")]
    [InlineData("shadow.desired.speed")]
    [InlineData("shadow.reported.engine.speed")]
    [InlineData("shadow.name.firmware.desired.version")]
    [InlineData("shadow.name.firmware.reported.version.major")]
    [InlineData("deviceDefender.profile.inViolation")]
    [InlineData("deviceDefender.profile.behaviour.metricValue.count")]
    public void Check_CustomField_IsRight(string name) => Assert.Null(IndexingRules.Check(Everything with { CustomFields = [Field(name)] }));

    [Theory]
    [InlineData("firmware")]
    [InlineData("attributes")]
    [InlineData("attributes.")]
    [InlineData("attributes.a.b")]
    [InlineData("attributes.a b")]
    [InlineData("attributes.ü")]
    [InlineData("attributes..a")]
    [InlineData(".attributes.a")]
    [InlineData("shadow.desired")]
    [InlineData("shadow.speed.x")]
    [InlineData("shadow.name.firmware.desired")]
    [InlineData("shadow.name.firmware.delta.x")]
    [InlineData("deviceDefender.profile")]
    [InlineData("deviceDefender.*.inViolation")]
    [InlineData("connectivity.keepAlive")]
    public void Check_CustomFieldThatCannotBeIndexed_IsRefused(string name) => AssertRefused(
        $"custom field `{name}` is not a field that can be indexed, expected for example `attributes.firmware`, parts of letters, digits, `-` and `_`",
        Everything with { CustomFields = [Field(name)] });

    [Fact]
    public void Check_CustomFieldOfWhatIsNotIndexed_NamesTheSource()
    {
        AssertRefused("custom field `attributes.a` cannot be indexed while the registry is not", IndexingConfiguration.Off with { CustomFields = [Field("attributes.a")] });
        AssertRefused(
            "custom field `shadow.desired.a` cannot be indexed while the unnamed shadow is not", IndexingConfiguration.On with { CustomFields = [Field("shadow.desired.a")] });
        AssertRefused(
            "custom field `deviceDefender.a.b` cannot be indexed while Device Defender is not",
            Everything with { TracksViolations = false, CustomFields = [Field("deviceDefender.a.b")] });
        AssertRefused(
            "custom field `shadow.name.other.desired.a` cannot be indexed while shadow `other` is not",
            Everything with { CustomFields = [Field("shadow.name.other.desired.a")] });
        AssertRefused(
            "custom field `shadow.name.firmware.reported.a` cannot be indexed while shadow `firmware` is not",
            Everything with { IndexesNamedShadows = false, CustomFields = [Field("shadow.name.firmware.reported.a")] });
    }

    [Fact]
    public void Check_GroupField_IsAnAttributeOfIndexedGroups()
    {
        Assert.Null(IndexingRules.Check(Everything with { GroupCustomFields = [Field("attributes.site")] }));
        AssertRefused(
            "custom field `attributes.site` cannot be indexed while thing groups is not",
            Everything with { IndexesThingGroups = false, GroupCustomFields = [Field("attributes.site")] });
        foreach (var name in (string[])["shadow.desired.a", "attributes", "attributes.", "attributes.a.b", "site.attributes"])
        {
            AssertRefused(
                $"custom field `{name}` is not a field that can be indexed, expected for example `attributes.firmware`, parts of letters, digits, `-` and `_`",
                Everything with { GroupCustomFields = [Field(name)] });
        }
    }

    [Fact]
    public void Check_FiveCustomFieldsAndOneMore_AreTold()
    {
        var five = Enumerable.Range(0, 5).Select(i => Field($"attributes.a{i}")).ToArray();

        Assert.Null(IndexingRules.Check(Everything with { CustomFields = five, GroupCustomFields = five }));
        AssertRefused("6 custom fields are too many, expected at most 5", Everything with { CustomFields = [.. five, Field("attributes.more")] });
        AssertRefused("6 custom fields are too many, expected at most 5", Everything with { GroupCustomFields = [.. five, Field("attributes.more")] });
    }

    [Fact]
    public void Check_FieldNameOf1024CharactersAndOneMore_AreTold()
    {
        var longest = "attributes.".PadRight(1024, 'x');

        Assert.Null(IndexingRules.Check(Everything with { CustomFields = [Field(longest)] }));
        AssertRefused("a custom field name has 1025 characters, expected 1 to 1024", Everything with { CustomFields = [Field(longest + "x")] });
        AssertRefused("a custom field name has 0 characters, expected 1 to 1024", Everything with { CustomFields = [Field("")] });
    }

    [Fact]
    public void Check_SameFieldTwice_IsRefused() => AssertRefused(
        "custom field `attributes.a` is given twice", Everything with { CustomFields = [Field("attributes.a"), Field("attributes.b"), Field("attributes.a")] });

    [Fact]
    public void Check_NameOfAnyManagedField_IsReserved() =>
        Assert.All(Everything.ManagedFields.Concat(Everything.ManagedGroupFields), managed => AssertRefused(
            $"custom field `{managed.Name}` has the name of a managed field, which is reserved", Everything with { CustomFields = [managed] }));

    /// <summary>The lists of the AWS IoT Developer Guide, "Managing fleet indexing".</summary>
    [Fact]
    public void ManagedFields_FollowWhatIsOn()
    {
        string[] things = ["thingName:String", "thingId:String", "registry.version:Number", "registry.thingTypeName:String", "registry.thingGroupNames:String"];
        string[] connectivity =
        [
            "connectivity.connected:Boolean", "connectivity.timestamp:Number", "connectivity.disconnectReason:String", "connectivity.clientId:String",
            "connectivity.cleanSession:Boolean", "connectivity.keepAliveDuration:Number", "connectivity.sessionExpiry:Number", "connectivity.version:Number",
        ];
        string[] violations =
        [
            "deviceDefender.version:Number", "deviceDefender.violationCount:Number", "deviceDefender.*.*.inViolation:Boolean",
            "deviceDefender.*.*.lastViolationTime:Number", "deviceDefender.*.*.metricName:String",
        ];

        Assert.Equal([.. things, .. connectivity, .. violations], Texts(Everything.ManagedFields));
        Assert.Equal([.. things, .. violations], Texts((Everything with { TracksConnectivity = false }).ManagedFields));
        Assert.Equal([.. things, .. connectivity], Texts((Everything with { TracksViolations = false }).ManagedFields));
        Assert.Empty(IndexingConfiguration.Off.ManagedFields);
    }

    [Fact]
    public void ManagedGroupFields_FollowWhatIsOn()
    {
        Assert.Equal(
            ["thingGroupName:String", "thingGroupId:String", "parentGroupNames:String", "description:String", "version:Number"], Texts(Everything.ManagedGroupFields));
        Assert.Empty(IndexingConfiguration.Off.ManagedGroupFields);
    }

    private static void AssertRefused(string message, IndexingConfiguration configuration) => Assert.Equal(message, IndexingRules.Check(configuration));

    private static IndexField Field(string name) => new(name, IndexFieldType.String);

    private static IEnumerable<string> Texts(IEnumerable<IndexField> fields) => fields.Select(field => $"{field.Name}:{field.Type}");
}

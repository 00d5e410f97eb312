namespace IotConnectivity.Queries.Schema;

/// <summary>The names of fields in queries. Upper and lower case differ.</summary>
/// <remarks>AWS IoT Developer Guide, Manage thing indexing, Manage thing group indexing, Example thing queries.</remarks>
internal static class FieldNames
{
    internal const string ThingName = "thingName";
    internal const string ThingId = "thingId";
    internal const string ThingTypeName = "thingTypeName";
    internal const string ThingGroupNames = "thingGroupNames";

    internal const string Connected = "connectivity.connected";
    internal const string Timestamp = "connectivity.timestamp";
    internal const string DisconnectReason = "connectivity.disconnectReason";
    internal const string ClientId = "connectivity.clientId";
    internal const string CleanSession = "connectivity.cleanSession";
    internal const string KeepAliveDuration = "connectivity.keepAliveDuration";
    internal const string SessionExpiry = "connectivity.sessionExpiry";
    internal const string ConnectivityVersion = "connectivity.version";

    internal const string ViolationCount = "deviceDefender.violationCount";

    internal const string ThingGroupName = "thingGroupName";
    internal const string ThingGroupId = "thingGroupId";
    internal const string Description = "description";
    internal const string ParentGroupNames = "parentGroupNames";

    internal const string AttributePrefix = "attributes.";
    internal const string DeviceDefenderPrefix = "deviceDefender.";
    internal const string ShadowPrefix = "shadow.";
}

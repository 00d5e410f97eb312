using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Groups;

/// <summary>A dynamic group and its query, as far as the index has taken them in.</summary>
internal sealed class DynamicGroup(RegisteredGroup group, string queryString, StandingQuery query)
{
    internal RegisteredGroup Group => group;

    internal string QueryString => queryString;

    internal StandingQuery Query => query;
}

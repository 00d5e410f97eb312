using IotConnectivity.Fleet;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>Puts what was found into its form on the wire. What a thing or a group does not have is left out.</summary>
internal static class FleetContractConversion
{
    public static FoundThing ToContract(FleetThing found, bool hasConnectivity) => new(
        found.Thing.Name,
        found.Thing.Id,
        found.Thing.TypeName,
        found.GroupNames.Count == 0 ? null : found.GroupNames,
        found.Thing.Attributes.Count == 0 ? null : found.Thing.Attributes,
        found.DeviceDefender,
        hasConnectivity ? ToContract(found.Thing.Name, found.Connectivity) : null);

    public static FoundGroup ToContract(ThingGroup group) => new(
        group.Name,
        group.Id,
        group.Description,
        group.Attributes.Count == 0 ? null : group.Attributes,
        group.Ancestors.Count == 0 ? null : group.Ancestors);

    // A thing that was never connected has been so since 1970, and for no reason; one that is connected has no reason either.
    private static FoundConnectivity ToContract(string thingName, ThingConnectivity state) => new(
        state.Connected,
        state.TimestampMs ?? 0,
        state.Connected || state.Source is null ? null : state.DisconnectReason.ToWireText(),
        state.KeepAliveSeconds,
        state.CleanSession,
        state.SessionExpirySeconds,
        thingName);
}

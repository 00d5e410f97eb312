using IotConnectivity.Indexing;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>What the fleet index tells of a thing that matched.</summary>
/// <param name="Thing">Its record.</param>
/// <param name="GroupNames">The groups that it is in, in ordinal order.</param>
/// <param name="Connectivity">Its connectivity; <see cref="ThingConnectivity.Never"/> when it was never heard of.</param>
public sealed record FleetThing(Thing Thing, IReadOnlyList<string> GroupNames, ThingConnectivity Connectivity);
